/** Builders that make well-formed span lists by construction: each span begins where the last one ended. */
import type { LayerOf, PlaceId } from './stage';
import type { Attributes, Provenance, Span } from './trace';

/** Lays spans end to end from durations that are already known (modeled runs). */
export class SpanLine {
  readonly spans: Span[] = [];
  #endMs = 0;

  constructor(private readonly provenance: Provenance) {}

  /** End of the last span, in ms. */
  get endMs(): number {
    return this.#endMs;
  }

  /** Appends a span of `durationMs` and returns its end in ms. @throws RangeError on a negative or non-finite duration. */
  add<P extends PlaceId>(
    stage: P,
    layer: LayerOf<P>,
    durationMs: number,
    attributes: Attributes = {},
    rangeMs?: { low: number; high: number },
  ): number {
    if (!(durationMs >= 0 && Number.isFinite(durationMs))) {
      throw new RangeError(`${stage}/${layer}: duration ${durationMs} ms`);
    }
    const span: Span = { stage, layer, startMs: this.#endMs, durationMs, provenance: this.provenance, attributes };
    this.spans.push(rangeMs === undefined ? span : { ...span, rangeMs });
    this.#endMs = span.startMs + durationMs;
    return this.#endMs;
  }
}

/**
 * Cuts measured time into spans: `lap` closes the time since the last cut and gives it to one layer,
 * so that no microsecond is lost or counted twice. The clock is read once per cut.
 */
export class LapTimer {
  readonly spans: Span[] = [];
  readonly #originMs: number;
  #lastMs: number;

  /** `originMs` may lie before now: the time until the first lap then belongs to the first span. */
  constructor(private readonly nowMs: () => number, originMs = nowMs()) {
    this.#originMs = originMs;
    this.#lastMs = originMs;
  }

  /** Time of the last cut, in ms since the origin. */
  get elapsedMs(): number {
    return this.#lastMs - this.#originMs;
  }

  /** Gives the time since the last cut to `layer`. Returns the span. */
  lap<P extends PlaceId>(stage: P, layer: LayerOf<P>, attributes: Attributes = {}): Span {
    // A clock that steps back would break the order of spans; time then stands still instead.
    const atMs = Math.max(this.nowMs(), this.#lastMs);
    const startMs = this.#lastMs - this.#originMs;
    const span: Span = { stage, layer, startMs, durationMs: atMs - this.#originMs - startMs, provenance: 'measured', attributes };
    this.#lastMs = atMs;
    this.spans.push(span);
    return span;
  }
}
