/** Decks at hand: those that ship, and the reader's own, kept in this browser. */
import { create } from 'zustand';
import { appError, err, type AppError, type Result } from '@/core/result';
import { DECK_LIMITS, parseDeck, type Deck, type Step } from '../../present/deck';
import { DECKS } from '../../present/decks';

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
    useDecks.setState({ error: appError('decks-not-kept', 'The browser’s storage is full or closed: the deck is kept only until this page is closed.', 'Save it as a file.') });
  }
}

export const allDecks = (own: readonly Deck[]): readonly Deck[] => [...DECKS, ...own];
export const chosenDeck = (): Deck | undefined => {
  const { own, chosen } = useDecks.getState();
  return allDecks(own).find(({ id }) => id === chosen) ?? DECKS[0];
};

/** Keeps a deck of the reader's; one with the same id is replaced. */
export function keepDeck(deck: Deck): void {
  const { own } = useDecks.getState();
  keep([...own.filter(({ id }) => id !== deck.id), deck]);
}
export const removeDeck = (id: string): void => keep(useDecks.getState().own.filter((deck) => deck.id !== id));

/** A copy to be changed, under a name of its own. */
export function copyOf(deck: Deck): Deck {
  const taken = new Set(allDecks(useDecks.getState().own).map(({ id }) => id));
  let n = 2;
  while (taken.has(`${deck.id}-${String(n)}`)) n++;
  return { ...deck, id: `${deck.id}-${String(n)}`, title: `${deck.title} (copy)` };
}

/** Reads a deck from a file. */
export async function readDeck(file: File): Promise<Result<Deck>> {
  if (file.size > DECK_LIMITS.bytes) return err(appError('deck-too-large', `${file.name} has ${file.size.toLocaleString('en-US')} bytes; a deck has at most ${DECK_LIMITS.bytes.toLocaleString('en-US')}.`, 'Choose another file.'));
  try {
    return parseDeck(JSON.parse(await file.text()));
  } catch (cause) {
    return err(appError('deck-broken', `${file.name} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}.`, 'Correct the file or save a new one.'));
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
