/** Where each request is at a moment: a pure function of the log and the time, so that scrubbing backwards is exact. */
import { FLEET_OUTCOMES } from '@/datacenter/fleet/types';
import { AFTER, BEFORE, type FlowLog } from './log';

/** What a request is doing. The order is that of its way. */
export const DOING = ['retrying', 'out', 'gateway', 'balancer', 'retrieval', 'tools', 'tokenizer', 'router', 'queue', 'prefill', 'decode', 'post', 'billing', 'back'] as const;
export type Doing = (typeof DOING)[number];

export interface Whereabouts {
  doing: Doing;
  /** 0 at the beginning of what it is doing, 1 at its end. */
  share: number;
}

/** Requests that are under way at a moment, found without walking through all. */
export class FlowIndex {
  readonly startMs: number;
  readonly endMs: number;
  readonly #buckets: readonly Int32Array[];
  readonly #bucketMs: number;
  /** Place of each request in its replica's batch, −1 if it never had one; no two that run together share one. */
  readonly slots: Int32Array;
  /** Most slots in use at once, by replica. */
  readonly slotsUsed: ReadonlyMap<number, number>;

  constructor(readonly log: FlowLog, buckets = 512) {
    const { arrivalMs, endMs } = log.columns;
    this.startMs = log.length === 0 ? 0 : arrivalMs.reduce((a, b) => Math.min(a, b));
    this.endMs = log.length === 0 ? 0 : endMs.reduce((a, b) => Math.max(a, b));
    this.#bucketMs = Math.max((this.endMs - this.startMs) / buckets, 1e-9);
    const lists: number[][] = Array.from({ length: buckets }, () => []);
    // By arrival, so that those who wait longest come first.
    const byArrival = [...arrivalMs.keys()].sort((a, b) => (arrivalMs[a] ?? 0) - (arrivalMs[b] ?? 0));
    for (const i of byArrival) {
      const from = this.#bucketOf(arrivalMs[i] ?? 0, buckets);
      const to = this.#bucketOf(endMs[i] ?? 0, buckets);
      for (let at = from; at <= to; at++) lists[at]?.push(i);
    }
    this.#buckets = lists.map((list) => Int32Array.from(list));
    ({ slots: this.slots, used: this.slotsUsed } = assignSlots(log));
  }

  #bucketOf(timeMs: number, buckets: number): number {
    return Math.min(buckets - 1, Math.max(0, Math.floor((timeMs - this.startMs) / this.#bucketMs)));
  }

  /** Calls `visit` for each request under way, by arrival. */
  forEachAt(timeMs: number, visit: (request: number) => void): void {
    const { arrivalMs, endMs } = this.log.columns;
    const bucket = this.#buckets[this.#bucketOf(timeMs, this.#buckets.length)];
    if (bucket === undefined) return;
    for (const i of bucket) if ((arrivalMs[i] ?? 0) <= timeMs && timeMs < (endMs[i] ?? 0)) visit(i);
  }
}

/** The lowest free place of the batch for each request, in order of their starts. */
function assignSlots(log: FlowLog): { slots: Int32Array; used: Map<number, number> } {
  const { startMs, replica } = log.columns;
  const slots = new Int32Array(log.length).fill(-1);
  const busyUntil = new Map<number, number[]>();
  const order = [...startMs.keys()].filter((i) => Number.isFinite(startMs[i] ?? Number.NaN)).sort((a, b) => (startMs[a] ?? 0) - (startMs[b] ?? 0));
  for (const i of order) {
    const at = replica[i] ?? -1;
    if (at < 0) continue;
    let until = busyUntil.get(at);
    if (until === undefined) busyUntil.set(at, until = []);
    const from = startMs[i] ?? 0;
    const free = until.findIndex((ms) => ms <= from);
    const slot = free === -1 ? until.length : free;
    until[slot] = leavesBatchMs(log, i);
    slots[i] = slot;
  }
  return { slots, used: new Map([...busyUntil].map(([at, until]) => [at, until.length])) };
}

/** When a request leaves the batch: at its last token, or at its end if it never came so far. */
function leavesBatchMs({ columns: { lastTokenMs, endMs, outcome } }: FlowLog, i: number): number {
  const last = lastTokenMs[i] ?? Number.NaN;
  return Number.isFinite(last) && answered(outcome[i] ?? 0) ? last : (endMs[i] ?? 0);
}

const ANSWERED = [FLEET_OUTCOMES.indexOf('completed'), FLEET_OUTCOMES.indexOf('degraded')];
/** Whether the outcome of that number is an answer. */
export const answered = (outcome: number): boolean => ANSWERED.includes(outcome);

const DOING_BEFORE: readonly Doing[] = ['retrying', 'out', 'gateway', 'balancer', 'retrieval', 'tools', 'tokenizer', 'router'];
const DOING_AFTER: readonly Doing[] = ['post', 'billing', 'back'];

/** What request `i` does at `timeMs`, which must lie between its arrival and its end. `into` is filled and returned: nothing is allocated. */
export function whereabouts(log: FlowLog, i: number, timeMs: number, into: Whereabouts): Whereabouts {
  const { columns } = log;
  const of = (name: keyof typeof columns): number => columns[name][i] ?? Number.NaN;
  const set = (doing: Doing, fromMs: number, toMs: number): Whereabouts => {
    into.doing = doing;
    into.share = toMs > fromMs ? Math.min(1, Math.max(0, (timeMs - fromMs) / (toMs - fromMs))) : 1;
    return into;
  };
  const [queued, start, first, last, end] = [of('queuedMs'), of('startMs'), of('firstTokenMs'), of('lastTokenMs'), of('endMs')];
  if (!(timeMs >= queued)) return inTurn(columns, i, timeMs, of('arrivalMs'), BEFORE, DOING_BEFORE, set);
  if (!(timeMs >= start)) return set('queue', queued, Number.isFinite(start) ? start : end);
  if (!(timeMs >= first)) return set('prefill', start, Number.isFinite(first) ? first : end);
  if (!(timeMs >= last)) return set('decode', first, Number.isFinite(last) ? last : end);
  // Where the answer was not taken to its end, nothing comes after.
  if (!answered(of('outcome'))) return set('decode', first, end);
  return inTurn(columns, i, timeMs, last, AFTER, DOING_AFTER, set);
}

/** One duration after the other from `fromMs`; whatever is left over belongs to the last that has any. */
function inTurn(
  columns: FlowLog['columns'], i: number, timeMs: number, fromMs: number, names: readonly (keyof FlowLog['columns'])[], doing: readonly Doing[],
  set: (doing: Doing, fromMs: number, toMs: number) => Whereabouts,
): Whereabouts {
  let at = fromMs;
  let lastDoing: Doing = doing[0] ?? 'out';
  let lastFrom = fromMs;
  for (const [k, name] of names.entries()) {
    const duration = columns[name][i] ?? 0;
    if (duration <= 0) continue;
    lastDoing = doing[k] ?? lastDoing;
    lastFrom = at;
    if (timeMs < at + duration) return set(lastDoing, at, at + duration);
    at += duration;
  }
  return set(lastDoing, lastFrom, at);
}
