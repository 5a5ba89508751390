/** Random variates from uniform ones. Each takes its own stream, so that one more draw here shifts nothing elsewhere. */
import type { Random } from '@/core/random';
import { normalQuantile } from '@/core/statistics';

/** Keeps a uniform number off 0 and 1, where quantile functions end. */
const inside = (u: number): number => Math.min(Math.max(u, 1e-12), 1 - 1e-12);

/** Exponential of mean 1 by inversion: one uniform number. */
export const exponential = (random: Random): number => -Math.log1p(-random());

/** Standard normal by inversion: one uniform number. */
export const standardNormal = (random: Random): number => normalQuantile(inside(random()));

/** Standard normal quantile of a uniform number, kept off the ends. */
export const normalOf = (u: number): number => normalQuantile(inside(u));

/**
 * Gamma of the given shape and scale 1 (Marsaglia & Tsang 2000, "A simple method for generating gamma variables"; below
 * shape 1 by their boost). Takes a varying number of uniform numbers. @throws RangeError unless the shape is positive.
 */
export function gamma(shape: number, random: Random): number {
  if (!(shape > 0)) throw new RangeError(`gamma of shape ${shape}`);
  if (shape < 1) return gamma(shape + 1, random) * inside(random()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = standardNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(inside(random())) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Index drawn with the given weights, from a uniform number: the first whose cumulative share exceeds it. */
export function pick(cumulative: Float64Array, u: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 1) > u) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Cumulative shares of weights for `pick`. @throws RangeError when no weight is positive. */
export function cumulativeShares(weights: readonly number[]): Float64Array {
  return shares(weights.length, (i) => weights[i] ?? 0);
}

/** Cumulative shares of Zipf's law over `count` ranks: rank r (from 1) weighs r^−skew. Skew 0 is uniform. */
export const zipfShares = (count: number, skew: number): Float64Array => shares(count, (i) => (i + 1) ** -skew);

function shares(count: number, weight: (i: number) => number): Float64Array {
  const out = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += weight(i);
    out[i] = sum;
  }
  if (!(sum > 0)) throw new RangeError('no weight is positive');
  for (let i = 0; i < count; i++) out[i] = (out[i] ?? 0) / sum;
  return out;
}
