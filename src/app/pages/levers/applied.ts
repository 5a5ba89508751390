/** Levers that were applied, so that each can be taken back while nothing else has been changed since. */
import { create } from 'zustand';
import type { Scenario } from '@/core/scenario';
import type { RankedLever } from '@/decisions/levers';
import { useScenario } from '../../store/scenario';

export interface Applied { title: string; change: string; before: Scenario; after: Scenario }

interface AppliedStore { last: readonly Applied[] }

export const useApplied = create<AppliedStore>()(() => ({ last: [] }));

/** Applies a lever to the scenario on screen; no effect for one that has nothing to apply. */
export function applyLever({ lever, patch, sentence }: RankedLever): void {
  if (patch === null) return;
  const before = useScenario.getState().scenario;
  useScenario.getState().edit(patch);
  const after = useScenario.getState().scenario;
  useApplied.setState(({ last }) => ({ last: [...stillValid(last, before), { title: lever.title, change: sentence, before, after }] }));
}

/** Takes the last lever back. */
export function undoLever(): void {
  const { last } = useApplied.getState();
  const top = last.at(-1);
  if (top === undefined || useScenario.getState().scenario !== top.after) return;
  useScenario.setState({ scenario: top.before });
  useApplied.setState({ last: last.slice(0, -1) });
}

/** The levers that can be taken back from `scenario`: none once something else was changed. */
export const stillValid = (last: readonly Applied[], scenario: Scenario): readonly Applied[] => (last.at(-1)?.after === scenario ? last : []);
