/** Trace imports under damage: whatever the file, a sound trace or an error fit to be shown. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario } from '@/core/scenario';
import { parseTrace, type Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { DEFAULT_RULES, EXPORTS, findExport, importTraces, parseRules } from '@/remote';
import { damagedJson, damagedText, faultOf, PATIENCE_MS, RUNS } from './support';

const small = expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, { request: { maxOutputTokens: 3 }, client: { connection: 'cold' }, tools: { calls: 1 } }), { inputTokens: 5, answer: [{ id: 3, text: 'a' }, { id: 4, text: '\n"' }] }));
const written = (id: string): string => findExport(id)?.write(small, { texts: true }) ?? '';

const nano = (ms: number): string => String(1_760_000_000_000_000_000n + BigInt(ms) * 1_000_000n);
const foreignOtlp = JSON.stringify({ resourceSpans: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 's' } }] }, scopeSpans: [{ scope: { name: 'x' }, spans: [
  { traceId: 'aa', spanId: '01', name: 'chat m', startTimeUnixNano: nano(0), endTimeUnixNano: nano(90), attributes: [{ key: 'gen_ai.operation.name', value: { stringValue: 'chat' } }, { key: 'gen_ai.response.time_to_first_chunk', value: { doubleValue: 0.02 } }, { key: 'gen_ai.usage.output_tokens', value: { intValue: '3' } }] },
  { traceId: 'aa', spanId: '02', parentSpanId: '01', name: 'llm_request', startTimeUnixNano: nano(10), endTimeUnixNano: nano(80), attributes: [{ key: 'gen_ai.latency.time_in_queue', value: { doubleValue: 0.01 } }, { key: 'gen_ai.latency.time_in_model_prefill', value: { doubleValue: 0.02 } }, { key: 'gen_ai.latency.time_in_model_decode', value: { doubleValue: 0.03 } }], events: [{ name: 'token', timeUnixNano: nano(40), attributes: [] }], status: { code: 2, message: 'no' } },
  { traceId: 'bb', spanId: '03', parentSpanId: '02', name: 'dns', startTimeUnixNano: nano(0), endTimeUnixNano: nano(5), attributes: [{ key: 'l', value: { arrayValue: { values: [{ stringValue: 'x' }] } } }] },
] }] }] });
const foreignChrome = JSON.stringify({ traceEvents: [
  { name: 'queue', ph: 'X', ts: 0, dur: 10, pid: 1, tid: 1, args: { a: 1 } }, { name: 'prefill', ph: 'B', ts: 10, pid: 1, tid: 1 }, { name: 'sample', ph: 'X', ts: 11, dur: 2, pid: 1, tid: 1 }, { ph: 'E', ts: 30, pid: 1, tid: 1 },
  { name: 'decode', ph: 'b', cat: 'c', id: '1', ts: 30, pid: 1, tid: 1 }, { name: 'token', ph: 'i', ts: 35, pid: 1, tid: 1, s: 't' }, { name: 'decode', ph: 'e', cat: 'c', id: '1', ts: 60, pid: 1, tid: 2 }, { name: 'process_name', ph: 'M', pid: 1, args: { name: 'p' } },
] });
const documents = [written('json'), written('chrome'), written('otlp'), foreignOtlp, foreignChrome];
const texts = [...documents, written('csv'), `${foreignOtlp}\n${foreignOtlp}\n`, foreignChrome.replace(/^\{"traceEvents":/, '').replace(/\]\}$/, ',')];

/** JSON knows no -0; nothing else may differ. */
const plain = (trace: Trace): unknown => JSON.parse(JSON.stringify(trace));

function check(text: string): void {
  const result = importTraces(text, { fileName: 'some file' });
  if (!result.ok) {
    expect(faultOf(result.error)).toBe(null);
    return;
  }
  expect(result.value.traces.length).toBeGreaterThan(0);
  for (const { trace, notes } of result.value.traces) {
    expect(parseTrace(plain(trace)).ok, 'a trace that was read is sound').toBe(true);
    for (const note of notes) expect(note.length).toBeLessThan(1_000);
  }
}

