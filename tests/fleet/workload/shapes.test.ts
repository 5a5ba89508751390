import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '@/core/random';
import { DEFAULT_FLEET, type FleetKind, type FleetLength, type FleetTenant } from '@/datacenter/fleet/config';
import { lognormalFromMean, lognormalFromMedian, meanTokens, tokensAt } from '@/datacenter/fleet/workload/lengths';
import { requestMaker, turnsAt } from '@/datacenter/fleet/workload/shapes';
import { gamma, zipfShares } from '@/datacenter/fleet/workload/variates';

const KIND = DEFAULT_FLEET.workload.kinds[0] as FleetKind;
const TENANT = DEFAULT_FLEET.workload.tenants[0] as FleetTenant;
const COUNT = 40_000;

const draws = (length: FleetLength): number[] => {
  const random = randomStream(11, 'lengths');
  return Array.from({ length: COUNT }, () => tokensAt(length, random())).sort((a, b) => a - b);
};
const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

describe('lengths', () => {
  it.each([
    ['lognormal by mean', lognormalFromMean(900, 2_800, 1_000_000), 900],
    ['exponential', { kind: 'exponential', mean: 240, max: 1_000_000 }, 240],
    ['exponential, cut off', { kind: 'exponential', mean: 240, max: 300 }, 240 * (1 - Math.exp(-300 / 240))],
    ['uniform', { kind: 'uniform', low: 100, high: 200 }, 150],
    ['fixed', { kind: 'fixed', tokens: 77 }, 77],
  ] as const)('%s: the mean of many is the one asked for', (_, length, expected) => {
    expect(Math.abs(mean(draws(length)) / expected - 1)).toBeLessThan(0.03);
    expect(Math.abs(meanTokens(length) / expected - 1)).toBeLessThan(0.005);
  });

  it('lognormal: median and 95th percentile are those asked for', () => {
    const byMedian = draws(lognormalFromMedian(400, 3_000, 1_000_000));
    expect(Math.abs((byMedian[COUNT / 2] ?? 0) / 400 - 1)).toBeLessThan(0.03);
    expect(Math.abs((byMedian[0.95 * COUNT] ?? 0) / 3_000 - 1)).toBeLessThan(0.06);
    expect(Math.abs((draws(lognormalFromMean(900, 2_800, 1_000_000))[0.95 * COUNT] ?? 0) / 2_800 - 1)).toBeLessThan(0.06);
  });

  it('the mean of a lognormal that is cut off is the mean of what is drawn', () => {
    const length: FleetLength = { kind: 'lognormal', median: 1_000, sigma: 1.5, max: 4_000 };
    expect(Math.abs(mean(draws(length)) / meanTokens(length) - 1)).toBeLessThan(0.02);
  });

  it('refuses a lognormal that does not exist', () => {
    // For any lognormal p95 / mean ≤ exp(z²/2) = 3.87.
    expect(() => lognormalFromMean(100, 500, 1_000)).toThrow(RangeError);
    expect(() => lognormalFromMedian(100, 50, 1_000)).toThrow(RangeError);
  });

  it('is a whole number from 1 to the cut-off, and grows with u', () => {
    const length = fc.oneof(
      fc.record({ kind: fc.constant('lognormal' as const), median: fc.integer({ min: 1, max: 1e6 }), sigma: fc.double({ min: 0, max: 4, noNaN: true }), max: fc.integer({ min: 1, max: 2e6 }) }),
      fc.record({ kind: fc.constant('exponential' as const), mean: fc.double({ min: 0.01, max: 2e6, noNaN: true }), max: fc.integer({ min: 1, max: 2e6 }) }),
    );
    const u = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(fc.property(length, u, u, (chosen, a, b) => {
      const [low, high] = [tokensAt(chosen, Math.min(a, b)), tokensAt(chosen, Math.max(a, b))];
      expect(Number.isInteger(low) && low >= 1 && high <= chosen.max && low <= high).toBe(true);
    }));
  });
});

describe('gamma variates', () => {
  it.each([0.1, 0.6, 1, 2.5, 40])('shape %f: mean and variance are the shape', (shape) => {
    const random = randomStream(5, `gamma/${shape}`);
    const values = Array.from({ length: COUNT }, () => gamma(shape, random));
    const m = mean(values);
    const variance = mean(values.map((x) => (x - m) ** 2));
    // Variance of the sample variance of a gamma: (6/shape + 2) · shape² / n.
    expect(Math.abs(m - shape)).toBeLessThan(4.5 * Math.sqrt(shape / COUNT));
    expect(Math.abs(variance - shape)).toBeLessThan(4.5 * shape * Math.sqrt((6 / shape + 2) / COUNT));
  });
});

