/** Quantiles of large samples held in typed arrays. */

export interface Percentiles { readonly p50: number; readonly p95: number; readonly p99: number }

/** Quantile of an ascending sample, type 7 of Hyndman & Fan (as `core/statistics`). @throws RangeError when empty. */
export function quantile(ascending: Float64Array, q: number): number {
  if (ascending.length === 0) throw new RangeError('quantile of nothing');
  const at = (ascending.length - 1) * q;
  const low = Math.floor(at);
  const a = ascending[low] ?? 0;
  const b = ascending[Math.min(low + 1, ascending.length - 1)] ?? a;
  return a + (b - a) * (at - low);
}

export const sorted = (sample: Float64Array): Float64Array => Float64Array.from(sample).sort();

/** Median, 95th and 99th percentile of a sample in any order. */
export function percentilesOf(sample: Float64Array): Percentiles {
  const ascending = sorted(sample);
  return { p50: quantile(ascending, 0.5), p95: quantile(ascending, 0.95), p99: quantile(ascending, 0.99) };
}

/** Share of a sample above a limit, 0 to 1. */
export function shareAbove(sample: Float64Array, limit: number): number {
  let above = 0;
  for (const value of sample) if (value > limit) above++;
  return sample.length === 0 ? 0 : above / sample.length;
}
