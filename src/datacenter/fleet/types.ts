/** What goes into a fleet simulation and what comes out. All times are ms since the start of the simulation. */
import type { PlaceId } from '@/core/stage';
import type { Trace } from '@/core/trace';

/** One request as it leaves the client. Immutable once handed over. */
export interface FleetRequest {
  /** 0, 1, 2 … in the order the source made them; every random draw of a request's path hangs on it. */
  readonly index: number;
  /** When the client sends it. */
  readonly arrivalMs: number;
  /** Index in `workload.tenants`. */
  readonly tenant: number;
  /** Index in `workload.kinds`. */
  readonly kind: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Which shared prefix opens the prompt; −1: none. */
  readonly prefixId: number;
  readonly prefixTokens: number;
  /** More is served first. */
  readonly priority: number;
  /** Model calls, one after the other; 1 unless it is an agent. */
  readonly turns: number;
}

/** Where requests come from: known beforehand, or from clients that ask again once they are answered. */
export interface ArrivalSource {
  /** The next request to arrive, or null if none is known (in a closed loop one may follow an answer). */
  peek(): FleetRequest | null;
  /** Takes what `peek` showed. */
  take(): void;
  /** The client of `request` has been answered, refused or has left at `nowMs`. Never earlier than what was taken before. */
  answered(request: FleetRequest, nowMs: number): void;
  /** How many requests will come in all, for progress; null if nobody knows. */
  readonly total: number | null;
}

/** How a request ended. 'degraded' is a lesser answer where the fleet was too full, 'shed' a refusal for that reason. */
export const FLEET_OUTCOMES = ['completed', 'degraded', 'rejected', 'shed', 'timed-out', 'cancelled', 'failed'] as const;
export type FleetOutcome = (typeof FLEET_OUTCOMES)[number];

/**
 * What happened to a request. The simulation uses one object for all: it holds only while `finished` runs,
 * so copy it (`{ ...outcome }`) to keep it. NaN where something never happened.
 */
export interface RequestOutcome {
  readonly request: FleetRequest;
  readonly outcome: FleetOutcome;
  /** Where it ended, unless it was answered. */
  readonly stage: PlaceId | null;
  /** 200, 429, 503 … as the client saw it; 499 where the client left. */
  readonly httpStatus: number;
  readonly reason: string;

  // Durations in ms on the way of the attempt that counted (see `retries`).
  /** Request and response on the client's network together. */
  readonly networkMs: number;
  readonly gatewayMs: number;
  readonly balancerMs: number;
  readonly retrievalMs: number;
  readonly toolsMs: number;
  readonly tokenizerMs: number;
  /** The router's own work, without the wait for a GPU. */
  readonly routerMs: number;
  /** Waiting: for a replica to start, in its queue, to be taken in again after a preemption. */
  readonly queueMs: number;
  /** From the first step with a piece of this prompt to its first token, front end of the engine included. */
  readonly prefillMs: number;
  readonly decodeMs: number;
  readonly postMs: number;
  readonly billingMs: number;
  /** Backoff before tries that counted, and the time of tries that did not. */
  readonly retryMs: number;

  // Moments.
  /** Put into a replica's queue. */
  readonly queuedMs: number;
  /** Taken into its first step. */
  readonly startMs: number;
  /** Sampled by the engine; the client has it `networkMs`'s way back later. */
  readonly firstTokenMs: number;
  /** Last token sampled. */
  readonly lastTokenMs: number;
  /** When the client had the first token: TTFT is this less `request.arrivalMs`. */
  readonly clientFirstTokenMs: number;
  /** When the client had everything, or gave up, or was told. */
  readonly endMs: number;

  // Work.
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the input tokens, those found in the replica's prefix cache. */
  readonly cachedTokens: number;
  /** Longest gap between two tokens, in ms; 0 with fewer than two. */
  readonly itlMaxMs: number;
  readonly preemptions: number;
  readonly retries: number;
  readonly hedged: boolean;
  /** The copy answered first. */
  readonly hedgeWon: boolean;
  /** Time spent waiting for a replica to start, ms. */
  readonly coldStartMs: number;
  readonly turns: number;
  /** Index of the replica that answered, −1 if none. */
  readonly replica: number;
  /** Index in `regions`, −1 if none. */
  readonly region: number;
  readonly smallModel: boolean;
  /** Went to the wrong model, as the router judged it. */
  readonly misrouted: boolean;
  /** This request's share of GPU time: each step divided by the sequences in it, over all attempts and copies. */
  readonly gpuMs: number;
  /** That share at the pool's price. Idle GPUs are the run's, not the request's. */
  readonly costUsd: number;
}

