/** What the page shows of a trace at one moment: a pure function of (trace, time), so scrubbing backwards is exact. */
import { isStageId, PLACE_IDS, STAGE_IDS, UNATTRIBUTED, type PlaceId } from '@/core/stage';
import { totalMs, type Span, type Trace } from '@/core/trace';

export type PlaceState = 'waiting' | 'active' | 'done' | 'skipped';

export interface Progress {
  elapsedMs: number;
  totalMs: number;
}

export interface Frame {
  timeMs: number;
  done: boolean;
  /** Index of the span under the playhead; -1 for an empty trace. */
  spanIndex: number;
  span: Span | null;
  /** Share of the current span that has passed, 0 to 1. */
  spanProgress: number;
  places: Record<PlaceId, Progress & { state: PlaceState }>;
  /** The two halves of inference: prefill, and everything after it (decode, sampling, stream-out). */
  prefill: Progress;
  decode: Progress;
  /** Shares, 0 to 1, of the time before the first of the seven stages and of the time after the last one. */
  approach: number;
  homeward: number;
  /** From the client to the first of the seven stages, and from the last one back, without time that is not attributed. */
  wayOut: Progress;
  wayBack: Progress;
  /** Tokens sampled by the engine / in the client's hands. */
  generated: number;
  received: number;
  kvBytes: number;
}

/** What does not depend on the moment, computed once a trace. */
interface Prepared {
  endMs: number;
  places: Map<PlaceId, Place>;
  prefillMs: number;
  decodeMs: number;
  outwardMs: number;
  lastStageMs: number;
  homewardMs: number;
  /** Of these, time that is not attributed. */
  outwardUnknownMs: number;
  homewardUnknownMs: number;
  /** Sums over the spans before index i; made when a moment before the end is asked for, which a live run never does. */
  columns: Columns | null;
  /** The frame asked for last: the views of one lane all ask for the same moment. */
  latest: { timeMs: number; growing: boolean; frame: Frame } | null;
}
interface Place { totalMs: number; first: number; last: number }
interface Columns { places: Map<PlaceId, Float64Array>; prefill: Float64Array; decode: Float64Array }
const prepared = new WeakMap<Trace, Prepared>();

const isPrefill = (span: Span): boolean => span.stage === 'inference' && span.layer === 'prefill';
const isDecode = (span: Span): boolean => span.stage === 'inference' && span.layer !== 'prefill';

function prepare(trace: Trace): Prepared {
  const known = prepared.get(trace);
  if (known !== undefined) return known;
  const { spans } = trace;
  const places: Prepared['places'] = new Map();
  let prefillMs = 0;
  let decodeMs = 0;
  let firstStage: Span | undefined;
  let lastStage: Span | undefined;
  let homewardMs = 0;
  let outwardUnknownMs = 0;
  let homewardUnknownMs = 0;
  // A live run asks for this again with every frame: one pass, no closures.
  for (let i = 0; i < spans.length; i++) {
    const span = spans[i] as Span;
    const place = places.get(span.stage);
    if (place === undefined) places.set(span.stage, { totalMs: span.durationMs, first: i, last: i });
    else {
      place.totalMs += span.durationMs;
      place.last = i;
    }
    if (isPrefill(span)) prefillMs += span.durationMs;
    else if (isDecode(span)) decodeMs += span.durationMs;
    if (isStageId(span.stage)) {
      firstStage ??= span;
      lastStage = span;
      homewardMs = 0;
      homewardUnknownMs = 0;
    } else {
      homewardMs += span.durationMs;
      if (span.stage === UNATTRIBUTED) {
        homewardUnknownMs += span.durationMs;
        if (firstStage === undefined) outwardUnknownMs += span.durationMs;
      }
    }
  }
  const endMs = totalMs(trace);
  const result: Prepared = {
    endMs,
    places,
    prefillMs,
    decodeMs,
    outwardMs: firstStage?.startMs ?? endMs,
    lastStageMs: lastStage === undefined ? endMs : lastStage.startMs + lastStage.durationMs,
    homewardMs: lastStage === undefined ? 0 : homewardMs,
    outwardUnknownMs,
    homewardUnknownMs: lastStage === undefined ? 0 : homewardUnknownMs,
    columns: null,
    latest: null,
  };
  prepared.set(trace, result);
  return result;
}

function columnsOf({ spans }: Trace, places: Prepared['places']): Columns {
  const column = (counts: (span: Span) => boolean): Float64Array => {
    const before = new Float64Array(spans.length + 1);
    spans.forEach((span, i) => { before[i + 1] = (before[i] ?? 0) + (counts(span) ? span.durationMs : 0); });
    return before;
  };
  return {
    places: new Map([...places.keys()].map((id) => [id, column(({ stage }) => stage === id)])),
    prefill: column(isPrefill),
    decode: column(isDecode),
  };
}

/**
 * The frame at `timeMs`; times before 0 and after the end show the beginning and the end.
 * `growing`: the trace is still being made, so that its last span is not its end and nothing is skipped yet.
 */
