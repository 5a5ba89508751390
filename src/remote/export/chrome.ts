/**
 * Trace Event Format (Chrome, Perfetto, speedscope): a process per lane, a thread per stage, complete events for
 * spans (instant ones for those that took no time), a counter for the KV cache, instant events for tokens.
 */
import { PLACE_IDS, type PlaceId } from '@/core/stage';
import { totalMs, type Span, type TokenEvent, type Trace } from '@/core/trace';
import { ABOUT } from '@/stages/about';
import { headerOf, OWN, OWN_VERSION } from '../header';
import type { ExportOptions } from './options';

export const REQUEST_TID = 0;
export const TOKENS_TID = PLACE_IDS.length + 1;
export const TOKEN_CATEGORY = 'token';
/** Thread of a stage or phase: 1 and up, in the order a request meets them. */
export const tidOf = (place: PlaceId): number => PLACE_IDS.indexOf(place) + 1;

interface ChromeEvent {
  name: string;
  ph: 'X' | 'C' | 'i' | 'M';
  pid: number;
  tid: number;
  /** µs. */
  ts: number;
  dur?: number;
  cat?: string;
  s?: 't';
  args: Readonly<Record<string, unknown>>;
}

/**
 * Times are whole eighths of a microsecond. Such numbers are exact as doubles and whole as nanoseconds, so that in no
 * reader, whether it adds doubles or rounds to nanoseconds, does a slice reach into the next one: readers drop slices
 * that overlap. The exact times, in ms, are in `args`.
 */
const STEPS_PER_US = 8;
const onGrid = (timeMs: number): number => Math.round(timeMs * 1000 * STEPS_PER_US) / STEPS_PER_US;

/** Several traces side by side, each a process. Opens in Perfetto, speedscope and chrome://tracing; reads back identically. */
export function writeChrome(traces: readonly Trace[], { texts = true }: ExportOptions = {}): string {
  const events = traces.flatMap((trace, lane) => laneEvents(trace, lane + 1, texts));
  const lanes = traces.map((trace, lane) => ({ pid: lane + 1, header: headerOf(trace, texts) }));
  // An event a line: files can be compared, and a text editor copes with them.
  return `{"traceEvents":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n],\n"displayTimeUnit":"ms",\n"otherData":${JSON.stringify({ [OWN]: { version: OWN_VERSION, lanes } })}}\n`;
}

function laneEvents(trace: Trace, pid: number, texts: boolean): ChromeEvent[] {
  const used = PLACE_IDS.filter((place) => trace.spans.some((span) => span.stage === place));
  const meta = (name: string, tid: number, args: Record<string, unknown>): ChromeEvent => ({ name, ph: 'M', pid, tid, ts: 0, args });
  const thread = (tid: number, name: string): ChromeEvent[] => [meta('thread_name', tid, { name }), meta('thread_sort_index', tid, { sort_index: tid })];
  const request: ChromeEvent = {
    name: 'request', ph: 'X', pid, tid: REQUEST_TID, ts: 0, dur: onGrid(totalMs(trace)), cat: 'request',
    args: { outcome: trace.outcome.status, ...trace.usage },
  };
  return [
    meta('process_name', REQUEST_TID, { name: `${trace.source}: ${trace.scenario.name}` }),
    meta('process_sort_index', REQUEST_TID, { sort_index: pid }),
    ...thread(REQUEST_TID, 'Request'),
    ...used.flatMap((place) => thread(tidOf(place), ABOUT[place].name)),
    ...(trace.tokens.length === 0 ? [] : thread(TOKENS_TID, 'Tokens received')),
    request,
    ...trace.spans.map((span) => spanEvent(span, pid)),
    ...trace.tokens.flatMap((token) => tokenEvents(token, pid, texts)),
  ];
}

function spanEvent(span: Span, pid: number): ChromeEvent {
  const ts = onGrid(span.startMs);
  const dur = onGrid(span.startMs + span.durationMs) - ts;
  const { stage, layer, attributes, ...times } = span;
  const args = Object.keys(attributes).length === 0 ? times : { ...times, attributes };
  const event = { name: layer, pid, tid: tidOf(stage), ts, cat: stage, args };
  // A slice without length between two others makes speedscope close the wrong one: it is a mark instead.
  return dur > 0 ? { ...event, ph: 'X', dur } : { ...event, ph: 'i', s: 't' };
}

function tokenEvents({ text, ...token }: TokenEvent, pid: number, texts: boolean): ChromeEvent[] {
  return [
    { name: `token ${token.index}`, ph: 'i', pid, tid: TOKENS_TID, ts: onGrid(token.timeMs), cat: TOKEN_CATEGORY, s: 't', args: texts ? { ...token, text } : token },
    { name: 'KV cache', ph: 'C', pid, tid: REQUEST_TID, ts: onGrid(token.generatedMs), cat: 'kv', args: { bytes: token.kvBytes } },
  ];
}
