/**
 * OTLP/JSON (opentelemetry-proto, ExportTraceServiceRequest as proto3 JSON: hex ids, 64-bit integers as strings) with
 * the attribute names of the OpenTelemetry GenAI conventions (semantic-conventions-genai, docs/gen-ai/gen-ai-spans.md,
 * status "development", read 2026-11): one client span for the request, below it a span for each visit to a stage, and
 * below that one for each layer. What the conventions have no name for is under `app400ms.`.
 */
import { metricsOf } from '@/core/metrics';
import { totalMs, type Attributes, type Span, type Trace } from '@/core/trace';
import { headerOf, OWN, OWN_VERSION } from '../header';
import { spanIdOf, traceIdOf } from './ids';
import { DEFAULT_MAX_TOKEN_EVENTS, DEFAULT_START_UNIX_MS, type ExportOptions } from './options';

export const TOKEN_EVENT = `${OWN}.token`;
/** Attributes of a layer's span begin with this. */
export const ATTRIBUTE_PREFIX = `${OWN}.attribute.`;

type AnyValue = { stringValue: string } | { boolValue: boolean } | { intValue: string } | { doubleValue: number } | { arrayValue: { values: AnyValue[] } };
interface KeyValue { key: string; value: AnyValue }
type Values = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: KeyValue[];
  events?: { timeUnixNano: string; name: string; attributes: KeyValue[] }[];
  droppedEventsCount?: number;
  status: { code?: number; message?: string };
}

const KIND_INTERNAL = 1;
const KIND_CLIENT = 3;
const STATUS_ERROR = 2;

/** Several traces in one request, each with a trace id of its own. Reads back identically when `texts` is true. */
export function writeOtlp(traces: readonly Trace[], options: ExportOptions = {}): string {
  const resourceSpans = traces.map((trace, lane) => ({
    resource: { attributes: keyValues({ 'service.name': '400ms', [`${OWN}.source`]: trace.source }) },
    scopeSpans: [{ scope: { name: OWN, version: String(OWN_VERSION) }, spans: spansOf(trace, lane, options) }],
  }));
  return `${JSON.stringify({ resourceSpans })}\n`;
}

function spansOf(trace: Trace, lane: number, { texts = false, startUnixMs = DEFAULT_START_UNIX_MS, maxTokenEvents = DEFAULT_MAX_TOKEN_EVENTS }: ExportOptions): OtlpSpan[] {
  const traceId = traceIdOf(`${lane}${JSON.stringify(trace)}`);
  const origin = BigInt(Math.round(startUnixMs)) * 1_000_000n;
  const nano = (timeMs: number): string => (origin + BigInt(Math.round(timeMs * 1e6))).toString();
  let next = 0;
  const span = (name: string, kind: number, parent: string | null, startMs: number, endMs: number, values: Values): OtlpSpan => ({
    traceId, spanId: spanIdOf(traceId, next++), ...(parent === null ? {} : { parentSpanId: parent }), name: name.toWellFormed(), kind,
    startTimeUnixNano: nano(startMs), endTimeUnixNano: nano(endMs), attributes: keyValues(values), status: {},
  });

  const root = span(`chat ${modelOf(trace)}`, KIND_CLIENT, null, 0, totalMs(trace), requestValues(trace, texts));
  const written = trace.tokens.slice(0, Math.max(0, maxTokenEvents));
  root.events = written.map(({ timeMs, text, ...token }) => ({
    timeUnixNano: nano(timeMs), name: TOKEN_EVENT,
    attributes: keyValues({
      [`${OWN}.index`]: token.index, [`${OWN}.id`]: token.id, [`${OWN}.received_ms`]: timeMs, [`${OWN}.generated_ms`]: token.generatedMs,
      [`${OWN}.kv_bytes`]: token.kvBytes, ...(texts ? { [`${OWN}.text`]: text } : {}),
    }),
  }));
  root.droppedEventsCount = trace.tokens.length - written.length;

  const spans = [root];
  for (const visit of visits(trace.spans)) {
    const first = visit[0] as Span;
    const last = visit.at(-1) as Span;
    const stage = span(first.stage, KIND_INTERNAL, root.spanId, first.startMs, last.startMs + last.durationMs, { [`${OWN}.stage`]: first.stage });
    const layers = visit.map((layer) => span(`${layer.stage} ${layer.layer}`, KIND_INTERNAL, stage.spanId, layer.startMs, layer.startMs + layer.durationMs, layerValues(layer)));
    spans.push(stage, ...layers);
  }
  if (trace.outcome.status !== 'completed') {
    const { stage, layer, reason, status } = trace.outcome;
    root.status = { code: STATUS_ERROR, message: (reason ?? status).toWellFormed() };
    const guilty = spans.findLast((candidate) => candidate.name === `${stage} ${layer}`);
    if (guilty !== undefined) guilty.status = root.status;
  }
  return spans;
}