export function frameAt(trace: Trace, timeMs: number, growing = false): Frame {
  const p = prepare(trace);
  if (p.latest !== null && p.latest.timeMs === timeMs && p.latest.growing === growing) return p.latest.frame;
  const at = Math.min(Math.max(timeMs, 0), p.endMs);
  const spanIndex = indexAt(trace.spans, at);
  const span = trace.spans[spanIndex] ?? null;
  const done = !growing && at >= p.endMs;
  const inSpanMs = span === null ? 0 : Math.min(at - span.startMs, span.durationMs);
  const atEnd = at >= p.endMs;
  const columns = atEnd ? null : (p.columns ??= columnsOf(trace, p.places));
  const progressOf = (total: number, before: Float64Array | undefined, counts: boolean): Progress => {
    // The columns and the clock round differently: the end of a trace is all of it.
    if (before === undefined) return { elapsedMs: total, totalMs: total };
    return { elapsedMs: spanIndex < 0 ? 0 : Math.min((before[spanIndex] ?? 0) + (counts ? inSpanMs : 0), total), totalMs: total };
  };

  const places = Object.fromEntries(
    PLACE_IDS.map((id) => {
      const place = p.places.get(id);
      if (place === undefined) return [id, { state: done ? 'skipped' : 'waiting', elapsedMs: 0, totalMs: 0 }];
      const state: PlaceState =
        done || place.last < spanIndex ? 'done'
        : place.first <= spanIndex ? 'active'
        : 'waiting';
      return [id, { state, ...progressOf(place.totalMs, columns?.places.get(id), span?.stage === id) }];
    }),
  ) as Frame['places'];
  const generated = countUntil(trace.tokens.length, (i) => trace.tokens[i]?.generatedMs ?? 0, at);
  const homeward = done ? 1 : p.endMs > p.lastStageMs && !growing ? Math.max(0, (at - p.lastStageMs) / (p.endMs - p.lastStageMs)) : 0;
  const unknownMs = places[UNATTRIBUTED].elapsedMs;
  const frame: Frame = {
    timeMs: at,
    done,
    spanIndex,
    span,
    spanProgress: span === null || span.durationMs === 0 ? 1 : inSpanMs / span.durationMs,
    places,
    prefill: progressOf(p.prefillMs, columns?.prefill, span !== null && isPrefill(span)),
    decode: progressOf(p.decodeMs, columns?.decode, span !== null && isDecode(span)),
    approach: p.outwardMs === 0 ? 1 : Math.min(at / p.outwardMs, 1),
    homeward,
    wayOut: known(Math.min(at, p.outwardMs), p.outwardMs, Math.min(unknownMs, p.outwardUnknownMs), p.outwardUnknownMs),
    wayBack: known(homeward * p.homewardMs, p.homewardMs, Math.max(0, unknownMs - places[UNATTRIBUTED].totalMs + p.homewardUnknownMs), p.homewardUnknownMs),
    generated,
    received: countUntil(trace.tokens.length, (i) => trace.tokens[i]?.timeMs ?? 0, at),
    kvBytes: 0,
  };
  frame.kvBytes = kvBytesAt(trace, frame);
  p.latest = { timeMs, growing, frame };
  return frame;
}

/** Sums of doubles differ by less. */
const ROUNDING_MS = 1e-6;
/** What is left of a way when the time that is not attributed is taken out of it. */
function known(elapsedMs: number, totalMs: number, unknownMs: number, allUnknownMs: number): Progress {
  if (allUnknownMs === 0) return { elapsedMs, totalMs };
  const leftMs = totalMs - allUnknownMs;
  return leftMs < ROUNDING_MS ? { elapsedMs: 0, totalMs: 0 } : { elapsedMs: Math.min(leftMs, Math.max(0, elapsedMs - unknownMs)), totalMs: leftMs };
}

/**
 * Where the request is along the line of seven stations: 0 before the first, 7 past the last, n.5 in the middle
 * of station n. It is held by the earliest station that still has work to do, so it never moves back when
 * decode and post-processing take turns, token by token. See `linePosition` for the way there and back.
 */
export function trackPosition(frame: Frame): number {
  if (frame.done) return STAGE_IDS.length;
  let begun = false;
  let position: number = STAGE_IDS.length;
  STAGE_IDS.forEach((id, i) => {
    const place = frame.places[id];
    if (place.state === 'active' || place.state === 'done') begun = true;
    const hasWork = place.state === 'active' || (place.state === 'waiting' && place.totalMs > 0);
    if (hasWork) position = Math.min(position, i + stationShare(frame, i));
  });
  return begun ? position : 0;
}

/** Of the way through inference, the part drawn for prefill. A place on a line, not a share of time. */
export const PREFILL_PART = 1 / 3;

/** How far the request is through station `index`, 0 to 1; inference is two rooms, prefill and decode. */
export function stationShare(frame: Frame, index: number): number {
  const id = STAGE_IDS[index];
  if (id === undefined) return 0;
  if (id === 'inference') return PREFILL_PART * shareOf(frame.prefill, 1) + (1 - PREFILL_PART) * shareOf(frame.decode, 0);
  return shareOf(frame.places[id], 0);
}

const shareOf = ({ elapsedMs, totalMs: all }: Progress, whenNone: number): number =>
  all === 0 ? whenNone : Math.min(elapsedMs / all, 1);

/** The KV cache fills while the prompt is prefilled, then by one token a step. */
function kvBytesAt(trace: Trace, frame: Frame): number {
  const token = trace.tokens[frame.generated - 1];
  if (token !== undefined) return token.kvBytes;
  const cached = trace.usage.cachedTokens * trace.kv.bytesPerToken;
  const prompt = trace.usage.inputTokens * trace.kv.bytesPerToken;
  const { elapsedMs, totalMs: prefillMs } = frame.prefill;
  return elapsedMs === 0 ? 0 : cached + (prompt - cached) * (elapsedMs / prefillMs);
}

/** Last span that began at or before `atMs`. */
function indexAt(spans: readonly Span[], atMs: number): number {
  return countUntil(spans.length, (i) => spans[i]?.startMs ?? 0, atMs) - 1;
}

/** How many of `length` ascending values are at most `limit`. */
export function countUntil(length: number, valueAt: (i: number) => number, limit: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (valueAt(middle) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
