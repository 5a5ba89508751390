/** The pure half of share, export, import and embed: what a file is, who may speak, what is drawn. */
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedOrigin, idOf, parseHostMessage } from '@/app/embed/protocol';
import { framed } from '@/app/exchange/charts/frame';
import { SvgPen } from '@/app/exchange/charts/svg-pen';
import { waterfallSvg } from '@/app/exchange/charts/waterfall-svg';
import { lookInto, MAX_FILE_BYTES, readIncoming, sizeProblem } from '@/app/exchange/incoming';
import { pageReader } from '@/app/exchange/reading';
import { placeSpans, setRules, useRules } from '@/app/exchange/rules-state';
import { embedCode, linkTo } from '@/app/exchange/share-link';
import { rowsOf } from '@/app/explore/rows';
import { scaleOf, type Lane } from '@/app/explore/lanes';
import { requestThumbnail, stretchesOf } from '@/app/pages/gallery/view';
import { DEFAULT_STATE, EMPTY_DESK } from '@/app/share';
import { writeSession } from '@/app/share/session';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario } from '@/core/scenario';
import { parseTrace, totalMs, traceFaults } from '@/core/trace';
import { DEFAULT_FLEET } from '@/datacenter/fleet/config';
import { FLEET_PRESETS } from '@/datacenter/fleet/presets';
import { modelTrace } from '@/datacenter/model-trace';
import { PRESETS } from '@/datacenter/presets';
import { DEFAULT_RULES, EXPORTS, findExport, importTrace, previewSpans, type ImportRules } from '@/remote';
import { schemaFiles } from '../../../scripts/lib/schemas';
import { anyScenario } from '../../share/arbitraries';

const trace = expectOk(modelTrace(DEFAULT_SCENARIO));
const read = (name: string, value: unknown, rules: ImportRules = DEFAULT_RULES) => readIncoming(name, typeof value === 'string' ? value : JSON.stringify(value), rules);

