/** Results of a fleet as JSON for machines and as tables for people. */
import type { ReplayedRun } from '../../src/accuracy/fleet-replay';
import { formatDollars, formatDuration, formatShare, significant } from '../../src/core/units';
import type { FleetScenario } from '../../src/datacenter/fleet/config';
import type { MetricComparison } from '../../src/datacenter/fleet/stats/compare';
import type { GroupReport, Quantiles } from '../../src/datacenter/fleet/stats/groups';
import { FLEET_METRICS, type FleetReport, type MetricReport } from '../../src/datacenter/fleet/stats/report';

/** Nothing in JSON can be NaN: what was never measured is null. */
type Nullable<T> = { readonly [K in keyof T]: T[K] extends number ? number | null : T[K] };

export interface SummaryJson {
  readonly name: string;
  readonly seed: number;
  readonly stopped: FleetReport['run']['stopped'];
  readonly note: string | null;
  readonly requests: number;
  readonly outcomes: FleetReport['outcomes'];
  readonly reasons: FleetReport['reasons'];
  /** Milliseconds. `confidence`: 95 % intervals. */
  readonly quantiles: Readonly<Record<string, Nullable<Quantiles> & { readonly count: number; readonly confidence: MetricReport['confidence'] | null }>>;
  /** Share of the time of answered requests in each part; they sum to 1. */
  readonly stageShares: Readonly<Record<string, number>>;
  readonly timeShares: FleetReport['shares'];
  readonly slo: FleetReport['slo'] & { readonly limits: FleetScenario['slo'] };
  readonly byTenant: readonly unknown[];
  readonly byKind: readonly unknown[];
  readonly byPromptLength: readonly unknown[];
  readonly byRoute: readonly unknown[];
  readonly cache: FleetReport['cache'];
  readonly counts: FleetReport['counts'];
  readonly utilization: number;
  readonly throughput: FleetReport['throughput'];
  readonly cost: FleetReport['cost'];
  readonly steps: number;
  readonly events: number;
  readonly simulatedSeconds: number;
  readonly wallSeconds: number;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const quantiles = ({ mean, p50, p95, p99, p999, max }: Quantiles): Nullable<Quantiles> =>
  ({ mean: finite(mean), p50: finite(p50), p95: finite(p95), p99: finite(p99), p999: finite(p999), max: finite(max) });
const group = ({ ttftMs, tpotMs, totalMs, ...rest }: GroupReport): unknown => ({ ...rest, ttftMs: quantiles(ttftMs), tpotMs: quantiles(tpotMs), totalMs: quantiles(totalMs) });

/** The report as it is printed with `--json`: no traces, no timeline, no bars. */
export function summaryJson(scenario: FleetScenario, report: FleetReport, wallSeconds: number): SummaryJson {
  const metrics = FLEET_METRICS.map((metric): [string, SummaryJson['quantiles'][string]] => {
    const { count, confidence, ...rest } = report.metrics[metric];
    return [metric, { ...quantiles(rest), count, confidence }];
  });
  const itl: [string, SummaryJson['quantiles'][string]][] = report.itl === null ? [] : [['itl', { ...quantiles(report.itl), count: Math.round(report.itl.count), confidence: null }]];
  return {
    name: scenario.name, seed: scenario.seed, stopped: report.run.stopped, note: report.run.note,
    requests: report.requests, outcomes: report.outcomes, reasons: report.reasons, quantiles: Object.fromEntries([...metrics, ...itl]),
    stageShares: Object.fromEntries(report.parts.map(({ part, share }) => [part, share])), timeShares: report.shares,
    slo: { ...report.slo, limits: scenario.slo },
    byTenant: report.byTenant.map(group), byKind: report.byKind.map(group), byPromptLength: report.byPromptLength.map(group), byRoute: report.byRoute.map(group),
    cache: report.cache, counts: report.counts, utilization: report.utilization, throughput: report.throughput, cost: report.cost,
    steps: report.run.steps, events: report.run.events, simulatedSeconds: report.simulatedMs / 1000, wallSeconds,
  };
}

const pad = (text: string, width: number): string => text.padStart(width);
const WIDTH = 12;
const COLUMNS = ['mean', 'p50', 'p95', 'p99', 'p999'] as const;

function table(title: string, { quantiles: metrics }: SummaryJson): string[] {
  const lines = Object.entries(metrics).map(([metric, values]) =>
    metric.padEnd(WIDTH) + COLUMNS.map((column) => pad(values[column] === null ? '–' : formatDuration(values[column]), WIDTH)).join(''));
  return [title, `${''.padEnd(WIDTH)}${COLUMNS.map((column) => pad(column, WIDTH)).join('')}`, ...lines];
}

function facts(json: SummaryJson): string[] {
  const outcomes = Object.entries(json.outcomes).filter(([, count]) => count > 0).map(([outcome, count]) => `${count.toLocaleString('en-US')} ${outcome}`);
  const shares = Object.entries(json.stageShares).filter(([, share]) => share > 0.0005).map(([part, share]) => `${part} ${formatShare(share)}`);
  return [
    `requests    ${outcomes.join(', ')}`,
    `time        ${shares.join(', ')}`,
    `goodput     ${formatShare(json.slo.goodShare)} of requests, ${significant(json.slo.goodputPerS)}/s`,
    `GPUs        busy ${formatShare(json.utilization)}, ${significant(json.cost.gpuHours)} GPU hours, ${formatDollars(json.cost.totalUsd)}`,
    `simulated   ${formatDuration(json.simulatedSeconds * 1000)} in ${formatDuration(json.wallSeconds * 1000)}, ${significant(json.requests / json.wallSeconds)} requests/s`,
  ];
}

/** Tables for people. */
export function fleetText(first: SummaryJson, second: SummaryJson | null, comparison: readonly MetricComparison[] | null): string {
  const lines = [...table(first.name, first), ...facts(first)];
  if (second !== null) lines.push('', ...table('Against', second), ...facts(second));
  if (comparison !== null) {
    lines.push('', 'Difference on the same requests, with its 95 % interval');
    for (const { metric, statistic, difference, interval, significant: sure } of comparison) {
      if (metric === 'good' || !Number.isFinite(difference)) continue;
      const signed = (ms: number): string => `${ms < 0 ? '−' : '+'}${formatDuration(Math.abs(ms))}`;
      lines.push(`${`${metric} ${statistic}`.padEnd(WIDTH)}${pad(signed(difference), WIDTH)}  ${interval === null ? 'too few requests to say' : `${signed(interval.low)} to ${signed(interval.high)}${sure ? '' : ', may be luck'}`}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** One table for each run of a log. */
export function replayText(runs: readonly ReplayedRun[]): string {
  const cell = (value: number | null, unit: string): string => pad(value === null ? '–' : `${significant(value)} ${unit}`, 14);
  return runs.map(({ run, requests, metrics }) => [
    `${run}: ${requests} requests`,
    `${''.padEnd(8)}${['simulated', 'measured', 'mean error', 'p95 error', 'each (MAPE)'].map((head) => pad(head, 14)).join('')}`,
    ...metrics.map((m) => m.metric.padEnd(8) + cell(m.simulatedMean, 'ms') + cell(m.measuredMean, 'ms') + cell(m.meanErrorPct, '%') + cell(m.p95ErrorPct, '%') + cell(m.mapePct, '%')),
  ].join('\n')).join('\n\n') + '\n';
}
