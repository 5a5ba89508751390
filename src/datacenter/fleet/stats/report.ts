/** A run as plain data, for pages, files and the command line: the same numbers everywhere. */
import type { FleetOutcome, FleetRun, RequestOutcome } from '../types';
import type { BatchedMetric } from './batches';
import { quantilesOf, type GroupReport, type Groups, type Quantiles } from './groups';
import { histogramOf, type Histogram } from './histogram';
import { FLEET_PARTS, type BudgetPhase, type FleetPart } from './phases';
import type { QuantileSketch } from './sketch';
import type { Interval } from './student';
import type { Timeline, TimelinePoint } from './timeline';

/** Latencies with confidence intervals. */
export const FLEET_METRICS = ['ttft', 'tpot', 'total', 'usable', 'queue'] as const;
export type FleetMetric = (typeof FLEET_METRICS)[number];

/** Quantiles that are reported, by name. */
export const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99, p999: 0.999 } as const;
export type QuantileName = keyof typeof QUANTILES;

export interface MetricReport extends Quantiles {
  readonly count: number;
  /** 95 % intervals; null where there are too few requests. */
  readonly confidence: Readonly<Record<QuantileName | 'mean', (Interval & { readonly method?: 'sectioning' | 'order-statistics' }) | null>>;
  readonly histogram: Histogram;
}

export interface PartReport extends Quantiles {
  readonly part: FleetPart;
  /** Of the time of all answered requests, 0 to 1. */
  readonly share: number;
  readonly histogram: Histogram;
}

export interface FleetReport {
  readonly requests: number;
  readonly answered: number;
  readonly outcomes: Readonly<Record<FleetOutcome, number>>;
  /** Why requests were not answered, most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  readonly metrics: Readonly<Record<FleetMetric, MetricReport>>;
  /** Every gap between two tokens; null unless the summary was asked to take them. */
  readonly itl: (Quantiles & { readonly count: number; readonly histogram: Histogram }) | null;
  readonly parts: readonly PartReport[];
  /** Waiting, computing, network and the rest, over the time of all answered requests. They sum to 1. */
  readonly shares: { readonly queue: number; readonly model: number; readonly network: number; readonly other: number };
  readonly byTenant: readonly GroupReport[];
  readonly byKind: readonly GroupReport[];
  readonly byPromptLength: readonly GroupReport[];
  readonly byRoute: readonly GroupReport[];
  readonly slo: {
    /** Answers within all limits over all requests, 0 to 1, with its 95 % interval. */
    readonly goodShare: number;
    readonly interval: Interval | null;
    /** Such answers a second. */
    readonly goodputPerS: number;
    /** Answers over each limit. */
    readonly misses: { readonly ttft: number; readonly tpot: number; readonly total: number };
    /** Answers in which a phase overran its budget, and answers over the total limit by the phase that overran most. */
    readonly overBudget: Readonly<Record<BudgetPhase, number>>;
    readonly blamed: Readonly<Record<BudgetPhase, number>>;
  };
  readonly cache: { readonly hitShare: number; readonly tokenShare: number };
  readonly counts: { readonly coldStarted: number; readonly hedged: number; readonly hedgeWon: number; readonly retried: number; readonly misrouted: number; readonly small: number };
  readonly utilization: number;
  readonly throughput: { readonly requestsPerS: number; readonly inputTokensPerS: number; readonly outputTokensPerS: number };
  readonly cost: {
    /** Of the machines, busy or idle. */
    readonly totalUsd: number;
    readonly gpuHours: number;
    /** Total over answered requests; null without any. */
    readonly perAnswerUsd: number | null;
    readonly perThousandOutputTokensUsd: number | null;
  };
  readonly simulatedMs: number;
  readonly run: FleetRun;
  readonly timeline: readonly TimelinePoint[];
  readonly kept: { readonly sample: readonly RequestOutcome[]; readonly slowest: readonly RequestOutcome[]; readonly unanswered: readonly RequestOutcome[] };
}

