/** Numbers of a fleet in words and rows. Pure. */
import type { BALANCING } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { formatCount, formatDollars, formatDuration, formatShare, significant } from '@/core/units';
import type { FleetScenario } from '@/datacenter/fleet/config';
import type { FleetReport, MetricReport, QuantileName } from '@/datacenter/fleet/stats/report';
import type { FleetMetric } from '@/datacenter/fleet/stats/summary';
import { LENGTH_BUCKET_NAMES, type FleetPart } from '@/datacenter/fleet/stats/phases';
import type { FleetOutcome } from '@/datacenter/fleet/types';
import type { MetricComparison } from '@/datacenter/fleet/stats/compare';
import type { RowFigure } from '@/datacenter/fleet/plan/measure';

export const METRIC_NAMES: Record<FleetMetric, string> = { ttft: 'TTFT', tpot: 'TPOT', total: msg('Total'), usable: msg('Time to usable answer'), queue: msg('Queue') };
export const METRIC_ORDER: readonly FleetMetric[] = ['ttft', 'tpot', 'usable', 'total', 'queue'];
export const QUANTILE_NAMES: readonly (readonly [QuantileName, string])[] = [['p50', 'p50'], ['p95', 'p95'], ['p99', 'p99'], ['p999', 'p99.9']];
export const OUTCOME_NAMES: Record<FleetOutcome, string> = {
  completed: msg('completed'), degraded: msg('lesser answer'), rejected: msg('rejected (429)'), shed: msg('shed (503)'), 'timed-out': msg('timed out'), cancelled: msg('client left'), failed: msg('failed'),
};
const PART_NAMES: Record<FleetPart, string> = {
  network: msg('Network'), gateway: msg('Gateway'), 'load-balancer': msg('Load balancer'), retrieval: msg('Retrieval'), tokenizer: msg('Tokenizer'), router: msg('Router'), queue: msg('Queue'),
  prefill: msg('Prefill'), decode: msg('Decode'), tools: msg('Tools'), 'post-processing': msg('Post processing'), billing: msg('Billing'), retries: msg('Retries'),
};
export const partName = (part: FleetPart): string => t(PART_NAMES[part]);
/** A group of requests by its name in the report: a tenant, a class, a route, or a range of prompt lengths with the reader's digits. */
export const groupName = (name: string): string => (LENGTH_BUCKET_NAMES.includes(name) ? name.replace(/[\d,]+/g, (digits) => formatCount(Number(digits.replaceAll(',', '')))) : t(name));
export const POLICY_NAMES: Record<(typeof BALANCING)[number], string> = {
  'round-robin': msg('round robin'), 'least-connections': msg('least connections'), 'power-of-two': msg('power of two'), 'prefix-affinity': msg('prefix affinity'),
};

/** A quantile and where it may lie. */
export function withInterval(metric: MetricReport, name: QuantileName): { value: string; interval: string | null } {
  const interval = metric.confidence[name];
  return { value: formatDuration(metric[name]), interval: interval === null ? null : t('{low} to {high}', { low: formatDuration(interval.low), high: formatDuration(interval.high) }) };
}

/** What the fleet did, in two sentences. */
export function headline(report: FleetReport, scenario: FleetScenario): string {
  const { metrics, slo, utilization, outcomes, requests } = report;
  const said = t('{lost, select, no {All {count}} other {{answered} of {count}}} requests were answered, {share} within TTFT {ttft}, TPOT {tpot} and total {total}. The median total is {median}, one in a hundred takes {p99} or more; GPUs compute {busy} of the time.', {
    lost: requests === report.answered ? 'no' : 'yes', answered: formatCount(report.answered), count: formatCount(requests),
    share: formatShare(slo.goodShare), ttft: formatDuration(scenario.slo.ttftMs), tpot: formatDuration(scenario.slo.tpotMs), total: formatDuration(scenario.slo.totalMs),
    median: formatDuration(metrics.total.p50), p99: formatDuration(metrics.total.p99), busy: formatShare(utilization),
  });
  const worst = (Object.entries(outcomes) as [FleetOutcome, number][]).filter(([name, count]) => count > 0 && name !== 'completed').map(([name, count]) => `${formatCount(count)} ${t(OUTCOME_NAMES[name])}`);
  return `${said}${worst.length === 0 ? '' : ` ${worst.join(', ')}.`}`;
}

