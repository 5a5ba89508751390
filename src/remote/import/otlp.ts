/** OTLP: our own files back as they were, other people's spans as groups by trace id. */
import * as v from 'valibot';
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { type Span, SpanSchema, type TokenEvent, TokenSchema, type Trace } from '@/core/trace';
import { formatCount } from '@/core/units';
import { ATTRIBUTE_PREFIX, TOKEN_EVENT } from '../export/otlp';
import { HeaderSchema, OWN } from '../header';
import { assembleTrace } from './assemble';
import { plainText } from './json-text';
import type { OtlpSpan } from './otlp-model';
import { boundedAttributes, type RawGroup, type RawSpan } from './raw';

const HEADER = `${OWN}.header`;

/** The span that carries our header, where there is one. */
const ownRoot = (spans: readonly OtlpSpan[]): OtlpSpan | undefined => spans.find((span) => span.attributes.has(HEADER));

export interface OwnTrace { readonly trace: Trace; readonly notes: readonly string[] }

/** The trace that this app wrote into these spans; undefined where others wrote them. */
export function ownOtlpTrace(spans: readonly OtlpSpan[]): Result<OwnTrace> | undefined {
  const root = ownRoot(spans);
  if (root === undefined) return undefined;
  const header = v.safeParse(HeaderSchema, jsonOf(root.attributes.get(HEADER)), { abortEarly: true });
  if (!header.success) return err(broken(`${HEADER}.${v.getDotPath(header.issues[0]) ?? ''}`, header.issues[0].message));
  const layers: Span[] = [];
  for (const span of spans) {
    if (!span.attributes.has(`${OWN}.layer`)) continue;
    const parsed = v.safeParse(SpanSchema, layerOf(span), { abortEarly: true });
    if (!parsed.success) return err(broken(`${plainText(span.name)}.${v.getDotPath(parsed.issues[0]) ?? ''}`, parsed.issues[0].message));
    layers.push(parsed.output);
  }
  const tokens: TokenEvent[] = [];
  for (const event of root.events) {
    if (event.name !== TOKEN_EVENT) continue;
    const own = (name: string): unknown => event.attributes.get(`${OWN}.${name}`);
    const parsed = v.safeParse(TokenSchema, { index: own('index'), id: own('id'), text: own('text') ?? '', timeMs: own('received_ms'), generatedMs: own('generated_ms'), kvBytes: own('kv_bytes') }, { abortEarly: true });
    if (!parsed.success) return err(broken(`${TOKEN_EVENT}.${v.getDotPath(parsed.issues[0]) ?? ''}`, parsed.issues[0].message));
    tokens.push(parsed.output);
  }
  const missing = header.output.usage.outputTokens - tokens.length;
  const trace = assembleTrace(missing > 0 ? { ...header.output, source: 'import' } : header.output, layers, tokens);
  if (!trace.ok) return trace;
  const notes = missing > 0 ? [t('{missing} of {all} token events were not written into the file.', { missing: formatCount(missing), all: formatCount(header.output.usage.outputTokens) })] : [];
  return ok({ trace: trace.value, notes });
}

function layerOf(span: OtlpSpan): unknown {
  const own = (name: string): unknown => span.attributes.get(`${OWN}.${name}`);
  const low = own('range_low_ms');
  const high = own('range_high_ms');
  const attributes = Object.fromEntries([...span.attributes].flatMap(([key, value]) => (key.startsWith(ATTRIBUTE_PREFIX) ? [[key.slice(ATTRIBUTE_PREFIX.length), value]] : [])));
  return {
    stage: own('stage'), layer: own('layer'), startMs: own('start_ms'), durationMs: own('duration_ms'), provenance: own('provenance'),
    ...(low === undefined && high === undefined ? {} : { rangeMs: { low, high } }), attributes,
  };
}

function jsonOf(text: unknown): unknown {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

const broken = (field: string, what: string): ReturnType<typeof appError> =>
  appError('import-broken', t('The file was written by this app, but {field} is not as it was: {what}.', { field: plainText(field), what: plainText(what) }), t('Export it again.'), plainText(field));

/** Other people's spans of one trace id. Times count from the earliest span. */
export function otlpGroup(spans: readonly OtlpSpan[]): RawGroup {
  const origin = spans.reduce((first, { startNano }) => (startNano < first ? startNano : first), spans[0]?.startNano ?? 0n);
  const ms = (nano: bigint): number => Number(nano - origin) / 1e6;
  const index = new Map<string, number>();
  spans.forEach((span, i) => {
    if (span.id !== '' && !index.has(span.id)) index.set(span.id, i);
  });
  const raw = spans.map((span): RawSpan => ({
    name: plainText(span.name),
    // A parent that was not exported leaves its children at the top.
    parent: span.parentId === '' ? null : (index.get(span.parentId) ?? null),
    startMs: ms(span.startNano), endMs: ms(span.endNano), attributes: boundedAttributes(span.attributes),
    events: span.events.map((event) => ({ name: plainText(event.name), timeMs: ms(event.nano), attributes: boundedAttributes(event.attributes) })),
    error: span.error,
  }));
  return { spans: raw, whole: true };
}
