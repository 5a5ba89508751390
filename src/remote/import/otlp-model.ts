/**
 * OTLP/JSON as found in the wild: ExportTraceServiceRequest as collectors and SDKs write it, one or several (JSON
 * lines), with proto field names (`resource_spans`) or with Tempo's `batches`. Reads it into spans by trace id.
 */
import { err, ok, type Result } from '@/core/result';
import { isObject, plainText, tooMany } from './json-text';
import { IMPORT_LIMITS } from './limits';

type Json = Readonly<Record<string, unknown>>;

export interface OtlpEvent { readonly name: string; readonly nano: bigint; readonly attributes: ReadonlyMap<string, unknown> }
export interface OtlpSpan {
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
  readonly startNano: bigint;
  readonly endNano: bigint;
  readonly attributes: ReadonlyMap<string, unknown>;
  readonly events: readonly OtlpEvent[];
  readonly error: string | null;
}

/** A field under its JSON name or its proto name. */
const field = (object: Json, camel: string): unknown => object[camel] ?? object[camel.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)];
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);
const objects = (value: unknown): readonly Json[] => list(value).filter(isObject);

/** The resource spans of a document; undefined when it is no OTLP. */
export function resourceSpansOf(document: unknown): readonly Json[] | undefined {
  const documents = Array.isArray(document) ? (document as readonly unknown[]) : [document];
  const found = documents.flatMap((one) => {
    const resources = isObject(one) ? (field(one, 'resourceSpans') ?? one['batches'] ?? (isObject(one['trace']) ? field(one['trace'], 'resourceSpans') : undefined)) : undefined;
    return Array.isArray(resources) ? [resources as readonly unknown[]] : [];
  });
  return found.length === 0 ? undefined : found.flat().filter(isObject);
}

/** Spans by trace id, in the order of the file. Spans without times or ids are counted, not guessed. */
export function otlpSpans(resources: readonly Json[]): Result<{ traces: ReadonlyMap<string, OtlpSpan[]>; skipped: number }> {
  const traces = new Map<string, OtlpSpan[]>();
  let skipped = 0;
  let count = 0;
  for (const resource of resources) {
    const about = isObject(resource['resource']) ? attributesOf(resource['resource']['attributes']) : new Map<string, unknown>();
    const scopes = [...objects(field(resource, 'scopeSpans')), ...objects(field(resource, 'instrumentationLibrarySpans'))];
    for (const scope of scopes) {
      const library = scope['scope'] ?? scope['instrumentationLibrary'];
      const shared = new Map<string, unknown>();
      if (about.has('service.name')) shared.set('service.name', about.get('service.name'));
      if (isObject(library) && typeof library['name'] === 'string') shared.set('otel.scope.name', library['name']);
      for (const raw of objects(scope['spans'])) {
        if (++count > IMPORT_LIMITS.spans) return err(tooMany('spans', IMPORT_LIMITS.spans));
        const span = spanOf(raw, shared);
        if (span === null) {
          skipped++;
          continue;
        }
        const id = idOf(field(raw, 'traceId'));
        const known = traces.get(id);
        if (known === undefined) traces.set(id, [span]);
        else known.push(span);
        if (traces.size > IMPORT_LIMITS.traces) return err(tooMany('traces', IMPORT_LIMITS.traces));
      }
    }
  }
  return ok({ traces, skipped });
}

const STATUS_ERROR = 2;

function spanOf(raw: Json, shared: ReadonlyMap<string, unknown>): OtlpSpan | null {
  const startNano = nanoOf(field(raw, 'startTimeUnixNano'));
  const endNano = nanoOf(field(raw, 'endTimeUnixNano'));
  if (startNano === null || endNano === null || endNano < startNano) return null;
  const status = raw['status'];
  const code = isObject(status) ? status['code'] : undefined;
  const message = isObject(status) && typeof status['message'] === 'string' ? status['message'] : '';
  return {
    id: idOf(field(raw, 'spanId')), parentId: idOf(field(raw, 'parentSpanId')), name: typeof raw['name'] === 'string' ? raw['name'] : '',
    startNano, endNano, attributes: new Map([...shared, ...attributesOf(raw['attributes'])]),
    events: objects(raw['events']).slice(0, IMPORT_LIMITS.tokens).flatMap((event) => {
      const nano = nanoOf(field(event, 'timeUnixNano'));
      return nano === null ? [] : [{ name: typeof event['name'] === 'string' ? event['name'] : '', nano, attributes: attributesOf(event['attributes']) }];
    }),
    error: code === STATUS_ERROR || code === 'STATUS_CODE_ERROR' ? plainText(message) : null,
  };
}

/** Ids only have to be told apart. They are hex in OTLP/JSON, base64 where a generic protobuf printer wrote them. */
const idOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 64) : '');

/** Nanoseconds: text of digits, or a number where somebody did not care for the last digits. Years past 2500 are no times. */
function nanoOf(value: unknown): bigint | null {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < 1.8e19 ? BigInt(Math.round(value)) : null;
}

/** Attributes as plain values: a list becomes text, what has no plain form is left out. The first of a key counts. */
export function attributesOf(value: unknown): Map<string, string | number | boolean> {
  const out = new Map<string, string | number | boolean>();
  for (const pair of objects(value)) {
    const key = pair['key'];
    if (typeof key !== 'string' || out.has(key)) continue;
    const plain = anyValue(pair['value']);
    if (plain !== undefined) out.set(key, plain);
  }
  return out;
}

function anyValue(value: unknown): string | number | boolean | undefined {
  if (!isObject(value)) return undefined;
  const text = field(value, 'stringValue');
  if (typeof text === 'string') return text;
  const bool = field(value, 'boolValue');
  if (typeof bool === 'boolean') return bool;
  const int = field(value, 'intValue');
  if (typeof int === 'number' || (typeof int === 'string' && /^-?\d{1,20}$/.test(int))) return Number(int);
  const double = field(value, 'doubleValue');
  if (typeof double === 'number') return double;
  const array = field(value, 'arrayValue');
  if (isObject(array)) return list(array['values']).map((item) => String(anyValue(item) ?? '')).join(', ');
  return undefined;
}
