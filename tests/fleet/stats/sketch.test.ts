import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '@/core/random';
import { normalQuantile, quantileSorted } from '@/core/statistics';
import { BatchedMetric, pairedDifference } from '@/datacenter/fleet/stats/batches';
import { histogramOf } from '@/datacenter/fleet/stats/histogram';
import { Greatest, Reservoir } from '@/datacenter/fleet/stats/kept';
import { QuantileSketch, RELATIVE_ERROR } from '@/datacenter/fleet/stats/sketch';
import { studentQuantile } from '@/datacenter/fleet/stats/student';

const sketchOf = (values: readonly number[]): QuantileSketch => {
  const sketch = new QuantileSketch();
  for (const value of values) sketch.add(value);
  return sketch;
};
const latency = fc.double({ min: 1e-3, max: 1e6, noNaN: true });

describe('quantile sketch', () => {
  it('gives every quantile within its relative error of the value at that rank', () => {
    fc.assert(fc.property(fc.array(latency, { minLength: 1, maxLength: 400 }), fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
      const sorted = [...values].sort((a, b) => a - b);
      const exact = sorted[Math.floor(q * (values.length - 1))] ?? 0;
      expect(Math.abs(sketchOf(values).quantile(q) - exact)).toBeLessThanOrEqual(exact * (RELATIVE_ERROR + 1e-9));
    }));
  });

  it('keeps count, sum, least and greatest exactly', () => {
    fc.assert(fc.property(fc.array(fc.oneof(latency, fc.constant(0)), { minLength: 1 }), (values) => {
      const sketch = sketchOf(values);
      expect(sketch.count).toBe(values.length);
      expect(sketch.sum).toBeCloseTo(values.reduce((sum, x) => sum + x, 0), 3);
      expect(sketch.min).toBe(Math.min(...values));
      expect(sketch.max).toBe(Math.max(...values));
      expect([...sketch.bins()].reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
    }));
  });

  it('merged sketches are the sketch of everything, also after a journey as data', () => {
    fc.assert(fc.property(fc.array(fc.oneof(latency, fc.constant(0))), fc.array(latency), (a, b) => {
      const merged = QuantileSketch.fromData(structuredClone(sketchOf(a).toData()));
      merged.merge(sketchOf(b));
      const whole = sketchOf([...a, ...b]);
      expect(merged.count).toBe(whole.count);
      for (const q of [0, 0.1, 0.5, 0.9, 0.99, 1]) expect(merged.quantile(q)).toBe(whole.quantile(q));
    }));
  });

  it('merges sketches of values about 1, where the library would lose bins', () => {
    const near = fc.double({ min: 0.9, max: 1.1, noNaN: true });
    fc.assert(fc.property(fc.array(near, { minLength: 1 }), fc.array(near, { minLength: 1 }), (a, b) => {
      const merged = sketchOf(a);
      merged.merge(sketchOf(b));
      for (const q of [0, 0.5, 1]) expect(merged.quantile(q)).toBe(sketchOf([...a, ...b]).quantile(q));
    }), { numRuns: 1_000 });
  });

  it('leaves out what never happened, and knows nothing of nothing', () => {
    const sketch = sketchOf([Number.NaN, -1]);
    expect(sketch.count).toBe(0);
    expect(sketch.quantile(0.5)).toBeNaN();
    expect(sketch.mean).toBeNaN();
  });

  it('takes evenly spread values as if one by one', () => {
    fc.assert(fc.property(fc.double({ min: 1, max: 100, noNaN: true }), fc.double({ min: 1, max: 3, noNaN: true }), fc.integer({ min: 1, max: 2_000 }), (low, factor, count) => {
      const high = low * factor;
      const spread = new QuantileSketch();
      spread.addSpread(low, high, count);
      const one = sketchOf(Array.from({ length: count }, (_, i) => low + ((high - low) * (i + 0.5)) / count));
      expect(spread.count).toBeCloseTo(count, 6);
      expect(spread.mean).toBeCloseTo(one.mean, 6);
      // Half a value of many may fall on either side of a rank.
      for (const q of [0.05, 0.5, 0.95]) expect(Math.abs(spread.quantile(q) / one.quantile(q) - 1)).toBeLessThan(3 * RELATIVE_ERROR + (factor - 1) / count);
    }));
  });

  it('its memory does not grow with what it takes', () => {
    const random = randomStream(1, 'memory');
    const sketch = new QuantileSketch();
    for (let i = 0; i < 200_000; i++) sketch.add(10 ** (12 * random() - 6));
    expect(sketch.toData().bins.length).toBeLessThanOrEqual(5_760);
    expect(sketch.quantile(0.99)).toBeGreaterThan(10 ** 5.85);
  });
});

describe('histogram', () => {
  it('holds every value once, in bars that begin at the least and end at the greatest', () => {
    fc.assert(fc.property(fc.array(fc.oneof(latency, fc.constant(0)), { minLength: 1 }), (values) => {
      const { edges, counts, zeros } = histogramOf(sketchOf(values));
      expect(counts.reduce((sum, n) => sum + n, zeros)).toBe(values.length);
      for (const [i, edge] of edges.entries()) expect(edge).toBeGreaterThanOrEqual(edges[i - 1] ?? 0);
    }));
  });
});

describe('Student’s t', () => {
  // Tables of any textbook, two-sided 95 % and 99 %.
  it.each([[1, 12.706, 63.657], [2, 4.303, 9.925], [3, 3.182, 5.841], [5, 2.571, 4.032], [7, 2.365, 3.499], [10, 2.228, 3.169], [31, 2.040, 2.744], [63, 1.998, 2.656], [1_000, 1.962, 2.581]])('with %i degrees of freedom', (df, t95, t99) => {
    expect(studentQuantile(0.975, df)).toBeCloseTo(t95, 2);
    expect(studentQuantile(0.995, df)).toBeCloseTo(t99, 2);
    expect(studentQuantile(0.025, df)).toBe(-studentQuantile(0.975, df));
  });
  it('becomes the normal', () => {
    expect(studentQuantile(0.975, 1e7)).toBeCloseTo(normalQuantile(0.975), 5);
  });
});

