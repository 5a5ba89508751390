/** What differs between two scenarios, field by field, in plain words. */
import { findGpu } from '@/catalog/gpus';
import { findModel } from '@/catalog/models';
import { networkSpec } from '@/catalog/networks';
import { regionSpec } from '@/catalog/regions';
import type { Scenario } from '@/core/scenario';
import { formatCount, formatDuration, significant } from '@/core/units';

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

const fromTo = (label: string) => (from: string, to: string): string => `${label}: ${from} → ${to}.`;
const onOff = (on: string, off: string) => (_: string, to: string): string => (to === 'true' ? on : off);
const text = (label: string, read: (s: Scenario) => string): Omit<Field, 'field'> => ({
  read,
  say: (from, to) => {
    if (from === '') return `${label} added (${formatCount(to.length)} characters).`;
    if (to === '') return `${label} removed (${formatCount(from.length)} characters).`;
    const change = to.length - from.length;
    return change === 0 ? `${label} reworded.` : `${label} ${change > 0 ? 'longer' : 'shorter'} by ${formatCount(Math.abs(change))} characters.`;
  },
});
const value = (label: string, read: (s: Scenario) => string): Omit<Field, 'field'> => ({ read, say: fromTo(label) });
const flag = (read: (s: Scenario) => boolean, on: string, off: string): Omit<Field, 'field'> => ({ read: (s) => String(read(s)), say: onOff(on, off) });
const usd = (amount: number): string => `${amount} $`;
const share = (x: number): string => `${significant(x * 100)} %`;
const known = (tokens: number | null, otherwise: string): string => (tokens === null ? otherwise : formatCount(tokens));

