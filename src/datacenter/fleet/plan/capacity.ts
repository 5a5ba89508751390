/** The capacity worksheet: how many replicas a load needs, found by simulating, not by dividing. */
import Papa from 'papaparse';
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { withDecimals } from '@/core/units';
import type { FleetScenario } from '../config';
import type { FleetRow } from './measure';

export interface CapacityNeed {
  readonly peakRequestsPerS: number;
  readonly inputTokensMean: number;
  readonly outputTokensMean: number;
  readonly slo: FleetScenario['slo'];
  /** Share of requests that must be answered within all limits, 0 to 1. */
  readonly withinShare: number;
  /** How many times the load the last column is for; S4 asks for 5. */
  readonly headroom: number;
}

export interface CapacityAnswer {
  readonly replicas: number;
  readonly gpus: number;
  readonly usdPerMonth: number;
  readonly row: FleetRow;
}

export interface Capacity {
  readonly need: CapacityNeed;
  readonly atPeak: CapacityAnswer;
  readonly atHeadroom: CapacityAnswer;
  /** Load that the replicas for the peak can take within the service level, over the peak. */
  readonly spare: number;
}

/** Hours in a mean month: 365.25 · 24 / 12. */
export const HOURS_PER_MONTH = 730.5;
const MOST_REPLICAS = 1_024;
/** So rarely that hardly two requests meet. */
const IDLE_PER_S = 0.01;

/** Lengths of a chat spread about their mean: σ of the logarithm ½, the median then lies at mean · e^(−σ²/2). */
const SIGMA = 0.5;
const lognormal = (mean: number) => ({ kind: 'lognormal' as const, median: Math.max(1, Math.round(mean * Math.exp(-(SIGMA ** 2) / 2))), sigma: SIGMA, max: Math.max(2, Math.round(mean * 8)) });

/** The worksheet's load on the scenario's machines. */
export function capacityScenario(base: FleetScenario, need: CapacityNeed, perSecond: number, replicas: number): FleetScenario {
  const kind = base.workload.kinds[0];
  return {
    ...base,
    autoscaler: null,
    slo: need.slo,
    workload: {
      ...base.workload,
      arrivals: { kind: 'poisson', perSecond },
      kinds: kind === undefined ? base.workload.kinds : [{ ...kind, weight: 1, inputTokens: lognormal(need.inputTokensMean), outputTokens: lognormal(need.outputTokensMean), prefix: null, turns: { mean: 1, max: 1 } }],
      tenants: base.workload.tenants.slice(0, 1).map((tenant) => ({ ...tenant, kinds: null })),
    },
    regions: base.regions.slice(0, 1).map((region) => ({ ...region, replicas })),
  };
}

/** Runs one scenario with so many requests. */
type Measure = (scenario: FleetScenario, requests: number) => Result<FleetRow> | Promise<Result<FleetRow>>;

/**
 * Fewest replicas that keep the service level at the peak and at the headroom's load, and how far the former reach.
 * `measure` runs one scenario. An error says what no number of replicas can mend.
 */
export async function planCapacity(base: FleetScenario, need: CapacityNeed, measure: Measure): Promise<Result<Capacity>> {
  const atPeak = await fewest(base, need, need.peakRequestsPerS, 1, measure);
  if (!atPeak.ok) return atPeak;
  const atHeadroom = await fewest(base, need, need.peakRequestsPerS * need.headroom, atPeak.value.replicas, measure);
  if (!atHeadroom.ok) return atHeadroom;
  const spare = await reach(base, need, atPeak.value.replicas, measure);
  return spare.ok ? ok({ need, atPeak: atPeak.value, atHeadroom: atHeadroom.value, spare: spare.value }) : spare;
}

const within = (row: FleetRow, need: CapacityNeed): boolean => row.goodShare >= need.withinShare && !row.overloaded;

/** A try covers this long a time, so that a queue that grows has the time to, and at least so many requests. */
const TRY_S = 60;
const LEAST_REQUESTS = 1_000;
const requestsFor = (perSecond: number): number => Math.max(LEAST_REQUESTS, Math.ceil(perSecond * TRY_S));

