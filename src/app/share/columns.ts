/**
 * A measured run as a link carries it: columns instead of rows, differences instead of moments, whole microseconds.
 * Browsers tell time to 5 µs at best, so nothing that was measured is lost; sizes are a third of the rows'.
 */
import * as v from 'valibot';
import { appError, err, type Result } from '@/core/result';
import { DEFAULT_SCENARIO, parsePatch } from '@/core/scenario';
import { isPlaceId } from '@/core/stage';
import { t } from '@/core/text';
import { parseTrace, PROVENANCES, TRACE_VERSION, TraceSchema, type Attributes, type Span, type Trace } from '@/core/trace';
import { difference, type Json } from './patch';

const US_PER_MS = 1000;
/** As a file of this app may hold at most. */
const MOST = { spans: 50_000, tokens: 131_072, layers: 64, names: 400 } as const;

const whole = v.pipe(v.number(), v.integer());
const us = v.pipe(whole, v.minValue(0), v.maxValue(86_400_000_000));
const cell = v.nullable(v.union([v.string(), v.number(), v.boolean()]));
const column = <T extends v.GenericSchema>(schema: T, most: number) => v.pipe(v.array(schema), v.maxLength(most));

const RunSchema = v.strictObject({
  scenario: v.unknown(),
  source: TraceSchema.entries.source,
  usage: TraceSchema.entries.usage,
  outcome: TraceSchema.entries.outcome,
  kv: TraceSchema.entries.kv,
  coldStart: TraceSchema.entries.coldStart,
  environment: TraceSchema.entries.environment,
  /** `stage/layer`, each once. */
  layers: column(v.string(), MOST.layers),
  spans: v.strictObject({
    /** Index into `layers`, and how long each took. */
    layer: column(us, MOST.spans),
    us: column(us, MOST.spans),
    /** One word for all, or one for each. */
    origin: v.union([v.picklist(PROVENANCES), column(v.picklist(PROVENANCES), MOST.spans)]),
    /** Ranges of the few spans that have one: index, low, high in µs. */
    ranges: v.optional(column(v.strictTuple([us, us, us]), MOST.spans)),
  }),
  /** Attributes of the spans of each layer, in their order; null where a span has none of that name. */
  attributes: column(v.record(v.pipe(v.string(), v.maxLength(200)), column(cell, MOST.spans)), MOST.layers),
  tokens: v.strictObject({
    id: column(whole, MOST.tokens),
    text: column(v.string(), MOST.tokens),
    /** Since the token before, in µs. */
    at: column(us, MOST.tokens),
    /** From generated to received, in µs. */
    held: column(us, MOST.tokens),
    /** Growth of the KV cache, in bytes. */
    kv: column(whole, MOST.tokens),
  }),
});
type Run = v.InferOutput<typeof RunSchema>;

const toUs = (ms: number): number => Math.round(ms * US_PER_MS);
const toMs = (value: number): number => value / US_PER_MS;

/** The run as plain JSON. Times are rounded to whole microseconds, in a way that keeps spans without gaps. */
export function encodeRun(trace: Trace): Json {
  const names = [...new Set(trace.spans.map(layerKey))];
  const ends = trace.spans.map(({ startMs, durationMs }) => toUs(startMs + durationMs));
  const endUs = ends.at(-1) ?? 0;
  const received = trace.tokens.map(({ timeMs }) => Math.min(toUs(timeMs), endUs));
  const origins = trace.spans.map(({ provenance }) => provenance);
  const [origin = 'measured'] = origins;
  const ranges = trace.spans.flatMap(({ rangeMs }, i): [number, number, number][] => (rangeMs === undefined ? [] : [[i, toUs(rangeMs.low), toUs(rangeMs.high)]]));
  const run: Run = {
    scenario: difference(DEFAULT_SCENARIO, trace.scenario) ?? {},
    source: trace.source, usage: trace.usage, outcome: trace.outcome, kv: trace.kv, coldStart: trace.coldStart, environment: trace.environment,
    layers: names,
    spans: {
      layer: trace.spans.map((span) => names.indexOf(layerKey(span))),
      us: ends.map((end, i) => end - (ends[i - 1] ?? 0)),
      origin: origins.every((each) => each === origin) ? origin : origins,
      ...(ranges.length === 0 ? {} : { ranges }),
    },
    attributes: names.map((name) => columnsOf(trace.spans.filter((span) => layerKey(span) === name))),
    tokens: {
      id: trace.tokens.map(({ id }) => id),
      text: trace.tokens.map(({ text }) => text),
      at: received.map((at, i) => at - (received[i - 1] ?? 0)),
      held: trace.tokens.map(({ generatedMs }, i) => Math.max(0, (received[i] ?? 0) - toUs(generatedMs))),
      kv: trace.tokens.map(({ kvBytes }, i) => kvBytes - (trace.tokens[i - 1]?.kvBytes ?? 0)),
    },
  };
  return run;
}

