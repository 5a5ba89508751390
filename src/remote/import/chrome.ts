/** Trace Event Format: our own files back as they were, other people's events as spans. */
import * as v from 'valibot';
import { appError, err, ok, type Result } from '@/core/result';
import { isPlaceId } from '@/core/stage';
import { t } from '@/core/text';
import { SpanSchema, TokenSchema, type Trace } from '@/core/trace';
import { formatCount } from '@/core/units';
import { TOKEN_CATEGORY } from '../export/chrome';
import { HeaderSchema, OWN, OWN_VERSION } from '../header';
import { assembleTrace } from './assemble';
import { isObject, plainText, tooMany } from './json-text';
import { IMPORT_LIMITS } from './limits';
import { boundedAttributes, type RawEvent, type RawGroup, type RawSpan } from './raw';
import { numberIn } from './segments';

/** The events of a trace-event document; undefined when it is not one. */
export function chromeEvents(document: unknown): readonly unknown[] | undefined {
  const events = Array.isArray(document) ? document : isObject(document) ? document['traceEvents'] : undefined;
  if (!Array.isArray(events)) return undefined;
  return events.length === 0 || (isObject(events[0]) && 'ph' in events[0]) ? (events as readonly unknown[]) : undefined;
}

const LanesSchema = v.object({ version: v.literal(OWN_VERSION), lanes: v.pipe(v.array(v.object({ pid: v.number(), header: HeaderSchema })), v.maxLength(IMPORT_LIMITS.traces)) });
const { stage: _stage, layer: _layer, attributes: _attributes, ...times } = SpanSchema.entries;
const SpanArgsSchema = v.object({ ...times, attributes: v.optional(SpanSchema.entries.attributes, {}) });
const TokenArgsSchema = v.object({ ...TokenSchema.entries, text: v.optional(TokenSchema.entries.text, '') });

/** The traces of a file that this app wrote; undefined for other files. */
export function ownChromeTraces(document: unknown, events: readonly unknown[]): Result<Trace[]> | undefined {
  const other = isObject(document) ? document['otherData'] : undefined;
  if (!isObject(other) || !(OWN in other)) return undefined;
  const lanes = v.safeParse(LanesSchema, other[OWN], { abortEarly: true });
  if (!lanes.success) return err(brokenOwn(`otherData.${OWN}.${v.getDotPath(lanes.issues[0]) ?? ''}`, lanes.issues[0].message));
  const traces: Trace[] = [];
  for (const { pid, header } of lanes.output.lanes) {
    const spans: v.InferOutput<typeof SpanSchema>[] = [];
    const tokens: v.InferOutput<typeof TokenSchema>[] = [];
    for (const [index, event] of events.entries()) {
      if (!isObject(event) || event['pid'] !== pid) continue;
      const { ph, cat, name, args } = event;
      if ((ph === 'X' || ph === 'i') && typeof cat === 'string' && isPlaceId(cat)) {
        const parsed = v.safeParse(SpanArgsSchema, args, { abortEarly: true });
        if (!parsed.success) return err(brokenOwn(`traceEvents.${index}.args.${v.getDotPath(parsed.issues[0]) ?? ''}`, parsed.issues[0].message));
        spans.push({ stage: cat, layer: typeof name === 'string' ? name : '', ...parsed.output });
      } else if (ph === 'i' && cat === TOKEN_CATEGORY) {
        const parsed = v.safeParse(TokenArgsSchema, args, { abortEarly: true });
        if (!parsed.success) return err(brokenOwn(`traceEvents.${index}.args.${v.getDotPath(parsed.issues[0]) ?? ''}`, parsed.issues[0].message));
        tokens.push(parsed.output);
      }
    }
    const trace = assembleTrace(header, spans, tokens);
    if (!trace.ok) return trace;
    traces.push(trace.value);
  }
  return traces.length > 0 ? ok(traces) : err(brokenOwn(`otherData.${OWN}.lanes`, t('There is none')));
}

const brokenOwn = (field: string, what: string): ReturnType<typeof appError> =>
  appError('import-broken', t('The file was written by this app, but {field} is not as it was: {what}.', { field: plainText(field), what: plainText(what) }), t('Export it again.'), plainText(field));

interface Open { name: string; startMs: number; args: unknown }

