/** Token counts by quantile: a length is drawn with exactly one uniform number, whatever its distribution. */
import { normalQuantile } from '@/core/statistics';
import type { FleetLength } from '../config';
import { normalOf } from './variates';

/** The u-quantile of a length distribution in whole tokens, at least 1. `u` in [0, 1). */
export function tokensAt(length: FleetLength, u: number): number {
  switch (length.kind) {
    case 'fixed': return length.tokens;
    case 'uniform': return length.low + Math.floor(u * (length.high - length.low + 1));
    case 'lognormal': return bounded(length.median * Math.exp(length.sigma * normalOf(u)), length.max);
    case 'exponential': return bounded(-length.mean * Math.log1p(-u), length.max);
  }
}

const bounded = (tokens: number, max: number): number => Math.min(max, Math.max(1, Math.round(tokens)));

/** Lognormal lengths with the given mean and 95th percentile, in tokens. @throws RangeError when no such distribution exists. */
export function lognormalFromMean(mean: number, p95: number, max: number): FleetLength {
  // ln p95 − ln mean = z σ − σ²/2; the smaller root is the one that grows with p95.
  const z = normalQuantile(0.95);
  const root = z * z - 2 * Math.log(p95 / mean);
  if (!(mean >= 1 && p95 >= mean && root >= 0)) throw new RangeError(`no lognormal has mean ${mean} and 95th percentile ${p95}`);
  const sigma = z - Math.sqrt(root);
  return { kind: 'lognormal', median: Math.round(mean * Math.exp(-sigma * sigma / 2)), sigma, max };
}

/** Lognormal lengths with the given median and 95th percentile, in tokens. @throws RangeError unless 1 ≤ median ≤ p95. */
export function lognormalFromMedian(median: number, p95: number, max: number): FleetLength {
  if (!(median >= 1 && p95 >= median)) throw new RangeError(`no lognormal has median ${median} and 95th percentile ${p95}`);
  return { kind: 'lognormal', median, sigma: Math.log(p95 / median) / normalQuantile(0.95), max };
}

/** Expected tokens of a length before it is rounded; exact, the cut-off at `max` included. */
export function meanTokens(length: FleetLength): number {
  switch (length.kind) {
    case 'fixed': return length.tokens;
    case 'uniform': return (length.low + length.high) / 2;
    case 'exponential': return length.mean * (1 - Math.exp(-length.max / length.mean));
    case 'lognormal': {
      const { median, sigma, max } = length;
      if (sigma === 0) return Math.min(median, max);
      const at = Math.log(max / median) / sigma;
      return median * Math.exp((sigma * sigma) / 2) * normalCdf(at - sigma) + max * (1 - normalCdf(at));
    }
  }
}

/** Standard normal distribution function, absolute error < 1.2e-7 (the rational erfc of Numerical Recipes, 2nd ed., §6.2). */
function normalCdf(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * z);
  const series = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
  const erfc = t * Math.exp(-z * z + series.reduceRight((sum, a) => sum * t + a, 0));
  return x >= 0 ? 1 - erfc / 2 : erfc / 2;
}
