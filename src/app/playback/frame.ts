/** What the page shows of a trace at one moment: a pure function of (trace, time), so scrubbing backwards is exact. */
import { PLACE_IDS, STAGE_IDS, type PlaceId } from '@/core/stage';
import { totalMs, type Span, type Trace } from '@/core/trace';

export type PlaceState = 'waiting' | 'active' | 'done' | 'skipped';

export interface Frame {
  timeMs: number;
  done: boolean;
  /** Index of the span under the playhead; -1 for an empty trace. */
  spanIndex: number;
  span: Span | null;
  /** Share of the current span that has passed, 0 to 1. */
  spanProgress: number;
  places: Record<PlaceId, { state: PlaceState; elapsedMs: number; totalMs: number }>;
  /** Tokens sampled by the engine / in the client's hands. */
  generated: number;
  received: number;
  kvBytes: number;
}

/** What does not depend on the moment, computed once a trace. */
interface Prepared { endMs: number; totals: Record<PlaceId, number>; before: Float64Array[]; first: Record<PlaceId, number>; last: Record<PlaceId, number> }
const prepared = new WeakMap<Trace, Prepared>();

function prepare(trace: Trace): Prepared {
  const known = prepared.get(trace);
  if (known !== undefined) return known;
  const zero = (value: number) => Object.fromEntries(PLACE_IDS.map((id) => [id, value])) as Record<PlaceId, number>;
  const totals = zero(0);
  const first = zero(-1);
  const last = zero(-1);
  // before[p][i]: time place p had spent when span i began.
  const before = PLACE_IDS.map(() => new Float64Array(trace.spans.length + 1));
  trace.spans.forEach((span, i) => {
    PLACE_IDS.forEach((id, p) => {
      const column = before[p] as Float64Array;
      column[i] = totals[id];
    });
    totals[span.stage] += span.durationMs;
    if (first[span.stage] === -1) first[span.stage] = i;
    last[span.stage] = i;
  });
  const result = { endMs: totalMs(trace), totals, before, first, last };
  prepared.set(trace, result);
  return result;
}

/** The frame at `timeMs`; times before 0 and after the end show the beginning and the end. */
export function frameAt(trace: Trace, timeMs: number): Frame {
  const p = prepare(trace);
  const at = Math.min(Math.max(timeMs, 0), p.endMs);
  const spanIndex = indexAt(trace.spans, at);
  const span = trace.spans[spanIndex] ?? null;
  const done = at >= p.endMs;
  const inSpanMs = span === null ? 0 : at - span.startMs;
  const places = Object.fromEntries(
    PLACE_IDS.map((id, column) => {
      const ownSpan = span?.stage === id;
      const elapsedMs = spanIndex < 0 ? 0 : (p.before[column]?.[spanIndex] ?? 0) + (ownSpan ? inSpanMs : 0);
      const state: PlaceState =
        p.first[id] === -1 ? (done ? 'skipped' : 'waiting')
        : done || p.last[id] < spanIndex ? 'done'
        : p.first[id] <= spanIndex ? 'active'
        : 'waiting';
      return [id, { state, elapsedMs, totalMs: p.totals[id] }];
    }),
  ) as Frame['places'];
  const generated = countUntil(trace.tokens.length, (i) => trace.tokens[i]?.generatedMs ?? 0, at);
  return {
    timeMs: at,
    done,
    spanIndex,
    span,
    spanProgress: span === null || span.durationMs === 0 ? 1 : inSpanMs / span.durationMs,
    places,
    generated,
    received: countUntil(trace.tokens.length, (i) => trace.tokens[i]?.timeMs ?? 0, at),
    kvBytes: kvBytesAt(trace, generated, at),
  };
}

/**
 * Where the request is along the line of seven stations: 0 before the first, 7 past the last, n.5 in the middle
 * of station n. Inside a station it moves with that station's own share of time passed.
 */
export function trackPosition(frame: Frame): number {
  if (frame.done) return STAGE_IDS.length;
  let position = 0;
  STAGE_IDS.forEach((id, i) => {
    const place = frame.places[id];
    if (place.state === 'done') position = Math.max(position, i + 1);
    else if (place.state === 'active') position = Math.max(position, i + (place.totalMs === 0 ? 0 : place.elapsedMs / place.totalMs));
  });
  return position;
}

/** The KV cache fills while the prompt is prefilled, then by one token a step. */
function kvBytesAt(trace: Trace, generated: number, atMs: number): number {
  const token = trace.tokens[generated - 1];
  if (token !== undefined) return token.kvBytes;
  const perToken = trace.kv.bytesPerToken;
  const cached = trace.usage.cachedTokens * perToken;
  const prompt = trace.usage.inputTokens * perToken;
  let prefilledMs = 0;
  let prefillMs = 0;
  for (const span of trace.spans) {
    if (span.layer !== 'prefill') continue;
    prefillMs += span.durationMs;
    prefilledMs += Math.min(Math.max(atMs - span.startMs, 0), span.durationMs);
  }
  if (prefillMs === 0 || prefilledMs === 0) return 0;
  return cached + (prompt - cached) * (prefilledMs / prefillMs);
}

/** Last span that began at or before `atMs`. */
function indexAt(spans: readonly Span[], atMs: number): number {
  return countUntil(spans.length, (i) => spans[i]?.startMs ?? 0, atMs) - 1;
}

/** How many of `length` ascending values are at most `limit`. */
function countUntil(length: number, valueAt: (i: number) => number, limit: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