describe('a file that is brought in', () => {
  it('is a scenario, whole or in part, with or without the name of its schema', () => {
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        expect(expectOk(read('a.json', scenario))).toMatchObject({ kind: 'scenario', scenario });
      }),
      { numRuns: 60 },
    );
    const part = expectOk(read('a.json', { $schema: 'https://example.org/scenario.json', load: { batch: 3 } }));
    expect(part).toEqual({ kind: 'scenario', scenario: patchScenario(DEFAULT_SCENARIO, { load: { batch: 3 } }), given: ['load'] });
  });

  it('is a fleet, whole or in part', () => {
    for (const { scenario } of FLEET_PRESETS) expect(expectOk(read('f.json', scenario))).toEqual({ kind: 'fleet', fleet: scenario });
    expect(expectOk(read('f.json', { workload: { requests: 12 } }))).toEqual({ kind: 'fleet', fleet: { ...DEFAULT_FLEET, workload: { ...DEFAULT_FLEET.workload, requests: 12 } } });
  });

  it('is a session, or a trace of every format that reads back', () => {
    expect(expectOk(read('s.json', writeSession(DEFAULT_STATE)))).toEqual({ kind: 'session', decoded: { state: DEFAULT_STATE, problems: [] } });
    for (const format of EXPORTS.filter(({ readsBack }) => readsBack)) {
      const incoming = expectOk(read(`t${format.fileExtension}`, format.write(trace, { texts: true })));
      expect(incoming.kind === 'traces' ? [incoming.file.traces[0]?.trace, incoming.spans] : incoming.kind, format.id).toEqual([trace, []]);
    }
  });

  it.each([
    ['a field that does not exist', { request: { maxTokens: 4 } }, /no scenario field request\.maxTokens/],
    ['a value out of range', { request: { maxOutputTokens: -4 } }, /maxOutputTokens must be at least 1/],
    ['a fleet’s field', { workload: { requests: -1 } }, /workload\.requests/],
    ['a fleet that replays a log', { workload: { arrivals: { kind: 'replay' } } }, /replay/],
    ['something else', { recipe: 'soup' }, /no kind of trace known here: an object with recipe/],
    ['no JSON', '{"request": ', /not valid JSON/],
    ['nothing', '', /is empty/],
  ])('with %s is refused by name', (_name, value, message) => {
    const result = read('x.json', value);
    expect(result.ok ? '' : result.error.message).toMatch(message);
    expect(result.ok ? '' : result.error.action).toMatch(/\w/);
  });

  it('never makes the reader throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string(), fc.record({ request: fc.jsonValue(), workload: fc.jsonValue(), log: fc.record({ entries: fc.jsonValue() }) }, { requiredKeys: [] }).map((value) => JSON.stringify(value))), (text) => {
        const result = read('any', text);
        if (!result.ok) expect(result.error.message).toMatch(/\w/);
      }),
      { numRuns: 500 },
    );
  });

  it('is read once, and looked into under other rules; one that cannot be read says so', async () => {
    const text = JSON.stringify({ traceEvents: [{ ph: 'X', name: 'mystery', ts: 0, dur: 4_000, pid: 1, tid: 1 }] });
    let reads = 0;
    const reader = pageReader({ name: 'm.json', size: text.length, text: () => Promise.resolve((reads++, text)) });
    const first = expectOk(await reader.under(DEFAULT_RULES));
    expect([first.read.ok, first.spans.map(({ name, rule }) => [name, rule])]).toEqual([false, [['mystery', null]]]);
    const rules: ImportRules = { ...DEFAULT_RULES, rules: [{ match: { name: 'mystery' }, place: { stage: 'router', layer: 'queue' } }, ...DEFAULT_RULES.rules] };
    const second = expectOk(await reader.under(rules));
    expect(second).toEqual(lookInto('m.json', text, rules));
    expect([second.read.ok, second.spans[0]?.rule]).toEqual([true, 0]);
    // What a worker answers with has to survive the way to the page.
    expect(structuredClone(second)).toEqual(second);
    expect(reads).toBe(1);
    const gone = await pageReader({ name: 'gone.json', size: 1, text: () => Promise.reject(new Error('it was moved')) }).under(DEFAULT_RULES);
    expect(gone).toMatchObject({ ok: false, error: { code: 'import-unreadable', message: 'The file cannot be read: it was moved.' } });
  });

  it('has no time without a place between spans that meet, whatever the sums of their times round to', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 9_999 }), { minLength: 2, maxLength: 300 }), (lengths) => {
      let ts = 0;
      const events = lengths.map((dur, i) => {
        const event = { ph: 'X', name: i % 2 === 0 ? 'decode' : 'tokenize', ts, dur: dur / 10, pid: 1, tid: 1 };
        ts = Math.round(ts * 10 + dur) / 10;
        return event;
      });
      const incoming = expectOk(read('t.json', { traceEvents: events }));
      if (incoming.kind !== 'traces') throw new Error(incoming.kind);
      const made = incoming.file.traces[0]?.trace;
      expect(made?.environment['unattributedMs']).toBe(0);
      expect(made === undefined ? null : traceFaults(made)).toEqual([]);
    }), { numRuns: 100 });
  });

  it('is refused by its size alone', () => {
    expect(sizeProblem('big.json', MAX_FILE_BYTES)).toBeNull();
    expect(sizeProblem('big.json', MAX_FILE_BYTES + 1)?.message).toMatch(/^big\.json has 48,000,001 bytes/);
  });
});

