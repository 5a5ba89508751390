import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/core/random';
import { argmax, sampleToken, type SamplingParameters } from '../../src/stages/inference/local-sampling';

/** Independent reference: sort everything, filter, renormalize; in 64-bit floats throughout. */
function reference(logits: Float32Array, { temperature, topK, topP }: SamplingParameters): Map<number, number> {
  const ranked = [...logits].map((logit, id) => ({ id, logit })).sort((a, b) => b.logit - a.logit || a.id - b.id);
  const kept = ranked.slice(0, topK === 0 ? ranked.length : topK);
  const top = kept[0]?.logit ?? 0;
  const weights = kept.map(({ logit }) => Math.exp((logit - top) / temperature));
  const total = weights.reduce((a, b) => a + b, 0);
  const nucleus: { id: number; p: number }[] = [];
  let mass = 0;
  for (const [i, { id }] of kept.entries()) {
    if (nucleus.length > 0 && mass >= topP) break;
    const p = (weights[i] ?? 0) / total;
    nucleus.push({ id, p });
    mass += p;
  }
  return new Map(nucleus.map(({ id, p }) => [id, p / mass]));
}

/** Distinct logits: which of two equals is cut off is a matter of rounding. */
const logitsArb = fc.uniqueArray(fc.integer({ min: -4000, max: 4000 }), { minLength: 1, maxLength: 60 })
  .map((values) => Float32Array.from(values, (value) => value / 500));

describe('sampling', () => {
  it('greedy takes the largest logit, the first of equals', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1 }), (values) => {
      const id = sampleToken(Float32Array.from(values), { temperature: 0, topK: 0, topP: 1 }, () => 0.999).id;
      expect(id).toBe(values.indexOf(Math.max(...values)));
    }));
  });

  it('refuses logits without a number', () => {
    expect(() => argmax(Float32Array.of(NaN, NaN))).toThrow(RangeError);
  });

  it('draws by the reference’s distribution: every quantile of the draw gives the token the reference gives', () => {
    fc.assert(fc.property(
      logitsArb, fc.double({ min: 0.2, max: 2, noNaN: true }), fc.integer({ min: 0, max: 20 }), fc.double({ min: 0.05, max: 1, noNaN: true }),
      (logits, temperature, topK, topP) => {
        const parameters = { temperature, topK, topP };
        const expected = reference(logits, parameters);
        // Masses found by asking on a fine grid of uniform numbers.
        const GRID = 2000;
        const found = new Map<number, number>();
        for (let i = 0; i < GRID; i++) {
          const { id } = sampleToken(logits, parameters, () => (i + 0.5) / GRID);
          found.set(id, (found.get(id) ?? 0) + 1 / GRID);
        }
        for (const [id, share] of found) expect(Math.abs(share - (expected.get(id) ?? 0))).toBeLessThan(2.5 / GRID);
        for (const [id, p] of expected) if (p > 3 / GRID) expect(found.has(id)).toBe(true);
      },
    ), { numRuns: 60 });
  });

  it('top-k keeps k candidates and top-p the smallest set that reaches p', () => {
    fc.assert(fc.property(logitsArb, fc.integer({ min: 2, max: 30 }), fc.double({ min: 0.05, max: 0.99, noNaN: true }), (logits, topK, topP) => {
      const both = sampleToken(logits, { temperature: 0.7, topK, topP }, () => 0.5);
      expect(both.candidates).toBeLessThanOrEqual(Math.min(topK, logits.length));
      expect(Math.abs(both.candidates - reference(logits, { temperature: 0.7, topK, topP }).size)).toBeLessThanOrEqual(1);
      const onlyP = sampleToken(logits, { temperature: 0.7, topK: 0, topP }, () => 0.5);
      expect(Math.abs(onlyP.candidates - reference(logits, { temperature: 0.7, topK: 0, topP }).size)).toBeLessThanOrEqual(1);
    }));
  });

  it('is the same for the same seed', () => {
    const logits = Float32Array.from({ length: 500 }, (_, i) => Math.sin(i * 12.9898) * 3);
    const draw = (seed: number): number[] => {
      const random = randomStream(seed, 'inference/sampling');
      return Array.from({ length: 30 }, () => sampleToken(logits, { temperature: 1, topK: 0, topP: 0.9 }, random).id);
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
});
