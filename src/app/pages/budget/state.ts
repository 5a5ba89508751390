/** The budget on the page and what is computed against it: sampled in the worker, a moment after the last change. */
import { useEffect, useState } from 'react';
import type { AppError, Result } from '@/core/result';
import { budgetTotalMs, totalLimit, type Budget, type BudgetPhaseId } from '@/decisions/budget';
import { useScenario } from '../../store/scenario';
import type { Subject } from '../parts/subject';
import { inWorker } from '../work/work';
import type { Report, Solved } from '../work/work.worker';
import { useBudget } from './store';
import { scaledBudget } from './view';

export { useBudget } from './store';


/** Sets the budget of one phase; the request's own time budget follows the sum. */
export function setPhase(id: BudgetPhaseId, ms: number): void {
  setBudget({ ...useBudget.getState().budget, [id]: ms });
}

export function setBudget(budget: Budget): void {
  useBudget.setState({ budget });
  useScenario.getState().edit({ budgetMs: budgetTotalMs(budget) });
}

/** Shares out the request's own time budget among the phases as they stand to one another. */
export function fitToRequest(): void {
  useBudget.setState(({ budget }) => ({ budget: scaledBudget(budget, useScenario.getState().scenario.budgetMs) }));
}

export interface Computed { report: Report | null; solved: Solved | null; error: AppError | null }

const NOTHING: Computed = { report: null, solved: null, error: null };
const DEBOUNCE_MS = 120;

/** The report first, then the search for what still fits. What was computed before stays on screen until it is replaced. */
export function useComputed({ scenario, content }: Subject, budget: Budget): Computed {
  const [computed, setComputed] = useState<Computed>(NOTHING);
  useEffect(() => {
    let stopped = false;
    const compute = async (): Promise<void> => {
      const answer = await inWorker<Result<Report>>((remote) => remote.budget(scenario, budget, content));
      if (stopped) return;
      const report = answer.ok ? answer.value : answer;
      if (!report.ok) return setComputed({ ...NOTHING, error: report.error });
      setComputed((before) => ({ ...before, report: report.value, error: null }));
      const solved = await inWorker<Solved>((remote) => remote.solve(scenario, totalLimit(budget), content));
      if (stopped) return;
      if (solved.ok) setComputed((before) => ({ ...before, solved: solved.value }));
      else setComputed((before) => ({ ...before, error: solved.error }));
    };
    const timer = setTimeout(() => void compute(), DEBOUNCE_MS);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [scenario, content, budget]);
  return computed;
}
