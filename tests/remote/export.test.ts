import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario } from '@/core/scenario';
import { isPlaceId, STAGE_IDS } from '@/core/stage';
import { timeByPlace, totalMs, type Trace } from '@/core/trace';
import { metricsOf } from '@/core/metrics';
import { modelTrace } from '@/datacenter/model-trace';
import { EXPORTS, findExport, harTimings, type ExportFormat } from '@/remote';
import { anyTrace } from './arbitraries';
import { ExportTraceServiceRequest as Request } from './otlp-schema';

const format = (id: string): ExportFormat => findExport(id) as ExportFormat;
const sample = expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, { client: { connection: 'cold' }, retrieval: { enabled: true } })));

interface Event { name: string; ph: string; pid: number; tid: number; ts: number; dur?: number; cat?: string; args: Record<string, unknown> }
const chromeEvents = (trace: Trace): Event[] => (JSON.parse(format('chrome').write(trace)) as { traceEvents: Event[] }).traceEvents;

describe('the list of formats', () => {
  it('names each once, with an extension and a type', () => {
    expect(new Set(EXPORTS.map(({ id }) => id)).size).toBe(EXPORTS.length);
    expect(new Set(EXPORTS.map(({ fileExtension }) => fileExtension)).size).toBe(EXPORTS.length);
    for (const { fileExtension, mimeType, title, opensIn } of EXPORTS) {
      expect(fileExtension).toMatch(/^\.[a-z.]+$/);
      expect(mimeType).toMatch(/^[a-z]+\/[a-z]+$/);
      expect(`${title}. ${opensIn}`).toMatch(/\w+.*\.$/);
    }
  });
});

const spanEvents = (trace: Trace): Event[] => chromeEvents(trace).filter(({ cat }) => cat !== undefined && isPlaceId(cat));

describe('Chrome trace', () => {
  it('has, on every thread, slices that neither overlap in doubles nor in rounded nor in truncated nanoseconds', () => {
    const readers: ((us: number) => number)[] = [(us) => us, (us) => Math.round(us * 1000), (us) => Math.trunc(us * 1000)];
    fc.assert(fc.property(anyTrace, (trace) => {
      const slices = spanEvents(trace);
      expect(slices).toHaveLength(trace.spans.length);
      for (const slice of slices) expect(slice.ph === 'X' ? (slice.dur ?? 0) > 0 : slice.dur === undefined).toBe(true);
      for (const reads of readers) {
        let end = 0;
        for (const { ts, dur = 0 } of slices) {
          expect(reads(ts)).toBeGreaterThanOrEqual(end);
          end = reads(ts) + reads(dur);
        }
      }
    }), { numRuns: 300 });
  });

  it('puts each slice within a sixteenth of a microsecond of where it was', () => {
    fc.assert(fc.property(anyTrace, (trace) => {
      spanEvents(trace).forEach(({ ts, dur = 0 }, i) => {
        const span = trace.spans[i] as Trace['spans'][number];
        expect(Math.abs(ts - span.startMs * 1000)).toBeLessThanOrEqual(0.0625 + 1e-6);
        expect(Math.abs(ts + dur - (span.startMs + span.durationMs) * 1000)).toBeLessThanOrEqual(0.0625 + 1e-6);
      });
    }), { numRuns: 100 });
  });

  it('names processes and threads, counts the KV cache and marks each token', () => {
    const events = chromeEvents(sample);
    const names = (name: string): unknown[] => events.filter((event) => event.name === name).map((event) => event.args['name']);
    expect(names('process_name')).toEqual(['datacenter: The 400 ms request']);
    expect(names('thread_name')).toEqual(['Request', 'API gateway', 'Load balancer', 'Tokenizer', 'Model router', 'Inference', 'Post-processing', 'Billing', 'Network', 'Retrieval', 'Tokens received'].filter((n) => names('thread_name').includes(n)));
    expect(names('thread_name')).toContain('Inference');
    expect(events.filter((event) => event.ph === 'C').map((event) => event.args['bytes'])).toEqual(sample.tokens.map((token) => token.kvBytes));
    expect(events.filter((event) => event.cat === 'token').map((event) => event.ts)).toEqual(sample.tokens.map((token) => Math.round(token.timeMs * 8000) / 8));
    for (const stage of STAGE_IDS) {
      const tids = new Set(events.filter((event) => event.ph === 'X' && event.cat === stage).map((event) => event.tid));
      expect(tids.size).toBe(1);
    }
  });
});

interface KeyValue { key: string; value: { stringValue?: string | null; intValue?: string | number | null; doubleValue?: number | null; boolValue?: boolean | null; arrayValue?: { values: { stringValue: string }[] } | null } }
interface OtlpSpan { traceId: string; spanId: string; parentSpanId?: string; name: string; kind: number; startTimeUnixNano: string; endTimeUnixNano: string; attributes: KeyValue[]; events?: { attributes: KeyValue[] }[]; status: { code?: number; message?: string } }
interface OtlpDocument { resourceSpans: { resource: { attributes: KeyValue[] }; scopeSpans: { spans: OtlpSpan[] }[] }[] }

