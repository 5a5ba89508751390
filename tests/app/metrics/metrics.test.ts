import { describe, expect, it } from 'vitest';
import { tokenGaps } from '@/app/metrics/gaps';
import { layerTimes, rangeOfSum, rangeUntil } from '@/app/metrics/range';
import { AMOUNTS, durationRange, factsOf, SHARES, TIMES } from '@/app/metrics/rows';
import { quantileSorted } from '@/core/statistics';
import { totalMs, type Span, type Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { PRESETS } from '@/datacenter/presets';

function traceOf(presetId: string, seed = 0): Trace {
  const preset = PRESETS.find(({ id }) => id === presetId);
  if (preset === undefined) throw new Error(presetId);
  const trace = modelTrace({ ...preset.scenario, seed });
  if (!trace.ok) throw new Error(trace.error.message);
  return trace.value;
}

const span = (layer: string, startMs: number, durationMs: number, low: number, high: number): Span => ({
  stage: 'gateway', layer, startMs, durationMs, provenance: 'modeled', rangeMs: { low, high }, attributes: {},
});

describe('times of layers', () => {
  it('sum to the total for every preset', () => {
    for (const { id } of PRESETS) {
      const trace = traceOf(id);
      const sum = layerTimes(trace.spans).reduce((total, { durationMs }) => total + durationMs, 0);
      expect(sum, id).toBeCloseTo(totalMs(trace), 6);
    }
  });
  it('add up ranges end to end within a layer', () => {
    const [layer] = layerTimes([span('a', 0, 10, 8, 14), span('a', 10, 10, 9, 12)]);
    expect(layer).toMatchObject({ durationMs: 20, spans: 2, rangeMs: { low: 17, high: 26 } });
  });
  it('have no range as soon as one span has none', () => {
    const { rangeMs: _, ...bare } = span('a', 10, 5, 0, 0);
    expect(layerTimes([span('a', 0, 10, 8, 14), bare])[0]?.rangeMs).toBeNull();
  });
});

describe('ranges of sums', () => {
  it('is the layer\'s own for one layer, and adds in squares for two', () => {
    expect(rangeOfSum([span('a', 0, 10, 7, 14)])).toEqual({ low: 7, high: 14 });
    expect(rangeOfSum([span('a', 0, 10, 7, 13), span('b', 10, 10, 6, 14)])).toEqual({ low: 15, high: 25 });
    expect(rangeOfSum([])).toBeNull();
  });

  it('holds the drawn total of most seeded requests', () => {
    // Independent check: the range of the typical request against draws of the model itself.
    const typical = traceOf('mobile-far-region');
    const range = rangeOfSum(typical.spans);
    const totals = Array.from({ length: 200 }, (_, i) => totalMs(traceOf('mobile-far-region', i + 1))).sort((a, b) => a - b);
    if (range === null) throw new Error('no range');
    expect(range.low).toBeLessThan(quantileSorted(totals, 0.25));
    expect(range.high).toBeGreaterThan(quantileSorted(totals, 0.75));
    expect(totals.filter((t) => t >= range.low && t <= range.high).length).toBeGreaterThan(150);
  });

  it('ends where the asked time is', () => {
    const trace = traceOf('four-hundred-ms');
    const { metrics } = factsOf(trace);
    const range = rangeUntil(trace, metrics.ttftMs ?? 0);
    expect(range?.low).toBeLessThan(metrics.ttftMs ?? 0);
    expect(range?.high).toBeGreaterThan(metrics.ttftMs ?? Infinity);
    expect(rangeUntil(trace, 0)).toBeNull();
  });
});

describe('rows of the table', () => {
  it('have a value for every completed preset, in order of size', () => {
    for (const { id, outcome } of PRESETS) {
      if (outcome !== undefined) continue;
      const facts = factsOf(traceOf(id));
      const { itlMs, ttftMs, usableAnswerMs, totalMs: total } = facts.metrics;
      for (const row of [...TIMES, ...AMOUNTS, ...SHARES]) expect(row.value(facts), `${id} ${row.id}`).not.toBeNull();
      expect(itlMs?.p50).toBeLessThanOrEqual(itlMs?.p95 ?? 0);
      expect(itlMs?.p95).toBeLessThanOrEqual(itlMs?.max ?? 0);
      expect(ttftMs).toBeLessThanOrEqual(usableAnswerMs ?? 0);
      expect(usableAnswerMs).toBeLessThanOrEqual(total);
    }
  });
  it('leave times out that a refused request never had', () => {
    const facts = factsOf(traceOf('wrong-key'));
    const empty = TIMES.filter((row) => row.value(facts) === null).map(({ id }) => id);
    expect(empty).toEqual(['ttft', 'itl-p50', 'itl-p95', 'itl-max', 'tpot', 'usable', 'tokens-per-second']);
  });
  it('never call part of the time all of it, nor something nothing', () => {
    const facts = factsOf(traceOf('long-prompt'));
    const rows = SHARES.map((row) => row.value(facts)?.value);
    expect(rows).not.toContain('100');
    expect(rows).not.toContain('0');
  });
  it('write a range in one unit', () => {
    expect(durationRange({ low: 0.5, high: 1.25 })).toBe('0.50–1.3\u202fms');
    expect(durationRange({ low: 900, high: 1_400 })).toBe('0.90–1.4\u202fs');
    expect(durationRange({ low: 0, high: 0 })).toBe('0–0\u202fms');
  });
});

describe('time of each token', () => {
  it('is one gap fewer than there are tokens, on both lanes', () => {
    const trace = traceOf('four-hundred-ms');
    const gaps = tokenGaps(trace, null);
    expect(gaps).toHaveLength(trace.tokens.length - 1);
    expect(gaps[0]?.index).toBe(2);
    expect(gaps.every(({ localMs, modeledMs }) => localMs === null && (modeledMs ?? 0) > 0)).toBe(true);
    expect(tokenGaps(null, null)).toEqual([]);
  });
  it('leaves out tokens that came out of one pass', () => {
    const gaps = tokenGaps(traceOf('speculative-decoding'), null);
    expect(gaps.some(({ modeledMs }) => modeledMs === null)).toBe(true);
    expect(gaps.every(({ modeledMs }) => modeledMs === null || modeledMs > 0)).toBe(true);
  });
});
