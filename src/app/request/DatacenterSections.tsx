/** Everything about the datacenter that is not among the essentials, one section a topic. */
import { CHARACTERS_PER_TOKEN, TOKENS_PER_DOCUMENT, TOKENS_PER_DOCUMENT_SOURCE } from '@/catalog/stage-budgets';
import { msg, t } from '@/core/text';
import { formatCount } from '@/core/units';
import { sourceWords } from '@/stages/sources';
import { useScenario } from '../store/scenario';
import { NumberField } from '../ui/NumberField';
import { Disclosure } from '../ui/Disclosure';
import { Select } from '../ui/Select';
import { Term } from '../ui/Term';
import { boundsOf } from './bounds';
import { BudgetField } from './BudgetField';
import { ChoiceOf, NumberOf, SwitchOf } from './fields';
import {
  BALANCING_OPTIONS, CONNECTION_OPTIONS, ENGINE_OPTIONS, GATEWAY_OPTIONS, inWords, KV_PRECISION_OPTIONS, PRECISION_OPTIONS, REGION_OPTIONS, SAFETY_OPTIONS,
} from './options';

const WARM_WORDS = { on: msg('warm'), off: msg('cold: loads its weights') };
const PREFILL_WORDS = { on: msg('on GPUs of its own'), off: msg('on the same GPUs') };
const STEP = 0.05;

export function DeploymentSection() {
  const { deployment, load } = useScenario((s) => s.scenario);
  const engine = ENGINE_OPTIONS.find(({ value }) => value === deployment.engine)?.label ?? deployment.engine;
  const summary = [
    deployment.weightPrecision, engine,
    load.queueDepth > 0 ? t('{count} waiting', { count: formatCount(load.queueDepth) }) : null,
    deployment.warm ? null : t('cold'),
  ].filter((part) => part !== null).join(' · ');
  return (
    <Disclosure title={t('Deployment and load')} summary={summary}>
      <ChoiceOf group="deployment" field="weightPrecision" label={<Term id="precision">{t('Weights')}</Term>} options={PRECISION_OPTIONS} />
      <ChoiceOf group="deployment" field="kvPrecision" label={<Term id="kv-cache">{t('KV cache')}</Term>} options={KV_PRECISION_OPTIONS} />
      <ChoiceOf group="deployment" field="engine" label={t('Engine')} options={ENGINE_OPTIONS} />
      <NumberOf group="load" field="queueDepth" label={<Term id="queue-time">{t('Queue ahead')}</Term>} unit={t('req.')} />
      <SwitchOf group="deployment" field="warm" label={<Term id="cold-start">{t('Replica')}</Term>} words={WARM_WORDS} />
      <SwitchOf group="deployment" field="disaggregated" label={t('Prefill')} words={PREFILL_WORDS} />
    </Disclosure>
  );
}

