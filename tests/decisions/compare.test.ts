import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricsOf } from '@/core/metrics';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { totalMs, type Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { changesBetween, whatChanged } from '@/decisions/changes';
import { compareTraces } from '@/decisions/compare';
import { scenarios } from './support';

const run = (patch: ScenarioPatch = {}): Trace => expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, patch)));

/** Another value for every leaf of a scenario, by path. */
const OTHER: Readonly<Record<string, unknown>> = {
  name: 'Other', seed: 7, 'request.systemPrompt': 'Be brief.', 'request.prompt': 'Hello', 'request.inputTokens': 900, 'request.outputTokens': 9, 'request.maxOutputTokens': 99,
  'request.stream': false, 'request.temperature': 0.7, 'request.topK': 40, 'request.topP': 0.9, 'request.stop': ['\n'], 'request.responseFormat': 'json',
  'client.network': '4g', 'client.region': 'eu-west', 'client.connection': 'cold', 'gateway.profile': 'tuned', 'gateway.requestsPerMinute': 61,
  'loadBalancer.policy': 'round-robin', 'loadBalancer.region': 'eu-west', 'cache.prefix': false, 'cache.sharedPrefixTokens': 64, 'cache.ttlS': 301, 'cache.ageS': 5,
  model: 'llama-3.1-70b', 'deployment.gpu': 'h200-sxm', 'deployment.tensorParallel': 2, 'deployment.weightPrecision': 'fp8', 'deployment.kvPrecision': 'fp8',
  'deployment.engine': 'sglang', 'deployment.warm': false, 'deployment.disaggregated': true, 'load.batch': 9, 'load.queueDepth': 1, 'speculative.enabled': true, 'speculative.draftTokens': 5,
  'speculative.acceptance': 0.70001, 'speculative.draftCost': 0.2, 'retrieval.enabled': true, 'retrieval.documents': 5, 'retrieval.latencyMs': 80.01,
  'tools.calls': 2, 'tools.parallel': true, 'tools.latencyMs': 401, safety: 'none', failure: { kind: 'client-disconnect', afterTokens: 12 }, budgetMs: 2_501,
  'prices.inputUsdPerMillion': 0.2, 'prices.cachedUsdPerMillion': 0.03, 'prices.outputUsdPerMillion': 0.5, 'prices.source': 'elsewhere', 'local.model': 'qwen3-0.6b', 'local.device': 'wasm',
};

function leaves(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}

function withField(path: string, value: unknown): Scenario {
  const [head = '', tail] = path.split('.');
  return patchScenario(DEFAULT_SCENARIO, { [head]: tail === undefined ? value : { [tail]: value } });
}

describe('what changed', () => {
  it.each(leaves(DEFAULT_SCENARIO).filter((path) => path !== 'schemaVersion'))('is said in one sentence: %s', (path) => {
    expect(Object.keys(OTHER)).toContain(path);
    const changed = withField(path, OTHER[path]);
    const [change, ...more] = changesBetween(DEFAULT_SCENARIO, changed);
    expect(more).toEqual([]);
    expect(change?.field).toBe(path);
    expect(change?.sentence).toMatch(/^[A-Z].{5,}\.$/s);
    const back = whatChanged(changed, DEFAULT_SCENARIO);
    expect(back).toHaveLength(1);
    expect(back[0]).not.toBe(change?.sentence);
  });
  it('is nothing for equal scenarios and one sentence for each field that differs', () => {
    fc.assert(fc.property(scenarios, scenarios, (a, b) => {
      expect(whatChanged(a, structuredClone(a))).toEqual([]);
      const differing = leaves(a).filter((path) => path.split('.')[0] !== 'failure').filter((path) => JSON.stringify(pick(a, path)) !== JSON.stringify(pick(b, path))).length;
      expect(whatChanged(a, b)).toHaveLength(differing + (JSON.stringify(a.failure) === JSON.stringify(b.failure) ? 0 : 1));
    }), { numRuns: 60 });
  });
});

const pick = (scenario: Scenario, path: string): unknown => path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], scenario);

describe('comparison', () => {
  it('takes two to four runs', () => {
    const trace = run();
    for (const count of [0, 1, 5]) {
      const refused = compareTraces(Array.from({ length: count }, () => trace));
      expect(refused.ok ? null : refused.error.code).toBe('compare-count');
    }
    for (const count of [2, 3, 4]) expect(compareTraces(Array.from({ length: count }, () => trace)).ok).toBe(true);
  });
  it('has the metrics of each run and their difference to the first', () => {
    const traces = [run(), run({ request: { stream: false } }), run({ failure: { kind: 'unauthorized', afterTokens: 0 } })];
    const { metrics, places, changed } = expectOk(compareTraces(traces));
    const row = (id: string) => metrics.find((entry) => entry.id === id);
    expect(row('total')?.values).toEqual(traces.map((trace) => metricsOf(trace).totalMs));
    expect(row('ttft')?.values[2]).toBeNull();
    expect(row('ttft')?.deltas).toEqual([0, (metricsOf(traces[1] as Trace).ttftMs ?? 0) - (metricsOf(traces[0] as Trace).ttftMs ?? 0), null]);
    expect(row('ttft')?.best).toBe(0);
    expect(row('output-tokens')?.best).toBeNull();
    traces.forEach((trace, i) => { expect(places.reduce((sum, place) => sum + (place.values[i] ?? 0), 0)).toBeCloseTo(totalMs(trace), 6); });
    expect(changed).toEqual([[], ['Streaming switched off.'], ['Injected failure: unauthorized.']]);
  });
});
