/** What the page and the worker of the simulation say to each other. */
import type { AppError } from '@/core/result';
import type { Trace } from '@/core/trace';
import type { ReplayedRun } from '@/accuracy/fleet-replay';
import type { FleetScenario } from '@/datacenter/fleet/config';
import type { FleetReport } from '@/datacenter/fleet/stats/report';
import type { FleetSample } from '@/datacenter/fleet/types';
import type { Json } from '../../../share/patch';
import type { FlowLog } from '../flow/log';

/** A log of requests that the reader has opened, and which of its runs. */
export interface LogChoice { readonly file: File; readonly run: number }

/** What a log holds, and how well the fleet that its rows describe is predicted. */
export interface LogPicture {
  readonly runs: readonly { readonly name: string; readonly requests: number }[];
  /** The fleet that serves it: the one its rows name, or the one on the page. */
  readonly scenario: FleetScenario;
  /** Measured against simulated, where the log says what was measured; null where it does not, or not on what. */
  readonly replayed: ReplayedRun | null;
  /** The run for a link (`share/fleet-log`); null for one that is too long. */
  readonly columns: Json | null;
}

export interface RunRequest {
  /** Unchecked: the worker validates it. */
  readonly scenario: unknown;
  /** Part of the run that is recorded for the animation, ms; null: from the start as far as there is room. */
  readonly fromMs: number | null;
  /** Only the trace of that request is wanted: the run is made again as far as it, and nothing else is told. */
  readonly traceOf?: number;
  /** The log that is replayed, where the scenario says so. */
  readonly log: LogChoice | null;
  /** Only a look at the log: what it holds, and the fleet for it. */
  readonly look?: boolean;
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

/** Of a run, in order: any number of `progress`, a `picture` now and then, at the end `done` or `failed`. Where a trace is wanted: `trace` or `failed`. */
export type WorkerMessage =
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'picture'; readonly picture: RunPicture }
  | { readonly type: 'trace'; readonly trace: Trace }
  | { readonly type: 'log'; readonly log: LogPicture }
  | { readonly type: 'done'; readonly picture: RunPicture }
  | { readonly type: 'failed'; readonly error: AppError };
