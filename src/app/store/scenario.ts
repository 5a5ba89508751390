import { create } from 'zustand';
import { DEFAULT_SCENARIO, patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';

interface ScenarioStore {
  scenario: Scenario;
  /** The preset the scenario started from; null once it came from a file or link without one. */
  presetId: string | null;
  /** Replaces the whole scenario (preset, link, file). */
  load: (scenario: Scenario, presetId: string | null) => void;
  /** Changes some fields. Values come from controls that keep them valid. */
  edit: (patch: ScenarioPatch) => void;
}

export const useScenario = create<ScenarioStore>()((set) => ({
  scenario: DEFAULT_SCENARIO,
  presetId: null,
  load: (scenario, presetId) => set({ scenario, presetId }),
  edit: (patch) => set((s) => ({ scenario: patchScenario(s.scenario, patch) })),
}));
