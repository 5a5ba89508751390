/** The link that opens the Present page with a deck. */
import { DEFAULT_STATE, DEFAULT_VIEW, EMPTY_DESK } from '../../share';
import { linkTo, type SharedLink } from '../../exchange/share-link';
import type { Deck } from '../../present/deck';

export interface DeckLink extends SharedLink {
  /** False: no address could hold it. */
  fits: boolean;
}

/** `page` is the address of the app without its query; that of this page if absent. */
export function deckLink(deck: Deck, own: boolean, page?: string): DeckLink {
  const linked = own ? { kind: 'own' as const, deck: { ...deck } } : { kind: 'shipped' as const, id: deck.id };
  const link = linkTo({ ...DEFAULT_STATE, view: { ...DEFAULT_VIEW, page: 'present' }, desk: { ...EMPTY_DESK, deck: linked } }, page);
  const fits = link.omitted.length === 0;
  return { ...link, fits, handy: link.handy && fits };
}