describe('an HTTP archive', () => {
  const entry = (url: string, timings: Record<string, number>, request = {}, response = {}) => ({ request: { method: 'POST', url, ...request }, response: { status: 200, content: {}, ...response }, timings });
  const har = (...entries: unknown[]): string => JSON.stringify({ log: { version: '1.2', entries } });

  it('gives the times of its call, and says what it cannot tell', () => {
    const call = entry('https://api.example.com/v1/chat/completions?key=secret', { blocked: 2, dns: 3, connect: 20, ssl: 12, send: 1, wait: 300, receive: 500 }, {
      postData: { text: JSON.stringify({ model: 'some-model', max_tokens: 90, stream: false }) },
    }, { content: { text: JSON.stringify({ usage: { prompt_tokens: 40, completion_tokens: 70 } }) } });
    const page = entry('https://example.com/style.css', { wait: 9_000 });
    const { trace: read, notes, format } = expectOk(importTrace(har(page, call)));
    expect(format).toBe('har');
    expect(traceFaults(read)).toEqual([]);
    const ms = (stage: string, layer: string) => read.spans.filter((s) => s.stage === stage && s.layer === layer && s.attributes['unattributed'] !== true).reduce((sum, s) => sum + s.durationMs, 0);
    expect([ms('network', 'dns'), ms('network', 'tcp'), ms('network', 'tls'), ms('network', 'request'), ms('inference', 'prefill'), ms('inference', 'decode')].map((x) => Math.round(x))).toEqual([3, 8, 12, 1, 300, 500]);
    expect(totalMs(read)).toBeCloseTo(826, 6);
    expect(read.usage).toMatchObject({ inputTokens: 40, outputTokens: 70 });
    expect(notes.join(' ')).toMatch(/does not tell what the server did/);
    // Queries of addresses hold keys.
    expect(JSON.stringify(read)).not.toMatch(/secret/);
  });

  it('of this app reads as an archive of its sums', () => {
    const { trace: back } = expectOk(importTrace(findExport('har')?.write(trace) ?? ''));
    expect(totalMs(back)).toBeCloseTo(totalMs(trace), 6);
  });

  it('without a call of a model says so', () => {
    const result = importTrace(har({ request: { method: 'GET', url: 'https://example.com/' }, timings: { wait: 5 } }, 7, null));
    expect(result.ok ? '' : result.error.message).toMatch(/3 requests and none of them/);
  });
});

describe('rules that are edited', () => {
  const foreign = JSON.stringify({ traceEvents: [
    { ph: 'X', name: 'odd * name', ts: 0, dur: 4_000, pid: 1, tid: 1 }, { ph: 'X', name: 'decode', ts: 4_000, dur: 6_000, pid: 1, tid: 1 }, { ph: 'X', name: 'decode', ts: 10_000, dur: 6_000, pid: 1, tid: 1 },
  ] });

  it('decide before all others, one for each name', () => {
    setRules(DEFAULT_RULES);
    const before = expectOk(previewSpans(foreign, useRules.getState().rules));
    expect(before.map(({ name, count, totalMs: ms, rule }) => [name, count, Math.round(ms), rule === null])).toEqual([['decode', 2, 12, false], ['odd * name', 1, 4, true]]);
    placeSpans('odd * name', { stage: 'router', layer: 'queue' });
    placeSpans('odd * name', { stage: 'gateway', layer: 'authentication' });
    const { rules } = useRules.getState();
    expect(rules.rules.length).toBe(DEFAULT_RULES.rules.length + 1);
    expect(expectOk(previewSpans(foreign, rules)).find(({ name }) => name === 'odd * name')).toMatchObject({ rule: 0, place: { stage: 'gateway', layer: 'authentication' } });
    const laid = expectOk(importTrace(foreign, { rules })).trace;
    expect(laid.spans[0]).toMatchObject({ stage: 'gateway', layer: 'authentication', durationMs: 4 });
    expect(parseTrace(laid).ok).toBe(true);
    setRules(DEFAULT_RULES);
  });
});

