/** The talks that come with the app. */
import { t } from '@/core/text';
import { parseDeck, type Deck } from '../deck';
import { fourHundredMs } from './four-hundred-ms';
import { theTail } from './the-tail';
import { whereToOptimize } from './where-to-optimize';

export const DECKS: readonly Deck[] = [fourHundredMs, whereToOptimize, theTail].map((input) => {
  const deck = parseDeck(input);
  if (!deck.ok) throw new Error(`deck ${input.id}: ${deck.error.message}`);
  return deck.value;
});

/** A talk in the reader's language. Only for those that ship: what somebody wrote stays as it was written. */
const spoken = (deck: Deck): Deck => ({
  ...deck, title: t(deck.title), steps: deck.steps.map((step) => ({ ...step, title: t(step.title), words: t(step.words), notes: t(step.notes) })),
});

/** The talks that come with the app, in the reader's language. New objects at each call. */
export const shippedDecks = (): readonly Deck[] => DECKS.map(spoken);
