/** The talks that come with the app. */
import { parseDeck, type Deck } from '../deck';
import { fourHundredMs } from './four-hundred-ms';
import { theTail } from './the-tail';
import { whereToOptimize } from './where-to-optimize';

export const DECKS: readonly Deck[] = [fourHundredMs, whereToOptimize, theTail].map((input) => {
  const deck = parseDeck(input);
  if (!deck.ok) throw new Error(`deck ${input.id}: ${deck.error.message}`);
  return deck.value;
});