describe('who a page listens to when embedded', () => {
  const at = (search: string, ancestorOrigins: string[] = [], referrer = '') => allowedOrigin({ search, ancestorOrigins, referrer });
  it('is the origin in its address, whole and exact, and no other', () => {
    expect(at('?embed=1&origin=https://a.example', ['https://b.example'], 'https://b.example/x')).toBe('https://a.example');
    for (const bad of ['https://a.example/', 'https://a.example/path', 'a.example', '*', 'null', 'javascript:alert(1)', 'file:///x', '']) {
      expect(at(`?embed=1&origin=${encodeURIComponent(bad)}`, ['https://b.example']), bad).toBeNull();
    }
  });
  it('is the embedding page where the address names none', () => {
    expect(at('?embed=1', ['https://b.example', 'https://top.example'], 'https://c.example/x')).toBe('https://b.example');
    expect(at('?embed=1', [], 'https://c.example/deep/page?q=1')).toBe('https://c.example');
    expect(at('?embed=1', ['null'], 'https://c.example/')).toBeNull();
    expect(at('?embed=1')).toBeNull();
  });
});

describe('messages of a host', () => {
  const from = { source: '400ms-host', version: 1 };
  it.each([
    { type: 'load', preset: 'cold-start' }, { type: 'load', scenario: { load: { batch: 2 } }, id: 'x' }, { type: 'load', link: '?max=3' },
    { type: 'run' }, { type: 'play' }, { type: 'pause' }, { type: 'seek', timeMs: 12.5 }, { type: 'theme', theme: 'dark' },
  ])('%o is understood', (message) => {
    expect(parseHostMessage({ ...from, ...message })).toEqual({ ok: true, value: { ...from, ...message } });
  });
  it.each([
    { type: 'load' }, { type: 'load', preset: 'a', link: 'b' }, { type: 'load', preset: 7 }, { type: 'seek', timeMs: -1 }, { type: 'seek', timeMs: Infinity }, { type: 'theme', theme: 'pink' },
    { type: 'eval', code: '1' }, { type: 'play', extra: 1 }, { type: 'run', version: 2 }, { type: 'load', link: 'x'.repeat(80_001) }, {},
  ])('%o is refused', (message) => {
    expect(parseHostMessage({ ...from, ...message })).toMatchObject({ ok: false, error: { code: 'embed-message' } });
  });
  it('that are not for the app are left alone, whatever they are', () => {
    fc.assert(fc.property(fc.anything(), (data) => {
      const result = parseHostMessage(data);
      if (result !== null) expect((data as { source: string }).source).toBe('400ms-host');
      expect(idOf(data) ?? '').toMatch(/^[^]{0,100}$/);
    }), { numRuns: 500 });
  });
});

describe('a link and its embed code', () => {
  it('are escaped', () => {
    const code = embedCode('https://example.org/?prompt=%22%3E%3Cscript%3E&max=3#s=1.abc', 'A "quoted" <title>');
    expect(code).toMatch(/^<iframe src="https:\/\/example\.org\/\?prompt=%22%3E%3Cscript%3E&amp;max=3&amp;embed=1#s=1\.abc" title="A &quot;quoted&quot; &lt;title&gt;" /);
    expect(code.match(/</g)?.length).toBe(2);
  });
  it('is too long to be handy above 8,192 characters', () => {
    expect(linkTo(DEFAULT_STATE, 'https://example.org/').handy).toBe(true);
    const prompt = Array.from({ length: 6_000 }, (_, i) => String.fromCharCode(0x4e00 + ((i * 7919) % 20_000))).join('');
    const long = linkTo({ ...DEFAULT_STATE, scenario: patchScenario(DEFAULT_SCENARIO, { request: { prompt } }), desk: EMPTY_DESK }, 'https://example.org/');
    expect([long.handy, long.href.length > 8_192]).toEqual([false, true]);
  });
});