const MS_PER_US = 1e-3;

/** Other people's events as one group of spans. Understood: X, B/E, b/e, S/F, i/I/R/n. */
export function chromeGroup(events: readonly unknown[]): Result<RawGroup> {
  const made: { track: string; name: string; startMs: number; endMs: number; args: unknown }[] = [];
  const instants: { track: string; event: RawEvent }[] = [];
  const open = new Map<string, Open[]>();
  let unclosed = 0;
  for (const event of events) {
    if (!isObject(event)) continue;
    const { ph } = event;
    const ts = numberIn(event['ts']);
    if (ts === null || typeof ph !== 'string') continue;
    const timeMs = ts * MS_PER_US;
    const thread = `${idText(event['pid'])}/${idText(event['tid'])}`;
    const name = typeof event['name'] === 'string' ? plainText(event['name']) : '';
    // Asynchronous events are found by category and id, whatever thread they are on.
    const track = 'beSF'.includes(ph) ? `${idText(event['pid'])}#${idText(event['cat'])}#${idText(event['id'] ?? (isObject(event['id2']) ? Object.values(event['id2'])[0] : ''))}` : thread;
    const args = event['args'];
    if (ph === 'X') {
      const dur = numberIn(event['dur'] ?? event['tdur']);
      if (dur !== null && dur >= 0) made.push({ track, name, startMs: timeMs, endMs: timeMs + dur * MS_PER_US, args });
    } else if (ph === 'B' || ph === 'b' || ph === 'S') {
      const stack = open.get(track) ?? [];
      stack.push({ name, startMs: timeMs, args });
      open.set(track, stack);
    } else if (ph === 'E' || ph === 'e' || ph === 'F') {
      const begun = open.get(track)?.pop();
      if (begun === undefined) unclosed++;
      else if (timeMs >= begun.startMs) made.push({ track, name: begun.name, startMs: begun.startMs, endMs: timeMs, args: merged(begun.args, args) });
    } else if ('iIRn'.includes(ph)) instants.push({ track: thread, event: { name, timeMs, attributes: argsOf(args) } });
    if (made.length > IMPORT_LIMITS.spans) return err(tooMany('spans', IMPORT_LIMITS.spans));
    if (instants.length > IMPORT_LIMITS.tokens) return err(tooMany('instants', IMPORT_LIMITS.tokens));
  }
  for (const stack of open.values()) unclosed += stack.length;
  if (made.length === 0) {
    const values = { count: formatCount(events.length), unclosed: formatCount(unclosed) };
    const message = unclosed > 0
      ? t('The file has {count} events and none of them is a span of time. {unclosed} were begun or ended, but not both.', values)
      : t('The file has {count} events and none of them is a span of time.', values);
    return err(appError('import-no-spans', message, t('Export complete (X) or begin and end (B, E) events.')));
  }
  return ok({ spans: nested(made, instants.map(({ event }) => event)), whole: false });
}

const idText = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 80) : '');
const merged = (a: unknown, b: unknown): unknown => (isObject(a) && isObject(b) ? { ...a, ...b } : (a ?? b));
const argsOf = (args: unknown): RawSpan['attributes'] => (isObject(args) ? boundedAttributes(Object.entries(isObject(args['attributes']) ? { ...args, ...args['attributes'] } : args)) : {});

/** On one thread, what lies within a span is inside of it. */
function nested(made: readonly { track: string; name: string; startMs: number; endMs: number; args: unknown }[], events: readonly RawEvent[]): RawSpan[] {
  const order = [...made].sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs);
  const stacks = new Map<string, { index: number; endMs: number }[]>();
  return order.map((span, index) => {
    const stack = stacks.get(span.track) ?? [];
    stacks.set(span.track, stack);
    while (stack.length > 0 && (stack.at(-1) as { endMs: number }).endMs < span.endMs) stack.pop();
    const around = stack.at(-1);
    const inside = around !== undefined && around.endMs > span.startMs;
    stack.push({ index, endMs: span.endMs });
    // Instants belong to no span; those of the file go with its first, where the search for tokens finds them.
    return { name: span.name, parent: inside ? around.index : null, startMs: span.startMs, endMs: span.endMs, attributes: argsOf(span.args), events: index === 0 ? events : [], error: null };
  });
}
