/** Two policies on the same requests: what the change did, and whether that is more than luck. */
import { pairedDifference, type PairedDifference } from './batches';
import { FLEET_METRICS, QUANTILES, type FleetMetric, type QuantileName } from './report';
import type { FleetSummary } from './summary';

export interface MetricComparison extends PairedDifference {
  readonly metric: FleetMetric | 'good';
  readonly statistic: QuantileName | 'mean';
  readonly a: number;
  readonly b: number;
}

/**
 * b against a for each metric and statistic. Both summaries must be of the same workload and seed, or the pairs are no
 * pairs. The intervals are each at 95 %: of twenty differences that are none, one will look like one.
 */
export function compareSummaries(a: FleetSummary, b: FleetSummary): MetricComparison[] {
  const rows: MetricComparison[] = [];
  for (const metric of FLEET_METRICS) {
    const [left, right] = [a.metrics[metric], b.metrics[metric]];
    const [wholeA, wholeB] = [left.whole(), right.whole()];
    rows.push({ metric, statistic: 'mean', a: wholeA.mean, b: wholeB.mean, ...pairedDifference(left, right, 'mean') });
    for (const [name, q] of Object.entries(QUANTILES) as [QuantileName, number][]) {
      rows.push({ metric, statistic: name, a: wholeA.quantile(q), b: wholeB.quantile(q), ...pairedDifference(left, right, q) });
    }
  }
  rows.push({ metric: 'good', statistic: 'mean', a: a.good.whole().mean, b: b.good.whole().mean, ...pairedDifference(a.good, b.good, 'mean') });
  return rows;
}
