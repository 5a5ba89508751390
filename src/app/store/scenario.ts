import { temporal } from 'zundo';
import { create } from 'zustand';
import { DEFAULT_SCENARIO, patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';

interface Kept { scenario: Scenario; presetId: string | null }

interface ScenarioStore extends Kept {
  /** What the last `load` replaced, so that nothing typed is lost; null once it was brought back or nothing was replaced. */
  replaced: Kept | null;
  /** Replaces the whole scenario (preset, link, file). */
  load: (scenario: Scenario, presetId: string | null) => void;
  /** Brings back what the last `load` replaced. */
  undoLoad: () => void;
  /** Changes some fields. Values come from controls that keep them valid. */
  edit: (patch: ScenarioPatch) => void;
}

/** Steps that can be taken back. */
const UNDO_STEPS = 100;
/** Changes of the same field that follow one another this fast are one step: a drag, a word. */
const SAME_STEP_MS = 700;
/** The change that a next one may go on from. */
const last = { atMs: Number.NEGATIVE_INFINITY, field: '' };

export const useScenario = create<ScenarioStore>()(temporal((set) => ({
  scenario: DEFAULT_SCENARIO,
  /** The preset the scenario started from; null once it came from a file or link without one. */
  presetId: null,
  replaced: null,
  load: (scenario, presetId) =>
    set((s) => ({ scenario, presetId, replaced: { scenario: s.scenario, presetId: s.presetId } })),
  undoLoad: () => set((s) => (s.replaced === null ? s : { ...s.replaced, replaced: null })),
  edit: (patch) => set((s) => ({ scenario: patchScenario(s.scenario, patch) })),
}), {
  limit: UNDO_STEPS,
  partialize: ({ scenario, presetId }): Kept => ({ scenario, presetId }),
  equality: (past, current) => past.scenario === current.scenario && past.presetId === current.presetId,
  handleSet: (keep) => {
    return (past, replace, current) => {
      const field = changedField((past as Kept).scenario, current.scenario);
      const nowMs = performance.now();
      const goesOn = field !== '' && field === last.field && nowMs - last.atMs < SAME_STEP_MS;
      last.atMs = nowMs;
      last.field = field;
      // The step then still begins where its first change began.
      if (!goesOn) keep(past, replace as false);
    };
  },
}));

/** The one field in which two scenarios differ, as `request.prompt`; '' if they differ in several. */
function changedField(before: Scenario, after: Scenario): string {
  const fields = (Object.keys(after) as (keyof Scenario)[]).flatMap((key): string[] => {
    const [a, b]: [unknown, unknown] = [before[key], after[key]];
    if (a === b) return [];
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return [key];
    const [was, is] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
    return [...is.keys()].filter((inner) => was.get(inner) !== is.get(inner)).map((inner) => `${key}.${inner}`);
  });
  return fields.length === 1 ? (fields[0] ?? '') : '';
}

function travel(to: 'undo' | 'redo'): void {
  last.field = '';
  useScenario.temporal.getState()[to]();
}

/** Takes the last change of the scenario back. */
export const undo = (): void => travel('undo');
/** Makes again what was taken back. */
export const redo = (): void => travel('redo');