/** What a replica is doing at a moment of the timeline. */
export interface ReplicaSample {
  readonly replica: number;
  readonly region: number;
  readonly small: boolean;
  readonly state: 'starting' | 'warm' | 'serving' | 'draining' | 'down';
  readonly running: number;
  readonly waiting: number;
  /** Share of the KV cache held by running requests, 0 to 1. */
  readonly kvFill: number;
  readonly batchLimit: number;
  /** Busy time since the last sample over that time. */
  readonly busy: number;
  /** Prefix-cache lookups and hits since the last sample. */
  readonly lookups: number;
  readonly hits: number;
}

export interface FleetSample {
  readonly nowMs: number;
  /** Since the last sample. */
  readonly arrived: number;
  readonly finished: number;
  readonly shed: number;
  readonly rejected: number;
  readonly failed: number;
  readonly coldStarts: number;
  /** Now. */
  readonly inFlight: number;
  readonly waiting: number;
  readonly running: number;
  readonly replicas: readonly ReplicaSample[];
}

export interface FleetObserver {
  /** Called once for every request, in order of `endMs`. The outcome is only valid during the call. */
  finished(outcome: RequestOutcome): void;
  /** A moment of the timeline, every `sampleMs`. */
  sample?(sample: FleetSample): void;
  /**
   * `steps` steps in a row that gave each of `sequences` sequences its next token, their durations growing evenly from
   * `firstMs` to `lastMs`: all gaps between tokens, for exact quantiles of the inter-token latency.
   */
  steps?(sequences: number, steps: number, firstMs: number, lastMs: number): void;
  /** The trace of a request named in `traceOf`, just before its `finished`. */
  traced?(index: number, trace: Trace): void;
}

export interface FleetOptions {
  /** Bound on events; the run ends with `stopped: 'events'` when it is reached. */
  readonly maxEvents?: number;
  /** Bound on simulated time, ms. */
  readonly maxMs?: number;
  /** 'tick' walks through every single step: slow, gives the same result; for tests. */
  readonly mode?: 'skip' | 'tick';
  /** Checks conservation of tokens, blocks and requests at every event and throws at the first breach. For tests. */
  readonly checked?: boolean;
  /** Distance of samples of the timeline; none if absent. */
  readonly sampleMs?: number;
  /** Indices of requests whose whole way is noted and given to `observer.traced`; the rest of the run is the same. */
  readonly traceOf?: ReadonlySet<number>;
  /** Requests under way at most: beyond, the run ends with `stopped: 'overload'`. */
  readonly maxInFlight?: number;
  /** Asked after every request that ends: true ends the run with `stopped: 'cancelled'`. */
  readonly until?: () => boolean;
  /** Asked every few thousand events: true ends the run with `stopped: 'cancelled'`. */
  readonly shouldStop?: () => boolean;
  /** Told as often. Share is of requests finished, null if their number is unknown. `totals()` are those of the run so far, for whoever shows a run that goes on. */
  readonly onProgress?: (progress: { readonly finished: number; readonly share: number | null; readonly simulatedMs: number; readonly totals?: () => FleetRun }) => void;
}

/** Totals of a run. */
export interface FleetRun {
  readonly stopped: 'drained' | 'cancelled' | 'events' | 'time' | 'stuck' | 'overload';
  /** Why a run that did not drain ended, and what to do; null if it did. */
  readonly note: string | null;
  readonly arrived: number;
  readonly finished: number;
  readonly outcomes: Readonly<Record<FleetOutcome, number>>;
  readonly simulatedMs: number;
  readonly events: number;
  /** Model steps, each counted, also those skipped over. */
  readonly steps: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedTokens: number;
  readonly preemptions: number;
  readonly hedges: number;
  readonly coldStarts: number;
  /** Time that GPUs were there (paid for), and of that busy, in GPU·ms. */
  readonly gpuMs: number;
  readonly gpuBusyMs: number;
  readonly costUsd: number;
  /** Requests under way, summed over time: divided by `simulatedMs` it is the L of Little's law. */
  readonly inFlightMs: number;
}