describe('prefixes', () => {
  it('follow Zipf’s law', () => {
    const kind: FleetKind = { ...KIND, prefix: { count: 50, tokens: 120, skew: 1.2 } };
    const make = requestMaker({ seed: 9, workload: { ...DEFAULT_FLEET.workload, kinds: [kind] } });
    const counts = new Array<number>(50).fill(0);
    for (let i = 0; i < COUNT; i++) {
      const { prefixId, prefixTokens } = make(0);
      expect(prefixTokens).toBe(120);
      counts[prefixId] = (counts[prefixId] ?? 0) + 1;
    }
    let sum = 0;
    for (let r = 1; r <= 50; r++) sum += r ** -1.2;
    for (const rank of [1, 2, 3, 10, 50]) {
      const expected = (COUNT * rank ** -1.2) / sum;
      expect(Math.abs((counts[rank - 1] ?? 0) - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
    }
  });

  it('without skew are all alike; those of two classes are never the same', () => {
    expect([...zipfShares(4, 0)]).toEqual([0.25, 0.5, 0.75, 1]);
    const kinds: FleetKind[] = [{ ...KIND, prefix: { count: 3, tokens: 10, skew: 0 } }, { ...KIND, name: 'other', prefix: { count: 3, tokens: 20, skew: 0 } }];
    const make = requestMaker({ seed: 1, workload: { ...DEFAULT_FLEET.workload, kinds } });
    const seen = new Map<number, number>();
    for (let i = 0; i < 500; i++) {
      const { kind, prefixId } = make(0);
      expect(seen.get(prefixId) ?? kind).toBe(kind);
      seen.set(prefixId, kind);
    }
    expect([...seen.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('are never longer than the prompt', () => {
    const kind: FleetKind = { ...KIND, inputTokens: { kind: 'lognormal', median: 100, sigma: 1, max: 10_000 }, prefix: { count: 2, tokens: 100, skew: 1 } };
    const make = requestMaker({ seed: 2, workload: { ...DEFAULT_FLEET.workload, kinds: [kind] } });
    for (let i = 0; i < 1_000; i++) {
      const { prefixTokens, inputTokens } = make(0);
      expect(prefixTokens).toBe(Math.min(100, inputTokens));
    }
  });
});

describe('tenants and classes', () => {
  it('come by weight, each tenant with its own mixture, and a tenant of weight 0 never', () => {
    const kinds = [KIND, { ...KIND, name: 'document', weight: 3 }];
    const tenants = [{ ...TENANT, weight: 3 }, { ...TENANT, name: 'quiet', weight: 1, kinds: [0, 1] }, { ...TENANT, name: 'gone', weight: 0 }];
    const make = requestMaker({ seed: 4, workload: { ...DEFAULT_FLEET.workload, kinds, tenants } });
    const counts = [0, 0, 0];
    let documents = 0;
    for (let i = 0; i < COUNT; i++) {
      const { tenant, kind } = make(0);
      counts[tenant] = (counts[tenant] ?? 0) + 1;
      if (tenant === 1) expect(kind).toBe(1);
      if (tenant === 0 && kind === 1) documents++;
    }
    expect(counts[2]).toBe(0);
    expect(Math.abs((counts[0] ?? 0) / COUNT - 0.75)).toBeLessThan(0.01);
    expect(Math.abs(documents / (counts[0] ?? 1) - 0.75)).toBeLessThan(0.012);
  });

  it('turns are geometric with their mean, and never more than the most', () => {
    const random = randomStream(3, 'turns');
    const turns = Array.from({ length: COUNT }, () => turnsAt({ mean: 4, max: 1_000 }, random()));
    expect(Math.abs(mean(turns) - 4)).toBeLessThan(4.5 * Math.sqrt((4 * 3) / COUNT));
    expect(Math.min(...turns)).toBe(1);
    expect(Math.max(...Array.from({ length: 1_000 }, () => turnsAt({ mean: 4, max: 6 }, random())))).toBe(6);
    expect(turnsAt({ mean: 1, max: 9 }, 0.999)).toBe(1);
  });
});
