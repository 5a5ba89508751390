/** Simulates fleets beside the page. One run at a time; a run that is no longer wanted ends with the worker. */
import { replayRun, replayScenario } from '@/accuracy/fleet-replay';
import { appError, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import { parseFleetScenario, type FleetScenario } from '@/datacenter/fleet/config';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import { FleetSummary } from '@/datacenter/fleet/stats/summary';
import type { ArrivalSource, FleetObserver, FleetSample, RequestOutcome } from '@/datacenter/fleet/types';
import { readLog, type RequestLog } from '@/datacenter/fleet/workload/log';
import { workloadSource } from '@/datacenter/fleet/workload/source';
import { workerText } from '@/messages/load';
import { encodeLog } from '../../../share/fleet-log';
import { FlowRecorder } from '../flow/log';
import type { LogChoice, RunRequest, WorkerMessage } from './api';
import { SampleList } from './sample-list';

/** Requests that are animated. */
const RECORDED = 20_000;
/** How often a run that goes on is shown, ms. */
const PICTURE_EVERY_MS = 300;
const PROGRESS_EVERY_MS = 50;
/** Moments on the timeline that are aimed at, and their distance where the length of the run is unknown, ms. */
const MOMENTS = 600;
const DEFAULT_SAMPLE_MS = 250;

const post = (message: WorkerMessage): void => { self.postMessage(message); };

/** How far apart moments should be, from how long the requests take to arrive. */
function sampleMsOf({ workload: { arrivals, requests } }: FleetScenario): number {
  if (arrivals.kind === 'closed' || arrivals.kind === 'replay') return DEFAULT_SAMPLE_MS;
  const perSecond = arrivals.kind === 'on-off' ? Math.max(arrivals.onPerSecond, arrivals.offPerSecond) : arrivals.perSecond;
  return Math.max(1, (requests / perSecond) * (1000 / MOMENTS));
}

/** The log read last: a slider asks for many runs of the same. */
let known: { choice: LogChoice; runs: readonly RequestLog[] } | null = null;

async function runsOf(choice: LogChoice): Promise<Result<readonly RequestLog[]>> {
  if (known?.choice.file === choice.file) return ok(known.runs);
  const runs = await readLog(choice.file.stream(), { name: choice.file.name, sort: true });
  if (runs.ok) known = { choice, runs: runs.value };
  return runs;
}

/** What a log holds. Rows that name a model and a GPU of the catalogue are served by that fleet, others by the one on the page. */
function look(runs: readonly RequestLog[], log: RequestLog, page: FleetScenario): void {
  const own = replayScenario(log);
  const replayed = own.ok ? replayRun(log) : null;
  const measured = replayed !== null && replayed.ok && replayed.value.metrics.some(({ requests }) => requests > 0) ? replayed.value : null;
  const scenario = own.ok ? own.value : { ...page, workload: { ...page.workload, requests: log.count, arrivals: { kind: 'replay' as const }, tenants: tenantsFor(page, log) } };
  post({ type: 'log', log: { runs: runs.map(({ setup, count }, i) => ({ name: setup.run === '' ? t('Run {number}', { number: i + 1 }) : setup.run, requests: count })), scenario, replayed: measured, columns: encodeLog(log) } });
}

/** A tenant for each of the log's, all as the page's first. */
function tenantsFor({ workload: { tenants } }: FleetScenario, log: RequestLog): FleetScenario['workload']['tenants'] {
  const [first] = tenants;
  return first === undefined ? tenants : log.tenants.map((name) => ({ ...first, name: name === '' ? first.name : name }));
}

async function answer(request: RunRequest): Promise<void> {
  const scenario = parseFleetScenario(request.scenario);
  if (!scenario.ok) return post({ type: 'failed', error: scenario.error });
  const replayed = request.log !== null && (request.look === true || scenario.value.workload.arrivals.kind === 'replay');
  const runs = replayed && request.log !== null ? await runsOf(request.log) : null;
  if (runs?.ok === false) return post({ type: 'failed', error: runs.error });
  const log = runs?.value[request.log?.run ?? 0];
  if (request.look === true && runs !== null && log !== undefined) return look(runs.value, log, scenario.value);
  const source = workloadSource(scenario.value, log);
  if (!source.ok) return post({ type: 'failed', error: source.error });
  if (request.traceOf === undefined) run(request, scenario.value, source.value);
  else trace(request.traceOf, scenario.value, source.value);
}

/** The run again, as far as that request's end: it is the same run, because the seed is. */
function trace(index: number, scenario: FleetScenario, source: ArrivalSource): void {
  let found: Trace | null = null;
  const observer: FleetObserver = { finished: () => undefined, traced: (_, made) => { found = made; } };
  const result = simulateFleet(scenario, source, observer, { traceOf: new Set([index]), shouldStop: () => found !== null });
  if (!result.ok) return post({ type: 'failed', error: result.error });
  const made = found as Trace | null;
  post(made === null
    ? { type: 'failed', error: appError('fleet-no-trace', t('Request {number} did not end in this run.', { number: index + 1 }), t('Choose one that ended.')) }
    : { type: 'trace', trace: made });
}

function run(request: RunRequest, scenario: FleetScenario, source: ArrivalSource): void {
  const summary = new FleetSummary(scenario, { gaps: true });
  const recorder = new FlowRecorder(RECORDED);
  const samples = new SampleList();
  const fromMs = request.fromMs ?? Number.NEGATIVE_INFINITY;
  const startedMs = performance.now();
  let [shownMs, toldMs] = [startedMs, startedMs];
  const observer = {
    finished(outcome: RequestOutcome): void {
      summary.finished(outcome);
      if (outcome.endMs >= fromMs) recorder.add(outcome);
    },
    sample(sample: FleetSample): void {
      summary.sample(sample);
      samples.add(sample);
    },
    steps(sequences: number, steps: number, firstMs: number, lastMs: number): void {
      summary.steps?.(sequences, steps, firstMs, lastMs);
    },
  };
  const result = simulateFleet(scenario, source, observer, {
    sampleMs: sampleMsOf(scenario),
    onProgress: ({ totals, ...progress }) => {
      const nowMs = performance.now();
      if (nowMs - toldMs >= PROGRESS_EVERY_MS) {
        toldMs = nowMs;
        post({ type: 'progress', progress });
      }
      if (nowMs - shownMs >= PICTURE_EVERY_MS && totals !== undefined) {
        shownMs = nowMs;
        post({ type: 'picture', picture: { report: summary.report(totals()), log: recorder.log(), samples: samples.list, wallMs: nowMs - startedMs } });
      }
    },
  });
  if (!result.ok) return post({ type: 'failed', error: result.error });
  post({ type: 'done', picture: { report: summary.report(result.value), log: recorder.log(), samples: samples.list, wallMs: performance.now() - startedMs } });
}

self.addEventListener('message', (event: MessageEvent<RunRequest>) => {
  workerText().then(() => answer(event.data)).catch((cause: unknown) => {
    post({ type: 'failed', error: appError('fleet-broke', t('The simulation broke off: {why}.', { why: cause instanceof Error ? cause.message : String(cause) }), t('Change a setting or reload the page, and run it again.')) });
  });
});
