/** What the budget page says. Pure. */
import { locale, msg, t } from '@/core/text';
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
  /** English: shown with `t`. */
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
  { id: 'total', title: msg('Total'), ...total },
];

/** End of the axis: everything that is drawn, with a little room. */
export const axisEndMs = (bars: readonly BudgetBar[]): number => Math.max(1, ...bars.flatMap(({ p99, budgetMs, ranges }) => [p99, budgetMs, ranges?.p95.high ?? 0])) * 1.02;

/** "over by 120 ms", or how much room is left, at p95. */
export const verdictText = ({ overMs, budgetMs, p95 }: BudgetBar): string =>
  overMs > 0 ? t('over by {duration}', { duration: formatDuration(overMs) }) : t('{duration} left', { duration: formatDuration(budgetMs - p95) });

/** The model's range at p95 reaches over the budget on one side and under it on the other: nobody can say. */
export const undecided = ({ budgetMs, ranges }: BudgetBar): boolean => ranges !== null && ranges.p95.low <= budgetMs && ranges.p95.high > budgetMs;

/** Share of requests that overrun, in words. */
export const overText = (share: number): string => (share === 0 ? t('none') : formatShare(share));

const LIMITS: Record<Solution['limitedBy'], string> = {
  budget: msg('more would break the budget'),
  context: msg('more does not fit the model’s context window'),
  memory: msg('more does not fit in memory'),
};

/** What a search found: "9,264 tokens; more would break the budget". */
export function solutionText({ value, limitedBy }: Solution): string {
  if (value === null) return limitedBy === 'budget' ? t('not even one token fits the budget') : t(LIMITS[limitedBy]);
  return t('{count} tokens; {limit}', { count: formatCount(value), limit: t(LIMITS[limitedBy]) });
}

/** Where the largest value lies: "150–260 tokens". */
export function solutionRange({ range }: Solution): string | null {
  if (range === null || range.high === null) return null;
  if (range.low === range.high) return null;
  return range.low === null ? t('none to {high} tokens', { high: formatCount(range.high) }) : t('{low}–{high} tokens', { low: formatCount(range.low), high: formatCount(range.high) });
}

const QUANTILES: Record<Limit['quantile'], string> = { 0.5: 'p50', 0.95: 'p95', 0.99: 'p99' };

/** "Total within 2.50 s at p95" */
export const limitText = ({ ms, quantile }: Limit): string => t('total within {duration} at {quantile}', { duration: formatDuration(ms), quantile: QUANTILES[quantile] });

/** T_model ≈ startup + tokens ÷ speed, with its numbers. */
export function modelSentence({ startupMs, tokens, tokensPerSecond, estimateMs, modelMs }: BudgetReport['model']): string {
  if (tokensPerSecond === 0) return t('The model answers with a single token, {duration} after the request reaches it.', { duration: formatDuration(modelMs) });
  return t('T_model ≈ startup + tokens ÷ speed: {startup} + {tokens} ÷ {speed}/s = {estimate}; layer by layer it is {model}.', {
    startup: formatDuration(startupMs), tokens: formatCount(tokens), speed: significant(tokensPerSecond), estimate: formatDuration(estimateMs), model: formatDuration(modelMs),
  });
}

/** The chart of costs in a sentence. */
export function costSentence({ totalUsd, inputShare, outputShare, usdPer1kOutput }: RequestCost): string {
  if (totalUsd === 0) return t('At these prices the request costs nothing.');
  const values = { cost: formatDollars(totalUsd), input: formatShare(inputShare), output: formatShare(outputShare) };
  if (usdPer1kOutput === null) return t('A request costs {cost}: {input} of it is input, {output} output.', values);
  return t('A request costs {cost}, {per1k} for each thousand output tokens: {input} of it is input, {output} output.', { ...values, per1k: formatDollars(usdPer1kOutput) });
}

const VENDORS: Readonly<Record<string, string>> = {
  openai: 'OpenAI', anthropic: 'Anthropic', google: 'Google', deepseek: 'DeepSeek', mistral: 'Mistral', xai: 'xAI', amazon: 'Amazon',
};
export const vendorName = (vendor: string): string => VENDORS[vendor] ?? vendor;

/** A list price as it stands in the list. */
export const listed = (usd: number): string => `${new Intl.NumberFormat(locale(), { maximumFractionDigits: MOST_DECIMALS }).format(usd)}\u202f$`;
const MOST_DECIMALS = 6;

/** "3, of 4 GPUs each" */
export const replicasText = (replicas: number, gpus: number): string => t('{replicas}, of {gpus, plural, one {one GPU} other {# GPUs}} each', { replicas: formatCount(replicas), gpus });