describe('drawings', () => {
  const inks = { prefill: '#00f', decode: '#f80', around: '#888', mark: '#000', paper: '#fff', ink: '#000', soft: '#444', line: '#ccc' };
  const lane = (id: 'datacenter' | 'local'): Lane => ({ id, title: id, detail: '', trace, provenance: 'modeled', growing: false });
  const lanes: readonly [Lane, Lane] = [lane('datacenter'), lane('local')];

  it('hold every row with its sum, and their bars lie within the plot', () => {
    const scale = scaleOf(lanes, 'linear', null);
    const rows = rowsOf(lanes, 'stages', scale);
    const drawing = waterfallSvg(lanes, rows, scale, inks, 1_000);
    for (const { label } of rows) expect(drawing.markup).toContain(`>${label}</text>`);
    const rects = [...drawing.markup.matchAll(/<rect x="([-\d.]+)" y="([-\d.]+)" width="([-\d.]+)"/g)].map((match) => match.slice(1).map(Number));
    expect(rects.length).toBeGreaterThan(rows.length);
    for (const [x = NaN, y = NaN, width = NaN] of rects) {
      expect(x).toBeGreaterThanOrEqual(-5);
      expect(y).toBeLessThan(drawing.heightPx);
      expect(x + width).toBeLessThanOrEqual(1_000);
    }
  });

  it('escape every text that comes from a scenario', () => {
    const { markup } = framed({ markup: '', widthPx: 300, heightPx: 10 }, { title: '<b>&"', scenario: '</text><script>', href: 'https://x/?a=1&b=<2>' }, { paper: '#fff', ink: '#000', soft: '#444' });
    expect(markup).not.toMatch(/<script|<b>|<\/text><s/);
    expect(markup).toContain('https://x/?a=1&amp;b=&lt;2&gt;');
  });

  it('close every group that a clip has opened', () => {
    const pen = new SvgPen('p');
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, 5, 5);
    pen.clip();
    pen.globalAlpha = 0.5;
    pen.fillRect(0, 0, 1, 1);
    pen.restore();
    pen.fillRect(2, 2, 1, 1);
    expect(pen.markup.match(/<g/g)?.length).toBe(pen.markup.match(/<\/g>/g)?.length);
    expect(pen.markup.match(/fill-opacity/g)?.length).toBe(1);
  });

  it('of the gallery are the trace’s own shares', () => {
    const shares = stretchesOf(trace);
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeGreaterThan(0.97);
    const decodeMs = trace.spans.filter(({ stage, layer }) => stage === 'inference' && layer !== 'prefill').reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(shares.filter(({ tone }) => tone === 'decode').reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(decodeMs / totalMs(trace), 2);
    for (const preset of PRESETS) expect(requestThumbnail(preset)?.caption, preset.id).toMatch(/\d/);
  });
});

describe('the published schemas, by a validator that knows nothing of the code', () => {
  const schemaOf = (name: string) => {
    const found = schemaFiles().find(({ path }) => path.endsWith(`/${name}`));
    const { $schema: _draft, ...schema } = JSON.parse(found?.text ?? '{}') as Record<string, unknown>;
    return new Ajv({ strict: false }).compile(schema);
  };
  it('take scenario files, whole and in part, and refuse what the app refuses', () => {
    const fits = schemaOf('scenario-file.schema.json');
    for (const { scenario } of PRESETS) expect(fits(scenario)).toBe(true);
    expect(fits({ $schema: 'x', load: { batch: 3 } })).toBe(true);
    expect(fits({ request: { maxTokens: 4 } })).toBe(false);
    expect(fits({ request: { maxOutputTokens: -4 } })).toBe(false);
  });
  it('take fleets, rules and messages', () => {
    const fleet = schemaOf('fleet-file.schema.json');
    for (const { scenario } of FLEET_PRESETS) expect(fleet(scenario)).toBe(true);
    expect(fleet({ workload: { requests: 'many' } })).toBe(false);
    expect(schemaOf('import-rules.schema.json')(JSON.parse(JSON.stringify(DEFAULT_RULES)))).toBe(true);
    const message = schemaOf('embed-messages.schema.json');
    expect(message({ source: '400ms-host', version: 1, type: 'play' })).toBe(true);
    expect(message({ source: '400ms-host', version: 1, type: 'load' })).toBe(false);
  });
});
