import fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { decodeLocation, DEFAULT_STATE, EMPTY_DESK, encodeLocation, type DecodedLocation, type LinkDesk, type LinkState } from '@/app/share';
import { randomStream } from '@/core/random';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, parseScenario, patchScenario } from '@/core/scenario';
import type { Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { PRESETS } from '@/datacenter/presets';
import { anyScenario, anyState } from './arbitraries';

/** Through a real URL, as the address bar would have it. */
function through({ search, hash }: { search: string; hash: string }): DecodedLocation {
  return decodeLocation(new URL(`https://example.org/app/${search}${hash}`));
}
const withPrompt = (prompt: string): LinkState => ({ ...DEFAULT_STATE, scenario: patchScenario(DEFAULT_SCENARIO, { request: { prompt } }) });

/** An envelope of any bytes, made without the code under test. */
const envelope = (bytes: Uint8Array, version = '1'): string => `#s=${version}.${Buffer.from(deflateSync(bytes)).toString('base64url')}`;
const carrying = (value: unknown): string => envelope(strToU8(typeof value === 'string' ? value : JSON.stringify(value)));
const carryingDesk = (desk: unknown): string => envelope(strToU8(JSON.stringify({ desk })), '2');
const openHash = (hash: string): DecodedLocation => through({ search: '', hash });
const open = (search: string): DecodedLocation => through({ search, hash: '' });

describe('round trip', () => {
  it('gives back any state, through a real URL', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const location = encodeLocation(state);
        expect(location.omitted).toEqual([]);
        expect(through(location)).toEqual({ state, problems: [] });
      }),
      { numRuns: 300 },
    );
  });

  it('leaves the address of the default page empty', () => {
    expect(encodeLocation(DEFAULT_STATE)).toEqual({ search: '', hash: '', omitted: [] });
    expect(open('')).toEqual({ state: DEFAULT_STATE, problems: [] });
  });

  it('names a preset and nothing else for a preset as it is', () => {
    for (const { id, scenario } of PRESETS) {
      expect(encodeLocation({ ...DEFAULT_STATE, scenario, presetId: id })).toEqual({ search: `?preset=${id}`, hash: '', omitted: [] });
    }
  });

  it('writes the common knobs so that people can read and change them', () => {
    const scenario = patchScenario(DEFAULT_SCENARIO, {
      seed: 7,
      model: 'llama-3.1-70b',
      request: { maxOutputTokens: 99, stream: false, inputTokens: 1200 },
      deployment: { gpu: 'a100-sxm-80gb', tensorParallel: 4, weightPrecision: 'fp8' },
      load: { batch: 16 },
      client: { network: '4g', region: 'eu-west' },
      failure: { kind: 'client-disconnect', afterTokens: 12 },
    });
    const { search, hash } = encodeLocation({ ...DEFAULT_STATE, scenario, view: { ...DEFAULT_STATE.view, stage: 'router', theme: 'light', timeMs: 12.5 } });
    expect(hash).toBe('');
    expect(Object.fromEntries(new URLSearchParams(search))).toEqual({
      max: '99', in: '1200', stream: 'off', model: 'llama-3.1-70b', gpu: 'a100-sxm-80gb', tp: '4', precision: 'fp8', batch: '16',
      net: '4g', region: 'eu-west', seed: '7', failure: 'client-disconnect:12', at: 'router', theme: 'light', t: '12.5',
    });
  });

  it('keeps a prompt with a lone surrogate, which no URL can hold as it is', () => {
    const state = withPrompt('a\ud800b\udfffc');
    expect(through(encodeLocation(state))).toEqual({ state, problems: [] });
  });

  it('is the same address for the same state', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        expect(encodeLocation(structuredClone(state))).toEqual(encodeLocation(state));
      }),
      { numRuns: 50 },
    );
  });
});

