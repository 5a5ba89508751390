/** What the page and the worker of the simulation say to each other. */
import type { AppError } from '@/core/result';
import type { Trace } from '@/core/trace';
import type { FleetReport } from '@/datacenter/fleet/stats/report';
import type { FleetSample } from '@/datacenter/fleet/types';
import type { FlowLog } from '../flow/log';

export interface RunRequest {
  /** Unchecked: the worker validates it. */
  readonly scenario: unknown;
  /** Part of the run that is recorded for the animation, ms; null: from the start as far as there is room. */
  readonly fromMs: number | null;
  /** Only the trace of that request is wanted: the run is made again as far as it, and nothing else is told. */
  readonly traceOf?: number;
}

export interface RunProgress {
  readonly finished: number;
  /** 0 to 1; null where nobody knows how many will come. */
  readonly share: number | null;
  readonly simulatedMs: number;
}

export interface RunPicture {
  readonly report: FleetReport;
  readonly log: FlowLog;
  readonly samples: readonly FleetSample[];
  readonly wallMs: number;
}

/** Of a run, in order: any number of `progress`, a `picture` now and then and at the end, then `done` or `failed`. Where a trace is wanted: `trace` or `failed`. */
export type WorkerMessage =
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'picture'; readonly picture: RunPicture }
  | { readonly type: 'trace'; readonly trace: Trace }
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly error: AppError };