async function fewest(base: FleetScenario, need: CapacityNeed, perSecond: number, from: number, measure: Measure): Promise<Result<CapacityAnswer>> {
  const run = (replicas: number) => Promise.resolve(measure(capacityScenario(base, need, perSecond, replicas), requestsFor(perSecond)));
  // An idle fleet shows whether the service level can be kept at all.
  const idle = await Promise.resolve(measure(capacityScenario(base, need, IDLE_PER_S, 1), LEAST_REQUESTS));
  if (!idle.ok) return idle;
  if (!within(idle.value, need)) {
    return err(appError('capacity-impossible', t('Even alone on a replica only {percent} % of the requests keep the service level.', { percent: withDecimals(idle.value.goodShare * 100, 1) }), t('Allow more time, take a faster GPU, more tensor parallelism or a smaller model, or ask for shorter answers.'), 'slo'));
  }
  let low = 0;
  let high = Math.max(1, from);
  let best: FleetRow | null = null;
  for (;;) {
    const row = await run(high);
    if (!row.ok) return row;
    if (within(row.value, need)) {
      best = row.value;
      break;
    }
    low = high;
    high = Math.min(high * 2, MOST_REPLICAS);
    if (low === MOST_REPLICAS) return err(appError('capacity-too-many', t('More than {most} replicas would be needed.', { most: String(MOST_REPLICAS) }), t('Split the load over several fleets, or take a faster set-up.'), 'peakRequestsPerS'));
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const row = await run(middle);
    if (!row.ok) return row;
    if (within(row.value, need)) [high, best] = [middle, row.value];
    else low = middle;
  }
  const gpus = high * base.pool.tensorParallel;
  return ok({ replicas: high, gpus, usdPerMonth: gpus * base.pool.usdPerGpuHour * HOURS_PER_MONTH, row: best });
}

/** Finds to 2 % how much load those replicas take, over the peak. */
async function reach(base: FleetScenario, need: CapacityNeed, replicas: number, measure: Measure): Promise<Result<number>> {
  let [low, high] = [1, 2];
  const keeps = async (factor: number): Promise<Result<boolean>> => {
    const perSecond = need.peakRequestsPerS * factor;
    const row = await Promise.resolve(measure(capacityScenario(base, need, perSecond, replicas), requestsFor(perSecond)));
    return row.ok ? ok(within(row.value, need)) : row;
  };
  for (; high < 1e4; [low, high] = [high, high * 2]) {
    const kept = await keeps(high);
    if (!kept.ok) return kept;
    if (!kept.value) break;
  }
  while (high / low > 1.02) {
    const middle = Math.sqrt(low * high);
    const kept = await keeps(middle);
    if (!kept.ok) return kept;
    if (kept.value) low = middle;
    else high = middle;
  }
  return ok(low);
}

/** The worksheet as CSV: a line a figure. */
export function capacityCsv({ need, atPeak, atHeadroom, spare }: Capacity): string {
  const rows: (string | number)[][] = [
    ['figure', 'at the peak', `at ${String(need.headroom)} times the peak`],
    ['requests per second', need.peakRequestsPerS, need.peakRequestsPerS * need.headroom],
    ['input tokens, mean', need.inputTokensMean, need.inputTokensMean],
    ['output tokens, mean', need.outputTokensMean, need.outputTokensMean],
    ['TTFT limit, ms', need.slo.ttftMs, need.slo.ttftMs],
    ['TPOT limit, ms', need.slo.tpotMs, need.slo.tpotMs],
    ['total limit, ms', need.slo.totalMs, need.slo.totalMs],
    ['replicas', atPeak.replicas, atHeadroom.replicas],
    ['GPUs', atPeak.gpus, atHeadroom.gpus],
    ['US dollars per month', atPeak.usdPerMonth.toFixed(0), atHeadroom.usdPerMonth.toFixed(0)],
    ['answers within all limits, share', atPeak.row.goodShare.toFixed(4), atHeadroom.row.goodShare.toFixed(4)],
    ['TTFT p95, ms', atPeak.row.ttftP95.toFixed(1), atHeadroom.row.ttftP95.toFixed(1)],
    ['TPOT p95, ms', atPeak.row.tpotP95.toFixed(2), atHeadroom.row.tpotP95.toFixed(2)],
    ['GPU utilization, share', atPeak.row.utilization.toFixed(3), atHeadroom.row.utilization.toFixed(3)],
    ['load these replicas take, over the peak', spare.toFixed(2), ''],
  ];
  return `${Papa.unparse(rows)}\r\n`;
}
