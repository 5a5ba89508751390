/** What the budget page says. Pure. */
import { formatCount, formatDollars, formatDuration, formatShare, significant } from '@/core/units';
import { BUDGET_PHASES, budgetTotalMs, type Budget, type BudgetReport, type Limit, type PercentileRanges, type PhaseReport, type Solution } from '@/decisions/budget';
import type { Percentiles } from '@/decisions/quantiles';
import type { RequestCost } from '@/decisions/cost';
import { durationEnds } from '../parts/range-text';

/** The same split over another total, in whole milliseconds. A budget of nothing is split evenly. */
export function scaledBudget(budget: Budget, totalMs: number): Budget {
  const sum = budgetTotalMs(budget);
  const share = (ms: number): number => (sum === 0 ? 1 / BUDGET_PHASES.length : ms / sum);
  return Object.fromEntries(BUDGET_PHASES.map(({ id }) => [id, Math.round(totalMs * share(budget[id]))])) as Record<keyof Budget, number>;
}

export interface BudgetBar extends Percentiles {
  id: string;
  title: string;
  budgetMs: number;
  overMs: number;
  shareOver: number;
  /** Where the percentiles lie, from the model's error; null where the model has no part. */
  ranges: PercentileRanges | null;
}

/** Where a percentile lies: "1.3–1.6 s". */
export const barRange = ({ ranges }: BudgetBar, at: keyof Percentiles): string | null => (ranges === null ? null : durationEnds(ranges[at]));

/** The phases and, last, all of them together. */
export const barsOf = ({ phases, total }: Pick<BudgetReport, 'phases' | 'total'>): BudgetBar[] => [
  ...phases.map((phase: PhaseReport) => ({ ...phase })),
  { id: 'total', title: 'Total', ...total },
];

/** End of the axis: everything that is drawn, with a little room. */
export const axisEndMs = (bars: readonly BudgetBar[]): number => Math.max(1, ...bars.flatMap(({ p99, budgetMs, ranges }) => [p99, budgetMs, ranges?.p95.high ?? 0])) * 1.02;

/** "over by 120 ms", or how much room is left, at p95. */
export const verdictText = ({ overMs, budgetMs, p95 }: BudgetBar): string =>
  overMs > 0 ? `over by ${formatDuration(overMs)}` : `${formatDuration(budgetMs - p95)} left`;

/** The model's range at p95 reaches over the budget on one side and under it on the other: nobody can say. */
export const undecided = ({ budgetMs, ranges }: BudgetBar): boolean => ranges !== null && ranges.p95.low <= budgetMs && ranges.p95.high > budgetMs;

/** Share of requests that overrun, in words. */
export const overText = (share: number): string => (share === 0 ? 'none' : formatShare(share));

const LIMITS: Record<Solution['limitedBy'], string> = {
  budget: 'more would break the budget',
  context: 'more does not fit the model’s context window',
  memory: 'more does not fit in memory',
};

/** What a search found: "9,264 tokens; more would break the budget". */
export function solutionText({ value, limitedBy }: Solution): string {
  if (value === null) return limitedBy === 'budget' ? 'not even one token fits the budget' : LIMITS[limitedBy];
  return `${formatCount(value)} tokens; ${LIMITS[limitedBy]}`;
}

/** Where the largest value lies: "150–260 tokens". */
export function solutionRange({ range }: Solution): string | null {
  if (range === null || range.high === null) return null;
  if (range.low === range.high) return null;
  return range.low === null ? `none to ${formatCount(range.high)} tokens` : `${formatCount(range.low)}–${formatCount(range.high)} tokens`;
}

const QUANTILES: Record<Limit['quantile'], string> = { 0.5: 'p50', 0.95: 'p95', 0.99: 'p99' };

/** "Total within 2.50 s at p95" */
export const limitText = ({ ms, quantile }: Limit): string => `total within ${formatDuration(ms)} at ${QUANTILES[quantile]}`;

/** T_model ≈ startup + tokens ÷ speed, with its numbers. */
export function modelSentence({ startupMs, tokens, tokensPerSecond, estimateMs, modelMs }: BudgetReport['model']): string {
  if (tokensPerSecond === 0) return `The model answers with a single token, ${formatDuration(modelMs)} after the request reaches it.`;
  return `T_model ≈ startup + tokens ÷ speed: ${formatDuration(startupMs)} + ${formatCount(tokens)} ÷ ${significant(tokensPerSecond)}/s = ${formatDuration(estimateMs)}; layer by layer it is ${formatDuration(modelMs)}.`;
}

/** The chart of costs in a sentence. */
export function costSentence({ totalUsd, inputShare, outputShare, usdPer1kOutput }: RequestCost): string {
  if (totalUsd === 0) return 'At these prices the request costs nothing.';
  const per1k = usdPer1kOutput === null ? '' : `, ${formatDollars(usdPer1kOutput)} for each thousand output tokens`;
  return `A request costs ${formatDollars(totalUsd)}${per1k}: ${formatShare(inputShare)} of it is input, ${formatShare(outputShare)} output.`;
}

const VENDORS: Readonly<Record<string, string>> = {
  openai: 'OpenAI', anthropic: 'Anthropic', google: 'Google', deepseek: 'DeepSeek', mistral: 'Mistral', xai: 'xAI', amazon: 'Amazon',
};
export const vendorName = (vendor: string): string => VENDORS[vendor] ?? vendor;

/** A list price as it stands in the list. */
export const listed = (usd: number): string => `${usd}\u202f$`;

/** "3, of 4 GPUs each" */
export const replicasText = (replicas: number, gpus: number): string => `${formatCount(replicas)}, of ${gpus === 1 ? 'one GPU' : `${formatCount(gpus)} GPUs`} each`;