/** Exponential values that hang together: AR(1) in the normal, made exponential. */
function correlated(seed: number, count: number, rho: number): number[] {
  const random = randomStream(seed, 'ar');
  let z = normalQuantile(Math.max(1e-9, random()));
  return Array.from({ length: count }, () => {
    z = rho * z + Math.sqrt(1 - rho * rho) * normalQuantile(Math.max(1e-9, random()));
    // P(N > z) to exponential through the logistic approximation of the normal (Bowling et al. 2009); its own quantiles are compared below.
    return Math.log1p(Math.exp(0.07056 * z ** 3 + 1.5976 * z));
  });
}
const batched = (values: readonly number[]): BatchedMetric => {
  const metric = new BatchedMetric();
  for (const [i, value] of values.entries()) metric.add(i, value);
  return metric;
};

describe('confidence', () => {
  // What the intervals should hold: mean and quantiles of a long stream of the same process.
  const long = correlated(99, 1_000_000, 0.9);
  const trueMean = long.reduce((sum, x) => sum + x, 0) / long.length;
  const sorted = long.sort((a, b) => a - b);

  it('95 % intervals hold the truth in about 95 of 100 runs, though neighbours hang together', () => {
    const runs = 200;
    const held = { mean: 0, p50: 0, p95: 0 };
    for (let run = 0; run < runs; run++) {
      const metric = batched(correlated(run, 20_000, 0.9));
      const mean = metric.meanInterval();
      if (mean !== null && mean.low <= trueMean && trueMean <= mean.high) held.mean++;
      for (const [name, q] of [['p50', 0.5], ['p95', 0.95]] as const) {
        const interval = metric.quantileInterval(q);
        expect(interval?.method).toBe('sectioning');
        const truth = quantileSorted(sorted, q);
        if (interval !== null && interval.low <= truth && truth <= interval.high) held[name]++;
      }
    }
    // A binomial with p = 0.95 stays above 0.89 in all but one of 5,000 experiments.
    for (const count of Object.values(held)) expect(count / runs).toBeGreaterThan(0.89);
    expect(held.mean).toBeLessThan(runs);
  });

  it('admits that few requests say nothing about the far tail', () => {
    const few = batched(correlated(1, 300, 0));
    expect(few.quantileInterval(0.999)).toBeNull();
    expect(few.quantileInterval(0.95)?.method).toBe('order-statistics');
    expect(batched([1, 2, 3]).meanInterval()).toBeNull();
  });

  it('batches are the same however requests finish', () => {
    const values = correlated(5, 5_000, 0.5);
    const random = randomStream(8, 'shuffle');
    const order = values.map((_, i) => ({ i, key: i + 200 * random() })).sort((a, b) => a.key - b.key);
    const late = new BatchedMetric();
    for (const { i } of order) late.add(i, values[i] ?? 0);
    const early = batched(values);
    expect(late.meanInterval()?.low).toBeCloseTo(early.meanInterval()?.low ?? 0, 9);
    expect(late.quantileInterval(0.9)).toEqual(early.quantileInterval(0.9));
  });

  it('two halves merged are the whole', () => {
    const values = correlated(6, 3_000, 0.5);
    const [even, odd] = [new BatchedMetric(), new BatchedMetric()];
    for (const [i, value] of values.entries()) (i % 2 === 0 ? even : odd).add(i, value);
    even.merge(odd);
    expect(even.whole().quantile(0.9)).toBe(batched(values).whole().quantile(0.9));
    expect(even.meanInterval()?.high).toBeCloseTo(batched(values).meanInterval()?.high ?? 0, 9);
  });

  it('pairs see a change that is far below the spread', () => {
    const values = correlated(7, 20_000, 0.8);
    const a = batched(values);
    const b = batched(values.map((x) => x * 1.02));
    const mean = pairedDifference(a, b, 'mean');
    expect(mean.difference).toBeCloseTo(0.02 * a.whole().mean, 6);
    expect(mean.significant).toBe(true);
    const single = a.meanInterval();
    expect((mean.interval?.high ?? 9) - (mean.interval?.low ?? 0)).toBeLessThan(((single?.high ?? 0) - (single?.low ?? 0)) / 5);
    expect(pairedDifference(a, a, 0.95)).toMatchObject({ difference: 0, significant: false });
  });
});

describe('requests kept', () => {
  it('the sample is fair: each of many is kept equally often', () => {
    const counts = new Array<number>(50).fill(0);
    for (let seed = 0; seed < 4_000; seed++) {
      const reservoir = new Reservoir<number>(5, seed);
      for (let i = 0; i < 50; i++) reservoir.offer(i, (x) => x);
      expect(reservoir.values.length).toBe(5);
      for (const i of reservoir.values) counts[i] = (counts[i] ?? 0) + 1;
    }
    // 400 each, with standard deviation 19.
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(4.5 * Math.sqrt(4_000 * 0.1 * 0.9));
  });

  it('the greatest are the greatest, first first', () => {
    fc.assert(fc.property(fc.array(fc.nat(10_000)), fc.integer({ min: 1, max: 20 }), (values, size) => {
      const greatest = new Greatest<number>(size);
      for (const value of values) greatest.offer(value, value, (x) => x);
      expect(greatest.values).toEqual([...values].sort((a, b) => b - a).slice(0, size));
    }));
  });
});
