export { MAX_ENCODED_CHARS } from './envelope';
export { decodeLocation, encodeLocation } from './link';
export { DEFAULT_STATE, DEFAULT_VIEW, type DecodedLocation, type EncodedLocation, type LinkState, type LinkView } from './state';
export { EMPTY_DESK, MOST_DECK, type LinkCost, type LinkDeck, type LinkDesk, type LinkFleet, type LinkOpened, type LinkPick } from './desk';
