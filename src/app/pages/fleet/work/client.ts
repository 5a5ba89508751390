/** The page's end of the simulation's worker. */
import { appError, type AppError } from '@/core/result';
import type { FleetScenario } from '@/datacenter/fleet/config';
import type { RunPicture, RunProgress, WorkerMessage } from './api';

export interface RunHandlers {
  progress: (progress: RunProgress) => void;
  picture: (picture: RunPicture) => void;
  done: () => void;
  failed: (error: AppError) => void;
}

let worker: Worker | null = null;
let busy = false;

/** Starts a run; one that still goes on is ended, and its handlers are not called again. `fromMs`: what part is recorded for the animation. */
export function startFleet(scenario: FleetScenario, fromMs: number | null, handlers: RunHandlers): void {
  if (busy) cancelFleet();
  const mine = worker ?? new Worker(new URL('./fleet.worker.ts', import.meta.url), { type: 'module', name: '400ms-fleet' });
  worker = mine;
  busy = true;
  mine.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
    if (data.type === 'progress') handlers.progress(data.progress);
    else if (data.type === 'picture') handlers.picture(data.picture);
    else {
      busy = false;
      if (data.type === 'done') handlers.done();
      else handlers.failed(data.error);
    }
  };
  mine.onerror = (event) => {
    cancelFleet();
    handlers.failed(appError('fleet-worker-broke', `The simulation could not be run: ${event.message || 'its worker did not start'}.`, 'Reload the page and try again.'));
  };
  mine.postMessage({ scenario, fromMs });
}

/** Ends a run at once. The worker cannot be asked while it computes, so it goes; the next run starts another. */
export function cancelFleet(): void {
  worker?.terminate();
  worker = null;
  busy = false;
}
