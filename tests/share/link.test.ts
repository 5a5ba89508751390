import fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { decodeLocation, DEFAULT_STATE, encodeLocation, type DecodedLocation, type LinkState } from '@/app/share';
import { DEFAULT_SCENARIO, parseScenario, patchScenario } from '@/core/scenario';
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
    const { search, hash } = encodeLocation({ scenario, presetId: null, view: { ...DEFAULT_STATE.view, stage: 'router', theme: 'light', timeMs: 12.5 } });
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
    ['a newer version', '#s=2.abcd', /newer version/],
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