export function NetworkSection() {
  const { client, loadBalancer } = useScenario((s) => s.scenario);
  const name = (region: string): string => t(REGION_OPTIONS.find(({ value }) => value === region)?.label ?? region).replace(/ \(.*/, '');
  return (
    <Disclosure title={t('Where and how')} summary={t('{from} to {to}, {connection, select, cold {cold} other {reused}}', { from: name(client.region), to: name(loadBalancer.region), connection: client.connection })}>
      <ChoiceOf group="client" field="region" label={t('Client in')} options={REGION_OPTIONS} />
      <ChoiceOf group="loadBalancer" field="region" label={t('Served from')} options={REGION_OPTIONS} />
      <ChoiceOf group="client" field="connection" label={t('Connection')} options={CONNECTION_OPTIONS} />
      <ChoiceOf group="gateway" field="profile" label={t('Gateway')} options={GATEWAY_OPTIONS} />
      <NumberOf group="gateway" field="requestsPerMinute" label={<Term id="rate-limit">{t('Rate limit')}</Term>} unit={t('/min')} />
      <ChoiceOf group="loadBalancer" field="policy" label={t('Balancing')} options={BALANCING_OPTIONS} />
    </Disclosure>
  );
}

export function CacheSection() {
  const cache = useScenario((s) => s.scenario.cache);
  const summary = !cache.prefix ? t('off') : cache.sharedPrefixTokens === 0 ? t('on, nothing shared') : t('on, {count} shared', { count: formatCount(cache.sharedPrefixTokens) });
  return (
    <Disclosure title={t('Prefix cache')} summary={summary}>
      <SwitchOf group="cache" field="prefix" label={<Term id="prefix-cache">{t('Prefix cache')}</Term>} />
      <NumberOf group="cache" field="sharedPrefixTokens" label={t('Shared prefix')} unit={t('tokens')} />
      <NumberOf group="cache" field="ttlS" label={<Term id="ttl">{t('TTL')}</Term>} unit="s" />
      <NumberOf group="cache" field="ageS" label={t('Last used')} unit={t('s ago')} />
    </Disclosure>
  );
}

export function SpeculativeSection() {
  const speculative = useScenario((s) => s.scenario.speculative);
  return (
    <Disclosure title={t('Speculative decoding')} summary={speculative.enabled ? t('{count} draft tokens', { count: speculative.draftTokens }) : t('off')}>
      <SwitchOf group="speculative" field="enabled" label={<Term id="speculative-decoding">{t('Speculative')}</Term>} />
      <NumberOf group="speculative" field="draftTokens" label={t('Draft tokens')} />
      <NumberOf group="speculative" field="acceptance" label={<Term id="acceptance">{t('Acceptance')}</Term>} step={STEP} />
      <NumberOf group="speculative" field="draftCost" label={t('Draft cost')} unit={t('× step')} step={STEP} />
    </Disclosure>
  );
}

export function RetrievalSection() {
  const { retrieval, tools } = useScenario((s) => s.scenario);
  const edit = useScenario((s) => s.edit);
  const used = [retrieval.enabled ? t('{count} passages', { count: retrieval.documents }) : null, tools.calls > 0 ? t('{count} tool calls', { count: tools.calls }) : null].filter((p) => p !== null);
  const tokens = retrieval.documents * TOKENS_PER_DOCUMENT;
  return (
    <Disclosure title={t('Retrieval and tools')} summary={used.length === 0 ? t('none') : used.join(' · ')}>
      <SwitchOf group="retrieval" field="enabled" label={<Term id="rag">{t('Retrieval')}</Term>} />
      <NumberOf group="retrieval" field="documents" label={t('Passages')} />
      <NumberOf group="retrieval" field="latencyMs" label={t('Search takes')} unit="ms" />
      {retrieval.enabled && (
        <p className="text-xs text-ink-3">{t('{tokens} more prompt tokens. {source}; {characters} characters a token.', { tokens: formatCount(tokens), source: t(TOKENS_PER_DOCUMENT_SOURCE), characters: CHARACTERS_PER_TOKEN })}</p>
      )}
      <NumberOf group="tools" field="calls" label={t('Tool calls')} />
      <Select
        label={t('Calls run')}
        value={tools.parallel ? 'parallel' : 'series'}
        options={inWords(TOOL_ORDER)}
        onChange={(order) => edit({ tools: { parallel: order === 'parallel' } })}
      />
      <NumberOf group="tools" field="latencyMs" label={t('Each takes')} unit="ms" />
    </Disclosure>
  );
}

const TOOL_ORDER = [{ value: 'series', label: msg('one after another') }, { value: 'parallel', label: msg('in parallel') }] as const;

/** A price of one's own is no longer the catalogue's. */
function PriceField({ field, label }: { field: 'inputUsdPerMillion' | 'cachedUsdPerMillion' | 'outputUsdPerMillion'; label: string }) {
  const value = useScenario((s) => s.scenario.prices[field]);
  const edit = useScenario((s) => s.edit);
  return <NumberField label={label} unit="$/M" value={value} bounds={boundsOf(`prices.${field}`)} onChange={(next) => edit({ prices: { [field]: next, source: msg('set by hand') } })} />;
}

export function SafetySection() {
  const { safety, budgetMs, prices } = useScenario((s) => s.scenario);
  const edit = useScenario((s) => s.edit);
  const name = t(SAFETY_OPTIONS.find(({ value }) => value === safety)?.label ?? safety);
  return (
    <Disclosure title={t('Safety, budget, price')} summary={`${name} · ${formatCount(budgetMs)} ms`}>
      <Select label={t('Safety check')} value={safety} options={inWords(SAFETY_OPTIONS)} onChange={(next) => edit({ safety: next })} />
      <BudgetField />
      <PriceField field="inputUsdPerMillion" label={t('Input')} />
      <PriceField field="cachedUsdPerMillion" label={t('Cached input')} />
      <PriceField field="outputUsdPerMillion" label={t('Output')} />
      <p className="text-xs text-ink-3">{t('Price: {source}', { source: sourceWords(prices.source) })}</p>
    </Disclosure>
  );
}