/** What a summary holds (`FleetSummary`), as far as a report is made of it. */
export interface Summarized extends Pick<FleetReport, 'outcomes' | 'kept'> {
  readonly sums: Readonly<Record<'requests' | 'answered' | 'good' | 'reached' | 'cacheHits' | 'inputTokens' | 'cachedTokens' | keyof FleetReport['counts'], number>>;
  readonly metrics: Readonly<Record<FleetMetric, BatchedMetric>>;
  readonly good: BatchedMetric;
  readonly gaps: QuantileSketch;
  readonly parts: Readonly<Record<FleetPart, QuantileSketch>>;
  readonly misses: FleetReport['slo']['misses'];
  readonly overBudget: Readonly<Record<BudgetPhase, number>>;
  readonly blamed: Readonly<Record<BudgetPhase, number>>;
  readonly reasons: ReadonlyMap<string, number>;
  readonly tenants: Groups;
  readonly kinds: Groups;
  readonly lengths: Groups;
  readonly routes: Groups;
  readonly timeline: Timeline;
}

function metricReport(metric: BatchedMetric): MetricReport {
  const all = metric.whole();
  const intervals = Object.fromEntries(Object.entries(QUANTILES).map(([name, q]) => [name, metric.quantileInterval(q, all)])) as Record<QuantileName, MetricReport['confidence']['p50']>;
  return { ...quantilesOf(all), count: all.count, confidence: { mean: metric.meanInterval(), ...intervals }, histogram: histogramOf(all) };
}

const MODEL: readonly FleetPart[] = ['prefill', 'decode'];

/** Everything about a run as plain data. @param summary what was seen. @param run what the simulation returned. */
export function fleetReport(summary: Summarized, run: FleetRun): FleetReport {
  const { sums, metrics, parts, misses, overBudget, blamed, outcomes, gaps } = summary;
  const allMs = FLEET_PARTS.reduce((sum, part) => sum + parts[part].sum, 0);
  const share = (ms: number): number => (allMs === 0 ? 0 : ms / allMs);
  const model = share(MODEL.reduce((sum, part) => sum + parts[part].sum, 0));
  const [queue, network] = [share(parts.queue.sum), share(parts.network.sum)];
  const seconds = run.simulatedMs / 1000;
  const perS = (count: number): number => (seconds === 0 ? 0 : count / seconds);
  const per = (count: number): number | null => (count === 0 ? null : run.costUsd / count);
  const thousands = per(run.outputTokens);
  return {
    requests: sums.requests, answered: sums.answered, outcomes: { ...outcomes },
    reasons: [...summary.reasons].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count),
    metrics: { ttft: metricReport(metrics.ttft), tpot: metricReport(metrics.tpot), total: metricReport(metrics.total), usable: metricReport(metrics.usable), queue: metricReport(metrics.queue) },
    itl: gaps.count === 0 ? null : { ...quantilesOf(gaps), count: gaps.count, histogram: histogramOf(gaps) },
    parts: FLEET_PARTS.map((part) => ({ part, share: share(parts[part].sum), ...quantilesOf(parts[part]), histogram: histogramOf(parts[part]) })),
    shares: { queue, model, network, other: allMs === 0 ? 0 : Math.max(0, 1 - queue - model - network) },
    byTenant: summary.tenants.reports(), byKind: summary.kinds.reports(), byPromptLength: summary.lengths.reports(), byRoute: summary.routes.reports(),
    slo: {
      goodShare: sums.requests === 0 ? 0 : sums.good / sums.requests, interval: summary.good.meanInterval(), goodputPerS: perS(sums.good),
      misses: { ...misses }, overBudget: { ...overBudget }, blamed: { ...blamed },
    },
    cache: { hitShare: sums.reached === 0 ? 0 : sums.cacheHits / sums.reached, tokenShare: sums.inputTokens === 0 ? 0 : sums.cachedTokens / sums.inputTokens },
    counts: { coldStarted: sums.coldStarted, hedged: sums.hedged, hedgeWon: sums.hedgeWon, retried: sums.retried, misrouted: sums.misrouted, small: sums.small },
    utilization: run.gpuMs === 0 ? 0 : run.gpuBusyMs / run.gpuMs,
    throughput: { requestsPerS: perS(run.finished), inputTokensPerS: perS(run.inputTokens), outputTokensPerS: perS(run.outputTokens) },
    cost: { totalUsd: run.costUsd, gpuHours: run.gpuMs / 3_600_000, perAnswerUsd: per(sums.answered), perThousandOutputTokensUsd: thousands === null ? null : 1000 * thousands },
    simulatedMs: run.simulatedMs, run, timeline: summary.timeline.points, kept: summary.kept,
  };
}
