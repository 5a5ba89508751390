/** A latency budget by phase: how the request keeps to it at p50, p95 and p99, which phase breaks it, what still fits. */
import { MODELS } from '@/catalog/models';
import { ok, type Result } from '@/core/result';
import { patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import type { RequestContent } from '@/datacenter/model-trace';
import { BUDGET_PHASES, budgetTotalMs, S4_BUDGET, type Budget, type BudgetPhaseId } from './budget-phases';
import { profileOf, type RequestProfile } from './profile';
import { percentilesOf, quantile, shareAbove, sorted, type Percentiles } from './quantiles';
import { modelError, percentileRange, type Range } from './ranges';
import { sampleRequests, TERM_IDS, type Samples, type TermId } from './sampler';
import { largestWhole, type Largest } from './search';

export { BUDGET_PHASES, budgetTotalMs, parseBudget, S4_BUDGET, S4_BUDGET_SOURCE, type Budget, type BudgetPhaseId } from './budget-phases';

/** 5th to 95th percentile of where each percentile lies, from the model's error. */
export type PercentileRanges = Readonly<Record<keyof Percentiles, Range>>;

export interface PhaseReport extends Percentiles {
  /** Null for phases that the fitted model has no part in: their spread is in the percentiles. */
  readonly ranges: PercentileRanges | null;
  readonly id: BudgetPhaseId;
  readonly title: string;
  readonly budgetMs: number;
  /** Share of requests in which this phase alone overruns its budget. */
  readonly shareOver: number;
  /** Overrun at p95 in ms; 0 when it keeps to its budget. */
  readonly overMs: number;
}

export interface BudgetReport {
  readonly phases: readonly PhaseReport[];
  readonly total: Percentiles & { readonly ranges: PercentileRanges; readonly budgetMs: number; readonly shareOver: number; readonly overMs: number };
  /** The six terms of T_total, tools and post apart. */
  readonly terms: Readonly<Record<TermId, Percentiles>>;
  /** T_model ≈ startup + tokens ÷ tokens per second, for the typical request. */
  readonly model: { readonly startupMs: number; readonly tokens: number; readonly tokensPerSecond: number; readonly estimateMs: number; readonly modelMs: number };
  /** Phases over budget at p95, worst first. */
  readonly violations: readonly BudgetPhaseId[];
  /** In words: which phase breaks the budget, or that none does. */
  readonly sentence: string;
  readonly samples: number;
  readonly profile: RequestProfile;
}

export interface SamplingOptions { readonly samples?: number; readonly seed?: number }

function phaseSample(samples: Samples, terms: readonly TermId[]): Float64Array {
  const [first, ...rest] = terms;
  const sum = Float64Array.from(samples.terms[first ?? 'network']);
  for (const id of rest) {
    const more = samples.terms[id];
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (more[i] ?? 0);
  }
  return sum;
}

const widened = (ms: number, { below, above }: { below: number; above: number }): Range => ({ low: Math.max(0, ms - below), high: ms + above });

/** Measures a scenario against a budget. Percentiles of phases do not add up to those of the total: slow phases rarely coincide. */
export function budgetReport(scenario: Scenario, budget: Budget = S4_BUDGET, content?: RequestContent, options: SamplingOptions = {}): Result<BudgetReport> {
  const profiled = profileOf(scenario, content);
  if (!profiled.ok) return profiled;
  const profile = profiled.value;
  const samples = sampleRequests(profile, options.samples ?? 10_000, options.seed ?? 1);
  const error = modelError(profile, 'end');
  const rangesOf = (percentiles: Percentiles): PercentileRanges => ({ p50: widened(percentiles.p50, error), p95: widened(percentiles.p95, error), p99: widened(percentiles.p99, error) });
  const phases = BUDGET_PHASES.map(({ id, title, terms }): PhaseReport => {
    const sample = phaseSample(samples, terms);
    const percentiles = percentilesOf(sample);
    const budgetMs = budget[id];
    return { id, title, budgetMs, ...percentiles, ranges: id === 'model' ? rangesOf(percentiles) : null, shareOver: shareAbove(sample, budgetMs), overMs: Math.max(0, percentiles.p95 - budgetMs) };
  });
  const totalPercentiles = percentilesOf(samples.totalMs);
  const totalBudgetMs = budgetTotalMs(budget);
  const total = {
    ...totalPercentiles, ranges: rangesOf(totalPercentiles), budgetMs: totalBudgetMs,
    shareOver: shareAbove(samples.totalMs, totalBudgetMs), overMs: Math.max(0, totalPercentiles.p95 - totalBudgetMs),
  };
  const violating = phases.filter((phase) => phase.overMs > 0).sort((a, b) => b.overMs - a.overMs);
  return ok({
    phases, total, profile, samples: samples.count,
    terms: Object.fromEntries(TERM_IDS.map((id) => [id, percentilesOf(samples.terms[id])])) as Record<TermId, Percentiles>,
    model: modelTerm(profile),
    violations: violating.map((phase) => phase.id),
    sentence: sentence(violating[0], total.overMs),
  });
}

function modelTerm(profile: RequestProfile): BudgetReport['model'] {
  const before = profile.spans.filter((span) => span.stage === 'router' && (span.layer === 'queue' || span.layer === 'gpu-scheduling' || span.layer === 'cold-start'));
  const inference = profile.spans.filter((span) => span.stage === 'inference');
  const sum = (spans: readonly { durationMs: number }[]): number => spans.reduce((total, span) => total + span.durationMs, 0);
  const decode = inference.filter((span, i) => span.layer === 'decode' || (span.layer === 'sampling' && i > 1));
  const tokens = profile.usage.outputTokens;
  const decodeMs = sum(decode);
  const startupMs = sum(before) + sum(inference) - decodeMs;
  const tokensPerSecond = decodeMs === 0 ? 0 : ((tokens - 1) / decodeMs) * 1000;
  const estimateMs = startupMs + (tokensPerSecond === 0 ? 0 : (tokens / tokensPerSecond) * 1000);
  return { startupMs, tokens, tokensPerSecond, estimateMs, modelMs: startupMs + decodeMs };
}

function sentence(worst: PhaseReport | undefined, totalOverMs: number): string {
  const total = formatCount(totalOverMs);
  if (worst === undefined) return totalOverMs > 0 ? t('No phase breaks its budget at p95, but the total does by {total} ms.', { total }) : t('Every phase keeps to its budget at p95.');
  const values = { phase: t(worst.title), over: formatCount(worst.overMs), total };
  return totalOverMs > 0 ? t('{phase} breaks its budget at p95 by {over} ms, and the total by {total} ms.', values)
    : t('{phase} breaks its budget at p95 by {over} ms; the total still keeps to it, because the other phases leave room.', values);
}

/** What has to stay under how many milliseconds, at which quantile. */
export interface Limit { readonly of: 'total' | BudgetPhaseId; readonly ms: number; readonly quantile: 0.5 | 0.95 | 0.99 }

/** The total at p95 within the budget's sum. */
export const totalLimit = (budget: Budget = S4_BUDGET): Limit => ({ of: 'total', ms: budgetTotalMs(budget), quantile: 0.95 });

export interface Solution {
  /** Largest value that fits; null when none does. */
  readonly value: number | null;
  /** What stands in the way of more. */
  readonly limitedBy: 'budget' | 'context' | 'memory';
  /** Where the largest value lies, if the model errs: with its error against us and for us. Null at either end: nothing fits. Null when the model has no part in it. */
  readonly range: { readonly low: number | null; readonly high: number | null } | null;
  /** The quantile at the value, in ms; null when none fits. */
  readonly atMs: number | null;
  /** The change that makes it so. */
  readonly patch: ScenarioPatch | null;
  readonly evaluations: number;
}

/** Fewer samples than the report: a search evaluates some twenty scenarios, all on the same luck. */
const SOLVER_SAMPLES = 2_000;

/** The limited quantity of a scenario in ms, or why there is none: it does not fit the memory or the context window. */
function measure(scenario: Scenario, limit: Limit, content: RequestContent | undefined, seed: number): number | 'memory' | 'context' {
  const profiled = profileOf(scenario, content);
  if (!profiled.ok) return 'memory';
  if (profiled.value.refused !== null) return 'context';
  const samples = sampleRequests(profiled.value, SOLVER_SAMPLES, seed);
  const phase = BUDGET_PHASES.find(({ id }) => id === limit.of);
  return quantile(sorted(phase === undefined ? samples.totalMs : phaseSample(samples, phase.terms)), limit.quantile);
}

function solve(scenario: Scenario, limit: Limit, most: number, patchOf: (value: number) => ScenarioPatch, content: RequestContent | undefined, seed: number): Solution {
  const known = new Map<number, number | 'memory' | 'context'>();
  const at = (value: number): number | 'memory' | 'context' => {
    const ms = known.get(value) ?? measure(patchScenario(scenario, patchOf(value)), limit, content, seed);
    known.set(value, ms);
    return ms;
  };
  // The searches share what they measured: the same request is not sampled twice.
  const search = (fits: (ms: number, value: number) => boolean): Largest => largestWhole(1, most, (value) => {
    const ms = at(value);
    return typeof ms === 'number' && fits(ms, value);
  });
  const found = search((ms) => ms <= limit.ms);
  const errorAt = (value: number): { below: number; above: number } => {
    const profiled = profileOf(patchScenario(scenario, patchOf(value)), content);
    return profiled.ok ? modelError(profiled.value, 'end') : { below: 0, above: 0 };
  };
  const range = limit.of !== 'total' && limit.of !== 'model' ? null : {
    low: search((ms, value) => ms + errorAt(value).above <= limit.ms).value,
    high: search((ms, value) => ms - errorAt(value).below <= limit.ms).value,
  };
  const beyond = found.tooLarge === null ? 'context' : at(found.tooLarge);
  const limitedBy = typeof beyond === 'number' ? 'budget' : beyond;
  if (found.value === null) return { value: null, range, limitedBy, atMs: null, patch: null, evaluations: found.evaluations };
  const ms = at(found.value);
  return { value: found.value, range, limitedBy, atMs: typeof ms === 'number' ? ms : null, patch: patchOf(found.value), evaluations: found.evaluations };
}

const contextTokens = (scenario: Scenario): number => MODELS.find((model) => model.id === scenario.model)?.contextTokens ?? 1;

/** Longest prompt, in tokens, with which the limit still holds. */
export function largestPrompt(scenario: Scenario, limit: Limit, content?: RequestContent, seed = 1): Solution {
  const most = contextTokens(scenario) - scenario.request.maxOutputTokens;
  return solve(scenario, limit, most, (inputTokens) => ({ request: { inputTokens } }), content, seed);
}

/** Longest answer, in tokens, with which the limit still holds. */
export function largestOutput(scenario: Scenario, limit: Limit, content?: RequestContent, seed = 1): Solution {
  const profiled = profileOf(patchScenario(scenario, { request: { outputTokens: 1, maxOutputTokens: 1 } }), content);
  const most = profiled.ok ? contextTokens(scenario) - profiled.value.request.inputTokens : 1;
  return solve(scenario, limit, most, (tokens) => ({ request: { outputTokens: tokens, maxOutputTokens: tokens } }), content, seed);
}

export interface ModelFit {
  readonly id: string;
  readonly name: string;
  readonly paramsB: number;
  /** The limited quantile in ms; null when the set-up is impossible. */
  readonly ms: number | null;
  /** Where it lies, from the model's error. */
  readonly range: Range | null;
  readonly fits: boolean;
  /** Why it does not fit. */
  readonly reason: string | null;
}

/** Every model of the catalogue on the scenario's GPUs, smallest first, and the largest that keeps the limit. */
export function largestModel(scenario: Scenario, limit: Limit, content?: RequestContent, seed = 1): { readonly best: ModelFit | null; readonly models: readonly ModelFit[] } {
  const models = [...MODELS].sort((a, b) => a.paramsB - b.paramsB).map(({ id, name, paramsB }): ModelFit => {
    const candidate = patchScenario(scenario, { model: id });
    const ms = measure(candidate, limit, content, seed);
    const profiled = profileOf(candidate, content);
    const range = typeof ms === 'number' && profiled.ok ? percentileRange(profiled.value, ms) : null;
    if (typeof ms === 'number') return { id, name, paramsB, ms, range, fits: ms <= limit.ms, reason: ms <= limit.ms ? null : t('over the budget') };
    const reason = profiled.ok ? (profiled.value.refused?.reason ?? t('refused')) : profiled.error.message;
    return { id, name, paramsB, ms: null, range: null, fits: false, reason };
  });
  return { best: models.filter((model) => model.fits).at(-1) ?? null, models };
}