const otlpOf = (trace: Trace, options = {}): OtlpDocument => JSON.parse(format('otlp').write(trace, options)) as OtlpDocument;
const spansOf = (document: OtlpDocument): OtlpSpan[] => document.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
const attribute = (span: OtlpSpan, key: string): KeyValue['value'] | undefined => span.attributes.find((pair) => pair.key === key)?.value;

/** OTLP/JSON writes ids in hex, where protobuf's own JSON would have base64: the one difference between the two. */
function asProtobufJson(document: OtlpDocument): Record<string, unknown> {
  const bytes = new Set(['traceId', 'spanId', 'parentSpanId']);
  return JSON.parse(JSON.stringify(document), (key, value: unknown) => (bytes.has(key) && typeof value === 'string' ? Buffer.from(value, 'hex').toString('base64') : value)) as Record<string, unknown>;
}

describe('OTLP', () => {
  it('goes through the OpenTelemetry project\'s own protobuf schema, to bytes and back, without loss', () => {
    fc.assert(fc.property(anyTrace, (trace) => {
      const document = otlpOf(trace, { texts: true });
      const json = asProtobufJson(document);
      const message = Request.fromObject(json);
      expect(Request.verify(message)).toBe(null);
      const decoded = Request.toObject(Request.decode(Request.encode(message).finish()), { longs: String, bytes: String, defaults: false });
      // toObject writes no empty lists, and proto3 does not tell a zero from nothing.
      const lean = (value: unknown): unknown => JSON.parse(JSON.stringify(value), (_, inner: unknown) => {
        if (Array.isArray(inner)) return inner.length === 0 ? undefined : inner as unknown;
        return inner === 0 ? undefined : inner;
      });
      expect(lean(decoded)).toEqual(lean(json));
    }), { numRuns: 100 });
  });

  it('has no field that the schema does not know', () => {
    const known = Request.toObject(Request.fromObject(asProtobufJson(otlpOf(sample, { texts: true }))), { longs: String, bytes: String }) as unknown as OtlpDocument;
    const keys = (value: unknown, path = ''): string[] => (Array.isArray(value) ? value.flatMap((inner) => keys(inner, path)) : typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => [`${path}.${key}`, ...keys(inner, `${path}.${key}`)]) : []);
    const ours = new Set(keys(otlpOf(sample, { texts: true })));
    const theirs = new Set(keys(known));
    expect([...ours].filter((key) => !theirs.has(key))).toEqual([]);
  });

  it('uses only gen_ai names that the conventions define', () => {
    const defined = new Set<unknown>(Object.entries(conventions).filter(([name]) => name.startsWith('ATTR_')).map(([, value]) => value));
    const used = spansOf(otlpOf({ ...sample, outcome: { status: 'failed', httpStatus: 500, billed: false } })).flatMap((span) => span.attributes.map(({ key }) => key)).filter((key) => !key.startsWith('app400ms.'));
    expect(used.length).toBeGreaterThan(12);
    for (const name of new Set(used)) expect(defined.has(name), name).toBe(true);
  });

  it('is one tree: request, visits to stages, layers, each within the span around it', () => {
    fc.assert(fc.property(anyTrace, (trace) => {
      const spans = spansOf(otlpOf(trace));
      const byId = new Map(spans.map((span) => [span.spanId, span]));
      expect(byId.size).toBe(spans.length);
      expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
      expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(1);
      for (const span of spans) {
        expect(span.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
        expect(span.spanId).toMatch(/^(?!0{16})[0-9a-f]{16}$/);
        expect(BigInt(span.endTimeUnixNano) >= BigInt(span.startTimeUnixNano)).toBe(true);
        if (span.parentSpanId === undefined) continue;
        const parent = byId.get(span.parentSpanId) as OtlpSpan;
        expect(BigInt(span.startTimeUnixNano) >= BigInt(parent.startTimeUnixNano)).toBe(true);
        expect(BigInt(span.endTimeUnixNano) <= BigInt(parent.endTimeUnixNano)).toBe(true);
      }
    }), { numRuns: 100 });
  });

  it('tells what the conventions ask for', () => {
    const [request] = spansOf(otlpOf(sample, { startUnixMs: 1_700_000_000_123 })) as [OtlpSpan];
    expect(request).toMatchObject({ name: 'chat llama-3.1-8b', kind: 3, startTimeUnixNano: '1700000000123000000', status: {} });
    expect(attribute(request, 'gen_ai.operation.name')).toEqual({ stringValue: 'chat' });
    expect(attribute(request, 'gen_ai.usage.input_tokens')).toEqual({ intValue: String(sample.usage.inputTokens) });
    expect(attribute(request, 'gen_ai.usage.output_tokens')).toEqual({ intValue: String(sample.tokens.length) });
    expect(attribute(request, 'gen_ai.response.finish_reasons')).toEqual({ arrayValue: { values: [{ stringValue: 'length' }] } });
    expect(attribute(request, 'gen_ai.response.time_to_first_chunk')).toEqual({ doubleValue: (metricsOf(sample).ttftMs ?? NaN) / 1000 });
    expect(attribute(request, 'gen_ai.request.temperature')).toEqual({ doubleValue: 0 });
  });

  it('marks the span at fault when the request failed', () => {
    const rejected = expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, { failure: { kind: 'unauthorized', afterTokens: 0 } })));
    const failed = spansOf(otlpOf(rejected)).filter((span) => span.status.code === 2);
    expect(failed.map(({ name }) => name)).toEqual(['chat llama-3.1-8b', 'gateway authentication']);
    expect(failed[0]?.status.message).toBe(rejected.outcome.reason);
    expect(attribute(failed[0] as OtlpSpan, 'error.type')).toEqual({ stringValue: '401' });
  });

  it('two traces never share an id, not even two of the same', () => {
    const document = JSON.parse(format('otlp').writeAll?.([sample, sample]) ?? '') as OtlpDocument;
    expect(new Set(spansOf(document).map(({ traceId }) => traceId)).size).toBe(2);
  });
});