describe('imports of traces', () => {
  it('take files with pieces missing, doubled and exchanged', () => {
    fc.assert(fc.property(damagedText(texts), check), { numRuns: RUNS });
  }, PATIENCE_MS);

  it('take documents with values of the wrong kind in any place', () => {
    fc.assert(fc.property(damagedJson(documents), (document) => check(JSON.stringify(document))), { numRuns: RUNS });
  }, PATIENCE_MS);

  it('take any text and any JSON', () => {
    const json = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.stringify(value));
    const shaped = fc.tuple(fc.constantFrom('traceEvents', 'resourceSpans', 'batches', 'spans'), fc.jsonValue()).map(([key, value]) => JSON.stringify({ [key]: value, scenario: value }));
    const events = fc.array(fc.record({ name: fc.constantFrom('decode', 'prefill', 'x', ''), ph: fc.constantFrom('X', 'B', 'E', 'b', 'e', 'i', 'M', 'C', '?'), ts: fc.oneof(fc.integer({ min: -100, max: 1000 }), fc.double()), dur: fc.oneof(fc.integer({ min: -10, max: 500 }), fc.double()), pid: fc.nat(2), tid: fc.nat(2), id: fc.nat(2) }, { requiredKeys: ['ph'] }), { maxLength: 30 }).map((list) => JSON.stringify(list));
    const rows = fc.array(fc.string({ unit: fc.constantFrom('record', 'span', ',', '"', '\n', '1', ';', '\'', '='), maxLength: 60 }), { maxLength: 4 }).map((lines) => `record,${lines.join('\n')}`);
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 300 }), fc.string({ unit: 'binary', maxLength: 100 }), json, shaped, events, rows), check), { numRuns: RUNS });
  }, PATIENCE_MS);

  it('what was read can be written in every format, and read again the same', () => {
    const readBack = EXPORTS.filter((format) => format.readsBack);
    fc.assert(fc.property(damagedJson(documents), (document) => {
      const result = importTraces(JSON.stringify(document));
      if (!result.ok) return;
      for (const { trace } of result.value.traces) {
        for (const { id, write } of EXPORTS) expect(write(trace).length, id).toBeGreaterThan(0);
        for (const { id, write } of readBack) {
          const again = importTraces(write(trace, { texts: true }));
          expect(again.ok ? plain((again.value.traces[0] as { trace: Trace }).trace) : again.error, id).toEqual(id === 'otlp' || id === 'csv' ? wellFormed(plain(trace)) : plain(trace));
        }
      }
    }), { numRuns: RUNS / 10 });
  }, PATIENCE_MS);

  it('rules from a stranger', () => {
    const sound = [JSON.stringify({ ...DEFAULT_RULES, rules: DEFAULT_RULES.rules.slice(0, 12) })];
    fc.assert(fc.property(damagedJson(sound), (document) => {
      const rules = parseRules(JSON.parse(JSON.stringify(document)));
      const result = rules.ok ? importTraces(foreignOtlp, { rules: rules.value }) : rules;
      if (!result.ok) expect(faultOf(result.error)).toBe(null);
      else for (const { trace } of result.value.traces) expect(parseTrace(plain(trace)).ok).toBe(true);
    }), { numRuns: RUNS });
  }, PATIENCE_MS);
});

/** OTLP is UTF-8 inside: half a surrogate pair becomes U+FFFD in spans and tokens; the header is kept as ASCII. */
function wellFormed(trace: unknown): unknown {
  const { spans, tokens, ...header } = trace as { spans: unknown; tokens: unknown };
  const mend = (value: unknown): unknown => JSON.parse(JSON.stringify(value), (_, inner: unknown) => (typeof inner === 'string' ? inner.toWellFormed() : inner));
  return { ...header, spans: mend(spans), tokens: mend(tokens) };
}
