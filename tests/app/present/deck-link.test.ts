/** A deck as a link: whole, under its limits, and never over what the reader has. */
import { strToU8, deflateSync } from 'fflate';
import { beforeEach, describe, expect, it } from 'vitest';
import { deckLink } from '@/app/pages/present/deck-link';
import { allDecks, chosenDeck, keepBeside, keepDeck, markDeck, standing, useDecks } from '@/app/pages/present/decks-state';
import { askDeck, useLinkedDeck } from '@/app/pages/present/linked';
import { DECK_LIMITS, parseDeck, type Deck } from '@/app/present/deck';
import { DECKS } from '@/app/present/decks';
import { decodeLocation, DEFAULT_STATE, EMPTY_DESK, encodeLocation, MOST_DECK } from '@/app/share';
import { readSession, writeSession } from '@/app/share/session';
import { expectOk } from '@/core/result';

const PAGE = 'https://example.org/app/';
const [first] = DECKS;
if (first === undefined) throw new Error('no decks ship');
const own: Deck = { ...first, id: 'my-own', title: 'My own' };
/** Text that does not compress. */
const noise = (chars: number, seed: number): string => {
  let x = seed;
  return Array.from({ length: chars }, () => String.fromCharCode(0x4e00 + ((x = (x * 48271) % 2147483647) % 20_000))).join('');
};
const opened = (href: string) => decodeLocation(new URL(href));
const carrying = (deck: unknown, search = '') => decodeLocation({ search, hash: `#s=4.${Buffer.from(deflateSync(strToU8(JSON.stringify({ desk: { deck } })))).toString('base64url')}` });

describe('a link to a deck', () => {
  it.each(DECKS.map((deck) => [deck.id, deck] as const))('%s, as it ships, is its name', (id, deck) => {
    const { href, handy } = deckLink(deck, false, PAGE);
    expect([href, handy]).toEqual([`${PAGE}?page=present&deck=${id}`, true]);
    expect(opened(href)).toEqual({ state: { ...DEFAULT_STATE, view: { ...DEFAULT_STATE.view, page: 'present' }, desk: { ...EMPTY_DESK, deck: { kind: 'shipped', id } } }, problems: [] });
  });

  it.each(DECKS.map((deck) => [deck.id, deck] as const))('a copy of %s travels whole, under 8 KiB', (_, deck) => {
    const mine = { ...deck, id: `${deck.id}-2` };
    const { href, handy } = deckLink(mine, true, PAGE);
    expect(handy).toBe(true);
    expect(href.length).toBeLessThan(8_192);
    const { state, problems } = opened(href);
    expect(problems).toEqual([]);
    expect(state.view.page).toBe('present');
    expect(state.desk.deck?.kind === 'own' ? parseDeck(state.desk.deck.deck) : null).toEqual({ ok: true, value: mine });
  });

  it('that is too long for mail says so, and one too long for any address is not made', () => {
    const long = deckLink({ ...own, steps: own.steps.map((step, i) => ({ ...step, notes: noise(600, i + 1) })) }, true, PAGE);
    expect([long.handy, long.fits]).toEqual([false, true]);
    expect(long.href.length).toBeGreaterThan(8_192);
    const endless = deckLink({ ...own, steps: own.steps.map((step, i) => ({ ...step, notes: noise(4_000, i + 1) })) }, true, PAGE);
    expect([endless.handy, endless.fits, endless.omitted]).toEqual([false, false, ['desk.deck']]);
  });

  it('has room for what a deck may be, and for no more', () => {
    expect(MOST_DECK).toEqual({ steps: DECK_LIMITS.steps, chars: DECK_LIMITS.bytes });
    const [step] = own.steps;
    expect(carrying({ ...own, steps: Array.from({ length: 61 }, () => step) }).problems.map(({ field }) => field)).toEqual(['desk.deck.steps']);
    expect(carrying({ ...own, steps: [{ ...step, notes: 'x'.repeat(400_000) }] }).problems.map(({ field }) => field)).toEqual(['desk.deck']);
    for (const other of [null, 7, 'deck', [], {}, { steps: 'many' }]) {
      const { state, problems } = carrying(other);
      expect([state.desk.deck, problems.map(({ field }) => field)]).toEqual([null, ['desk.deck']]);
    }
  });

  it('names the deck in it once: the one that it holds counts', () => {
    const both = carrying({ ...own }, '?deck=the-tail');
    expect(both.state.desk.deck?.kind).toBe('own');
    expect(both.problems.map(({ message }) => message)).toEqual(['The link names a deck and holds one.']);
    const odd = decodeLocation({ search: '?deck=../x', hash: '' });
    expect([odd.state.desk.deck, odd.problems.map(({ field }) => field)]).toEqual([null, ['deck']]);
  });

  it('goes through a session file as well, and beside whatever else a link holds', () => {
    const state = { ...DEFAULT_STATE, desk: { ...EMPTY_DESK, steadyPerS: 3, deck: { kind: 'own' as const, deck: JSON.parse(JSON.stringify(own)) as Record<string, unknown> } } };
    expect(readSession(writeSession(state))).toEqual({ ok: true, value: { state, problems: [] } });
    expect(decodeLocation(encodeLocation(state))).toEqual({ state, problems: [] });
    expect(encodeLocation({ ...state, desk: { ...state.desk, deck: null } }).hash).toMatch(/^#s=2\./);
  });
});

describe('a deck from elsewhere', () => {
  beforeEach(() => {
    useDecks.setState({ own: [], chosen: first.id, editing: null, error: null });
    useLinkedDeck.setState({ deck: null });
  });

  it('is kept under its own name where that is free, once', () => {
    expect(standing(own)).toBe('new');
    keepBeside(own);
    keepBeside(structuredClone(own));
    expect(useDecks.getState().own).toEqual([own]);
    expect(chosenDeck()).toEqual(own);
  });

  it('stands beside a deck of the same name, whose owner finds it as it was', () => {
    keepDeck(own);
    const theirs = { ...own, title: 'Theirs' };
    expect(standing(theirs)).toBe('other');
    keepBeside(theirs);
    expect(useDecks.getState().own).toEqual([own, { ...theirs, id: 'my-own-2', title: 'Theirs (copy)' }]);
  });

  it('takes no name of a deck that ships', () => {
    keepBeside({ ...first, title: 'Not the one that ships' });
    const ids = allDecks(useDecks.getState().own).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(allDecks([])[0]).toEqual(first);
  });

  it('whose name is as long as names get still opens when it was kept beside another', () => {
    const longest = { ...own, id: 'x'.repeat(DECK_LIMITS.idChars), title: 'y'.repeat(DECK_LIMITS.titleChars) };
    keepDeck(longest);
    keepBeside({ ...longest, minutes: 7 });
    for (const deck of useDecks.getState().own) expectOk(parseDeck(JSON.parse(JSON.stringify(deck))));
    expect(useDecks.getState().own).toHaveLength(2);
  });

  it('that a link names is the one P gives, until another is marked', () => {
    askDeck({ kind: 'shipped', id: 'the-tail' });
    expect(chosenDeck()?.id).toBe('the-tail');
    markDeck('where-to-optimize');
    expect([chosenDeck()?.id, useLinkedDeck.getState().deck]).toEqual(['where-to-optimize', null]);
    askDeck({ kind: 'shipped', id: 'no-such-deck' });
    expect(chosenDeck()?.id).toBe('where-to-optimize');
  });
});
