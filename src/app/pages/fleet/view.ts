/** Numbers of a fleet in words and rows. Pure. */
import { formatCount, formatDollars, formatDuration, formatShare, significant } from '@/core/units';
import type { FleetScenario } from '@/datacenter/fleet/config';
import type { FleetReport, MetricReport, QuantileName } from '@/datacenter/fleet/stats/report';
import type { FleetMetric } from '@/datacenter/fleet/stats/summary';
import type { FleetPart } from '@/datacenter/fleet/stats/phases';
import type { FleetOutcome } from '@/datacenter/fleet/types';
import type { MetricComparison } from '@/datacenter/fleet/stats/compare';
import type { RowFigure } from '@/datacenter/fleet/plan/measure';

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

const HUNDRED = 100;

/** A difference of two policies, its interval, and whether luck could have made it. */
export function differenceText(row: MetricComparison): { difference: string; interval: string; verdict: string } {
  const write = (value: number): string => {
    const size = row.metric === 'good' ? formatShare(Math.abs(value)) : formatDuration(Math.abs(value));
    return value === 0 ? size : `${value < 0 ? '−' : '+'}${size}`;
  };
  const relative = row.metric === 'good' || !(row.a > 0) ? '' : ` (${row.difference < 0 ? '−' : '+'}${significant(Math.abs(HUNDRED * row.difference / row.a))}\u202f%)`;
  const better = row.metric === 'good' ? row.difference > 0 : row.difference < 0;
  return {
    difference: Number.isFinite(row.difference) ? `${write(row.difference)}${relative}` : '–',
    interval: row.interval === null ? 'too few requests' : `${write(row.interval.low)} to ${write(row.interval.high)}`,
    verdict: row.interval === null ? 'cannot tell' : !row.significant ? 'could be luck' : better ? 'better' : 'worse',
  };
}

/** Figures of two policies side by side. */
export function policyFacts(a: FleetReport, b: FleetReport): (readonly [string, string, string])[] {
  const both = (name: string, of: (report: FleetReport) => string): readonly [string, string, string] => [name, of(a), of(b)];
  return [
    both('Answered', (r) => `${formatCount(r.answered)} of ${formatCount(r.requests)}`),
    both('Goodput', (r) => `${significant(r.slo.goodputPerS)} requests/s`),
    both('Cost per answer', (r) => (r.cost.perAnswerUsd === null ? '–' : formatDollars(r.cost.perAnswerUsd))),
    both('GPU hours', (r) => significant(r.cost.gpuHours)),
    both('GPU busy', (r) => formatShare(r.utilization)),
    both('Cache hits', (r) => formatShare(r.cache.hitShare)),
    both('Hedged', (r) => formatCount(r.counts.hedged)),
    both('Retried', (r) => formatCount(r.counts.retried)),
  ];
}

/** Figures that a sweep can show. */
export const SWEEP_FIGURES: readonly { id: RowFigure; name: string; format: (value: number) => string; lowIsGood: boolean }[] = [
  { id: 'ttftP95', name: 'TTFT p95', format: formatDuration, lowIsGood: true },
  { id: 'ttftP99', name: 'TTFT p99', format: formatDuration, lowIsGood: true },
  { id: 'tpotP95', name: 'TPOT p95', format: formatDuration, lowIsGood: true },
  { id: 'totalP50', name: 'Total p50', format: formatDuration, lowIsGood: true },
  { id: 'totalP95', name: 'Total p95', format: formatDuration, lowIsGood: true },
  { id: 'totalP99', name: 'Total p99', format: formatDuration, lowIsGood: true },
  { id: 'queueP95', name: 'Queue p95', format: formatDuration, lowIsGood: true },
  { id: 'goodShare', name: 'Answered in time', format: formatShare, lowIsGood: false },
  { id: 'requestsPerS', name: 'Requests answered per second', format: (value) => `${significant(value)}/s`, lowIsGood: false },
  { id: 'outputTokensPerS', name: 'Output tokens per second', format: (value) => `${significant(value)}/s`, lowIsGood: false },
  { id: 'utilization', name: 'GPU busy', format: formatShare, lowIsGood: false },
  { id: 'usdPerAnswer', name: 'Cost per answer', format: formatDollars, lowIsGood: true },
];
