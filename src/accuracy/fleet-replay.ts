/** Logs of measured requests, replayed by the fleet simulation and compared request by request. */
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { changeFleetUnchecked } from '@/datacenter/fleet/presets';
import { DEFAULT_FLEET, parseFleetScenario, type FleetScenario } from '@/datacenter/fleet/config';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import type { RequestLog } from '@/datacenter/fleet/workload/log';
import { logSource } from '@/datacenter/fleet/workload/source';
import { Roofline } from '@/stages/inference/roofline';
import { deploymentOf } from './deployment';
import { mean, quantile } from './errors';
import { serveInLockstep, sharesExperts } from './lockstep';

export const REPLAY_METRICS = ['ttft', 'tpot', 'e2e', 'queue'] as const;
export type ReplayMetric = (typeof REPLAY_METRICS)[number];

/** Means in ms over requests with both a simulated and a measured value; errors in per cent, positive where the simulation is too long. Null where nothing was measured or it was 0. */
export interface MetricErrors {
  readonly metric: ReplayMetric;
  readonly requests: number;
  readonly simulatedMean: number | null;
  readonly measuredMean: number | null;
  readonly meanErrorPct: number | null;
  readonly p95ErrorPct: number | null;
  /** Mean absolute error of single requests; those measured as less than a millisecond are left out. */
  readonly mapePct: number | null;
}

export interface ReplayedRun {
  readonly run: string;
  readonly requests: number;
  readonly metrics: readonly MetricErrors[];
}

/** What the simulation gives each request, ms; NaN if it never came to that. */
export type SimulatedTimes = Readonly<Record<ReplayMetric, Float64Array>>;

/** Measured times below this say nothing in per cent: the clock that took them has steps of about a millisecond. */
const LEAST_MS = 1;

/** The fleet that a log's rows describe: `dp` replicas with the engine's own limits, nothing around them. */
export function replayScenario(log: RequestLog): Result<FleetScenario> {
  const { setup } = log;
  const tp = setup.tp ?? 1;
  const deployment = deploymentOf({ model: setup.model, gpu: setup.gpu, engine: setup.engine, precision: setup.precision === '' ? 'bf16' : setup.precision, tp });
  if (typeof deployment === 'string') return err(appError('replay-unknown', t('{log}: {problem}.', { log: nameOf(log), problem: deployment }), t('Use names of the catalogue (src/catalog); docs/accuracy.md says which logs can be replayed.')));
  const { model, gpu, engine, weightPrecision, kvPrecision } = deployment;
  return parseFleetScenario(changeFleetUnchecked(DEFAULT_FLEET, {
    name: nameOf(log).slice(0, 120), path: false,
    workload: { requests: log.count, arrivals: { kind: 'replay' } },
    regions: [{ region: 'us-east', replicas: setup.dp ?? 1, smallReplicas: 0, outage: null }],
    balancer: { policy: 'least-connections' },
    pool: {
      model: model.id, gpu: gpu.id, tensorParallel: tp, weightPrecision, kvPrecision, engine,
      maxSequences: setup.maxSequences, maxTokensPerStep: setup.maxTokensPerStep, prefixCache: { enabled: log.prefixId.some((id) => id >= 0) },
    },
  }));
}

const nameOf = ({ setup }: RequestLog): string => (setup.run === '' ? [setup.gpu, setup.model].filter((part) => part !== '').join('/') || t('the log') : setup.run);

