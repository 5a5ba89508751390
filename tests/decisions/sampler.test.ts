import { describe, expect, it } from 'vitest';
import { metricsOf } from '@/core/metrics';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario, type ScenarioPatch } from '@/core/scenario';
import { timeByPlace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { profileOf } from '@/decisions/profile';
import { quantile, sorted } from '@/decisions/quantiles';
import { sampleRequests, TERM_IDS, termOf } from '@/decisions/sampler';

/** Largest distance between two empirical distributions (two-sample Kolmogorov–Smirnov statistic). */
function distance(a: Float64Array, b: Float64Array): number {
  const x = sorted(a);
  const y = sorted(b);
  let i = 0;
  let j = 0;
  let most = 0;
  while (i < x.length && j < y.length) {
    if ((x[i] ?? 0) <= (y[j] ?? 0)) i++;
    else j++;
    most = Math.max(most, Math.abs(i / x.length - j / y.length));
  }
  return most;
}

const TRACES = 700;
const SAMPLES = 6_000;
/** Critical value at a significance of 0.001: distances above it would mean different distributions. The seeds are fixed. */
const CRITICAL = 1.95 * Math.sqrt(1 / TRACES + 1 / SAMPLES);

const CASES: Readonly<Record<string, ScenarioPatch>> = {
  'the default request': {},
  'a phone, cold connection, far region': { client: { network: '4g', region: 'ap-south', connection: 'cold' } },
  'retrieval with a large classifier': { retrieval: { enabled: true, documents: 2, latencyMs: 180 }, safety: 'large-classifier' },
  'tools in series': { tools: { calls: 3, parallel: false, latencyMs: 400 } },
  'tools in parallel': { tools: { calls: 3, parallel: true, latencyMs: 400 } },
  'a queue': { load: { batch: 16, queueDepth: 12 } },
  'no streaming': { request: { stream: false, inputTokens: 3000 } },
  'speculative decoding': { load: { batch: 1 }, request: { maxOutputTokens: 90 }, speculative: { enabled: true, acceptance: 0.6, draftTokens: 4 } },
  'a refused request': { failure: { kind: 'rate-limited', afterTokens: 0 } },
};

describe('the sampler', () => {
  it.each(Object.entries(CASES))('draws from the distribution of the traces: %s', (_name, patch) => {
    const scenario = patchScenario(DEFAULT_SCENARIO, { request: { maxOutputTokens: 24 }, ...patch });
    const samples = sampleRequests(expectOk(profileOf(scenario)), SAMPLES, 7);
    const total = new Float64Array(TRACES);
    const first: number[] = [];
    const terms = Object.fromEntries(TERM_IDS.map((id) => [id, new Float64Array(TRACES)])) as Record<(typeof TERM_IDS)[number], Float64Array>;
    for (let i = 0; i < TRACES; i++) {
      const trace = expectOk(modelTrace({ ...scenario, seed: i + 1 }));
      const metrics = metricsOf(trace);
      total[i] = metrics.totalMs;
      if (metrics.ttftMs !== null) first.push(metrics.ttftMs);
      for (const span of trace.spans) {
        const term = terms[termOf(span.stage, span.layer)];
        term[i] = (term[i] ?? 0) + span.durationMs;
      }
    }
    expect(distance(total, samples.totalMs)).toBeLessThan(CRITICAL);
    expect(samples.ttftMs.length === 0).toBe(first.length === 0);
    if (first.length > 0) expect(distance(Float64Array.from(first), samples.ttftMs)).toBeLessThan(CRITICAL);
    for (const id of TERM_IDS) {
      const p95 = quantile(sorted(terms[id]), 0.95);
      expect(Math.abs(quantile(sorted(samples.terms[id]), 0.95) - p95)).toBeLessThan(0.06 * p95 + 0.2);
    }
  });

  it('adds its terms up to the total, and is the same for the same seed', () => {
    const profile = expectOk(profileOf(patchScenario(DEFAULT_SCENARIO, { load: { queueDepth: 4 } })));
    const a = sampleRequests(profile, 500, 3);
    for (let i = 0; i < a.count; i++) expect(TERM_IDS.reduce((sum, id) => sum + (a.terms[id][i] ?? 0), 0)).toBeCloseTo(a.totalMs[i] ?? 0, 9);
    expect(sampleRequests(profile, 500, 3)).toEqual(a);
    expect(sampleRequests(profile, 500, 4).totalMs).not.toEqual(a.totalMs);
  });

  it('leaves every other layer as it was when one changes', () => {
    const plain = sampleRequests(expectOk(profileOf(DEFAULT_SCENARIO)), 300, 5);
    const checked = sampleRequests(expectOk(profileOf(patchScenario(DEFAULT_SCENARIO, { safety: 'large-classifier' }))), 300, 5);
    expect(checked.terms.prompt).toEqual(plain.terms.prompt);
    expect(checked.terms.network).toEqual(plain.terms.network);
    expect(checked.terms.post).not.toEqual(plain.terms.post);
  });

  it('puts every place of a trace into one term', () => {
    const trace = expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, { retrieval: { enabled: true }, tools: { calls: 1 } })));
    expect([...timeByPlace(trace).keys()].every((place) => (TERM_IDS as readonly string[]).includes(termOf(place, 'any')))).toBe(true);
  });
});
