/** Links and scenario files under damage. */
import { deflateSync, strToU8 } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLocation, DEFAULT_STATE, encodeLocation } from '@/app/share';
import { DEFAULT_SCENARIO, parsePatch, parseScenario, patchScenario } from '@/core/scenario';
import { PRESETS } from '@/datacenter/presets';
import { anyState } from '../share/arbitraries';
import { damagedJson, damagedText, faultOf, PATIENCE_MS, RUNS } from './support';

const envelope = (text: string): string => `#s=1.${Buffer.from(deflateSync(strToU8(text))).toString('base64url')}`;

function checkLink(search: string, hash: string): void {
  const { state, problems } = decodeLocation({ search, hash });
  expect(parseScenario(state.scenario).ok, 'a link always gives a valid scenario').toBe(true);
  for (const problem of problems) expect(faultOf(problem)).toBe(null);
  expect(problems.length).toBeLessThan(2_000);
}

describe('links', () => {
  it('with pieces missing, doubled and exchanged', () => {
    const link = anyState.map((state) => encodeLocation(state));
    const damage = link.chain(({ search, hash }) => fc.tuple(damagedText([search === '' ? '?a' : search]), damagedText([hash === '' ? '#s=1.' : hash])));
    fc.assert(fc.property(damage, ([search, hash]) => checkLink(search, hash)), { numRuns: RUNS });
  }, PATIENCE_MS);

  it('whose envelope holds damaged JSON, or JSON with values of the wrong kind', () => {
    const long = patchScenario(DEFAULT_SCENARIO, { name: 'n', seed: 9, request: { prompt: 'p', stop: ['a', 'b'] }, failure: { kind: 'shed', afterTokens: 2 } });
    const sound = [JSON.stringify(long), JSON.stringify({ request: { prompt: 'x' } }), JSON.stringify({ failure: { kind: 'shed', afterTokens: 1 }, load: { batch: 3 } })];
    const inside = fc.oneof(damagedText(sound), damagedJson(sound).map((value) => JSON.stringify(value) ?? 'null'), fc.json());
    fc.assert(fc.property(inside, fc.constantFrom('', '?preset=x', '?max=12&t=5&zoom=1-2'), (text, search) => checkLink(search, envelope(text))), { numRuns: RUNS });
  }, PATIENCE_MS);

  it('any text at all', () => {
    const piece = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webQueryParameters(), fc.base64String());
    fc.assert(fc.property(piece, piece, (search, hash) => checkLink(`?${search}`, `#s=${hash}`)), { numRuns: RUNS });
    checkLink('?', envelope('['.repeat(900_000)));
    expect(decodeLocation({ search: '', hash: '' }).state).toEqual(DEFAULT_STATE);
  }, PATIENCE_MS);
});

describe('scenario files', () => {
  const sound = PRESETS.map(({ scenario }) => JSON.stringify(scenario));
  it('with values of the wrong kind in any place: a valid scenario or the field at fault', () => {
    fc.assert(fc.property(damagedJson(sound), (document) => {
      const json = JSON.parse(JSON.stringify(document)) as unknown;
      for (const result of [parseScenario(json), parsePatch(DEFAULT_SCENARIO, json)]) {
        if (!result.ok) expect(faultOf(result.error)).toBe(null);
        else expect(parseScenario(JSON.parse(JSON.stringify(result.value)))).toEqual({ ok: true, value: result.value });
      }
      expect(Object.prototype).not.toHaveProperty('x');
    }), { numRuns: RUNS });
  }, PATIENCE_MS);
  it('any JSON at all', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 8 }), (json) => {
      for (const result of [parseScenario(json), parsePatch(DEFAULT_SCENARIO, json)]) if (!result.ok) expect(faultOf(result.error)).toBe(null);
    }), { numRuns: RUNS });
  }, PATIENCE_MS);
});
