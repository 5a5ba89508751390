/** Everything about the datacenter that is not among the essentials, one section a topic. */
import { CHARACTERS_PER_TOKEN, TOKENS_PER_DOCUMENT, TOKENS_PER_DOCUMENT_SOURCE } from '@/catalog/stage-budgets';
import { formatCount } from '@/core/units';
import { useScenario } from '../store/scenario';
import { NumberField } from '../ui/NumberField';
import { Disclosure } from '../ui/Disclosure';
import { Select } from '../ui/Select';
import { Term } from '../ui/Term';
import { boundsOf } from './bounds';
import { BudgetField } from './BudgetField';
import { ChoiceOf, NumberOf, SwitchOf } from './fields';
import {
  BALANCING_OPTIONS, CONNECTION_OPTIONS, ENGINE_OPTIONS, GATEWAY_OPTIONS, KV_PRECISION_OPTIONS, PRECISION_OPTIONS, REGION_OPTIONS, SAFETY_OPTIONS,
} from './options';

const WARM_WORDS = { on: 'warm', off: 'cold: loads its weights' };
const PREFILL_WORDS = { on: 'on GPUs of its own', off: 'on the same GPUs' };
const STEP = 0.05;

export function DeploymentSection() {
  const { deployment, load } = useScenario((s) => s.scenario);
  const engine = ENGINE_OPTIONS.find(({ value }) => value === deployment.engine)?.label ?? deployment.engine;
  const summary = `${deployment.weightPrecision} · ${engine}${load.queueDepth > 0 ? ` · ${formatCount(load.queueDepth)} waiting` : ''}${deployment.warm ? '' : ' · cold'}`;
  return (
    <Disclosure title="Deployment and load" summary={summary}>
      <ChoiceOf group="deployment" field="weightPrecision" label={<Term id="precision">Weights</Term>} options={PRECISION_OPTIONS} />
      <ChoiceOf group="deployment" field="kvPrecision" label={<Term id="kv-cache">KV cache</Term>} options={KV_PRECISION_OPTIONS} />
      <ChoiceOf group="deployment" field="engine" label="Engine" options={ENGINE_OPTIONS} />
      <NumberOf group="load" field="queueDepth" label={<Term id="queue-time">Queue ahead</Term>} unit="req." />
      <SwitchOf group="deployment" field="warm" label={<Term id="cold-start">Replica</Term>} words={WARM_WORDS} />
      <SwitchOf group="deployment" field="disaggregated" label="Prefill" words={PREFILL_WORDS} />
    </Disclosure>
  );
}

