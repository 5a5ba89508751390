/**
 * Between the link and the Fleet page, which is loaded when it is first opened: what a link asked for waits here until
 * then, and what is set on the page stands here for the link. Small, because every visit loads it.
 */
import { create } from 'zustand';
import type { LinkFleet } from '../../share';

interface LinkedFleet {
  /** What a link says of the fleet; null for the one that the page opens with. */
  fleet: LinkFleet | null;
  /** Counts what was asked for from outside the page, so that the page can tell it from its own words. */
  asked: number;
}

export const useLinkedFleet = create<LinkedFleet>()(() => ({ fleet: null, asked: 0 }));

/** Asks for a fleet: of a link, a file, the gallery. Null for the one that the page opens with. */
export function askFleet(fleet: LinkFleet | null): void {
  // Most links know nothing of fleets: no need to set anything anew.
  if (fleet === null && useLinkedFleet.getState().fleet === null) return;
  useLinkedFleet.setState(({ asked }) => ({ fleet, asked: asked + 1 }));
}
