/** The claims' outcomes, computed one after another in the worker and kept for as long as the page lives. */
import { create } from 'zustand';
import type { AppError, Result } from '@/core/result';
import type { Scenario, ScenarioPatch } from '@/core/scenario';
import { CLAIMS, type ClaimOutcome } from '@/decisions/claims';
import { inWorker } from '../work/work';

/** Each claim's own set-up, or the model, hardware and network of the scenario on screen. */
export type Setup = 'own' | 'screen';

export interface Settled { outcome: ClaimOutcome | null; error: AppError | null }

interface ClaimsStore {
  setup: Setup;
  /** What is laid over each claim's scenarios. */
  patch: ScenarioPatch;
  settled: Readonly<Record<string, Settled>>;
  running: boolean;
}

export const useClaims = create<ClaimsStore>()(() => ({ setup: 'own', patch: {}, settled: {}, running: false }));

/** What a claim may take over from a scenario: its model, what serves it, and where the client is. */
export const setupPatch = ({ model, prices, deployment, client }: Scenario): ScenarioPatch => ({ model, prices, deployment, client });

const sameSetup = (a: ScenarioPatch, b: ScenarioPatch): boolean => JSON.stringify(a) === JSON.stringify(b);

let round = 0;

/** Computes whatever is not yet known for this set-up. Safe to call again: it goes on where it was. */
export async function runClaims(setup: Setup, scenario: Scenario): Promise<void> {
  const patch = setup === 'own' ? {} : setupPatch(scenario);
  const { running, patch: before } = useClaims.getState();
  const same = sameSetup(patch, before);
  if (same && running) return;
  const mine = ++round;
  useClaims.setState((s) => ({ setup, patch, running: true, settled: same ? s.settled : {} }));
  for (const { id } of CLAIMS) {
    if (useClaims.getState().settled[id] !== undefined) continue;
    const answer = await inWorker<Result<ClaimOutcome>>((remote) => remote.claim(id, patch));
    if (mine !== round) return;
    const result = answer.ok ? answer.value : answer;
    const settled: Settled = result.ok ? { outcome: result.value, error: null } : { outcome: null, error: result.error };
    useClaims.setState((s) => ({ settled: { ...s.settled, [id]: settled } }));
  }
  useClaims.setState({ running: false });
}
