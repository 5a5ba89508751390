/** Numbers of a fleet in words and rows. Pure. */
import { formatCount, formatDollars, formatDuration, formatShare, significant } from '@/core/units';
import type { FleetScenario } from '@/datacenter/fleet/config';
import type { FleetReport, MetricReport, QuantileName } from '@/datacenter/fleet/stats/report';
import type { FleetMetric } from '@/datacenter/fleet/stats/summary';
import type { FleetPart } from '@/datacenter/fleet/stats/phases';
import type { FleetOutcome } from '@/datacenter/fleet/types';

export const METRIC_NAMES: Record<FleetMetric, string> = { ttft: 'TTFT', tpot: 'TPOT', total: 'Total', usable: 'Time to usable answer', queue: 'Queue' };
export const METRIC_ORDER: readonly FleetMetric[] = ['ttft', 'tpot', 'usable', 'total', 'queue'];
export const QUANTILE_NAMES: readonly (readonly [QuantileName, string])[] = [['p50', 'p50'], ['p95', 'p95'], ['p99', 'p99'], ['p999', 'p99.9']];
export const OUTCOME_NAMES: Record<FleetOutcome, string> = {
  completed: 'completed', degraded: 'lesser answer', rejected: 'rejected (429)', shed: 'shed (503)', 'timed-out': 'timed out', cancelled: 'client left', failed: 'failed',
};
export const partName = (part: FleetPart): string => part.replaceAll('-', ' ').replace(/^./, (c) => c.toUpperCase());

/** A quantile and where it may lie. */
export function withInterval(metric: MetricReport, name: QuantileName): { value: string; interval: string | null } {
  const interval = metric.confidence[name];
  return { value: formatDuration(metric[name]), interval: interval === null ? null : `${formatDuration(interval.low)} to ${formatDuration(interval.high)}` };
}

/** What the fleet did, in two sentences. */
export function headline(report: FleetReport, scenario: FleetScenario): string {
  const { metrics, slo, utilization, outcomes, requests } = report;
  const lost = requests - report.answered;
  const answered = lost === 0 ? `All ${formatCount(requests)} requests were answered` : `${formatCount(report.answered)} of ${formatCount(requests)} requests were answered`;
  const within = `${formatShare(slo.goodShare)} within TTFT ${formatDuration(scenario.slo.ttftMs)}, TPOT ${formatDuration(scenario.slo.tpotMs)} and total ${formatDuration(scenario.slo.totalMs)}`;
  const worst = (Object.entries(outcomes) as [FleetOutcome, number][]).filter(([name, count]) => count > 0 && name !== 'completed').map(([name, count]) => `${formatCount(count)} ${OUTCOME_NAMES[name]}`);
  return `${answered}, ${within}. The median total is ${formatDuration(metrics.total.p50)}, one in a hundred takes ${formatDuration(metrics.total.p99)} or more; GPUs compute ${formatShare(utilization)} of the time.${worst.length === 0 ? '' : ` ${worst.join(', ')}.`}`;
}

/** Figures at a glance. */
export function facts(report: FleetReport): readonly (readonly [string, string])[] {
  const { throughput, cost, cache, counts, shares } = report;
  return [
    ['Throughput', `${significant(throughput.requestsPerS)} requests/s`],
    ['Output', `${significant(throughput.outputTokensPerS)} tokens/s`],
    ['Goodput', `${significant(report.slo.goodputPerS)} requests/s`],
    ['GPU busy', formatShare(report.utilization)],
    ['Waiting', `${formatShare(shares.queue)} of the time`],
    ['Model', `${formatShare(shares.model)} of the time`],
    ['Network', `${formatShare(shares.network)} of the time`],
    ['Cache hits', formatShare(cache.hitShare)],
    ['Cold-started', formatCount(counts.coldStarted)],
    ['Hedged', formatCount(counts.hedged)],
    ['Retried', formatCount(counts.retried)],
    ['Per answer', cost.perAnswerUsd === null ? '–' : formatDollars(cost.perAnswerUsd)],
    ['GPU hours', significant(cost.gpuHours)],
  ];
}

/** Replicas of a scenario, all regions and both models, the most there can be. */
export function replicaCount({ regions, autoscaler }: FleetScenario): number {
  return regions.reduce((sum, region) => sum + Math.max(region.replicas, autoscaler?.maxReplicas ?? 0) + (autoscaler?.warmPool ?? 0) + region.smallReplicas, 0);
}
