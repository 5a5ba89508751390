/** A latency budget by phase: the phases, the default, and the check of what someone typed. Small: links read it, too. */
import { appError, err, ok, type Result } from '@/core/result';
import { msg, t } from '@/core/text';
import type { TermId } from './sampler';

/** Phases that have a budget; each sums terms of T_total. */
export const BUDGET_PHASES = [
  { id: 'network', title: 'Network', terms: ['network'] },
  { id: 'retrieval', title: 'Retrieval and ranking', terms: ['retrieval'] },
  { id: 'prompt', title: 'Prompt build and policy', terms: ['prompt'] },
  { id: 'model', title: 'Model', terms: ['model'] },
  { id: 'tools-post', title: 'Tools and post-processing', terms: ['tools', 'post'] },
] as const satisfies readonly { id: string; title: string; terms: readonly TermId[] }[];
export type BudgetPhaseId = (typeof BUDGET_PHASES)[number]['id'];
/** Milliseconds for each phase. */
export type Budget = Readonly<Record<BudgetPhaseId, number>>;

/** S4's split of a chat turn of 2.5 s at p95. */
export const S4_BUDGET: Budget = { network: 150, retrieval: 300, prompt: 150, model: 1600, 'tools-post': 300 };
export const S4_BUDGET_SOURCE = 'S4: 2.5 s at p95 for a chat turn: network 150, retrieval and ranking 300, prompt and policy 150, model 1,600, tools and post 300 ms';

export const budgetTotalMs = (budget: Budget): number => BUDGET_PHASES.reduce((sum, { id }) => sum + budget[id], 0);

const MOST_MS = 600_000;
const INVALID = msg('The budget for {phase, select, network {network} retrieval {retrieval and ranking} prompt {prompt build and policy} model {model} other {tools and post-processing}} must be between 0 and {most} ms.');

/** Validates a budget that someone typed. The error names the phase at fault. */
export function parseBudget(input: Readonly<Record<string, unknown>>): Result<Budget> {
  const out: Record<BudgetPhaseId, number> = { ...S4_BUDGET };
  for (const { id } of BUDGET_PHASES) {
    const value = input[id];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !(value >= 0 && value <= MOST_MS)) {
      return err(appError('budget-invalid', t(INVALID, { phase: id, most: MOST_MS }), t('Correct {field}.', { field: id }), id));
    }
    out[id] = value;
  }
  return ok(out);
}
