/** The talk that is being given: which deck, which step, and what the room sees instead of it. */
import { create } from 'zustand';
import type { Deck } from './deck';

interface PresentStore {
  /** Null while nobody presents. */
  deck: Deck | null;
  step: number;
  /** Black screen. */
  blank: boolean;
  overview: boolean;
  help: boolean;
  /** A red dot follows the pointer. */
  laser: boolean;
  /** The stage is doubled around this point (shares of its size); null: as it is. */
  zoom: { x: number; y: number } | null;
  /** The speaker's window is open. */
  notes: boolean;
  /** performance.now() when the talk began, ms. */
  startedMs: number;
}

const SHOWING = { blank: false, overview: false, help: false, laser: false, zoom: null, notes: false } as const;
export const usePresent = create<PresentStore>()(() => ({ deck: null, step: 0, startedMs: 0, ...SHOWING }));

export const startTalk = (deck: Deck, step = 0): void => usePresent.setState({ deck, step, startedMs: performance.now(), ...SHOWING });
export const endTalk = (): void => usePresent.setState({ deck: null, ...SHOWING });

/** To a step, as near as there is one. What hid the stage goes. */
export function toStep(step: number): void {
  usePresent.setState((s) => (s.deck === null ? s : { step: Math.min(Math.max(step, 0), s.deck.steps.length - 1), blank: false, overview: false, zoom: null }));
}
export const onward = (by: number): void => toStep(usePresent.getState().step + by);
