/** What the animation needs to know of each request, in columns: small to send from a worker, quick to walk through. */
import { FLEET_OUTCOMES, type RequestOutcome } from '@/datacenter/fleet/types';

/** Durations in ms of what comes before the queue, in order. Retries come first: the client waits with them. */
export const BEFORE = ['retryMs', 'outMs', 'gatewayMs', 'balancerMs', 'retrievalMs', 'toolsMs', 'tokenizerMs', 'routerMs'] as const;
/** And after the last token. */
export const AFTER = ['postMs', 'billingMs', 'backMs'] as const;
const MOMENTS = ['arrivalMs', 'queuedMs', 'startMs', 'firstTokenMs', 'lastTokenMs', 'endMs'] as const;
const NUMBERS = ['index', 'replica', 'outcome', 'cachedShare', 'hedged'] as const;
export const COLUMNS = [...MOMENTS, ...BEFORE, ...AFTER, ...NUMBERS] as const;
export type Column = (typeof COLUMNS)[number];

/** Requests in order of their end. `column[i]` belongs to request `i`, 0 ≤ i < `length`. */
export interface FlowLog {
  readonly length: number;
  readonly columns: Readonly<Record<Column, Float64Array>>;
}

/** Collects outcomes; keeps the first `capacity` of them. */
export class FlowRecorder {
  #length = 0;
  readonly #columns: Record<Column, Float64Array>;

  constructor(private readonly capacity: number) {
    this.#columns = Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(capacity)])) as Record<Column, Float64Array>;
  }

  get full(): boolean {
    return this.#length >= this.capacity;
  }

  /** Copies what it needs: the outcome may change afterwards. */
  add(outcome: RequestOutcome): void {
    if (this.full) return;
    const i = this.#length++;
    const put = (name: Column, value: number): void => { this.#columns[name][i] = value; };
    for (const name of MOMENTS) put(name, name === 'arrivalMs' ? outcome.request.arrivalMs : outcome[name]);
    for (const name of ['retryMs', 'gatewayMs', 'balancerMs', 'retrievalMs', 'toolsMs', 'tokenizerMs', 'routerMs', 'postMs', 'billingMs'] as const) put(name, orZero(outcome[name]));
    // The network's share is known for both ways together: half of it is each way.
    put('outMs', orZero(outcome.networkMs) / 2);
    put('backMs', orZero(outcome.networkMs) / 2);
    put('index', outcome.request.index);
    put('replica', outcome.replica);
    put('outcome', FLEET_OUTCOMES.indexOf(outcome.outcome));
    put('cachedShare', outcome.inputTokens > 0 ? outcome.cachedTokens / outcome.inputTokens : 0);
    put('hedged', outcome.hedged ? 1 : 0);
  }

  /** A copy of what has been collected so far. */
  log(): FlowLog {
    const columns = Object.fromEntries(COLUMNS.map((name) => [name, this.#columns[name].slice(0, this.#length)])) as Record<Column, Float64Array>;
    return { length: this.#length, columns };
  }
}

const orZero = (ms: number): number => (Number.isFinite(ms) ? ms : 0);
