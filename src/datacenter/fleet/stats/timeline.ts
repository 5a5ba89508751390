/** The run over time, in a bounded number of moments: when there are too many, neighbours are merged in pairs. */
import type { FleetSample } from '../types';

/** A stretch of the timeline. Counts are of the stretch, gauges its mean unless named otherwise. */
export interface TimelinePoint {
  /** Its end, ms. */
  readonly nowMs: number;
  /** Samples it holds. */
  readonly samples: number;
  readonly arrived: number;
  readonly finished: number;
  readonly shed: number;
  readonly rejected: number;
  readonly failed: number;
  readonly coldStarts: number;
  readonly inFlight: number;
  readonly waiting: number;
  readonly waitingMax: number;
  readonly running: number;
  /** Replicas that serve. */
  readonly serving: number;
  readonly starting: number;
  /** Running sequences over the batch limits of the replicas that serve, 0 to 1. */
  readonly batchFill: number;
  /** KV cache held, mean over serving replicas and the fullest one, 0 to 1. */
  readonly kvFill: number;
  readonly kvFillMax: number;
  /** Share of the time in which GPUs computed, 0 to 1. */
  readonly busy: number;
  readonly lookups: number;
  readonly hits: number;
}

/** Points drawn on a wide screen, twice over. */
const MOST = 1_024;

export class Timeline {
  #points: TimelinePoint[] = [];
  #pending: TimelinePoint | null = null;
  #each = 1;

  add(sample: FleetSample): void {
    const point = summed(this.#pending, pointOf(sample));
    if (point.samples < this.#each) {
      this.#pending = point;
      return;
    }
    this.#pending = null;
    this.#points.push(point);
    if (this.#points.length < MOST) return;
    this.#points = Array.from({ length: MOST / 2 }, (_, i) => summed(this.#points[2 * i] ?? null, this.#points[2 * i + 1] ?? point));
    this.#each *= 2;
  }

  get points(): readonly TimelinePoint[] {
    return this.#pending === null ? this.#points : [...this.#points, this.#pending];
  }
}

function pointOf(sample: FleetSample): TimelinePoint {
  const { nowMs, arrived, finished, shed, rejected, failed, coldStarts, inFlight, waiting, running, replicas } = sample;
  let [serving, starting, limit, held, kv, kvMax, busy, lookups, hits] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (const replica of replicas) {
    lookups += replica.lookups;
    hits += replica.hits;
    if (replica.state === 'starting') starting++;
    if (replica.state !== 'serving' && replica.state !== 'draining') continue;
    serving++;
    limit += replica.batchLimit;
    held += replica.running;
    kv += replica.kvFill;
    busy += replica.busy;
    kvMax = Math.max(kvMax, replica.kvFill);
  }
  const each = (sum: number): number => (serving === 0 ? 0 : sum / serving);
  return {
    nowMs, samples: 1, arrived, finished, shed, rejected, failed, coldStarts, inFlight, waiting, waitingMax: waiting, running, serving, starting,
    batchFill: limit === 0 ? 0 : held / limit, kvFill: each(kv), kvFillMax: kvMax, busy: each(busy), lookups, hits,
  };
}

function summed(a: TimelinePoint | null, b: TimelinePoint): TimelinePoint {
  if (a === null) return b;
  const samples = a.samples + b.samples;
  const mean = (of: (point: TimelinePoint) => number): number => (of(a) * a.samples + of(b) * b.samples) / samples;
  return {
    nowMs: b.nowMs, samples,
    arrived: a.arrived + b.arrived, finished: a.finished + b.finished, shed: a.shed + b.shed, rejected: a.rejected + b.rejected, failed: a.failed + b.failed,
    coldStarts: a.coldStarts + b.coldStarts, lookups: a.lookups + b.lookups, hits: a.hits + b.hits,
    inFlight: mean((p) => p.inFlight), waiting: mean((p) => p.waiting), waitingMax: Math.max(a.waitingMax, b.waitingMax), running: mean((p) => p.running),
    serving: mean((p) => p.serving), starting: mean((p) => p.starting), batchFill: mean((p) => p.batchFill),
    kvFill: mean((p) => p.kvFill), kvFillMax: Math.max(a.kvFillMax, b.kvFillMax), busy: mean((p) => p.busy),
  };
}
