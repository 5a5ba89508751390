/** How answers are computed on the page: claims and fleets in workers, the rest at once. */
import { useMemo } from 'react';
import type { Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import type { ClaimOutcome } from '@/decisions/claims';
import { Pool } from '../pages/fleet/work/pool';
import type { TwoPolicies } from '../pages/fleet/work/plan.worker';
import { useContentFor } from '../pages/parts/subject';
import { inWorker } from '../pages/work/work';
import { useScenario } from '../store/scenario';
import type { Computing } from './answer';

const claim: Computing['claim'] = async (id) => {
  const answer = await inWorker<Result<ClaimOutcome>>((remote) => remote.claim(id, {}));
  return answer.ok ? answer.value : answer;
};

const fleets: Computing['fleets'] = async (a, b) => {
  const pool = new Pool(1);
  try {
    return await pool.ask<TwoPolicies>((remote) => remote.compare(a, b));
  } finally {
    pool.stop();
  }
};

/** With what is known of the request's text, and the reader's own choice of what runs here. */
export function useComputing(): Computing {
  const content = useContentFor();
  const local = useScenario((s) => s.scenario.local);
  return useMemo(() => ({ content, claim, fleets, own: (scenario: Scenario) => ({ ...scenario, local }) }), [content, local]);
}