export function NetworkSection() {
  const { client, loadBalancer } = useScenario((s) => s.scenario);
  const name = (region: string): string => REGION_OPTIONS.find(({ value }) => value === region)?.label.replace(/ \(.*/, '') ?? region;
  return (
    <Disclosure title="Where and how" summary={`${name(client.region)} to ${name(loadBalancer.region)}, ${client.connection}`}>
      <ChoiceOf group="client" field="region" label="Client in" options={REGION_OPTIONS} />
      <ChoiceOf group="loadBalancer" field="region" label="Served from" options={REGION_OPTIONS} />
      <ChoiceOf group="client" field="connection" label="Connection" options={CONNECTION_OPTIONS} />
      <ChoiceOf group="gateway" field="profile" label="Gateway" options={GATEWAY_OPTIONS} />
      <NumberOf group="gateway" field="requestsPerMinute" label={<Term id="rate-limit">Rate limit</Term>} unit="/min" />
      <ChoiceOf group="loadBalancer" field="policy" label="Balancing" options={BALANCING_OPTIONS} />
    </Disclosure>
  );
}

export function CacheSection() {
  const cache = useScenario((s) => s.scenario.cache);
  const summary = !cache.prefix ? 'off' : cache.sharedPrefixTokens === 0 ? 'on, nothing shared' : `on, ${formatCount(cache.sharedPrefixTokens)} shared`;
  return (
    <Disclosure title="Prefix cache" summary={summary}>
      <SwitchOf group="cache" field="prefix" label={<Term id="prefix-cache">Prefix cache</Term>} />
      <NumberOf group="cache" field="sharedPrefixTokens" label="Shared prefix" unit="tokens" />
      <NumberOf group="cache" field="ttlS" label={<Term id="ttl">TTL</Term>} unit="s" />
      <NumberOf group="cache" field="ageS" label="Last used" unit="s ago" />
    </Disclosure>
  );
}

export function SpeculativeSection() {
  const speculative = useScenario((s) => s.scenario.speculative);
  return (
    <Disclosure title="Speculative decoding" summary={speculative.enabled ? `${speculative.draftTokens} draft tokens` : 'off'}>
      <SwitchOf group="speculative" field="enabled" label={<Term id="speculative-decoding">Speculative</Term>} />
      <NumberOf group="speculative" field="draftTokens" label="Draft tokens" />
      <NumberOf group="speculative" field="acceptance" label={<Term id="acceptance">Acceptance</Term>} step={STEP} />
      <NumberOf group="speculative" field="draftCost" label="Draft cost" unit="× step" step={STEP} />
    </Disclosure>
  );
}

export function RetrievalSection() {
  const { retrieval, tools } = useScenario((s) => s.scenario);
  const edit = useScenario((s) => s.edit);
  const parts = [retrieval.enabled ? `${retrieval.documents} passages` : null, tools.calls > 0 ? `${tools.calls} tool calls` : null].filter((p) => p !== null);
  const tokens = retrieval.documents * TOKENS_PER_DOCUMENT;
  return (
    <Disclosure title="Retrieval and tools" summary={parts.length === 0 ? 'none' : parts.join(' · ')}>
      <SwitchOf group="retrieval" field="enabled" label={<Term id="rag">Retrieval</Term>} />
      <NumberOf group="retrieval" field="documents" label="Passages" />
      <NumberOf group="retrieval" field="latencyMs" label="Search takes" unit="ms" />
      {retrieval.enabled && (
        <p className="text-xs text-ink-3">{`${formatCount(tokens)} more prompt tokens. ${TOKENS_PER_DOCUMENT_SOURCE}; ${CHARACTERS_PER_TOKEN} characters a token.`}</p>
      )}
      <NumberOf group="tools" field="calls" label="Tool calls" />
      <Select
        label="Calls run"
        value={tools.parallel ? 'parallel' : 'series'}
        options={TOOL_ORDER}
        onChange={(order) => edit({ tools: { parallel: order === 'parallel' } })}
      />
      <NumberOf group="tools" field="latencyMs" label="Each takes" unit="ms" />
    </Disclosure>
  );
}

const TOOL_ORDER = [{ value: 'series', label: 'one after another' }, { value: 'parallel', label: 'in parallel' }] as const;

/** A price of one's own is no longer the catalogue's. */
function PriceField({ field, label }: { field: 'inputUsdPerMillion' | 'cachedUsdPerMillion' | 'outputUsdPerMillion'; label: string }) {
  const value = useScenario((s) => s.scenario.prices[field]);
  const edit = useScenario((s) => s.edit);
  return <NumberField label={label} unit="$/M" value={value} bounds={boundsOf(`prices.${field}`)} onChange={(next) => edit({ prices: { [field]: next, source: 'set by hand' } })} />;
}

export function SafetySection() {
  const { safety, budgetMs, prices } = useScenario((s) => s.scenario);
  const edit = useScenario((s) => s.edit);
  const name = SAFETY_OPTIONS.find(({ value }) => value === safety)?.label ?? safety;
  return (
    <Disclosure title="Safety, budget, price" summary={`${name} · ${formatCount(budgetMs)} ms`}>
      <Select label="Safety check" value={safety} options={SAFETY_OPTIONS} onChange={(next) => edit({ safety: next })} />
      <BudgetField />
      <PriceField field="inputUsdPerMillion" label="Input" />
      <PriceField field="cachedUsdPerMillion" label="Cached input" />
      <PriceField field="outputUsdPerMillion" label="Output" />
      <p className="text-xs text-ink-3">Price: {prices.source}</p>
    </Disclosure>
  );
}