const layerKey = ({ stage, layer }: Pick<Span, 'stage' | 'layer'>): string => `${stage}/${layer}`;

function columnsOf(spans: readonly Span[]): Record<string, (string | number | boolean | null)[]> {
  const names = [...new Set(spans.flatMap(({ attributes }) => Object.keys(attributes)))];
  return Object.fromEntries(names.map((name) => [name, spans.map(({ attributes }) => attributes[name] ?? null)]));
}

const broken = (field: string, what: string): Result<never> => err(appError('link-run', what, t('Ask for the link again.'), field));

/** Reads a run that somebody measured. What they measured is recorded here. Never throws. */
export function decodeRun(value: unknown): Result<Trace> {
  const parsed = v.safeParse(RunSchema, value, { abortEarly: true });
  if (!parsed.success) return broken(v.getDotPath(parsed.issues[0]) ?? 'run', `${parsed.issues[0].message}.`);
  const run = parsed.output;
  const scenario = parsePatch(DEFAULT_SCENARIO, run.scenario);
  if (!scenario.ok) return broken('scenario', scenario.error.message);
  const { id, text, at, held, kv } = run.tokens;
  if ([text, at, held, kv].some(({ length }) => length !== id.length)) return broken('tokens', t('its columns differ in length.'));
  const spans = spansOf(run);
  if (spans === null) return broken('spans', t('its columns do not fit together.'));
  let nowUs = 0;
  let kvBytes = 0;
  const tokens = id.map((tokenId, index) => {
    nowUs += at[index] ?? 0;
    kvBytes += kv[index] ?? 0;
    return { index, id: tokenId, text: text[index] ?? '', timeMs: toMs(nowUs), generatedMs: toMs(nowUs - (held[index] ?? 0)), kvBytes };
  });
  const { source, usage, outcome, coldStart, environment } = run;
  return parseTrace({ schemaVersion: TRACE_VERSION, scenario: scenario.value, source, spans, tokens, usage, outcome, kv: run.kv, coldStart, environment });
}

function spansOf({ layers, spans, attributes }: Run): Span[] | null {
  const { layer, us: lengths, origin, ranges } = spans;
  if (lengths.length !== layer.length || attributes.length !== layers.length || (Array.isArray(origin) && origin.length !== layer.length)) return null;
  const seen = layers.map(() => 0);
  const rangeOf = new Map((ranges ?? []).map(([i, low, high]) => [i, { low: toMs(low), high: toMs(high) }]));
  const out: Span[] = [];
  let nowUs = 0;
  for (const [i, number] of layer.entries()) {
    const [stage = '', name = ''] = (layers[number] ?? '').split('/');
    const durationUs = lengths[i] ?? 0;
    if (!isPlaceId(stage)) return null;
    const nth = seen[number] ?? 0;
    seen[number] = nth + 1;
    const provenance = (Array.isArray(origin) ? origin[i] : origin) ?? 'recorded';
    const rangeMs = rangeOf.get(i);
    out.push({
      stage, layer: name, startMs: toMs(nowUs), durationMs: toMs(durationUs), provenance: provenance === 'measured' ? 'recorded' : provenance,
      ...(rangeMs === undefined ? {} : { rangeMs }), attributes: attributesAt(attributes[number] ?? {}, nth),
    });
    nowUs += durationUs;
  }
  return out;
}

/** These names reach prototypes. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function attributesAt(columns: Readonly<Record<string, readonly (string | number | boolean | null)[]>>, nth: number): Attributes {
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, cells]) => {
      const value = cells[nth];
      return value === null || value === undefined || FORBIDDEN.has(name) ? [] : [[name, value] as const];
    }),
  );
}
