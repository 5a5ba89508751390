/**
 * Between the link and the Present page, which is loaded when it is first opened: the deck that a link brought waits here
 * until it is kept or given up, and stays in the address until then. Small, because every visit loads it.
 */
import { create } from 'zustand';
import type { LinkDeck } from '../../share';

interface LinkedDeck {
  /** Null for none. */
  deck: LinkDeck | null;
}

export const useLinkedDeck = create<LinkedDeck>()(() => ({ deck: null }));

/** Offers the deck of a link; null takes the offer back. */
export function askDeck(deck: LinkDeck | null): void {
  // Most links know nothing of decks: no need to set anything anew.
  if (deck !== useLinkedDeck.getState().deck) useLinkedDeck.setState({ deck });
}