describe('CSV', () => {
  it('is a table for another reader: as many cells in every row, numbers as numbers', () => {
    const table = Papa.parse<Record<string, unknown>>(format('csv').write(sample), { header: true, dynamicTyping: true, skipEmptyLines: true });
    expect(table.errors).toEqual([]);
    const spans = table.data.filter((row) => row['record'] === 'span');
    expect(spans.map((row) => row['duration_ms'])).toEqual(sample.spans.map((span) => span.durationMs));
    expect(table.data.filter((row) => row['record'] === 'token')).toHaveLength(sample.tokens.length);
  });

  it('has no cell that a spreadsheet would run', () => {
    fc.assert(fc.property(anyTrace, (trace) => {
      for (const row of Papa.parse<string[]>(format('csv').write(trace)).data) for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }), { numRuns: 100 });
  });
});

describe('Server-Timing', () => {
  /** RFC 9110 grammar, written from the RFC: token, quoted-string, and the header's list of metrics. */
  const token = String.raw`[!#$%&'*+.^_\x60|~0-9A-Za-z-]+`;
  const metric = String.raw`${token};dur=\d+(?:\.\d+)?;desc="(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"`;
  it('follows the grammar, whatever the trace', () => {
    fc.assert(fc.property(anyTrace, (trace) => {
      expect(format('server-timing').write(trace)).toMatch(new RegExp(`^Server-Timing: ${metric}(?:, ${metric})*\r\n$`));
    }), { numRuns: 200 });
  });
  it('has the time of each stage and their sum', () => {
    const line = format('server-timing').write(sample);
    const durations = new Map([...line.matchAll(/([a-z-]+);dur=([\d.]+)/g)].map(([, name, dur]) => [name, Number(dur)]));
    const times = timeByPlace(sample);
    for (const stage of STAGE_IDS) expect(durations.get(stage)).toBeCloseTo(times.get(stage) ?? NaN, 2);
    expect(durations.has('network')).toBe(false);
    expect(durations.get('server')).toBeCloseTo(totalMs(sample) - (times.get('network') ?? 0), 2);
  });
});

describe('HAR', () => {
  it('has timings that sum to the time of the entry, with ssl inside connect', () => {
    fc.assert(fc.property(anyTrace, (trace) => {
      const timings = harTimings(trace);
      const { ssl, ...counted } = timings;
      const sum = Object.values(counted).reduce((total, ms) => total + Math.max(0, ms), 0);
      expect(ssl).toBeLessThanOrEqual(timings.connect + 1e-9);
      // Spans in any order can put a token before its own request; then the parts of the network alone are more.
      expect(sum).toBeGreaterThanOrEqual(totalMs(trace) - 1e-6);
      for (const ms of Object.values(timings)) expect(ms >= 0 || ms === -1).toBe(true);
    }), { numRuns: 200 });
    const { ssl, blocked, ...counted } = harTimings(sample);
    expect([blocked, ssl > 0]).toEqual([-1, true]);
    expect(Object.values(counted).reduce((a, b) => a + b, 0)).toBeCloseTo(totalMs(sample), 9);
  });
  it('has a first byte when the first token came', () => {
    const { dns, connect, send, wait } = harTimings(sample);
    expect(dns + connect + send + wait).toBeCloseTo(metricsOf(sample).ttftMs ?? NaN, 9);
  });
});