/** Every field of a scenario but its version. Kept complete by a test that walks the schema. */
const FIELDS: readonly Field[] = [
  { field: 'seed', ...value('Draw', (s) => (s.seed === 0 ? 'typical request' : `request no. ${s.seed}`)) },
  { field: 'request.systemPrompt', ...text('System prompt', (s) => s.request.systemPrompt) },
  { field: 'request.prompt', ...text('Prompt', (s) => s.request.prompt) },
  { field: 'request.inputTokens', ...value('Prompt tokens', (s) => known(s.request.inputTokens, 'as counted')) },
  { field: 'request.outputTokens', ...value('Tokens the model would write', (s) => known(s.request.outputTokens, 'as the local run, else the maximum')) },
  { field: 'request.maxOutputTokens', ...value('Max output tokens', (s) => formatCount(s.request.maxOutputTokens)) },
  { field: 'request.stream', ...flag((s) => s.request.stream, 'Streaming switched on.', 'Streaming switched off.') },
  { field: 'request.temperature', ...value('Temperature', (s) => String(s.request.temperature)) },
  { field: 'request.topK', ...value('Top-k', (s) => (s.request.topK === 0 ? 'off' : String(s.request.topK))) },
  { field: 'request.topP', ...value('Top-p', (s) => String(s.request.topP)) },
  { field: 'request.stop', ...value('Stop sequences', (s) => (s.request.stop.length === 0 ? 'none' : s.request.stop.map((stop) => JSON.stringify(stop)).join(', '))) },
  { field: 'request.responseFormat', ...value('Response format', (s) => (s.request.responseFormat === 'json' ? 'JSON' : 'text')) },
  { field: 'client.network', ...value('Client network', (s) => networkSpec(s.client.network).name) },
  { field: 'client.region', ...value('Client in', (s) => regionSpec(s.client.region).name) },
  { field: 'client.connection', ...value('Connection', (s) => s.client.connection) },
  { field: 'gateway.profile', ...value('Gateway', (s) => s.gateway.profile) },
  { field: 'gateway.requestsPerMinute', ...value('Rate limit', (s) => `${formatCount(s.gateway.requestsPerMinute)} requests a minute`) },
  { field: 'loadBalancer.policy', ...value('Load balancing', (s) => s.loadBalancer.policy.replaceAll('-', ' ')) },
  { field: 'loadBalancer.region', ...value('Served from', (s) => regionSpec(s.loadBalancer.region).name) },
  { field: 'cache.prefix', ...flag((s) => s.cache.prefix, 'Prefix cache switched on.', 'Prefix cache switched off.') },
  { field: 'cache.sharedPrefixTokens', ...value('Shared prefix', (s) => `${formatCount(s.cache.sharedPrefixTokens)} tokens`) },
  { field: 'cache.ttlS', ...value('Prefix kept for', (s) => formatDuration(s.cache.ttlS * 1000)) },
  { field: 'cache.ageS', ...value('Prefix last used', (s) => `${formatDuration(s.cache.ageS * 1000)} ago`) },
  { field: 'model', ...value('Model', (s) => findModel(s.model)?.name ?? s.model) },
  { field: 'deployment.gpu', ...value('GPU', (s) => findGpu(s.deployment.gpu)?.name ?? s.deployment.gpu) },
  { field: 'deployment.tensorParallel', ...value('GPUs for each replica', (s) => String(s.deployment.tensorParallel)) },
  { field: 'deployment.weightPrecision', ...value('Weights', (s) => s.deployment.weightPrecision) },
  { field: 'deployment.kvPrecision', ...value('KV cache', (s) => s.deployment.kvPrecision) },
  { field: 'deployment.engine', ...value('Engine', (s) => s.deployment.engine) },
  { field: 'deployment.warm', ...flag((s) => s.deployment.warm, 'The replica is warm.', 'The replica starts cold.') },
  { field: 'deployment.disaggregated', ...flag((s) => s.deployment.disaggregated, 'Prompts are read by GPUs of their own.', 'The same GPUs read prompts and decode.') },
  { field: 'load.batch', ...value('Sequences in the batch', (s) => formatCount(s.load.batch)) },
  { field: 'load.queueDepth', ...value('Requests ahead in the queue', (s) => formatCount(s.load.queueDepth)) },
  { field: 'speculative.enabled', ...flag((s) => s.speculative.enabled, 'Speculative decoding switched on.', 'Speculative decoding switched off.') },
  { field: 'speculative.draftTokens', ...value('Draft tokens', (s) => String(s.speculative.draftTokens)) },
  { field: 'speculative.acceptance', ...value('Draft acceptance', (s) => share(s.speculative.acceptance)) },
  { field: 'speculative.draftCost', ...value('Draft cost', (s) => `${share(s.speculative.draftCost)} of a step`) },
  { field: 'retrieval.enabled', ...flag((s) => s.retrieval.enabled, 'Retrieval switched on.', 'Retrieval switched off.') },
  { field: 'retrieval.documents', ...value('Documents retrieved', (s) => formatCount(s.retrieval.documents)) },
  { field: 'retrieval.latencyMs', ...value('Search takes', (s) => formatDuration(s.retrieval.latencyMs)) },
  { field: 'tools.calls', ...value('Tool calls', (s) => String(s.tools.calls)) },
  { field: 'tools.parallel', ...flag((s) => s.tools.parallel, 'Tools are called in parallel.', 'Tools are called in series.') },
  { field: 'tools.latencyMs', ...value('A tool call takes', (s) => formatDuration(s.tools.latencyMs)) },
  { field: 'safety', ...value('Safety check', (s) => s.safety.replaceAll('-', ' ')) },
  {
    field: 'failure', read: (s) => JSON.stringify(s.failure),
    say: (_from, _to, a, b) => {
      if (b.failure === null) return `No failure is injected (before: ${a.failure?.kind ?? 'none'}).`;
      const late = b.failure.kind === 'client-disconnect' || b.failure.kind === 'device-lost';
      return `Injected failure: ${b.failure.kind.replaceAll('-', ' ')}${late ? ` after ${formatCount(b.failure.afterTokens)} tokens` : ''}.`;
    },
  },
  { field: 'budgetMs', ...value('Latency budget', (s) => formatDuration(s.budgetMs)) },
  { field: 'prices.inputUsdPerMillion', ...value('Input price for a million tokens', (s) => usd(s.prices.inputUsdPerMillion)) },
  { field: 'prices.cachedUsdPerMillion', ...value('Cached input price for a million tokens', (s) => usd(s.prices.cachedUsdPerMillion)) },
  { field: 'prices.outputUsdPerMillion', ...value('Output price for a million tokens', (s) => usd(s.prices.outputUsdPerMillion)) },
  { field: 'prices.source', ...value('Prices from', (s) => s.prices.source) },
  { field: 'local.model', ...value('Local model', (s) => s.local.model) },
  { field: 'local.device', ...value('Local device', (s) => s.local.device) },
  { field: 'name', ...value('Name', (s) => `“${s.name}”`) },
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
