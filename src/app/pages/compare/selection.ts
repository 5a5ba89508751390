/** Which runs stand side by side: the scenario on screen, presets, and runs that were pinned. */
import { create } from 'zustand';
import type { Trace } from '@/core/trace';

export const LEAST_RUNS = 2;
export const MOST_RUNS = 4;

export type Pick =
  | { kind: 'current'; key: 'current' }
  | { kind: 'preset'; key: string; presetId: string }
  /** Kept as it was, whatever is changed afterwards. */
  | { kind: 'pinned'; key: string; trace: Trace };

interface SelectionStore {
  picks: readonly Pick[];
  /** How many runs were ever pinned: each has a name of its own. */
  pinned: number;
  /** Somebody chose these runs; false: they are those that the page opens with. */
  chosen: boolean;
}

export const CURRENT: Pick = { kind: 'current', key: 'current' };
export const presetPick = (presetId: string): Pick => ({ kind: 'preset', key: `preset-${presetId}`, presetId });

export const useSelection = create<SelectionStore>()(() => ({ picks: [CURRENT], pinned: 0, chosen: false }));

const add = (picks: readonly Pick[], pick: Pick): readonly Pick[] =>
  picks.length >= MOST_RUNS || picks.some(({ key }) => key === pick.key) ? picks : [...picks, pick];

/** Adds a run at the end; no effect when four are there or it is there already. */
export const addPick = (pick: Pick): void => useSelection.setState(({ picks }) => ({ picks: add(picks, pick), chosen: true }));
/** Adds a run that nobody asked for: something to compare with at a first visit. */
export const suggestPick = (pick: Pick): void => useSelection.setState(({ picks }) => ({ picks: add(picks, pick) }));
export const removePick = (key: string): void => useSelection.setState(({ picks }) => ({ picks: picks.filter((pick) => pick.key !== key), chosen: true }));
/** Puts a run first: the others are measured against it. */
export const putFirst = (key: string): void =>
  useSelection.setState(({ picks }) => ({ picks: [...picks.filter((pick) => pick.key === key), ...picks.filter((pick) => pick.key !== key)], chosen: true }));

/** Keeps a run as it is. Where four are there already, the oldest pinned one gives way. Returns false when none can. */
export function pinTrace(trace: Trace): boolean {
  const { picks, pinned } = useSelection.getState();
  const oldest = picks.length < MOST_RUNS ? undefined : picks.find(({ kind }) => kind === 'pinned');
  if (picks.length >= MOST_RUNS && oldest === undefined) return false;
  const pick: Pick = { kind: 'pinned', key: `pinned-${pinned + 1}`, trace };
  useSelection.setState({ pinned: pinned + 1, picks: [...picks.filter((each) => each !== oldest), pick], chosen: true });
  return true;
}

/** Lets a pinned run go. */
export const unpinTrace = (trace: Trace): void =>
  useSelection.setState(({ picks }) => ({ picks: picks.filter((pick) => pick.kind !== 'pinned' || pick.trace !== trace) }));

/** Puts these runs side by side in place of what was there; of more than four, the first four. */
export function pinAll(traces: readonly Trace[]): void {
  useSelection.setState(({ pinned }) => ({
    pinned: pinned + traces.length, chosen: true,
    picks: traces.slice(0, MOST_RUNS).map((trace, i): Pick => ({ kind: 'pinned', key: `pinned-${pinned + i + 1}`, trace })),
  }));
}

/** Is this very run pinned? */
export const isPinned = (picks: readonly Pick[], trace: Trace | null): boolean => picks.some((pick) => pick.kind === 'pinned' && pick.trace === trace);
