/** Sorts the spans of a growing lane into the rows of the waterfall as they come. */
import type { Span } from '@/core/trace';
import type { Row } from './rows';

/** Spans that a row has got since it was last asked. */
export interface Arrival {
  row: number;
  /** The row's last span before them, if it has one, then the new ones. */
  spans: Span[];
  /** How many decode steps the row had before the first of `spans`. */
  stepsBefore: number;
}

export class LiveRows {
  readonly #rowOf = new Map<string, number>();
  readonly #last: (Span | undefined)[];
  readonly #steps: number[];
  readonly #totalsMs: (number | null)[];
  #taken: number;

  /** @param taken how many spans of lane number `lane` are in `rows` already */
  constructor(rows: readonly Row[], readonly lane: number, taken: number) {
    rows.forEach((row, i) => this.#rowOf.set(row.key, i));
    this.#last = rows.map((row) => row.lanes[lane]?.at(-1));
    this.#steps = rows.map((row) => row.lanes[lane]?.filter(({ layer }) => layer === 'decode').length ?? 0);
    this.#totalsMs = rows.map((row) => row.totalsMs[lane] ?? null);
    this.#taken = taken;
  }

  /** Summed durations of each row in ms; null where the lane has not come yet. */
  get totalsMs(): readonly (number | null)[] {
    return this.#totalsMs;
  }

  /** What has come since the last call. Spans of a row that is not there yet wait for the rows to be made anew. */
  take(spans: readonly Span[]): Arrival[] {
    const arrivals = new Map<number, Arrival>();
    for (; this.#taken < spans.length; this.#taken++) {
      const span = spans[this.#taken];
      if (span === undefined) continue;
      const row = this.#rowOf.get(span.stage) ?? this.#rowOf.get(`${span.stage}/${span.layer}`);
      if (row === undefined) continue;
      let arrival = arrivals.get(row);
      if (arrival === undefined) {
        const last = this.#last[row];
        const steps = this.#steps[row] ?? 0;
        arrival = { row, spans: last === undefined ? [] : [last], stepsBefore: steps - (last?.layer === 'decode' ? 1 : 0) };
        arrivals.set(row, arrival);
      }
      arrival.spans.push(span);
      this.#last[row] = span;
      this.#totalsMs[row] = (this.#totalsMs[row] ?? 0) + span.durationMs;
      if (span.layer === 'decode') this.#steps[row] = (this.#steps[row] ?? 0) + 1;
    }
    return [...arrivals.values()];
  }
}
