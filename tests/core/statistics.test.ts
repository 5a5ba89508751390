import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { constant, lognormal, quantileOf, scaled, uniform } from '@/core/distributions';
import { normalQuantile, quantileSorted } from '@/core/statistics';

/** An independent reading of type 7: h = (n - 1) q + 1 on 1-based order statistics. */
function type7(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const h = (sorted.length - 1) * q + 1;
  const below = sorted[Math.floor(h) - 1] as number;
  const above = sorted[Math.ceil(h) - 1] as number;
  return below * (1 - (h - Math.floor(h))) + above * (h - Math.floor(h));
}

/** Standard normal distribution function by Simpson's rule, to check its inverse. */
function normalCdf(z: number): number {
  const from = -12;
  const steps = 20_000;
  const width = (z - from) / steps;
  const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(from) + density(z);
  for (let i = 1; i < steps; i++) sum += density(from + i * width) * (i % 2 === 1 ? 4 : 2);
  return (sum * width) / 3;
}

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('quantileSorted', () => {
  it('agrees with the textbook form of type 7', () => {
    fc.assert(fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, q) => {
      const sorted = [...list].sort((a, b) => a - b);
      expect(quantileSorted(sorted, q)).toBeCloseTo(type7(list, q), 4);
    }));
  });
  it('gives NumPy\'s answers', () => {
    expect(quantileSorted([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantileSorted([15, 20, 35, 40, 50], 0.4)).toBeCloseTo(29, 12);
    expect(quantileSorted([7], 0.99)).toBe(7);
  });
  it('refuses nothing and quantiles outside 0..1', () => {
    expect(() => quantileSorted([], 0.5)).toThrow(RangeError);
    expect(() => quantileSorted([1], 1.01)).toThrow(RangeError);
    expect(() => quantileSorted([1], Number.NaN)).toThrow(RangeError);
  });
});

describe('normalQuantile', () => {
  it('inverts the distribution function', () => {
    for (const p of [0.001, 0.02, 0.1, 0.5, 0.9, 0.975, 0.999]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 7);
  });
  it('is odd about one half', () => {
    fc.assert(fc.property(fc.double({ min: 1e-6, max: 0.5, noNaN: true }), (p) => {
      expect(normalQuantile(p)).toBeCloseTo(-normalQuantile(1 - p), 6);
    }));
  });
  it('refuses 0 and 1', () => {
    expect(() => normalQuantile(0)).toThrow(RangeError);
    expect(() => normalQuantile(1)).toThrow(RangeError);
  });
});

describe('distributions', () => {
  const ms = fc.double({ min: 0.01, max: 1e4, noNaN: true });
  it('a lognormal goes through the two quantiles it was made from', () => {
    fc.assert(fc.property(ms, fc.double({ min: 1, max: 20, noNaN: true }), fc.constantFrom(0.95 as const, 0.99 as const), (median, factor, p) => {
      const d = lognormal(median, median * factor, p);
      expect(quantileOf(d, 0.5) / median).toBeCloseTo(1, 6);
      expect(quantileOf(d, p) / (median * factor)).toBeCloseTo(1, 6);
    }));
  });
  it('quantiles rise with q, and scaling scales them', () => {
    const any = fc.oneof(ms.map(constant), fc.tuple(ms, ms).map(([a, b]) => uniform(Math.min(a, b), Math.max(a, b))), ms.map((m) => lognormal(m, m * 2)));
    fc.assert(fc.property(any, fc.double({ min: 0.01, max: 0.98, noNaN: true }), fc.double({ min: 0.1, max: 10, noNaN: true }), (d, q, factor) => {
      expect(quantileOf(d, q + 0.01)).toBeGreaterThanOrEqual(quantileOf(d, q));
      expect(quantileOf(scaled(d, factor), q) / (quantileOf(d, q) * factor)).toBeCloseTo(1, 9);
    }));
  });
  it('refuses a lognormal whose upper quantile lies under its median', () => {
    expect(() => lognormal(2, 1)).toThrow(RangeError);
    expect(() => lognormal(0, 1)).toThrow(RangeError);
  });
});
