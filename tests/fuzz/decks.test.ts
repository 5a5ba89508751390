/** Decks under damage: as files, and as links that carry one. */
import { deflateSync, strToU8 } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeck } from '@/app/present/deck';
import { DECKS } from '@/app/present/decks';
import { fillWords } from '@/app/present/values';
import { decodeLocation } from '@/app/share';
import { damagedJson, damagedText, faultOf, PATIENCE_MS, RUNS } from './support';

const NOTHING = { now: null, was: null, here: null, fleet: null, other: null };
const sound = DECKS.map((deck) => JSON.stringify(deck));
const hashOf = (text: string): string => `#s=4.${Buffer.from(deflateSync(strToU8(text))).toString('base64url')}`;

/** A deck that is the same when it is read again, or an error fit to be shown. */
function checkDeck(value: unknown): void {
  const read = parseDeck(value);
  if (!read.ok) {
    expect(faultOf(read.error)).toBe(null);
    return;
  }
  expect(parseDeck(JSON.parse(JSON.stringify(read.value)))).toEqual(read);
  for (const { title, words } of read.value.steps) fillWords(title + words, NOTHING);
  expect(Object.prototype).not.toHaveProperty('x');
}

function checkLink(text: string): void {
  const { state, problems } = decodeLocation({ search: '?page=present', hash: hashOf(text) });
  expect(state.view.page).toBe('present');
  for (const problem of problems) expect(faultOf(problem)).toBe(null);
  const { deck } = state.desk;
  if (deck?.kind === 'own') checkDeck(deck.deck);
}

describe('decks', () => {
  it('with values of the wrong kind in any place', () => {
    fc.assert(fc.property(damagedJson(sound), checkDeck), { numRuns: RUNS });
  }, PATIENCE_MS);
  it('in a link whose deck is damaged', () => {
    fc.assert(fc.property(damagedJson(sound), (deck) => checkLink(JSON.stringify({ desk: { deck } }))), { numRuns: RUNS });
  }, PATIENCE_MS);
  it('in a link whose text is damaged', () => {
    fc.assert(fc.property(damagedText(sound.map((text) => `{"desk":{"deck":${text}}}`)), checkLink), { numRuns: RUNS });
  }, PATIENCE_MS);
  it('named by any text at all', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('the-tail', '__proto__', 'constructor', '-'.repeat(500))), (name) => {
      const { state, problems } = decodeLocation({ search: `?${new URLSearchParams({ deck: name }).toString()}`, hash: '' });
      for (const problem of problems) expect(faultOf(problem)).toBe(null);
      const { deck } = state.desk;
      expect((deck?.kind === 'shipped' ? 1 : 0) + problems.length, 'taken or named, never both, never neither').toBe(1);
    }), { numRuns: RUNS });
  }, PATIENCE_MS);
});
