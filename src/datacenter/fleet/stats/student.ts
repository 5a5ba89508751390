/** Student's t, for confidence intervals from a few means. */
import { normalQuantile } from '@/core/statistics';

/**
 * Quantile of Student's t with `df` degrees of freedom (G. W. Hill 1970, Algorithm 396, Communications of the ACM 13:
 * at least six figures for df ≥ 3; df 1 and 2 exactly). @throws RangeError unless 0 < p < 1 and df ≥ 1.
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1 && df >= 1)) throw new RangeError(`t quantile of ${p} with ${df} degrees of freedom`);
  if (p < 0.5) return -studentQuantile(1 - p, df);
  if (p === 0.5) return 0;
  const tails = 2 * (1 - p);
  if (df === 1) return 1 / Math.tan((tails * Math.PI) / 2);
  if (df === 2) return Math.sqrt(2 / (tails * (2 - tails)) - 2);
  const a = 1 / (df - 0.5);
  const b = 48 / (a * a);
  let c = ((20700 * a) / b - 98) * a - 16;
  c = c * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * df;
  let y = (d * tails) ** (2 / df);
  if (y > 0.05 + a) {
    const x = normalQuantile(tails / 2);
    y = x * x;
    if (df < 5) c += 0.3 * (df - 4.5) * (x + 0.6);
    c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
    y = Math.expm1(a * y * y);
  } else {
    y = ((1 / (((df + 6) / (df * y) - 0.089 * d - 0.822) * (df + 2) * 3) + 0.5 / (df + 4)) * y - 1) * ((df + 1) / (df + 2)) + 1 / y;
  }
  return Math.sqrt(df * y);
}

/** Where the true value lies with the given confidence. */
export interface Interval { readonly low: number; readonly high: number }

/** 95 %: the confidence of every interval in the app. */
export const CONFIDENCE = 0.95;

/** Mean of independent values and its interval; null with fewer than two values. */
export function meanInterval(values: readonly number[]): Interval | null {
  const n = values.length;
  if (n < 2) return null;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  return around(mean, mean, values);
}

/** `centre` ± t · √(Σ (valueⱼ − about)² / (m (m − 1))). */
export function around(centre: number, about: number, values: readonly number[]): Interval {
  const m = values.length;
  const squares = values.reduce((sum, x) => sum + (x - about) ** 2, 0);
  const half = studentQuantile((1 + CONFIDENCE) / 2, m - 1) * Math.sqrt(squares / (m * (m - 1)));
  return { low: centre - half, high: centre + half };
}
