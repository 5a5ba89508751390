/** What differs between two scenarios, field by field, in plain words. */
import { findGpu } from '@/catalog/gpus';
import { findModel } from '@/catalog/models';
import { networkSpec } from '@/catalog/networks';
import { regionSpec } from '@/catalog/regions';
import type { Scenario } from '@/core/scenario';
import { locale, msg, t } from '@/core/text';
import { formatCount, formatDuration, significant } from '@/core/units';
import { sourceWords } from '@/stages/sources';

export interface Change {
  /** Path of the field, such as `request.maxOutputTokens`; groups that are set as a whole (failure) count as one. */
  readonly field: string;
  readonly sentence: string;
}

/** One field of a scenario: how to read it as comparable text, and how to say that it changed. */
interface Field {
  readonly field: string;
  readonly read: (s: Scenario) => string;
  readonly say: (from: string, to: string, a: Scenario, b: Scenario) => string;
}

const fromTo = (label: string) => (from: string, to: string): string => t('{what}: {from} → {to}.', { what: t(label), from, to });
const onOff = (on: string, off: string) => (_: string, to: string): string => t(to === 'true' ? on : off);
const text = (label: string, read: (s: Scenario) => string): Omit<Field, 'field'> => ({
  read,
  say: (from, to) => {
    const what = t(label);
    if (from === '') return t('{what} added ({count} characters).', { what, count: formatCount(to.length) });
    if (to === '') return t('{what} removed ({count} characters).', { what, count: formatCount(from.length) });
    const change = to.length - from.length;
    if (change === 0) return t('{what} reworded.', { what });
    const count = formatCount(Math.abs(change));
    return change > 0 ? t('{what} longer by {count} characters.', { what, count }) : t('{what} shorter by {count} characters.', { what, count });
  },
});
const value = (label: string, read: (s: Scenario) => string): Omit<Field, 'field'> => ({ read, say: fromTo(label) });
const flag = (read: (s: Scenario) => boolean, on: string, off: string): Omit<Field, 'field'> => ({ read: (s) => String(read(s)), say: onOff(on, off) });
/** All its digits, so that a small change is seen. */
const exact = (x: number): string => x.toLocaleString(locale(), { maximumFractionDigits: 20, useGrouping: false });
const usd = (amount: number): string => `${exact(amount)} $`;
const share = (x: number): string => `${significant(x * 100)} %`;
const known = (tokens: number | null, otherwise: string): string => (tokens === null ? t(otherwise) : formatCount(tokens));
/** The name of a choice as words: they are in the catalogue by what the schema lists. */
const words = (choice: string): string => t(choice.replaceAll('-', ' '));

