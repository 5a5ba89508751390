/** From any page to the scenario it speaks about. */
import type { Scenario } from '@/core/scenario';
import { usePlayback } from '../store/playback';
import { useScenario } from '../store/scenario';
import { useView } from '../store/view';

/** Shows a scenario in Explore from its start. What runs on this machine stays the reader's own choice, and what was on screen can be brought back. */
export function openInExplore(scenario: Scenario, presetId: string | null): void {
  const store = useScenario.getState();
  store.load({ ...scenario, local: store.scenario.local }, presetId);
  usePlayback.getState().hold(0);
  useView.getState().set({ page: 'explore', zoom: null });
}
