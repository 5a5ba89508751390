import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash32, randomStream } from '@/core/random';

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });
const take = (n: number, seed: number, name: string): number[] => {
  const random = randomStream(seed, name);
  return Array.from({ length: n }, random);
};

describe('randomStream', () => {
  it('is repeatable and stays in [0, 1)', () => {
    fc.assert(fc.property(seeds, fc.string({ maxLength: 20 }), (seed, name) => {
      const draws = take(20, seed, name);
      expect(take(20, seed, name)).toEqual(draws);
      for (const x of draws) expect(x >= 0 && x < 1).toBe(true);
    }));
  });
  it('differs by name and by seed', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const draws = take(4, seed, 'a');
      expect(take(4, seed, 'b')).not.toEqual(draws);
      expect(take(4, (seed + 1) >>> 0, 'a')).not.toEqual(draws);
    }));
  });
  it('first draws of neighbouring seeds are spread evenly', () => {
    const bins = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 10_000; seed++) {
      const bin = Math.floor((take(1, seed, 'gateway/authentication')[0] as number) * 10);
      bins[bin] = (bins[bin] as number) + 1;
    }
    // Chi-squared with 9 degrees of freedom stays under 27.9 in 999 of 1,000 cases.
    expect(bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0)).toBeLessThan(27.9);
  });
  it('hashes texts that differ in one character apart', () => {
    expect(new Set(Array.from({ length: 5000 }, (_, i) => hash32(`0:${i}`))).size).toBeGreaterThan(4995);
  });
});
