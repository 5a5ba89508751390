/** The page's end of the simulation's worker. */
import { appError, err, ok, type AppError, type Result } from '@/core/result';
import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import type { FleetScenario } from '@/datacenter/fleet/config';
import { workerName } from '@/messages/load';
import type { LogChoice, LogPicture, RunPicture, RunProgress, RunRequest, WorkerMessage } from './api';

export interface RunHandlers {
  progress: (progress: RunProgress) => void;
  picture: (picture: RunPicture) => void;
  done: (picture: RunPicture) => void;
  failed: (error: AppError) => void;
}

/** A run that a newer one waits for may go on so long, ms: ending a worker and starting another takes about as long. */
const PATIENCE_MS = 400;

interface Wanted { readonly question: RunRequest; readonly handlers: RunHandlers }

let worker: Worker | null = null;
/** The run that goes on, and since when. */
let going: { readonly sinceMs: number } | null = null;
/** The newest of those that were asked for since. */
let next: Wanted | null = null;
let patience: ReturnType<typeof setTimeout> | undefined;

/**
 * Starts a run. While a slider moves, runs follow one another and only the newest of those that wait is made; a run that
 * takes long is ended for it. `fromMs`: what part is recorded for the animation.
 */
export function startFleet(scenario: FleetScenario, log: LogChoice | null, fromMs: number | null, handlers: RunHandlers): void {
  const wanted: Wanted = { question: { scenario, fromMs, log }, handlers };
  if (going === null) return begin(wanted);
  next = wanted;
  clearTimeout(patience);
  patience = setTimeout(() => {
    end();
    begin(wanted);
  }, Math.max(0, going.sinceMs + PATIENCE_MS - performance.now()));
}

function begin({ question, handlers }: Wanted): void {
  clearTimeout(patience);
  next = null;
  going = { sinceMs: performance.now() };
  const mine = worker ?? newWorker();
  worker = mine;
  mine.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
    if (data.type === 'progress') handlers.progress(data.progress);
    else if (data.type === 'picture') handlers.picture(data.picture);
    else {
      going = null;
      if (data.type === 'failed') handlers.failed(data.error);
      else if (data.type === 'done') handlers.done(data.picture);
      if (next !== null) begin(next);
    }
  };
  mine.onerror = (event) => {
    end();
    handlers.failed(broken(event));
  };
  mine.postMessage(question);
}

function end(): void {
  worker?.terminate();
  worker = null;
  going = null;
}

/** Ends a run at once, and what waits for it. The worker cannot be asked while it computes, so it goes; the next run starts another. */
export function cancelFleet(): void {
  clearTimeout(patience);
  next = null;
  end();
}

/** The trace of one request, made by running the scenario again in a worker of its own. */
export async function traceOfRequest(scenario: FleetScenario, log: LogChoice | null, index: number): Promise<Result<Trace>> {
  const answer = await askOnce({ scenario, fromMs: null, traceOf: index, log });
  return answer.ok && answer.value.type === 'trace' ? ok(answer.value.trace) : answer.ok ? Promise.reject(new Error(`asked for a trace, got ${answer.value.type}`)) : answer;
}

/** What a log holds. */
export async function lookAtLog(page: FleetScenario, log: LogChoice): Promise<Result<LogPicture>> {
  const answer = await askOnce({ scenario: page, fromMs: null, log, look: true });
  return answer.ok && answer.value.type === 'log' ? ok(answer.value.log) : answer.ok ? Promise.reject(new Error(`asked for a log, got ${answer.value.type}`)) : answer;
}

/** One question to a worker of its own. */
function askOnce(question: RunRequest): Promise<Result<Exclude<WorkerMessage, { type: 'failed' }>>> {
  const mine = newWorker();
  return new Promise((resolve) => {
    const settle = (result: Result<Exclude<WorkerMessage, { type: 'failed' }>>): void => {
      mine.terminate();
      resolve(result);
    };
    mine.onmessage = ({ data }: MessageEvent<WorkerMessage>) => settle(data.type === 'failed' ? err(data.error) : ok(data));
    mine.onerror = (event) => settle(err(broken(event)));
    mine.postMessage(question);
  });
}

const newWorker = (): Worker => new Worker(new URL('./fleet.worker.ts', import.meta.url), { type: 'module', name: workerName('400ms-fleet') });
const broken = (event: ErrorEvent): AppError => appError('fleet-worker-broke', event.message ? t('The simulation could not be run: {why}.', { why: event.message }) : t('The simulation could not be run: its worker did not start.'), t('Reload the page and try again.'));