/** Every field of a scenario but its version. Kept complete by a test that walks the schema. */
const FIELDS: readonly Field[] = [
  { field: 'seed', ...value(msg('Draw'), (s) => (s.seed === 0 ? t('typical request') : t('request no. {number}', { number: s.seed }))) },
  { field: 'request.systemPrompt', ...text(msg('System prompt'), (s) => s.request.systemPrompt) },
  { field: 'request.prompt', ...text(msg('Prompt'), (s) => s.request.prompt) },
  { field: 'request.inputTokens', ...value(msg('Prompt tokens'), (s) => known(s.request.inputTokens, msg('as counted'))) },
  { field: 'request.outputTokens', ...value(msg('Tokens the model would write'), (s) => known(s.request.outputTokens, msg('as the local run, else the maximum'))) },
  { field: 'request.maxOutputTokens', ...value(msg('Max output tokens'), (s) => formatCount(s.request.maxOutputTokens)) },
  { field: 'request.stream', ...flag((s) => s.request.stream, msg('Streaming switched on.'), msg('Streaming switched off.')) },
  { field: 'request.temperature', ...value(msg('Temperature'), (s) => exact(s.request.temperature)) },
  { field: 'request.topK', ...value(msg('Top-k'), (s) => (s.request.topK === 0 ? t('off') : String(s.request.topK))) },
  { field: 'request.topP', ...value(msg('Top-p'), (s) => exact(s.request.topP)) },
  { field: 'request.stop', ...value(msg('Stop sequences'), (s) => (s.request.stop.length === 0 ? t('none') : s.request.stop.map((stop) => JSON.stringify(stop)).join(', '))) },
  { field: 'request.responseFormat', ...value(msg('Response format'), (s) => (s.request.responseFormat === 'json' ? 'JSON' : t('text'))) },
  { field: 'client.network', ...value(msg('Client network'), (s) => t(networkSpec(s.client.network).name)) },
  { field: 'client.region', ...value(msg('Client in'), (s) => t(regionSpec(s.client.region).name)) },
  { field: 'client.connection', ...value(msg('Connection'), (s) => words(s.client.connection)) },
  { field: 'gateway.profile', ...value(msg('Gateway'), (s) => words(s.gateway.profile)) },
  { field: 'gateway.requestsPerMinute', ...value(msg('Rate limit'), (s) => t('{count} requests a minute', { count: formatCount(s.gateway.requestsPerMinute) })) },
  { field: 'loadBalancer.policy', ...value(msg('Load balancing'), (s) => words(s.loadBalancer.policy)) },
  { field: 'loadBalancer.region', ...value(msg('Served from'), (s) => t(regionSpec(s.loadBalancer.region).name)) },
  { field: 'cache.prefix', ...flag((s) => s.cache.prefix, msg('Prefix cache switched on.'), msg('Prefix cache switched off.')) },
  { field: 'cache.sharedPrefixTokens', ...value(msg('Shared prefix'), (s) => t('{count} tokens', { count: formatCount(s.cache.sharedPrefixTokens) })) },
  { field: 'cache.ttlS', ...value(msg('Prefix kept for'), (s) => formatDuration(s.cache.ttlS * 1000)) },
  { field: 'cache.ageS', ...value(msg('Prefix last used'), (s) => t('{time} ago', { time: formatDuration(s.cache.ageS * 1000) })) },
  { field: 'model', ...value(msg('Model'), (s) => findModel(s.model)?.name ?? s.model) },
  { field: 'deployment.gpu', ...value(msg('GPU'), (s) => findGpu(s.deployment.gpu)?.name ?? s.deployment.gpu) },
  { field: 'deployment.tensorParallel', ...value(msg('GPUs for each replica'), (s) => String(s.deployment.tensorParallel)) },
  { field: 'deployment.weightPrecision', ...value(msg('Weights'), (s) => s.deployment.weightPrecision) },
  { field: 'deployment.kvPrecision', ...value(msg('KV cache'), (s) => s.deployment.kvPrecision) },
  { field: 'deployment.engine', ...value(msg('Engine'), (s) => s.deployment.engine) },
  { field: 'deployment.warm', ...flag((s) => s.deployment.warm, msg('The replica is warm.'), msg('The replica starts cold.')) },
  { field: 'deployment.disaggregated', ...flag((s) => s.deployment.disaggregated, msg('Prompts are read by GPUs of their own.'), msg('The same GPUs read prompts and decode.')) },
  { field: 'load.batch', ...value(msg('Sequences in the batch'), (s) => formatCount(s.load.batch)) },
  { field: 'load.queueDepth', ...value(msg('Requests ahead in the queue'), (s) => formatCount(s.load.queueDepth)) },
  { field: 'speculative.enabled', ...flag((s) => s.speculative.enabled, msg('Speculative decoding switched on.'), msg('Speculative decoding switched off.')) },
  { field: 'speculative.draftTokens', ...value(msg('Draft tokens'), (s) => String(s.speculative.draftTokens)) },
  { field: 'speculative.acceptance', ...value(msg('Draft acceptance'), (s) => share(s.speculative.acceptance)) },
  { field: 'speculative.draftCost', ...value(msg('Draft cost'), (s) => t('{share} of a step', { share: share(s.speculative.draftCost) })) },
  { field: 'retrieval.enabled', ...flag((s) => s.retrieval.enabled, msg('Retrieval switched on.'), msg('Retrieval switched off.')) },
  { field: 'retrieval.documents', ...value(msg('Documents retrieved'), (s) => formatCount(s.retrieval.documents)) },
  { field: 'retrieval.latencyMs', ...value(msg('Search takes'), (s) => formatDuration(s.retrieval.latencyMs)) },
  { field: 'tools.calls', ...value(msg('Tool calls'), (s) => String(s.tools.calls)) },
  { field: 'tools.parallel', ...flag((s) => s.tools.parallel, msg('Tools are called in parallel.'), msg('Tools are called in series.')) },
  { field: 'tools.latencyMs', ...value(msg('A tool call takes'), (s) => formatDuration(s.tools.latencyMs)) },
  { field: 'safety', ...value(msg('Safety check'), (s) => words(s.safety)) },
  {
    field: 'failure', read: (s) => JSON.stringify(s.failure),
    say: (_from, _to, a, b) => {
      if (b.failure === null) return t('No failure is injected (before: {kind}).', { kind: t(a.failure?.kind ?? 'none') });
      const kind = words(b.failure.kind);
      const late = b.failure.kind === 'client-disconnect' || b.failure.kind === 'device-lost';
      return late ? t('Injected failure: {kind} after {count} tokens.', { kind, count: formatCount(b.failure.afterTokens) }) : t('Injected failure: {kind}.', { kind });
    },
  },
  { field: 'budgetMs', ...value(msg('Latency budget'), (s) => formatDuration(s.budgetMs)) },
  { field: 'prices.inputUsdPerMillion', ...value(msg('Input price for a million tokens'), (s) => usd(s.prices.inputUsdPerMillion)) },
  { field: 'prices.cachedUsdPerMillion', ...value(msg('Cached input price for a million tokens'), (s) => usd(s.prices.cachedUsdPerMillion)) },
  { field: 'prices.outputUsdPerMillion', ...value(msg('Output price for a million tokens'), (s) => usd(s.prices.outputUsdPerMillion)) },
  { field: 'prices.source', ...value(msg('Prices from'), (s) => sourceWords(s.prices.source)) },
  { field: 'local.model', ...value(msg('Local model'), (s) => s.local.model) },
  { field: 'local.device', ...value(msg('Local device'), (s) => s.local.device) },
  { field: 'name', ...value(msg('Name'), (s) => t('“{name}”', { name: t(s.name) })) },
];

/** Every difference between two scenarios, in the order a request meets them; the name comes last. */
export function changesBetween(a: Scenario, b: Scenario): Change[] {
  return FIELDS.flatMap(({ field, read, say }) => {
    const before = JSON.stringify(at(a, field));
    const after = JSON.stringify(at(b, field));
    if (before === after) return [];
    const from = read(a);
    const to = read(b);
    // Values that round to the same words are given as they are.
    return [{ field, sentence: from === to ? say(before, after, a, b) : say(from, to, a, b) }];
  });
}

/** The value at a path of the scenario. */
function at(scenario: Scenario, path: string): unknown {
  let value: unknown = scenario;
  for (const key of path.split('.')) value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return value;
}

/** The same as sentences. */
export const whatChanged = (a: Scenario, b: Scenario): string[] => changesBetween(a, b).map((change) => change.sentence);