/** Spans of the same stage in a row. */
function visits(spans: readonly Span[]): Span[][] {
  const out: Span[][] = [];
  for (const span of spans) {
    const open = out.at(-1);
    if (open?.[0]?.stage === span.stage) open.push(span);
    else out.push([span]);
  }
  return out;
}

const modelOf = ({ source, scenario }: Trace): string => (source === 'local' ? scenario.local.model : scenario.model);

function requestValues(trace: Trace, texts: boolean): Values {
  const { request, seed } = trace.scenario;
  const { usage, outcome } = trace;
  const first = metricsOf(trace).ttftMs;
  const finish = outcome.status !== 'completed' ? undefined : [usage.outputTokens >= request.maxOutputTokens ? 'length' : 'stop'];
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': OWN,
    'gen_ai.request.model': modelOf(trace),
    'gen_ai.response.model': modelOf(trace),
    'gen_ai.request.max_tokens': request.maxOutputTokens,
    'gen_ai.request.temperature': request.temperature,
    'gen_ai.request.top_p': request.topP,
    'gen_ai.request.top_k': request.topK === 0 ? undefined : request.topK,
    'gen_ai.request.seed': seed === 0 ? undefined : seed,
    'gen_ai.request.stream': request.stream,
    'gen_ai.request.stop_sequences': request.stop.length === 0 ? undefined : request.stop,
    'gen_ai.output.type': request.responseFormat,
    'gen_ai.usage.input_tokens': usage.inputTokens,
    'gen_ai.usage.output_tokens': usage.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': usage.cachedTokens,
    'gen_ai.response.finish_reasons': finish,
    // Seconds; only streams have a first chunk.
    'gen_ai.response.time_to_first_chunk': first === null || !request.stream ? undefined : first / 1000,
    'error.type': outcome.status === 'completed' ? undefined : String(outcome.httpStatus ?? outcome.status),
    'http.response.status_code': outcome.httpStatus,
    [`${OWN}.header`]: JSON.stringify(headerOf(trace, texts)),
  };
}

/** Exact times beside the rounded ones of the span itself: nanoseconds are too coarse for a modeled microsecond. */
function layerValues(span: Span): Values {
  const own: Record<string, string | number | boolean | undefined> = {
    [`${OWN}.stage`]: span.stage, [`${OWN}.layer`]: span.layer, [`${OWN}.provenance`]: span.provenance,
    [`${OWN}.start_ms`]: span.startMs, [`${OWN}.duration_ms`]: span.durationMs,
    [`${OWN}.range_low_ms`]: span.rangeMs?.low, [`${OWN}.range_high_ms`]: span.rangeMs?.high,
  };
  for (const [key, value] of Object.entries<Attributes[string]>(span.attributes)) own[ATTRIBUTE_PREFIX + key] = value;
  return own;
}

/** These are doubles in the conventions, also where the value happens to be whole. */
const DOUBLES = new Set(['gen_ai.request.temperature', 'gen_ai.request.top_p', 'gen_ai.request.top_k', 'gen_ai.response.time_to_first_chunk']);

function keyValues(values: Values): KeyValue[] {
  return Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: anyValue(value, DOUBLES.has(key) || key.endsWith('_ms')) }]));
}

/** Protobuf text is UTF-8: half of a surrogate pair has no place in it and becomes U+FFFD. */
function anyValue(value: string | number | boolean | readonly string[], double: boolean): AnyValue {
  if (typeof value === 'string') return { stringValue: value.toWellFormed() };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isSafeInteger(value) && !double ? { intValue: String(value) } : { doubleValue: value };
  return { arrayValue: { values: value.map((text) => ({ stringValue: text.toWellFormed() })) } };
}
