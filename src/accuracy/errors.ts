/** Errors of predictions against measurements, in per cent. */
import { quantileSorted } from '@/core/statistics';

/** Arithmetic mean. NaN of nothing. */
export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Quantile of values in any order. NaN of nothing. */
export const quantile = (values: readonly number[], q: number): number =>
  (values.length === 0 ? Number.NaN : quantileSorted([...values].sort((a, b) => a - b), q));

export interface ErrorStatistics {
  readonly rows: number;
  /** Mean, median and 90th percentile of the absolute error. */
  readonly mape: number;
  readonly medianApe: number;
  readonly p90Ape: number;
  /** Mean signed error: positive where the prediction is too long. */
  readonly bias: number;
}

/** Statistics of (predicted − measured) / measured over pairs. Measurements are positive. */
export function errorStatistics(pairs: readonly { readonly measured: number; readonly predicted: number }[]): ErrorStatistics {
  const errors = pairs.map(({ measured, predicted }) => 100 * (predicted / measured - 1));
  const absolute = errors.map(Math.abs);
  return { rows: pairs.length, mape: mean(absolute), medianApe: quantile(absolute, 0.5), p90Ape: quantile(absolute, 0.9), bias: mean(errors) };
}
