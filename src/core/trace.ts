/**
 * A Trace is one run of a Scenario: modeled, measured, recorded or imported, always the same value.
 * All times are milliseconds since the client decided to send (datacenter) or since Run (local).
 */
import * as v from 'valibot';
import './problems';
import { appError, err, ok, type Result } from './result';
import { ScenarioSchema } from './scenario';
import { LAYERS, PLACE_IDS, type PlaceId } from './stage';
import { t } from './text';

export const TRACE_VERSION = 1;

const ms = v.pipe(v.number(), v.finite(), v.minValue(0));
const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
/** JSON has no infinities: a trace that holds one could not be written and read again. */
const attributeValue = v.union([v.string(), v.pipe(v.number(), v.finite()), v.boolean()]);

export const PROVENANCES = ['modeled', 'measured', 'recorded', 'imported'] as const;
export const SOURCES = ['datacenter', 'local', 'remote', 'import'] as const;
export const OUTCOMES = ['completed', 'rejected', 'shed', 'cancelled', 'timed-out', 'failed'] as const;

export const SpanSchema = v.strictObject({
  stage: v.picklist(PLACE_IDS),
  layer: v.string(),
  startMs: ms,
  durationMs: ms,
  provenance: v.picklist(PROVENANCES),
  /** 5th to 95th percentile of this span's duration, for modeled spans. */
  rangeMs: v.optional(v.strictObject({ low: ms, high: ms })),
  attributes: v.record(v.string(), attributeValue),
});

export const TokenSchema = v.strictObject({
  index: whole,
  id: whole,
  text: v.string(),
  /** When the client has the token's text. Without streaming: the end of the response. */
  timeMs: ms,
  /** When the engine had sampled it. */
  generatedMs: ms,
  /** KV cache held for this sequence once the token's own keys and values are in it. */
  kvBytes: whole,
});

export const OutcomeSchema = v.strictObject({
  status: v.picklist(OUTCOMES),
  stage: v.optional(v.picklist(PLACE_IDS)),
  layer: v.optional(v.string()),
  httpStatus: v.optional(whole),
  reason: v.optional(v.string()),
  billed: v.boolean(),
});

/** How the KV cache is laid out: bytes/token = 2 · layers · kvHeads · headDim · bytesPerElement (MLA: see catalogue). */
export const KvLayoutSchema = v.strictObject({
  layers: whole,
  kvHeads: whole,
  headDim: whole,
  bytesPerElement: v.pipe(v.number(), v.finite(), v.minValue(0)),
  bytesPerToken: v.pipe(v.number(), v.finite(), v.minValue(0)),
});

export const TraceSchema = v.strictObject({
  schemaVersion: v.literal(TRACE_VERSION),
  scenario: ScenarioSchema,
  source: v.picklist(SOURCES),
  /** In order, without overlap. Together they fill the time from 0 to the end. */
  spans: v.array(SpanSchema),
  tokens: v.array(TokenSchema),
  usage: v.strictObject({
    inputTokens: whole,
    /** Of the input tokens, those found in the prefix cache. */
    cachedTokens: whole,
    outputTokens: whole,
    costUsd: v.pipe(v.number(), v.finite(), v.minValue(0)),
  }),
  outcome: OutcomeSchema,
  kv: KvLayoutSchema,
  /** What had to happen once before the first request could run; never part of TTFT on this machine. */
  coldStart: v.nullable(
    v.strictObject({
      totalMs: ms,
      steps: v.array(v.strictObject({ name: v.string(), durationMs: ms, detail: v.string() })),
    }),
  ),
  /** What ran it: device, model, clock resolution, versions, notes. */
  environment: v.record(v.string(), attributeValue),
});

export type Provenance = (typeof PROVENANCES)[number];
export type TraceSource = (typeof SOURCES)[number];
export type Span = v.InferOutput<typeof SpanSchema>;
export type TokenEvent = v.InferOutput<typeof TokenSchema>;
export type Outcome = v.InferOutput<typeof OutcomeSchema>;
export type KvLayout = v.InferOutput<typeof KvLayoutSchema>;
export type Trace = v.InferOutput<typeof TraceSchema>;
export type Attributes = Span['attributes'];

/** Validates unknown input as a trace: shape first, then the invariants of `traceFaults`. */
export function parseTrace(input: unknown): Result<Trace> {
  const parsed = v.safeParse(TraceSchema, input, { abortEarly: true });
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const field = v.getDotPath(issue) ?? 'trace';
    return err(appError('trace-invalid', t('{field}: {problem}.', { field, problem: issue.message }), t('Export the trace again with this version.'), field));
  }
  const fault = traceFaults(parsed.output)[0];
  if (fault !== undefined) return err(appError('trace-inconsistent', fault, t('Export the trace again with this version.')));
  return ok(parsed.output);
}

/** Rounding slack of a sum of many doubles, in ms. */
const EPSILON_MS = 1e-6;

/** Everything that would make a trace untrue to itself; empty for a sound one. */
export function traceFaults(trace: Trace): string[] {
  const faults: string[] = [];
  let endMs = 0;
  trace.spans.forEach((span, i) => {
    if (!(LAYERS[span.stage] as readonly string[]).includes(span.layer)) {
      faults.push(t('Span {i}: {stage} has no layer {layer}.', { i, stage: span.stage, layer: span.layer }));
    }
    if (Math.abs(span.startMs - endMs) > EPSILON_MS * (1 + i)) {
      faults.push(t('Span {i} ({stage}/{layer}) starts at {startMs} ms, the one before ends at {endMs} ms.', { i, stage: span.stage, layer: span.layer, startMs: String(span.startMs), endMs: String(endMs) }));
    }
    endMs = span.startMs + span.durationMs;
  });
  let lastMs = 0;
  let lastKv = 0;
  trace.tokens.forEach((token, i) => {
    if (token.index !== i) faults.push(t('Token {i} has index {index}.', { i, index: token.index }));
    if (token.timeMs + EPSILON_MS < lastMs) faults.push(t('Token {i} arrives before the one ahead of it.', { i }));
    if (token.timeMs + EPSILON_MS < token.generatedMs) faults.push(t('Token {i} arrives before it was generated.', { i }));
    if (token.timeMs > endMs + EPSILON_MS * (1 + trace.spans.length)) faults.push(t('Token {i} arrives after the end.', { i }));
    if (token.kvBytes < lastKv) faults.push(t('The KV cache shrinks at token {i}.', { i }));
    lastMs = token.timeMs;
    lastKv = token.kvBytes;
  });
  // Other people's traces often count the tokens without telling when each came.
  const counted = trace.source === 'import' ? Math.min(trace.usage.outputTokens, trace.tokens.length) : trace.usage.outputTokens;
  if (counted !== trace.tokens.length) faults.push(t('usage.outputTokens differs from the token events.'));
  if (trace.usage.cachedTokens > trace.usage.inputTokens) faults.push(t('More cached than input tokens.'));
  return faults;
}

/** End of the last span: the whole run, in ms. */
export function totalMs(trace: Pick<Trace, 'spans'>): number {
  const last = trace.spans.at(-1);
  return last === undefined ? 0 : last.startMs + last.durationMs;
}

/** Where and when each stage or phase was busy: summed durations in ms. */
export function timeByPlace(trace: Pick<Trace, 'spans'>): Map<PlaceId, number> {
  const sums = new Map<PlaceId, number>();
  for (const span of trace.spans) sums.set(span.stage, (sums.get(span.stage) ?? 0) + span.durationMs);
  return sums;
}