describe('what is too long for an address', () => {
  /** Text that does not compress. */
  const noise = (chars: number): string => {
    let x = 1;
    return Array.from({ length: chars }, () => String.fromCharCode(33 + ((x = (x * 48271) % 2147483647) % 90))).join('');
  };

  it('is named, and the rest still travels', () => {
    const state = withPrompt(noise(1_000_000));
    const scenario = patchScenario(state.scenario, { gateway: { requestsPerMinute: 5 }, request: { systemPrompt: 'short' } });
    const location = encodeLocation({ ...state, scenario });
    expect(location.omitted).toEqual(['request.prompt']);
    expect((location.search + location.hash).length).toBeLessThan(100_000);
    const { state: back, problems } = through(location);
    expect(problems).toEqual([]);
    expect(back.scenario).toEqual(patchScenario(scenario, { request: { prompt: DEFAULT_SCENARIO.request.prompt } }));
  });

  it('a long prompt that compresses does travel', () => {
    const state = withPrompt('Once upon a time. '.repeat(20_000));
    const location = encodeLocation(state);
    expect(location.omitted).toEqual([]);
    expect(through(location).state).toEqual(state);
  });
});

describe('broken and hostile links give defaults and say what is wrong', () => {
  it('never throws and always gives a valid scenario, whatever the address', () => {
    const piece = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webQueryParameters());
    fc.assert(
      fc.property(piece, piece, (search, hash) => {
        const { state, problems } = decodeLocation({ search: `?${search}`, hash: `#s=${hash}` });
        expect(parseScenario(state.scenario).ok).toBe(true);
        expect(problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on any bytes or any JSON in a well-formed envelope', () => {
    const bytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map((json) => strToU8(json)));
    fc.assert(
      fc.property(bytes, (content) => {
        const { state, problems } = openHash(envelope(content));
        expect(parseScenario(state.scenario).ok).toBe(true);
        if (problems.length > 0) expect(state.scenario).toEqual(DEFAULT_SCENARIO);
      }),
      { numRuns: 500 },
    );
  });

  it('says something readable for any damage to a real link', () => {
    fc.assert(
      fc.property(anyScenario, fc.nat(), fc.nat(), (scenario, at, cut) => {
        const { hash } = encodeLocation({ ...DEFAULT_STATE, scenario: { ...scenario, name: 'x'.repeat(50) } });
        const from = 5 + (at % (hash.length - 5));
        const damaged = hash.slice(0, from) + hash.slice(from + 1 + (cut % 20));
        const { state, problems } = openHash(damaged);
        expect(parseScenario(state.scenario).ok).toBe(true);
        for (const { message, action } of problems) expect(`${message} ${action}`).toMatch(/^[^\p{Cc}]+\.$/u);
      }),
      { numRuns: 200 },
    );
  });

  const broken: [string, string, RegExp][] = [
    ['no version', '#s=', /damaged.*version/],
    ['a version that is no number', '#s=x.abcd', /damaged.*version/],
    ['version 0', '#s=0.abcd', /damaged/],
    ['a newer version', '#s=5.abcd', /newer version/],
    ['no contents', '#s=1.', /damaged/],
    ['characters of another alphabet', '#s=1.ab+/', /characters/],
    ['bytes that are not deflated', '#s=1._____w', /unpacked|end is missing/],
    ['contents cut short', carrying({ seed: 5, name: 'some name that is long enough' }).slice(0, -12), /damaged/],
    ['something other than JSON', carrying('hello'), /JSON/],
    ['bytes that are not UTF-8', envelope(Uint8Array.of(0xff, 0xfe, 0xfd)), /text/],
    ['a list', carrying([1, 2]), /object/],
    ['null', carrying('null'), /object/],
    ['deep nesting', carrying('['.repeat(100_000) + ']'.repeat(100_000)), /nested/],
    ['an unknown field', carrying({ request: { promt: 'x' } }), /request\.promt/],
    ['a wrong type', carrying({ load: { batch: '9' } }), /load\.batch must be a number/],
    ['an unknown field inside a failure', carrying({ failure: { kind: 'shed', afterTokens: 0, also: 1 } }), /failure/],
  ];
  it.each(broken)('%s', (_name, hash, message) => {
    const { state, problems } = openHash(hash);
    expect(state).toEqual(DEFAULT_STATE);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.action).toMatch(/\w/);
  });

  it('refuses a decompression bomb without expanding it', () => {
    const bomb = `#s=1.${Buffer.from(deflateSync(new Uint8Array(40_000_000), { level: 9 })).toString('base64url')}`;
    expect(bomb.length).toBeLessThan(60_000); // small enough to be let in
    const { state, problems } = openHash(bomb);
    expect(state).toEqual(DEFAULT_STATE);
    expect(problems[0]?.code).toBe('link-too-large');
  });

  it('refuses what is too long before looking into it', () => {
    expect(openHash(`#s=1.${'A'.repeat(5_000_000)}`).problems[0]?.code).toBe('link-too-large');
    expect(open(`?prompt=${'a'.repeat(5_000_000)}`).problems[0]?.code).toBe('link-too-large');
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString'])('refuses %s as a field and pollutes nothing', (key) => {
    for (const hash of [carrying(`{"${key}":{"polluted":1}}`), carrying(`{"request":{"${key}":{"polluted":1}}}`)]) {
      const { state, problems } = openHash(hash);
      expect(state).toEqual(DEFAULT_STATE);
      expect(problems[0]?.message).toContain(key);
    }
    expect(open(`?${key}=1`).problems[0]?.message).toContain(key);
    expect('polluted' in {}).toBe(false);
  });

  it('drops one bad parameter and keeps the others', () => {
    const { state, problems } = open('?batch=32&max=-1&tp=3&stream=maybe&seed=1e99&net=carrier-pigeon&t=soon&at=nowhere&zoom=9-3&preset=nope&junk=1&batch=64');
    expect(problems.map(({ field }) => field).sort()).toEqual(
      ['at', 'batch', 'client.network', 'deployment.tensorParallel', 'junk', 'preset', 'request.maxOutputTokens', 'seed', 'stream', 't', 'zoom'],
    );
    expect(state).toEqual({ ...DEFAULT_STATE, scenario: patchScenario(DEFAULT_SCENARIO, { load: { batch: 32 } }) });
  });

  it('shows a stranger\'s text short and tame', () => {
    const { problems } = open(`?preset=${encodeURIComponent(`\u202e\u0007${'x'.repeat(5000)}`)}`);
    expect(problems[0]?.message.length).toBeLessThan(120);
    expect(problems[0]?.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('an anchor that is no envelope is left alone', () => {
    expect(openHash('#main')).toEqual({ state: DEFAULT_STATE, problems: [] });
  });
});

describe('the desk: runs side by side, an edited budget, chosen rates', () => {
  const desk = (part: Partial<LinkDesk>): LinkState => ({ ...DEFAULT_STATE, desk: { ...EMPTY_DESK, ...part } });
  const measured = (): Trace => {
    const trace = expectOk(modelTrace(DEFAULT_SCENARIO));
    return { ...trace, source: 'local', spans: trace.spans.map((span) => ({ ...span, provenance: 'measured' as const })) };
  };

  it('costs nothing in the address while nothing was chosen, and leaves the older form of links readable', () => {
    expect(encodeLocation(DEFAULT_STATE).hash).toBe('');
    const scenario = patchScenario(DEFAULT_SCENARIO, { gateway: { requestsPerMinute: 5 } });
    expect(encodeLocation({ ...DEFAULT_STATE, scenario }).hash).toMatch(/^#s=1\./);
    expect(openHash(carrying({ gateway: { requestsPerMinute: 5 } })).state.scenario).toEqual(scenario);
    expect(encodeLocation(desk({ steadyPerS: 3 })).hash).toMatch(/^#s=2\./);
  });

  it('marks a measured run as brought from elsewhere, and leaves its times as they are', () => {
    const trace = measured();
    const { state, problems } = through(encodeLocation(desk({ picks: [{ kind: 'trace', trace }] })));
    expect(problems).toEqual([]);
    const pick = state.desk.picks?.[0];
    if (pick?.kind !== 'trace') throw new Error('a trace was sent');
    expect(pick.trace.source).toBe('import');
    expect(new Set(pick.trace.spans.map(({ provenance }) => provenance))).toEqual(new Set(['imported']));
    expect(pick.trace.spans.map(({ startMs, durationMs }) => [startMs, durationMs])).toEqual(trace.spans.map(({ startMs, durationMs }) => [startMs, durationMs]));
    expect(pick.trace.tokens).toEqual(trace.tokens);
  });

  it('leaves runs behind that no address can hold, names them, and keeps the others', () => {
    const random = randomStream(1, 'long');
    const long = measured();
    const noisy: Trace = { ...long, spans: long.spans.map((span) => ({ ...span, attributes: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`a${i}`, random()])) })) };
    const state = desk({ picks: [{ kind: 'current' }, { kind: 'trace', trace: noisy }, { kind: 'preset', presetId: PRESETS[0]?.id ?? '' }], steadyPerS: 2 });
    const location = encodeLocation(state);
    expect(location.omitted).toEqual(['desk.picks.2']);
    const back = through(location);
    expect(back.problems).toEqual([]);
    expect(back.state.desk).toEqual({ ...state.desk, picks: [state.desk.picks?.[0], state.desk.picks?.[2]] });
  });

  const broken: [string, unknown, string][] = [
    ['not an object', 7, 'desk'],
    ['an unknown field', { colour: 'red' }, 'desk.colour'],
    ['no runs', { picks: [] }, 'desk.picks'],
    ['too many runs', { picks: Array.from({ length: 5 }, () => 'current') }, 'desk.picks'],
    ['a run of no kind', { picks: ['current', { foo: 1 }] }, 'desk.picks.2'],
    ['an unknown preset', { picks: [{ preset: 'nope' }] }, 'desk.picks.1'],
    ['a run with an invalid scenario', { picks: [{ scenario: { load: { batch: 0 } } }] }, 'desk.picks.1'],
    ['a run that is no trace', { picks: [{ trace: { scenario: {} } }] }, 'desk.picks.1'],
    ['a run whose spans do not join', { picks: [{ trace: { ...expectOk(modelTrace(DEFAULT_SCENARIO)), scenario: {}, spans: [{ stage: 'gateway', layer: 'tls', startMs: 5, durationMs: 1, provenance: 'measured', attributes: {} }] } }] }, 'desk.picks.1'],
    ['a negative budget', { budget: { network: -1 } }, 'desk.budget.network'],
    ['a budget of text', { budget: { model: 'much' } }, 'desk.budget.model'],
    ['a budget for a phase that is none', { budget: { lunch: 60 } }, 'desk.budget'],
    ['a rate beyond all bounds', { cost: { requestsPerS: 1e9, utilization: 0.5, usdPerGpuHour: null } }, 'desk.cost.requestsPerS'],
    ['a utilization of zero', { cost: { requestsPerS: 1, utilization: 0, usdPerGpuHour: null } }, 'desk.cost.utilization'],
    ['a steady load of nothing', { steadyPerS: 0 }, 'desk.steadyPerS'],
  ];
  it.each(broken)('%s is named', (_name, value, field) => {
    const { state, problems } = openHash(carryingDesk(value));
    expect(problems.map((problem) => problem.field)).toEqual([field]);
    expect(problems[0]?.action).toMatch(/\w/);
    expect(state.scenario).toEqual(DEFAULT_SCENARIO);
  });

  it('drops what is broken and keeps the rest', () => {
    const { state, problems } = openHash(carryingDesk({ picks: ['current', { preset: 'nope' }], budget: { model: -1 }, steadyPerS: 4 }));
    expect(problems).toHaveLength(2);
    expect(state.desk).toEqual({ ...EMPTY_DESK, picks: [{ kind: 'current' }], steadyPerS: 4 });
  });

  it('never throws, whatever the desk', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(parseScenario(openHash(carryingDesk(value)).state.scenario).ok).toBe(true);
      expect(parseScenario(openHash(envelope(strToU8(JSON.stringify(value)), '2')).state.scenario).ok).toBe(true);
    }), { numRuns: 300 });
  });
});
