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

export const useScenario = create<ScenarioStore>()((set) => ({
  scenario: DEFAULT_SCENARIO,
  /** The preset the scenario started from; null once it came from a file or link without one. */
  presetId: null,
  replaced: null,
  load: (scenario, presetId) =>
    set((s) => ({ scenario, presetId, replaced: { scenario: s.scenario, presetId: s.presetId } })),
  undoLoad: () => set((s) => (s.replaced === null ? s : { ...s.replaced, replaced: null })),
  edit: (patch) => set((s) => ({ scenario: patchScenario(s.scenario, patch) })),
}));