/** Figures at a glance. */
export function facts(report: FleetReport): readonly (readonly [string, string])[] {
  const { throughput, cost, cache, counts, shares } = report;
  return [
    [t('Throughput'), t('{rate} requests/s', { rate: significant(throughput.requestsPerS) })],
    [t('Output'), t('{rate} tokens/s', { rate: significant(throughput.outputTokensPerS) })],
    [t('Goodput'), t('{rate} requests/s', { rate: significant(report.slo.goodputPerS) })],
    [t('GPU busy'), formatShare(report.utilization)],
    [t('Waiting'), t('{share} of the time', { share: formatShare(shares.queue) })],
    [t('Model'), t('{share} of the time', { share: formatShare(shares.model) })],
    [t('Network'), t('{share} of the time', { share: formatShare(shares.network) })],
    [t('Cache hits'), formatShare(cache.hitShare)],
    [t('Cold-started'), formatCount(counts.coldStarted)],
    [t('Hedged'), formatCount(counts.hedged)],
    [t('Retried'), formatCount(counts.retried)],
    [t('Per answer'), cost.perAnswerUsd === null ? '–' : formatDollars(cost.perAnswerUsd)],
    [t('GPU hours'), significant(cost.gpuHours)],
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
    interval: row.interval === null ? t('too few requests') : t('{low} to {high}', { low: write(row.interval.low), high: write(row.interval.high) }),
    verdict: row.interval === null ? t('cannot tell') : !row.significant ? t('could be luck') : better ? t('better') : t('worse'),
  };
}

/** Figures of two policies side by side. */
export function policyFacts(a: FleetReport, b: FleetReport): (readonly [string, string, string])[] {
  const both = (name: string, of: (report: FleetReport) => string): readonly [string, string, string] => [name, of(a), of(b)];
  return [
    both(t('Answered'), (r) => t('{count} of {total}', { count: formatCount(r.answered), total: formatCount(r.requests) })),
    both(t('Goodput'), (r) => t('{rate} requests/s', { rate: significant(r.slo.goodputPerS) })),
    both(t('Cost per answer'), (r) => (r.cost.perAnswerUsd === null ? '–' : formatDollars(r.cost.perAnswerUsd))),
    both(t('GPU hours'), (r) => significant(r.cost.gpuHours)),
    both(t('GPU busy'), (r) => formatShare(r.utilization)),
    both(t('Cache hits'), (r) => formatShare(r.cache.hitShare)),
    both(t('Hedged'), (r) => formatCount(r.counts.hedged)),
    both(t('Retried'), (r) => formatCount(r.counts.retried)),
  ];
}

/** Figures that a sweep can show. */
export const SWEEP_FIGURES: readonly { id: RowFigure; name: string; format: (value: number) => string; lowIsGood: boolean }[] = [
  { id: 'ttftP95', name: msg('TTFT p95'), format: formatDuration, lowIsGood: true },
  { id: 'ttftP99', name: msg('TTFT p99'), format: formatDuration, lowIsGood: true },
  { id: 'tpotP95', name: msg('TPOT p95'), format: formatDuration, lowIsGood: true },
  { id: 'totalP50', name: msg('Total p50'), format: formatDuration, lowIsGood: true },
  { id: 'totalP95', name: msg('Total p95'), format: formatDuration, lowIsGood: true },
  { id: 'totalP99', name: msg('Total p99'), format: formatDuration, lowIsGood: true },
  { id: 'queueP95', name: msg('Queue p95'), format: formatDuration, lowIsGood: true },
  { id: 'goodShare', name: msg('Answered in time'), format: formatShare, lowIsGood: false },
  { id: 'requestsPerS', name: msg('Requests answered per second'), format: (value) => `${significant(value)}/s`, lowIsGood: false },
  { id: 'outputTokensPerS', name: msg('Output tokens per second'), format: (value) => `${significant(value)}/s`, lowIsGood: false },
  { id: 'utilization', name: msg('GPU busy'), format: formatShare, lowIsGood: false },
  { id: 'usdPerAnswer', name: msg('Cost per answer'), format: formatDollars, lowIsGood: true },
];
