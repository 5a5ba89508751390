/** What the fleet knows of whatever answers requests. */
import type { Job } from './job';
import type { WaitingLine } from './queues';

export interface Engine {
  readonly index: number;
  /** Version of the boundary that counts; older ones in the heap are void. */
  readonly version: number;
  /** Next step boundary; infinite when idle. */
  readonly boundaryMs: number;
  /** Jobs taken in: those that decode and those whose prompt is being read. */
  readonly runningCount: number;
  readonly waiting: WaitingLine;
  readonly batchLimit: number;
  /** Steps taken, preemptions, lookups and hits of the prefix cache so far. */
  readonly step: number;
  readonly preemptions: number;
  readonly lookups: number;
  readonly hits: number;
  /** Puts a job into the queue. */
  enqueue(job: Job, nowMs: number): void;
  /** Takes a job out, at the end of the step under way at the latest; returns the share of its time it will have taken, ms. */
  cancel(job: Job, nowMs: number): number;
  /** Loses everything (outage); the jobs are the caller's again. */
  lose(nowMs: number): Job[];
  /** The boundary that was asked for has come. */
  boundary(nowMs: number): void;
  /** Tokens of a job that have been sampled by now. */
  producedAt(job: Job, nowMs: number): number;
  /** Times of tokens that running jobs got in steps not yet accounted for. */
  tokensSince(nowMs: number): number[];
  /** State between boundaries. */
  at(nowMs: number): { readonly kvFill: number; readonly busyMs: number; readonly steps: number };
  /** Whatever does not add up. For tests. */
  faults(): string[];
}

/** Whoever drives engines: keeps time and is told what happens. */
export interface ReplicaHost {
  /** The engine wants `boundary` called at this time, instead of any time it named before. */
  wake(engine: Pick<Engine, 'index' | 'version'>, timeMs: number): void;
  /** Whether step boundaries of the engine with this index at this very time are over. */
  boundaryPassed(index: number, timeMs: number): boolean;
  /** The first token of a job has been sampled. */
  firstToken(job: Job, nowMs: number): void;
  /** All tokens are there (or the prompt is read, for `prefillOnly`), or a cancelled job has left. The job is the host's again. */
  ended(job: Job, nowMs: number): void;
  steps(sequences: number, steps: number, firstMs: number, lastMs: number): void;
  /** Walk through every step instead of skipping. For tests. */
  readonly ticking: boolean;
}
