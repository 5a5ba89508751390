/** Decks at hand: those that ship, and the reader's own, kept in this browser. */
import { create } from 'zustand';
import { appError, err, type AppError, type Result } from '@/core/result';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { DECK_LIMITS, parseDeck, type Deck, type Step } from '../../present/deck';
import { DECKS, shippedDecks } from '../../present/decks';
import { saveFile } from '../fleet/save';
import { askDeck, useLinkedDeck } from './linked';

const KEY = '400ms.decks';

interface DecksStore {
  own: readonly Deck[];
  /** The deck that P presents. */
  chosen: string;
  /** The deck in the editor; null while none is edited. */
  editing: Deck | null;
  error: AppError | null;
}

function stored(): readonly Deck[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(value) ? value.map(parseDeck).filter((deck) => deck.ok).map((deck) => deck.value) : [];
  } catch {
    // Storage that is closed or broken holds no decks; those that ship are there all the same.
    return [];
  }
}

export const useDecks = create<DecksStore>()(() => ({ own: typeof localStorage === 'undefined' ? [] : stored(), chosen: DECKS[0]?.id ?? '', editing: null, error: null }));

function keep(own: readonly Deck[]): void {
  useDecks.setState({ own });
  try {
    localStorage.setItem(KEY, JSON.stringify(own));
    useDecks.setState({ error: null });
  } catch {
    useDecks.setState({ error: appError('decks-not-kept', t('The browser’s storage is full or closed: the deck is kept only until this page is closed.'), t('Save it as a file.')) });
  }
}

let shipped: readonly Deck[] | undefined;
/** The language holds as long as the page: one translation is enough. */
export const allDecks = (own: readonly Deck[]): readonly Deck[] => [...(shipped ??= shippedDecks()), ...own];
/** The deck that P presents: the one a link names, else the reader's choice. */
export function markedId(): string {
  const { own, chosen } = useDecks.getState();
  const { deck } = useLinkedDeck.getState();
  return deck?.kind === 'shipped' && allDecks(own).some(({ id }) => id === deck.id) ? deck.id : chosen;
}
export function markDeck(id: string): void {
  if (useLinkedDeck.getState().deck?.kind === 'shipped') askDeck(null);
  useDecks.setState({ chosen: id });
}
export const chosenDeck = (): Deck | undefined => {
  const decks = allDecks(useDecks.getState().own);
  const id = markedId();
  return decks.find((deck) => deck.id === id) ?? decks[0];
};

/** Keeps a deck of the reader's; one with the same id is replaced. */
export function keepDeck(deck: Deck): void {
  const { own } = useDecks.getState();
  keep([...own.filter(({ id }) => id !== deck.id), deck]);
}
export const removeDeck = (id: string): void => keep(useDecks.getState().own.filter((deck) => deck.id !== id));

/** What a number behind a name needs at most. */
const NUMBER_CHARS = 6;

/** How a deck from elsewhere stands to those at hand: its name is free, it is there already, or another has its name. */
export function standing(deck: Deck): 'new' | 'there' | 'other' {
  const same = allDecks(useDecks.getState().own).filter(({ id }) => id === deck.id);
  if (same.length === 0) return 'new';
  return same.some((each) => JSON.stringify(each) === JSON.stringify(deck)) ? 'there' : 'other';
}

/** Keeps a deck from elsewhere and marks it. Where another has its name, it stands beside that one under a new name. */
export function keepBeside(deck: Deck): void {
  const beside = standing(deck) === 'other' ? copyOf(deck) : deck;
  if (standing(deck) !== 'there') keepDeck(beside);
  markDeck(beside.id);
}

/** A copy to be changed, under a name of its own. */
export function copyOf(deck: Deck): Deck {
  const taken = new Set(allDecks(useDecks.getState().own).map(({ id }) => id));
  const stem = deck.id.slice(0, DECK_LIMITS.idChars - NUMBER_CHARS);
  let n = 2;
  while (taken.has(`${stem}-${String(n)}`)) n++;
  return { ...deck, id: `${stem}-${String(n)}`, title: t('{title} (copy)', { title: deck.title }).slice(0, DECK_LIMITS.titleChars) };
}

export const saveDeck = (deck: Deck): void => saveFile(`${deck.id}.json`, 'application/json', `${JSON.stringify(deck, null, 2)}\n`);

/** Reads a deck from a file. */
export async function readDeck(file: File): Promise<Result<Deck>> {
  if (file.size > DECK_LIMITS.bytes) return err(appError('deck-too-large', t('{name} has {bytes} bytes; a deck has at most {most}.', { name: file.name, bytes: formatCount(file.size), most: formatCount(DECK_LIMITS.bytes) }), t('Choose another file.')));
  try {
    return parseDeck(JSON.parse(await file.text()));
  } catch (cause) {
    return err(appError('deck-broken', t('{name} is not JSON: {why}.', { name: file.name, why: cause instanceof Error ? cause.message : String(cause) }), t('Correct the file or save a new one.')));
  }
}

/** The editor's deck with one step changed, moved, added or taken away. */
export function editStep(deck: Deck, at: number, change: Partial<Step>): Deck {
  return { ...deck, steps: deck.steps.map((step, i) => (i === at ? { ...step, ...change } : step)) };
}
export function moveStep(deck: Deck, at: number, by: -1 | 1): Deck {
  const steps = [...deck.steps];
  const [step] = steps.splice(at, 1);
  if (step !== undefined) steps.splice(Math.min(Math.max(at + by, 0), steps.length), 0, step);
  return { ...deck, steps };
}
export const addStep = (deck: Deck, after: number, step: Step): Deck => ({ ...deck, steps: deck.steps.toSpliced(after + 1, 0, step) });
export const removeStep = (deck: Deck, at: number): Deck => (deck.steps.length < 2 ? deck : { ...deck, steps: deck.steps.toSpliced(at, 1) });
