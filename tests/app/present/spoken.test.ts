/** Talks in another language: the same numbers in the same steps; what somebody wrote stays as it was written. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { copyOf, keepDeck, allDecks, useDecks } from '@/app/pages/present/decks-state';
import { parseDeck } from '@/app/present/deck';
import { DECKS, shippedDecks } from '@/app/present/decks';
import { unknownValues } from '@/app/present/values';
import { speak, type Catalogue } from '@/core/text';

const FOLDER = new URL('../../../src/messages/de/', import.meta.url);
const german: Catalogue = Object.assign({}, ...readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Catalogue)) as Catalogue;
const numbersOf = (words: string): string[] => [...words.matchAll(/\{[\w.]+\}/g)].map(([name]) => name).sort();

afterEach(() => speak('en'));

describe('the decks that ship, in German', () => {
  const steps = DECKS.flatMap((deck) => deck.steps.map((step, i) => [`${deck.id} ${String(i + 1)}`, step] as const));
  it.each(steps)('%s names the same numbers', (_, { title, words, notes }) => {
    for (const text of [title, words, notes]) {
      const translated = german[text];
      expect(translated).toBeDefined();
      expect(numbersOf(translated ?? '')).toEqual(numbersOf(text));
      expect(unknownValues(translated ?? '')).toEqual([]);
      expect((translated ?? '').split(/\n{2,}/)).toHaveLength(text.split(/\n{2,}/).length);
    }
  });

  it('are sound decks with the same scenes, and other words', () => {
    speak('de', german);
    const spoken = shippedDecks();
    for (const [i, deck] of spoken.entries()) {
      expect(parseDeck(JSON.parse(JSON.stringify(deck)))).toEqual({ ok: true, value: deck });
      expect(deck.steps.map(({ scene, preset, change, fleet }) => [scene, preset, change, fleet])).toEqual(DECKS[i]?.steps.map(({ scene, preset, change, fleet }) => [scene, preset, change, fleet]));
      expect(deck.steps.map(({ words }) => words)).not.toEqual(DECKS[i]?.steps.map(({ words }) => words));
    }
  });
});

describe('a deck of the reader’s own', () => {
  it('keeps its words, also where they are those of a deck that ships', () => {
    speak('de', german);
    const [first] = DECKS;
    if (first === undefined) throw new Error('no decks ship');
    useDecks.setState({ own: [] });
    const own = { ...first, id: 'mine' };
    keepDeck(own);
    expect(allDecks(useDecks.getState().own).find(({ id }) => id === 'mine')).toEqual(own);
  });

  it('that copies one that ships is written in the reader’s language', () => {
    speak('de', german);
    const [spoken] = shippedDecks();
    if (spoken === undefined) throw new Error('no decks ship');
    const copy = copyOf(spoken);
    expect(copy.title).toBe(`${spoken.title} (Kopie)`);
    expect(copy.steps).toEqual(spoken.steps);
  });
});
