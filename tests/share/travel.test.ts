/** What is longer than a scenario in a link: measured runs, fleets, session files; and that links of every version keep opening. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLocation, DEFAULT_STATE, DEFAULT_VIEW, EMPTY_DESK, encodeLocation, type LinkState } from '@/app/share';
import { decodeRun, encodeRun } from '@/app/share/columns';
import { encodeFleet, readFleet } from '@/app/share/fleet';
import { readSession, SESSION_FORMAT, writeSession } from '@/app/share/session';
import { ranBy } from '@/app/store/ran-by';
import { metricsOf } from '@/core/metrics';
import { randomStream } from '@/core/random';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO } from '@/core/scenario';
import { parseTrace, traceFaults, type Trace } from '@/core/trace';
import { DEFAULT_FLEET, type FleetScenario } from '@/datacenter/fleet/config';
import { FLEET_PRESETS } from '@/datacenter/fleet/presets';
import { traceRequests } from '@/datacenter/fleet/trace';
import { workloadSource } from '@/datacenter/fleet/workload/source';
import { modelTrace } from '@/datacenter/model-trace';
import { anyScenario, anyState } from './arbitraries';

interface Fixture { name: string; search: string; hash: string; state: LinkState }
const FOLDER = new URL('./fixtures/', import.meta.url);
const fixtures = readdirSync(FOLDER).sort().flatMap((file) => {
  const list = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Fixture[];
  return list.map((fixture) => ({ ...fixture, name: `${file.replace('.json', '')}: ${fixture.name}` }));
});
const recorded: Trace = expectOk(parseTrace(JSON.parse(readFileSync(new URL('../../public/recorded/default.json', import.meta.url), 'utf8'))));
const measured: Trace = { ...recorded, spans: recorded.spans.map((span) => ({ ...span, provenance: 'measured' as const })) };

describe('links of every version', () => {
  it('are kept for versions one to four', () => {
    const versions = new Set(fixtures.map(({ hash }) => /^#s=(\d+)\./.exec(hash)?.[1]));
    expect([...versions].filter((version) => version !== undefined).sort()).toEqual(['1', '2', '3', '4']);
  });

  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))('%s opens as it was made', (_name, { search, hash, state }) => {
    const decoded = decodeLocation({ search, hash });
    expect(decoded.problems).toEqual([]);
    // What a later version added was not there: it is as the page opens.
    expect(decoded.state).toEqual({ ...state, view: { ...DEFAULT_VIEW, ...state.view }, desk: { ...EMPTY_DESK, ...state.desk } });
  });
});

describe('a measured run in a link', () => {
  const linked = (trace: Trace): Trace => {
    const location = encodeLocation({ ...DEFAULT_STATE, desk: { ...EMPTY_DESK, local: trace } });
    expect(location.omitted).toEqual([]);
    const { state, problems } = decodeLocation(location);
    expect(problems).toEqual([]);
    if (state.desk.local === null) throw new Error('the run is gone');
    return state.desk.local;
  };

  it('arrives as recorded, whole, to the microsecond', () => {
    const arrived = linked(measured);
    expect(traceFaults(arrived)).toEqual([]);
    expect(new Set(arrived.spans.map(({ provenance }) => provenance))).toEqual(new Set(['recorded']));
    expect(arrived.source).toBe('local');
    expect(arrived.environment).toEqual(measured.environment);
    expect(arrived.tokens.map(({ text, id, kvBytes }) => [text, id, kvBytes])).toEqual(measured.tokens.map(({ text, id, kvBytes }) => [text, id, kvBytes]));
    arrived.spans.forEach((span, i) => {
      const original = measured.spans[i];
      expect([span.stage, span.layer, span.attributes]).toEqual([original?.stage, original?.layer, original?.attributes]);
      expect(Math.abs(span.startMs - (original?.startMs ?? NaN))).toBeLessThan(0.0006);
    });
    arrived.tokens.forEach((token, i) => {
      expect(Math.abs(token.timeMs - (measured.tokens[i]?.timeMs ?? NaN))).toBeLessThan(0.0011);
    });
    expect(metricsOf(arrived).ttftMs).toBeCloseTo(metricsOf(measured).ttftMs ?? NaN, 2);
  });

  it('of the length that the page comes with makes a link under 8 KB', () => {
    const { search, hash } = encodeLocation({ ...DEFAULT_STATE, desk: { ...EMPTY_DESK, local: measured } });
    expect(search.length + hash.length).toBeLessThan(8_192);
  });

  it('is told by who ran it and when', () => {
    expect(ranBy(recorded)).toBe('Stories 15M on WebAssembly, CPU, 2 threads, Chrome 156 on Linux, 2026-11-21');
    expect(ranBy({ environment: {}, scenario: recorded.scenario })).toBe(recorded.scenario.local.model);
  });

  it('gives any modeled trace back too, whatever its attributes and ranges', () => {
    fc.assert(
      fc.property(fc.nat(1000), (seed) => {
        const trace = expectOk(modelTrace({ ...DEFAULT_SCENARIO, seed }));
        const once = expectOk(decodeRun(JSON.parse(JSON.stringify(encodeRun(trace)))));
        expect(traceFaults(once)).toEqual([]);
        expect(once.spans.map(({ layer, attributes }) => [layer, attributes])).toEqual(trace.spans.map(({ layer, attributes }) => [layer, attributes]));
        // Rounded once, it is not rounded again.
        expect(decodeRun(encodeRun(once))).toEqual({ ok: true, value: once });
      }),
      { numRuns: 40 },
    );
  });

  const valid = JSON.parse(JSON.stringify(encodeRun(measured))) as Record<string, Record<string, unknown>>;
  it.each([
    ['no object', 7, /desk\.local/],
    ['a column that is shorter', { ...valid, tokens: { ...valid['tokens'], id: [1] } }, /differ in length/],
    ['a layer that is not listed', { ...valid, layers: ['gateway/tls-termination'] }, /desk\.local/],
    ['a negative time', { ...valid, spans: { ...valid['spans'], us: [-5] } }, /desk\.local\.spans\.us/],
    ['a scenario out of range', { ...valid, scenario: { request: { maxOutputTokens: -1 } } }, /desk\.local\.scenario/],
    ['a field that does not exist', { ...valid, secret: 1 }, /desk\.local\.secret/],
  ])('%s is named, and the page opens without it', (_name, local, message) => {
    const text = JSON.stringify({ format: SESSION_FORMAT, version: 3, search: '?max=9', content: { desk: { local } } });
    const { state, problems } = expectOk(readSession(text));
    expect(problems.map((problem) => problem.message).join(' ')).toMatch(message);
    expect(state.desk.local).toBeNull();
    expect(state.scenario.request.maxOutputTokens).toBe(9);
  });
});

describe('a run from elsewhere in the upper lane, in a link', () => {
  const fleet = { ...DEFAULT_FLEET, workload: { ...DEFAULT_FLEET.workload, requests: 12 } };
  const requests = [...expectOk(traceRequests(fleet, expectOk(workloadSource(fleet)), [2, 5, 9])).values()];

  it('a fleet’s request arrives as modeled, to the microsecond, with where it is from', () => {
    expect(requests.length).toBe(3);
    for (const trace of requests) {
      const location = encodeLocation({ ...DEFAULT_STATE, scenario: trace.scenario, desk: { ...EMPTY_DESK, upper: { trace, from: 'Request 5 of the fleet Steady chat' } } });
      expect(location.omitted).toEqual([]);
      const { state, problems } = decodeLocation(location);
      expect(problems).toEqual([]);
      const arrived = state.desk.upper;
      if (arrived === null) throw new Error('the run is gone');
      expect(arrived.from).toBe('Request 5 of the fleet Steady chat');
      expect(traceFaults(arrived.trace)).toEqual([]);
      expect(arrived.trace.scenario).toEqual(trace.scenario);
      expect(arrived.trace.spans.map(({ stage, layer, provenance, attributes }) => [stage, layer, provenance, attributes])).toEqual(trace.spans.map(({ stage, layer, provenance, attributes }) => [stage, layer, provenance, attributes]));
      arrived.trace.spans.forEach(({ startMs }, i) => expect(Math.abs(startMs - (trace.spans[i]?.startMs ?? NaN))).toBeLessThan(0.0006));
      expect(arrived.trace.outcome).toEqual(trace.outcome);
    }
  });

  it('stays behind, and is named, where no address can hold it; the session file has room', () => {
    const random = randomStream(2, 'long');
    const long: Trace = { ...measured, spans: measured.spans.map((span) => ({ ...span, attributes: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`a${i}`, random()])) })) };
    const state: LinkState = { ...DEFAULT_STATE, desk: { ...EMPTY_DESK, local: recorded, upper: { trace: long, from: 'long.json' } } };
    const location = encodeLocation(state);
    expect(location.omitted).toContain('desk.upper');
    expect(decodeLocation(location).problems).toEqual([]);
    const kept = expectOk(readSession(writeSession(state))).state.desk;
    expect([kept.local === null, kept.upper?.from, kept.upper?.trace.spans[3]?.attributes]).toEqual([false, 'long.json', long.spans[3]?.attributes]);
  });

  it('shows no control characters of whoever wrote the link', () => {
    const { state } = decodeLocation(encodeLocation({ ...DEFAULT_STATE, desk: { ...EMPTY_DESK, upper: { trace: measured, from: `a\u202eb\n${'x'.repeat(400)}` } } }));
    expect(state.desk.upper?.from).toMatch(/^a\ufffdb\ufffdx{196}$/);
  });

  const run = JSON.parse(JSON.stringify(encodeRun(measured))) as Record<string, unknown>;
  it.each([
    ['no object', 7, 'desk.upper'],
    ['no run', { from: 'x' }, 'desk.upper'],
    ['no word of where it is from', { run }, 'desk.upper'],
    ['a long tale of where it is from', { run, from: 'x'.repeat(201) }, 'desk.upper'],
    ['a field that does not exist', { run, from: 'x', colour: 'red' }, 'desk.upper'],
    ['a run with a field that does not exist', { run: { ...run, secret: 1 }, from: 'x' }, 'desk.upper.run.secret'],
    ['a run of another kind', { run: [1], from: 'x' }, 'desk.upper.run'],
  ])('%s is named, and the page opens without it', (_name, upper, field) => {
    const { state, problems } = expectOk(readSession(JSON.stringify({ format: SESSION_FORMAT, version: 4, search: '?max=9', content: { desk: { upper } } })));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.field?.startsWith(field), problems[0]?.field).toBe(true);
    expect(state.desk).toEqual(EMPTY_DESK);
    expect(state.scenario.request.maxOutputTokens).toBe(9);
  });
});

describe('a fleet in a link', () => {
  it.each(FLEET_PRESETS.map((preset) => [preset.id, preset] as const))('%s: its name and nothing else', (id, { scenario }) => {
    const linked = encodeFleet(scenario, id);
    expect(linked).toEqual({ presetId: id, change: {} });
    expect(linked === null ? null : readFleet(linked)).toEqual({ ok: true, value: { scenario, presetId: id } });
  });

  it('any preset told from any other, by what differs only, through a real link', () => {
    for (const from of FLEET_PRESETS) {
      for (const to of FLEET_PRESETS) {
        const fleet = encodeFleet(to.scenario, from.id);
        const { state, problems } = decodeLocation(encodeLocation({ ...DEFAULT_STATE, desk: { ...EMPTY_DESK, fleet } }));
        expect(problems).toEqual([]);
        const read = state.desk.fleet === null ? null : readFleet(state.desk.fleet);
        expect(read, `${to.id} from ${from.id}`).toEqual({ ok: true, value: { scenario: to.scenario, presetId: from.id } });
      }
    }
  });

  it('names the field that is wrong, and the preset that does not exist', () => {
    const bad = readFleet({ presetId: null, change: { workload: { requests: -4 } } });
    expect(bad.ok ? '' : bad.error.field).toBe('desk.fleet.change.workload.requests');
    expect(readFleet({ presetId: 'nope', change: {} }).ok).toBe(false);
    expect(readFleet({ presetId: null, change: { unheardOf: 1 } }).ok).toBe(false);
  });

  it('leaves a replayed log where it is', () => {
    const replay = { ...DEFAULT_FLEET, workload: { ...DEFAULT_FLEET.workload, arrivals: { kind: 'replay' } } } as unknown as FleetScenario;
    expect(encodeFleet(replay, null)).toBeNull();
  });
});

describe('a session file', () => {
  it('gives back any state', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        expect(readSession(writeSession(state))).toEqual({ ok: true, value: { state, problems: [] } });
      }),
      { numRuns: 100 },
    );
  });

  it('has room for what no address could hold', () => {
    const prompt = Array.from({ length: 90_000 }, (_, i) => String.fromCharCode(0x4e00 + ((i * 7919) % 20_000))).join('');
    const state: LinkState = { ...DEFAULT_STATE, scenario: { ...DEFAULT_SCENARIO, request: { ...DEFAULT_SCENARIO.request, prompt } } };
    expect(encodeLocation(state).omitted).toEqual(['request.prompt']);
    expect(expectOk(readSession(writeSession(state))).state).toEqual(state);
  });

  it('of an older version goes through the same steps as its link', () => {
    fc.assert(
      fc.property(anyScenario, (scenario) => {
        const one = JSON.stringify({ format: SESSION_FORMAT, version: 1, content: scenario });
        expect(expectOk(readSession(one))).toEqual({ state: { ...DEFAULT_STATE, scenario }, problems: [] });
      }),
      { numRuns: 20 },
    );
  });

  it.each([
    ['no JSON', '{', /not JSON/],
    ['another document', '{"a":1}', /format/],
    ['a newer version', JSON.stringify({ format: SESSION_FORMAT, version: 99 }), /newer version/],
    ['no version', JSON.stringify({ format: SESSION_FORMAT }), /version is missing/],
    ['a deep one', '['.repeat(5000), /too deep/],
    ['an endless one', ' '.repeat(8_000_001), /at most 8,000,000/],
  ])('%s is refused in words', (_name, text, message) => {
    const read = readSession(text);
    expect(read.ok ? '' : read.error.message).toMatch(message);
  });
});