/** Ranks that share experts step together, which replicas of a fleet do not. Null: this run has none. */
function simulateRanks(log: RequestLog, scenario: FleetScenario): Result<SimulatedTimes> | null {
  const { setup } = log;
  const ranks = setup.dp ?? 1;
  const { pool } = scenario;
  const deployment = deploymentOf({ model: pool.model, gpu: pool.gpu, engine: pool.engine, precision: pool.weightPrecision, tp: pool.tensorParallel });
  if (typeof deployment === 'string' || !sharesExperts(deployment.model, ranks)) return null;
  const { engine } = new Roofline(deployment);
  const requests = Array.from(log.arrivalMs, (arrivalMs, i) => ({ arrivalMs, inputTokens: log.inputTokens[i] ?? 1, outputTokens: log.outputTokens[i] ?? 1 }));
  const limits = { maxSequences: setup.maxSequences ?? engine.maxSequences, maxTokensPerStep: setup.maxTokensPerStep ?? engine.prefillChunkTokens };
  const served = serveInLockstep(deployment, ranks, limits, requests);
  if (served === null) return err(appError('replay-memory', t('{log}: a request does not fit the memory of a rank as the model counts it.', { log: nameOf(log) }), t('Check the GPU, tp and dp of the log.')));
  const of = (value: (i: number, request: (typeof requests)[number]) => number): Float64Array => Float64Array.from(requests, (request, i) => value(i, request));
  const [first, end, start] = [served.firstTokenMs, served.endMs, served.startMs].map((column) => (i: number) => column[i] ?? Number.NaN) as [(i: number) => number, (i: number) => number, (i: number) => number];
  return ok({
    queue: of((i, r) => start(i) - r.arrivalMs), ttft: of((i, r) => first(i) - r.arrivalMs), e2e: of((i, r) => end(i) - r.arrivalMs),
    tpot: of((i, r) => (r.outputTokens > 1 ? (end(i) - first(i)) / (r.outputTokens - 1) : Number.NaN)),
  });
}

/** Simulates a run and returns the times of each of its requests, from the moment the engine queued it. */
export function simulateLog(log: RequestLog, scenario: FleetScenario): Result<SimulatedTimes> {
  const ranks = simulateRanks(log, scenario);
  if (ranks !== null) return ranks;
  const times = Object.fromEntries(REPLAY_METRICS.map((metric) => [metric, new Float64Array(log.count).fill(Number.NaN)])) as Record<ReplayMetric, Float64Array>;
  const run = simulateFleet(scenario, logSource(log, scenario), {
    finished: ({ request: { index }, outcome, queuedMs, startMs, firstTokenMs, lastTokenMs, outputTokens }) => {
      if (outcome !== 'completed') return;
      times.queue[index] = startMs - queuedMs;
      times.ttft[index] = firstTokenMs - queuedMs;
      times.e2e[index] = lastTokenMs - queuedMs;
      if (outputTokens > 1) times.tpot[index] = (lastTokenMs - firstTokenMs) / (outputTokens - 1);
    },
  });
  if (!run.ok) return run;
  if (run.value.note !== null) return err(appError('replay-unfinished', t('{log}: {note}', { log: nameOf(log), note: run.value.note }), t('Check the engine limits and the token counts of the log.')));
  return ok(times);
}

/** Replays a run in the fleet its rows describe and compares it with what was measured. */
export function replayRun(log: RequestLog): Result<ReplayedRun> {
  const scenario = replayScenario(log);
  if (!scenario.ok) return scenario;
  const times = simulateLog(log, scenario.value);
  if (!times.ok) return times;
  const { measured } = log;
  const columns = { ttft: measured.ttftMs, tpot: measured.tpotMs, e2e: measured.e2eMs, queue: measured.queueMs } as const;
  return ok({ run: nameOf(log), requests: log.count, metrics: REPLAY_METRICS.map((metric) => metricErrors(metric, times.value[metric], columns[metric])) });
}

/** Errors over the requests that have both. `measured` null: there is no such column. */
export function metricErrors(metric: ReplayMetric, simulated: Float64Array, measured: Float64Array | null): MetricErrors {
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (const [i, value] of simulated.entries()) {
    const real = measured === null ? Number.NaN : (measured[i] ?? Number.NaN);
    if (Number.isNaN(value) || (measured !== null && Number.isNaN(real))) continue;
    ours.push(value);
    if (measured !== null) theirs.push(real);
  }
  const errorPct = (a: number, b: number): number | null => (b > 0 ? 100 * (a / b - 1) : null);
  const of = (values: readonly number[], statistic: (values: readonly number[]) => number): number | null => (values.length === 0 ? null : statistic(values));
  const p95 = (values: readonly number[]): number => quantile(values, 0.95);
  const [simulatedMean, measuredMean] = [of(ours, mean), of(theirs, mean)];
  const single = theirs.flatMap((real, i) => (real >= LEAST_MS ? [100 * Math.abs((ours[i] ?? 0) / real - 1)] : []));
  return {
    metric, requests: ours.length, simulatedMean, measuredMean,
    meanErrorPct: simulatedMean === null || measuredMean === null ? null : errorPct(simulatedMean, measuredMean),
    p95ErrorPct: theirs.length === 0 ? null : errorPct(p95(ours), p95(theirs)),
    mapePct: of(single, mean),
  };
}
