/** Other people's traces, written here by hand in the shapes that their tools write them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearScale } from '@/app/charts/scale';
import { rowsOf } from '@/app/explore/rows';
import { factsOf, UNATTRIBUTED_ROW } from '@/app/metrics/rows';
import { metricsOf } from '@/core/metrics';
import { expectOk } from '@/core/result';
import { parseTrace, timeByPlace, totalMs, type Trace } from '@/core/trace';
import { compareTraces } from '@/decisions/compare';
import { DEFAULT_RULES, EXPORTS, globMatches, importTrace, importTraces, IMPORT_LIMITS, parseRules, type ImportRules } from '@/remote';

type Value = string | number | boolean;
interface Draft { name: string; id: string; parent?: string; fromMs: number; toMs: number; attributes?: Record<string, Value>; events?: { name: string; atMs: number }[]; status?: { code: number; message?: string } }

const START = 1_760_000_000_000_000_000n;
const nano = (ms: number): string => (START + BigInt(Math.round(ms * 1e6))).toString();
const any = (value: Value): object => (typeof value === 'string' ? { stringValue: value } : typeof value === 'boolean' ? { boolValue: value } : Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value });
const pairs = (values: Record<string, Value> = {}): object[] => Object.entries(values).map(([key, value]) => ({ key, value: any(value) }));

const resource = (spans: readonly Draft[], traceId = 'aa'): object => ({
  resource: { attributes: pairs({ 'service.name': 'somebody' }) },
  scopeSpans: [{ scope: { name: 'library' }, spans: spans.map(({ name, id, parent, fromMs, toMs, attributes, events, status }) => ({
    traceId, spanId: id, ...(parent === undefined ? {} : { parentSpanId: parent }), name, kind: 1, startTimeUnixNano: nano(fromMs), endTimeUnixNano: nano(toMs),
    attributes: pairs(attributes), events: (events ?? []).map((event) => ({ name: event.name, timeUnixNano: nano(event.atMs) })), status: status ?? {},
  })) }],
});
const otlp = (...spans: Draft[]): string => JSON.stringify({ resourceSpans: [resource(spans)] });

const stretches = (trace: Trace): string[] => trace.spans.map((span) => `${span.stage}/${span.layer} ${Number(span.startMs.toFixed(3))}–${Number((span.startMs + span.durationMs).toFixed(3))}${span.attributes['unattributed'] === true ? ' ?' : ''}`);
const read = (text: string, rules?: ImportRules): { trace: Trace; notes: string[] } => {
  const { trace, notes } = expectOk(importTrace(text, rules === undefined ? {} : { rules }));
  expect(parseTrace(JSON.parse(JSON.stringify(trace))).ok, 'an imported trace is a sound trace').toBe(true);
  expect(trace.source).toBe('import');
  return { trace, notes };
};

describe('vLLM', () => {
  // Attribute names and seconds as in vllm/tracing and vllm/v1/engine/output_processor.py.
  const attributes = {
    'gen_ai.latency.time_to_first_token': 0.08, 'gen_ai.latency.e2e': 0.5, 'gen_ai.latency.time_in_queue': 0.02,
    'gen_ai.latency.time_in_model_prefill': 0.05, 'gen_ai.latency.time_in_model_decode': 0.4, 'gen_ai.latency.time_in_model_inference': 0.45,
    'gen_ai.usage.prompt_tokens': 512, 'gen_ai.usage.completion_tokens': 41, 'gen_ai.request.max_tokens': 64, 'gen_ai.request.temperature': 0.7,
    'gen_ai.response.model': 'meta-llama/Llama-3.1-8B-Instruct', 'gen_ai.request.id': 'cmpl-1',
  };
  const { trace, notes } = read(otlp({ name: 'llm_request', id: '01', fromMs: 0, toMs: 500, attributes }));

  it('has its queue, prefill and decode laid so that the first token comes when it came', () => {
    expect(stretches(trace)).toEqual(['unattributed/no-rule 0–10 ?', 'router/queue 10–30', 'inference/prefill 30–80', 'inference/decode 80–480', 'unattributed/no-rule 480–500 ?']);
    expect(metricsOf(trace).ttftMs).toBeCloseTo(80, 9);
    expect(notes.some((note) => note.includes('30.0 ms of 500 ms match no rule'))).toBe(true);
  });
  it('keeps what it states: tokens, settings, model', () => {
    expect(trace.usage).toEqual({ inputTokens: 512, cachedTokens: 0, outputTokens: 41, costUsd: 0 });
    expect(trace.scenario.request).toMatchObject({ inputTokens: 512, outputTokens: 41, maxOutputTokens: 64, temperature: 0.7, prompt: '' });
    expect(trace.scenario.model).toBe('llama-3.1-8b');
    expect(trace.environment).toMatchObject({ importedFrom: 'OTLP', model: 'meta-llama/Llama-3.1-8B-Instruct', importedSpans: 1, matchedSpans: 1 });
    // 41 tokens in half a second; when each came is not told.
    expect(metricsOf(trace)).toMatchObject({ tokensPerSecond: 82, tpotMs: null, itlMs: null });
  });
  it('is not believed when its parts do not fit into it, until the unit of the rule is set', () => {
    const nanoseconds = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, key.startsWith('gen_ai.latency.') && typeof value === 'number' ? value * 1e9 : value]));
    const file = otlp({ name: 'llm_request', id: '01', fromMs: 0, toMs: 500, attributes: nanoseconds });
    const refused = importTrace(file);
    expect(refused.ok ? '' : refused.error.code).toBe('import-parts-misfit');
    const [first, ...rest] = DEFAULT_RULES.rules;
    if (first?.split === undefined) throw new Error('The first rule is that of vLLM.');
    const edited = { ...DEFAULT_RULES, rules: [{ ...first, split: { ...first.split, unit: 'ns' as const } }, ...rest] };
    expect(stretches(read(file, edited).trace)).toEqual(stretches(trace));
    const wrong = importTrace(otlp(
      { name: 'auth check', id: '00', fromMs: 0, toMs: 500 },
      { name: 'llm_request', id: '01', parent: '00', fromMs: 0, toMs: 500, attributes: { ...attributes, 'gen_ai.latency.time_in_queue': 20_000_000 } },
    ));
    expect(expectOk(wrong).notes.join(' ')).toContain('wrong unit?');
    expect(timeByPlace(expectOk(wrong).trace).has('router')).toBe(false);
  });
  it('its own spans for wait, prefill and decode go before its figures', () => {
    const nested = read(otlp(
      { name: 'llm_request', id: '01', fromMs: 0, toMs: 500, attributes },
      { name: 'wait', id: '02', parent: '01', fromMs: 0, toMs: 100 }, { name: 'prefill', id: '03', parent: '01', fromMs: 100, toMs: 200 }, { name: 'decode', id: '04', parent: '01', fromMs: 200, toMs: 500 },
    ));
    expect(stretches(nested.trace)).toEqual(['router/queue 0–100', 'inference/prefill 100–200', 'inference/decode 200–500']);
  });
});

describe('clients', () => {
  it('OpenTelemetry GenAI: the call with its first chunk, tools and retrieval around it', () => {
    const { trace, notes } = read(otlp(
      { name: 'invoke_agent helper', id: '01', fromMs: 0, toMs: 1000, attributes: { 'gen_ai.operation.name': 'invoke_agent' } },
      { name: 'embeddings small', id: '02', parent: '01', fromMs: 10, toMs: 60, attributes: { 'gen_ai.operation.name': 'embeddings' } },
      { name: 'chat gpt-9', id: '03', parent: '01', fromMs: 100, toMs: 600, attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-9', 'gen_ai.response.time_to_first_chunk': 0.2, 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 5 } },
      { name: 'execute_tool weather', id: '04', parent: '01', fromMs: 600, toMs: 900, attributes: { 'gen_ai.operation.name': 'execute_tool' } },
    ));
    expect(stretches(trace)).toEqual(['unattributed/no-rule 0–10 ?', 'retrieval/search 10–60', 'unattributed/no-rule 60–100 ?', 'inference/prefill 100–300', 'inference/decode 300–600', 'tools/tool-calls 600–900', 'unattributed/no-rule 900–1000 ?']);
    expect(metricsOf(trace).ttftMs).toBeCloseTo(300, 9);
    expect(notes.join(' ')).toContain('does not tell network, queue and model apart');
    expect(notes.join(' ')).toContain('“gpt-9” is not in the catalogue');
  });
  it('OpenLLMetry: chunks of the stream are the tokens', () => {
    const { trace, notes } = read(otlp({
      name: 'openai.chat', id: '01', fromMs: 0, toMs: 400, attributes: { 'llm.request.type': 'chat', 'gen_ai.usage.completion_tokens': 3, 'llm.is_streaming': true },
      events: [{ name: 'llm.content.completion.chunk', atMs: 150 }, { name: 'llm.content.completion.chunk', atMs: 200 }, { name: 'llm.content.completion.chunk', atMs: 300 }],
    }));
    expect(trace.tokens.map((token) => token.timeMs)).toEqual([150, 200, 300]);
    expect(metricsOf(trace)).toMatchObject({ ttftMs: 150, tpotMs: 75 });
    expect(notes.join(' ')).toContain('a chunk may hold more than one token');
  });
  it('OpenInference and LangChain: kinds and class names', () => {
    const { trace } = read(otlp(
      { name: 'RunnableSequence', id: '01', fromMs: 0, toMs: 100, attributes: { 'openinference.span.kind': 'CHAIN' } },
      { name: 'VectorStoreRetriever', id: '02', parent: '01', fromMs: 0, toMs: 30, attributes: { 'openinference.span.kind': 'RETRIEVER' } },
      { name: 'ChatPromptTemplate', id: '03', parent: '01', fromMs: 30, toMs: 31 },
      { name: 'ChatOpenAI', id: '04', parent: '01', fromMs: 31, toMs: 99, attributes: { 'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-x', 'llm.token_count.prompt': 7 } },
    ));
    expect(stretches(trace)).toEqual(['retrieval/search 0–30', 'retrieval/prompt-assembly 30–31', 'inference/decode 31–99', 'unattributed/no-rule 99–100 ?']);
    expect(trace.usage.inputTokens).toBe(7);
  });
  it('an HTTP client\'s tree, and what failed', () => {
    const { trace } = read(otlp(
      { name: 'POST', id: '01', fromMs: 0, toMs: 100, attributes: { 'http.response.status_code': 429 }, status: { code: 2, message: 'too many requests' } },
      { name: 'dns.lookup', id: '02', parent: '01', fromMs: 0, toMs: 5 }, { name: 'tcp.connect', id: '03', parent: '01', fromMs: 5, toMs: 15 },
      { name: 'tls.connect', id: '04', parent: '01', fromMs: 15, toMs: 35 }, { name: 'http.send', id: '05', parent: '01', fromMs: 35, toMs: 40 }, { name: 'http.receive', id: '06', parent: '01', fromMs: 90, toMs: 100 },
    ));
    expect(stretches(trace)).toEqual(['network/dns 0–5', 'network/tcp 5–15', 'network/tls 15–35', 'network/request 35–40', 'unattributed/no-rule 40–90 ?', 'network/response 90–100']);
    expect(trace.outcome).toEqual({ status: 'rejected', httpStatus: 429, reason: 'too many requests', billed: false });
  });
});

describe('shapes of files', () => {
  const span: Draft = { name: 'prefill', id: '01', fromMs: 0, toMs: 10 };
  const other: Draft = { name: 'decode', id: '01', fromMs: 0, toMs: 20 };
  const expected = ['inference/prefill 0–10'];

  it('reads what the collector\'s file exporter writes: a request a line', () => {
    const lines = `${JSON.stringify({ resourceSpans: [resource([span], 'aa')] })}\n${JSON.stringify({ resourceSpans: [resource([other], 'bb')] })}\n`;
    const { traces, format } = expectOk(importTraces(lines));
    expect(format).toBe('otlp');
    expect(traces.map(({ trace }) => stretches(trace))).toEqual([expected, ['inference/decode 0–20']]);
  });
  it('reads proto field names, Tempo\'s batches and numbers for times', () => {
    const snake = otlp(span).replaceAll('resourceSpans', 'resource_spans').replaceAll('scopeSpans', 'scope_spans').replaceAll('startTimeUnixNano', 'start_time_unix_nano')
      .replaceAll('endTimeUnixNano', 'end_time_unix_nano').replaceAll('spanId', 'span_id').replaceAll('traceId', 'trace_id').replaceAll('stringValue', 'string_value');
    expect(stretches(read(snake).trace)).toEqual(expected);
    expect(stretches(read(JSON.stringify({ batches: [resource([span])] })).trace)).toEqual(expected);
    expect(stretches(read('{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"prefill","startTimeUnixNano":1000000,"endTimeUnixNano":11000000}]}]}]}').trace)).toEqual(expected);
  });
  it('reads Chrome events of each kind, an unclosed array and a plain list', () => {
    const x = (name: string, ts: number, dur: number, tid = 1): object => ({ name, ph: 'X', ts, dur, pid: 1, tid });
    const wanted = ['gateway/authentication 0–1', 'router/queue 1–3', 'inference/prefill 3–5', 'inference/decode 5–9'];
    const complete = [x('authenticate', 1000, 1000), x('queue', 2000, 2000), x('prefill', 4000, 2000), x('decode', 6000, 4000, 2)];
    expect(stretches(read(JSON.stringify(complete)).trace)).toEqual(wanted);
    expect(stretches(read(JSON.stringify({ traceEvents: complete })).trace)).toEqual(wanted);
    expect(stretches(read(JSON.stringify(complete).replace(/]$/, ',')).trace)).toEqual(wanted);
    const begun = complete.flatMap((event) => {
      const { name, ts, dur, tid } = event as { name: string; ts: number; dur: number; tid: number };
      return tid === 2
        ? [{ name, ph: 'b', cat: 'c', id: '0x1', ts, pid: 1, tid: 7 }, { name, ph: 'e', cat: 'c', id: '0x1', ts: ts + dur, pid: 1, tid: 8 }]
        : [{ name, ph: 'B', ts, pid: 1, tid }, { ph: 'E', ts: ts + dur, pid: 1, tid }];
    });
    expect(stretches(read(JSON.stringify(begun)).trace)).toEqual(wanted);
  });
  it('leaves out the rest of a Chrome trace: only what lies between the first and the last span known', () => {
    const events = [{ name: 'boot', ph: 'X', ts: 0, dur: 5e6, pid: 1, tid: 1 }, { name: 'prefill', ph: 'X', ts: 6e6, dur: 1000, pid: 1, tid: 1 }, { name: 'idle', ph: 'X', ts: 6_001_000, dur: 500, pid: 1, tid: 1 }, { name: 'decode', ph: 'X', ts: 6_001_500, dur: 500, pid: 1, tid: 1 }];
    expect(stretches(read(JSON.stringify(events)).trace)).toEqual(['inference/prefill 0–1', 'unattributed/no-rule 1–1.5 ?', 'inference/decode 1.5–2']);
  });
});

describe('time', () => {
  const names = ['prefill', 'decode', 'queue', 'authenticate', 'nobody knows', 'dns', 'tool'];
  it('goes to the innermost span known at each moment, to the last microsecond (against a scan of every moment)', () => {
    const draft = fc.record({ name: fc.constantFrom(...names), from: fc.integer({ min: 0, max: 60 }), length: fc.integer({ min: 0, max: 30 }), parent: fc.option(fc.nat(6)) });
    fc.assert(fc.property(fc.array(draft, { minLength: 1, maxLength: 8 }), (drafts) => {
      const spans: Draft[] = drafts.map(({ name, from, length, parent }, i) => ({
        name, id: `0${i + 1}`, fromMs: from, toMs: from + length, ...(parent !== null && parent < i ? { parent: `0${parent + 1}` } : {}),
      }));
      const known = spans.filter(({ name }) => name !== 'nobody knows');
      const result = importTrace(otlp(...spans));
      if (known.every(({ fromMs, toMs }) => fromMs === toMs)) return;
      const { trace } = expectOk(result);
      const depth = (span: Draft): number => (span.parent === undefined ? 0 : 1 + depth(spans[Number(span.parent) - 1] as Draft));
      const start = Math.min(...spans.map(({ fromMs }) => fromMs));
      const end = Math.max(...spans.map(({ toMs }) => toMs));
      expect(totalMs(trace)).toBeCloseTo(end - start, 6);
      for (let at = start + 0.5; at < end; at++) {
        const there = known.filter(({ fromMs, toMs }) => fromMs < at && at < toMs)
          .sort((a, b) => depth(b) - depth(a) || b.fromMs - a.fromMs || Number(b.id) - Number(a.id))[0];
        const span = trace.spans.find(({ startMs, durationMs }) => startMs < at - start && at - start < startMs + durationMs);
        if (there === undefined) expect(span?.attributes['unattributed']).toBe(true);
        else expect(span?.attributes['span']).toBe(there.name);
      }
    }), { numRuns: 300 });
  });
});

describe('time that no rule knows', () => {
  const file = otlp({ name: 'queue', id: '01', fromMs: 0, toMs: 10 }, { name: 'nobody knows', id: '02', fromMs: 10, toMs: 45 }, { name: 'decode', id: '03', fromMs: 45, toMs: 100 });
  const { trace } = read(file);

  it('has a place of its own: no stage, no network, in the total and in no share', () => {
    expect(Object.fromEntries([...timeByPlace(trace)].map(([place, ms]) => [place, Math.round(ms)]))).toEqual({ router: 10, unattributed: 35, inference: 55 });
    expect(metricsOf(trace).totalMs).toBeCloseTo(100, 6);
    expect(metricsOf(trace).stagesMs).toBeCloseTo(65, 6);
  });
  it('is shown by its name: in the waterfall, the metrics and beside another run', () => {
    expect(rowsOf([{ id: 'datacenter', title: '', detail: '', provenance: 'imported', trace, growing: false }], 'stages', linearScale(0, 100)).map(({ label, totalsMs }) => `${label} ${Math.round(totalsMs[0] ?? 0)}`))
      .toEqual(['Model router 10', 'Inference 55', 'Not attributed 35']);
    expect(UNATTRIBUTED_ROW.value(factsOf(trace))).toMatchObject({ value: '35.0', unit: 'ms' });
    expect(expectOk(compareTraces([trace, trace])).places.map(({ place }) => place)).toContain('unattributed');
  });
  it('comes back in every format that reads back', () => {
    for (const format of EXPORTS.filter(({ readsBack }) => readsBack)) {
      expect(expectOk(importTrace(format.write(trace, { texts: true }))).trace.spans, format.id).toEqual(trace.spans);
    }
  });
  it('is no place for a rule', () => {
    const rules = { ...DEFAULT_RULES, rules: [{ match: { name: 'x' }, place: { stage: 'unattributed', layer: 'no-rule' } }] };
    expect(parseRules(rules)).toMatchObject({ ok: false, error: { field: 'rules.0.place.stage' } });
  });
  it('stays with the network in a trace that was imported before', () => {
    const [first, ...rest] = trace.spans;
    const old = { ...trace, spans: [{ ...first, stage: 'network', layer: 'request', attributes: { unattributed: true } }, ...rest] };
    expect(expectOk(parseTrace(JSON.parse(JSON.stringify(old))))).toEqual(old);
  });
});

describe('rules', () => {
  it('those of the app are valid, and survive being saved and loaded', () => {
    expect(expectOk(parseRules(JSON.parse(JSON.stringify(DEFAULT_RULES))))).toEqual(DEFAULT_RULES);
  });
  it('can be added by the reader: the first that matches decides', () => {
    const mine: ImportRules = { ...DEFAULT_RULES, rules: [{ match: { name: 'step ?' }, place: { stage: 'billing', layer: 'cost' } }, { match: { name: 'prefill' }, place: { stage: 'tokenizer', layer: 'encode' } }, ...DEFAULT_RULES.rules] };
    const file = otlp({ name: 'prefill', id: '01', fromMs: 0, toMs: 10 }, { name: 'step 3', id: '02', fromMs: 10, toMs: 12 });
    expect(stretches(read(file, mine).trace)).toEqual(['tokenizer/encode 0–10', 'billing/cost 10–12']);
    expect(stretches(read(file).trace)).toEqual(['inference/prefill 0–10', 'unattributed/no-rule 10–12 ?']);
  });
  it.each([
    [{ match: { name: 'x' }, place: { stage: 'inference', layer: 'encode' } }, 'rules.0.place'],
    [{ match: { name: 'x' }, place: { stage: 'nowhere', layer: 'encode' } }, 'rules.0.place.stage'],
    [{ match: {}, place: null }, 'rules.0.match'],
    [{ match: { name: '' }, place: null }, 'rules.0.match.name'],
    [{ match: { name: 'x' }, place: null, code: 'alert()' }, 'rules.0.code'],
    [{ match: { name: 'x' }, place: null, split: { unit: 'h', pieces: [] } }, 'rules.0.split.unit'],
  ])('refuses %j and names the field', (rule, field) => {
    const result = parseRules({ ...DEFAULT_RULES, rules: [rule] });
    expect(result.ok ? null : result.error.field).toBe(field);
  });
  it('globs agree with a regular expression made from them', () => {
    const part = fc.constantFrom('*', '?', 'a', 'b', 'A', '.', '(', 'ab');
    fc.assert(fc.property(fc.array(part, { maxLength: 8 }), fc.string({ unit: fc.constantFrom('a', 'b', '.', '('), maxLength: 10 }), (parts, text) => {
      const pattern = new RegExp(`^${parts.map((p) => (p === '*' ? '[^]*' : p === '?' ? '[^]' : p.replaceAll(/[.()]/g, '\\$&'))).join('')}$`, 'i');
      expect(globMatches(parts.join(''), text)).toBe(pattern.test(text));
    }), { numRuns: 2000 });
  });
});

describe('what cannot be read says what is wrong', () => {
  const spans = (count: number): string => JSON.stringify(Array.from({ length: count }, (_, i) => ({ name: 'decode', ph: 'X', ts: i, dur: 1, pid: 1, tid: 1 })));
  const cases: [string, string, string, RegExp][] = [
    ['an empty file', ' \n', 'import-empty', /empty/],
    ['no JSON', '{"a":', 'import-not-json', /not valid JSON/],
    ['other JSON', '{"hello":[]}', 'import-unknown-format', /hello/],
    ['a number', '42', 'import-unknown-format', /number/],
    ['deep nesting', '['.repeat(1e6), 'import-too-deep', /1,000,000 levels/],
    ['too many characters', ' '.repeat(IMPORT_LIMITS.chars + 1), 'import-too-large', /48,000,001/],
    ['too many spans', spans(IMPORT_LIMITS.spans + 1), 'import-too-many', /50,000 spans/],
    ['names that no rule knows', otlp({ name: 'frobnicate', id: '01', fromMs: 0, toMs: 1 }), 'import-nothing-matched', /frobnicate/],
    ['a span inside of itself', otlp({ name: 'decode', id: '01', parent: '01', fromMs: 0, toMs: 1 }), 'import-too-deep', /inside of themselves/],
    ['days', otlp({ name: 'decode', id: '01', fromMs: 0, toMs: 90_000_000 }), 'import-too-long', /25\.0 hours/],
    ['events without spans', '[{"ph":"M","name":"process_name","pid":1}]', 'import-no-spans', /none of them/],
    ['spans without times', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"decode"}]}]}]}', 'import-no-spans', /start and an end/],
    ['no spans', '{"resourceSpans":[]}', 'import-no-spans', /no spans/],
    ['a table without columns', 'record,index\nspan,0', 'import-csv-columns', /stage, layer/],
    ['our trace, damaged', '{"schemaVersion":1,"scenario":{},"spans":[]}', 'trace-invalid', /scenario/],
    ['our Chrome trace, damaged', '{"traceEvents":[],"otherData":{"app400ms":{"version":1,"lanes":[{"pid":1,"header":{}}]}}}', 'import-broken', /header/],
  ];
  it.each(cases)('%s', (_, text, code, message) => {
    const result = importTrace(text);
    expect(result.ok ? 'read' : result.error.code).toBe(code);
    if (!result.ok) {
      expect(result.error.message).toMatch(message);
      expect(result.error.action).toMatch(/\w.*\.$/);
    }
  });
  it('50,000 overlapping spans are read', () => {
    const { trace } = read(spans(IMPORT_LIMITS.spans));
    expect(totalMs(trace)).toBeCloseTo(IMPORT_LIMITS.spans / 1000, 6);
  });
  it('a stranger\'s text is kept short, its control and direction characters shown', () => {
    const { trace } = read(otlp({ name: `decode ${'x'.repeat(10_000)}`, id: '01', fromMs: 0, toMs: 1, attributes: { 'a\u202eb': 'c\u0000d', __proto__: 'x' } }));
    const { attributes } = trace.spans[0] as Trace['spans'][number];
    expect(String(attributes['span']).length).toBeLessThan(310);
    expect(attributes['a\uFFFDb']).toBe('c\uFFFDd');
  });
});
