import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import { rangeOfSum, rangePerToken } from '@/core/ranges';
import { DEFAULT_SCENARIO, patchScenario } from '@/core/scenario';
import { modelTrace } from '@/datacenter/model-trace';
import { metricsOf } from '@/core/metrics';
import { budgetReport } from '@/decisions/budget';
import { CLAIMS, evaluateClaim } from '@/decisions/claims';
import { compareTraces } from '@/decisions/compare';
import { rankLevers } from '@/decisions/levers';
import { profileOf } from '@/decisions/profile';
import { differenceRange, firstRange, modelError, percentileRange, totalRange } from '@/decisions/ranges';
import { near, scenarios } from './support';

const contains = ({ low, high }: { low: number; high: number }, value: number): boolean => low <= value + 1e-9 && value <= high + 1e-9;

describe('ranges of a request', () => {
  it('hold the value, and agree with those of its full trace', () => {
    let compared = 0;
    fc.assert(fc.property(scenarios, (drawn) => {
      const scenario = { ...drawn, seed: 0 };
      const profile = profileOf(scenario);
      if (!profile.ok || profile.value.refused !== null) return;
      const trace = expectOk(modelTrace(scenario));
      const total = totalRange(profile.value);
      const whole = rangeOfSum(trace.spans);
      if (total === null || whole === null) throw new Error('a modeled request has ranges');
      expect(contains(total, profile.value.totalMs)).toBe(true);
      expect(near(total.low, whole.low, 0.02) && near(total.high, whole.high, 0.02)).toBe(true);
      const first = firstRange(profile.value);
      expect(first !== null && contains(first, profile.value.ttftMs ?? NaN)).toBe(true);
      compared++;
    }), { numRuns: 60 });
    expect(compared).toBeGreaterThan(10);
  });

  it('of a percentile are the model’s error alone: nothing of the network’s spread', () => {
    const slow = patchScenario(DEFAULT_SCENARIO, { client: { network: 'slow-4g', connection: 'cold' } });
    const [a, b] = [DEFAULT_SCENARIO, slow].map((scenario) => expectOk(profileOf(scenario)));
    if (a === undefined || b === undefined) throw new Error('two profiles');
    expect(modelError(b, 'end')).toEqual(modelError(a, 'end'));
    const { low, high } = percentileRange(b, 1000);
    expect(high - low).toBeCloseTo(modelError(a, 'end').below + modelError(a, 'end').above, 6);
  });

  it('of a difference vanish where nothing differs, and are narrower on one deployment than on two', () => {
    const profile = expectOk(profileOf(patchScenario(DEFAULT_SCENARIO, { request: { maxOutputTokens: 300 } })));
    expect(differenceRange(profile, profile, 'end')).toEqual({ low: 0, high: 0 });
    const shorter = expectOk(profileOf(patchScenario(DEFAULT_SCENARIO, { request: { maxOutputTokens: 200 } })));
    const other = expectOk(profileOf(patchScenario(DEFAULT_SCENARIO, { request: { maxOutputTokens: 200 }, deployment: { gpu: 'h200-sxm' } })));
    const width = (range: { low: number; high: number } | null): number => (range === null ? NaN : range.high - range.low);
    expect(width(differenceRange(profile, shorter, 'end'))).toBeLessThan(width(differenceRange(profile, other, 'end')));
  });

  it('of a gap are in proportion to those of all decoding', () => {
    const trace = expectOk(modelTrace(DEFAULT_SCENARIO));
    const tpotMs = metricsOf(trace).tpotMs ?? NaN;
    const range = rangePerToken(trace, tpotMs);
    expect(range !== null && contains(range, tpotMs)).toBe(true);
    expect(rangePerToken({ spans: trace.spans.map(({ rangeMs: _, ...span }) => span) }, tpotMs)).toBeNull();
  });
});

describe('every predicted number carries a range', () => {
  it('levers: each effect in time or GPU cost that is not nothing; token prices are exact', () => {
    const { levers } = expectOk(rankLevers(patchScenario(DEFAULT_SCENARIO, { request: { inputTokens: 2_000, maxOutputTokens: 300 } })));
    for (const { lever, effects } of levers) {
      for (const metric of ['ttftMs', 'totalMs', 'gpuSeconds', 'gpuUsd'] as const) {
        const { delta, range } = effects[metric];
        if (delta === null || Math.abs(delta) < 1e-9) continue;
        expect(range !== null && contains(range, delta), `${lever.id} ${metric}`).toBe(true);
      }
      if (lever.id !== 'structured-output') expect(effects.costUsd.range).toBeNull();
    }
  });

  it('compare: each modeled time; a measured run has none', () => {
    const trace = expectOk(modelTrace(DEFAULT_SCENARIO));
    const measured = { ...trace, spans: trace.spans.map(({ rangeMs: _, ...span }) => ({ ...span, provenance: 'measured' as const })) };
    const { metrics, places } = expectOk(compareTraces([trace, measured]));
    for (const { id, unit, values, ranges } of [...metrics, ...places]) {
      const value = values[0] ?? null;
      if ((unit === 'ms' || unit === 'tokens/s') && value !== null && value > 0 && trace.spans.some(({ rangeMs }) => rangeMs !== undefined)) {
        const range = ranges[0] ?? null;
        if (range !== null) expect(contains(range, value), id).toBe(true);
      }
      expect(ranges[1]).toBeNull();
    }
    for (const id of ['ttft', 'usable', 'total', 'tpot', 'itl-p95', 'tokens-per-second', 'place-inference']) {
      expect([...metrics, ...places].find((row) => row.id === id)?.ranges[0], id).not.toBeNull();
    }
  });

  it('budget: each percentile of the model and of the total', () => {
    const { phases, total } = expectOk(budgetReport(DEFAULT_SCENARIO, undefined, undefined, { samples: 500 }));
    for (const { id, ranges, p95 } of phases) {
      expect(ranges === null).toBe(id !== 'model');
      if (ranges !== null) expect(contains(ranges.p95, p95)).toBe(true);
    }
    expect(contains(total.ranges.p99, total.p99)).toBe(true);
  });

  it('claims: each time in the tables, but those of a queue nobody can know', () => {
    for (const claim of CLAIMS) {
      const { columns, rows } = expectOk(evaluateClaim(claim));
      for (const { label, values, ranges } of rows) {
        columns.forEach(({ id, unit }, i) => {
          const value = values[i] ?? null;
          if (unit !== 'ms' || value === null || value === 0) return;
          const range = ranges?.[i] ?? null;
          if (range === null) {
            // What is set, not predicted; replicas and their hit rates; phases without a model.
            expect(['budget', 'ttft', 'p50', 'p95', 'p99'], `${claim.id} ${label} ${id}`).toContain(id);
            expect(['four-approaches', 'prefix-cache', 'budget'], `${claim.id} ${label} ${id}`).toContain(claim.id);
          } else expect(range.low <= value * (1 + 1e-9) && (range.high === null || range.high >= value * (1 - 1e-9)), `${claim.id} ${label} ${id}`).toBe(true);
        });
      }
    }
  });
});
