/** One replica by itself: requests in, their times out. What the accuracy tables replay, arrival by arrival. Deterministic. */
import type { Roofline } from '@/stages/inference/roofline';
import type { ReplicaHost } from './engine';
import { JobPool, type Job } from './job';
import { Replica } from './replica';
import { StepTimes } from './step-times';

/** Limits of an engine that takes a request in once its whole prompt and answer fit. */
export interface BatchingLimits {
  /** Sequences that run together at most. */
  readonly maxSequences: number;
  /** Tokens in one step at most: prompt pieces and one for each running sequence. */
  readonly maxTokensPerStep: number;
  /** Whether a prompt may be cut to fill a step; if not, a longer one takes a step alone. */
  readonly chunkedPrefill: boolean;
  /** Room for KV cache, in tokens of all sequences together. */
  readonly kvTokens: number;
}

export interface BatchRequest {
  readonly arrivalMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** When things happened to a request, in ms since the start; NaN if they did not. */
export interface ServedRequest extends BatchRequest {
  readonly index: number;
  /** Taken into its first step. */
  startMs: number;
  firstTokenMs: number;
  endMs: number;
}

/** Where requests come from: a list that is known, or clients that ask again once they are answered. */
export interface RequestSource {
  /** The next request to arrive, or null if none is known yet. */
  peek(): BatchRequest | null;
  take(): void;
  /** Told when a request has been answered. */
  answered(request: ServedRequest, nowMs: number): void;
}

/** Requests of a trace, by arrival. */
export function replaySource(requests: readonly BatchRequest[]): RequestSource {
  const sorted = [...requests].sort((a, b) => a.arrivalMs - b.arrivalMs);
  let next = 0;
  return { peek: () => sorted[next] ?? null, take: () => { next++; }, answered: () => undefined };
}

/**
 * `clients` that each send an equal request as soon as the last is answered, `total` in all. A request needs `delayMs`
 * to reach the engine, so it misses the step that begins when its predecessor ends; requests sent together come
 * `spacingMs` apart, because one process sends them.
 */
export function closedSource(shape: { inputTokens: number; outputTokens: number }, clients: number, total: number, delayMs: number, spacingMs: number): RequestSource {
  const pending: BatchRequest[] = [];
  let sent = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  const send = (nowMs: number): void => {
    if (sent >= total) return;
    sent++;
    lastMs = Math.max(nowMs + delayMs, lastMs + spacingMs);
    pending.push({ arrivalMs: lastMs, ...shape });
  };
  for (let i = 0; i < clients; i++) send(0);
  let head = 0;
  return { peek: () => pending[head] ?? null, take: () => { head++; }, answered: (_, nowMs) => { send(nowMs); } };
}

/** Serves requests until the source is dry; returns them in order of arrival. `maxSteps` bounds the work. */
export function serve(roofline: Roofline, limits: BatchingLimits, source: RequestSource, maxSteps = 200_000): ServedRequest[] {
  const served: ServedRequest[] = [];
  const jobs = new JobPool();
  const host: ReplicaHost = {
    ticking: false,
    wake: () => undefined,
    boundaryPassed: () => false,
    firstToken: () => undefined,
    steps: () => undefined,
    ended: (job: Job, nowMs) => {
      const request = served[job.request] as ServedRequest;
      request.startMs = job.startMs;
      request.firstTokenMs = job.firstTokenMs;
      request.endMs = nowMs;
      jobs.give(job);
      source.answered(request, nowMs);
    },
  };
  const replica = new Replica(0, { ...limits, blockTokens: 1, reserve: true, prefixCaching: false, prefixTtlMs: 0 }, new StepTimes(roofline), host);
  while (replica.step < maxSteps) {
    const next = source.peek();
    // What comes at the very end of a step is there when the next begins.
    if (next !== null && next.arrivalMs <= replica.boundaryMs) {
      source.take();
      const job = jobs.take();
      job.request = served.length;
      job.flow = served.length;
      job.promptTokens = next.inputTokens;
      job.outputTokens = next.outputTokens;
      served.push({ ...next, index: served.length, startMs: Number.NaN, firstTokenMs: Number.NaN, endMs: Number.NaN });
      replica.enqueue(job, next.arrivalMs);
    } else if (Number.isFinite(replica.boundaryMs)) replica.boundary(replica.boundaryMs);
    else break;
  }
  return served;
}
