/** Which lever helps? Every lever applied to one scenario, and what it does to first token, total, usable answer and cost. */
import type { AppError } from '@/core/result';
import { ok, type Result } from '@/core/result';
import { patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { t } from '@/core/text';
import type { RequestContent } from '@/datacenter/model-trace';
import { AROUND_LEVERS } from './levers/around';
import { MODEL_LEVERS } from './levers/model';
import { REQUEST_LEVERS } from './levers/request';
import type { Lever } from './levers/types';
import { profileOf, type RequestProfile } from './profile';
import { differenceRange, firstRange, gpuDifferenceRange, gpuRange, totalRange, type Range } from './ranges';

export type { Lever, LeverAction, LeverGroup, LeverSource } from './levers/types';
export { LEVER_GROUPS } from './levers/types';

export const LEVERS: readonly Lever[] = [...REQUEST_LEVERS, ...MODEL_LEVERS, ...AROUND_LEVERS];

/** The lever called `id`, or undefined. */
export const findLever = (id: string): Lever | undefined => LEVERS.find((lever) => lever.id === id);

/** What a lever is measured by. Null where a refused request has no such value. */
export interface LeverMetrics {
  readonly ttftMs: number | null;
  readonly usableAnswerMs: number | null;
  readonly totalMs: number;
  /** At the scenario's token prices. */
  readonly costUsd: number;
  /** Of one's own GPUs, which is what batch, GPUs and precision change. */
  readonly gpuSeconds: number;
  /** The same in dollars at the middle of the rental quotes (geometric mean); null without a quote. */
  readonly gpuUsd: number | null;
}
export const LEVER_METRICS = ['ttftMs', 'usableAnswerMs', 'totalMs', 'costUsd', 'gpuSeconds', 'gpuUsd'] as const satisfies readonly (keyof LeverMetrics)[];
export type LeverMetric = (typeof LEVER_METRICS)[number];

export interface Effect {
  /** After less before: negative is a saving. Null where either is missing. */
  readonly delta: number | null;
  /** Delta over before; null where that is missing or 0. */
  readonly ratio: number | null;
  /** 5th to 95th percentile of where the delta lies, from the model's errors; null where it is exact (token prices) or unknown. */
  readonly range: Range | null;
}

/** helps / hurts: by the metric ranked by; `nothing`: it can be applied and changes no metric; the others cannot be applied. */
export type LeverStatus = 'helps' | 'hurts' | 'trades' | 'nothing' | 'not-applicable' | 'impossible';

export interface RankedLever {
  readonly lever: Lever;
  readonly status: LeverStatus;
  /** In words: what was changed, why it cannot be, or that nothing comes of it. */
  readonly sentence: string;
  /** Null when the lever cannot be applied. */
  readonly patch: ScenarioPatch | null;
  readonly after: LeverMetrics | null;
  readonly effects: Readonly<Record<LeverMetric, Effect>>;
  /** The set-up that the lever would lead to cannot exist. */
  readonly error: AppError | null;
}

export interface LeverRanking {
  readonly by: LeverMetric;
  readonly before: LeverMetrics;
  /** Where `before` lies; null where it is exact or unknown. */
  readonly beforeRanges: Readonly<Record<LeverMetric, Range | null>>;
  readonly levers: readonly RankedLever[];
  /** Mid-stream failures are left out of what is compared. */
  readonly ignoresFailure: boolean;
}

export function leverMetrics(profile: RequestProfile): LeverMetrics {
  const { ttftMs, usableAnswerMs, totalMs, usage, gpuSeconds } = profile;
  const quote = profile.plan.deployment.gpu.usdPerGpuHour;
  return {
    ttftMs, usableAnswerMs, totalMs, costUsd: usage.costUsd, gpuSeconds,
    gpuUsd: quote === null ? null : (gpuSeconds / 3600) * Math.sqrt(quote.low * quote.high),
  };
}

/** Changes below a nanosecond or a billionth of a dollar are rounding. */
const NOTHING = 1e-9;
const NO_EFFECT: Effect = { delta: null, ratio: null, range: null };
const noEffects = (): Record<LeverMetric, Effect> =>
  Object.fromEntries(LEVER_METRICS.map((metric) => [metric, NO_EFFECT])) as Record<LeverMetric, Effect>;

function effect(metric: LeverMetric, before: LeverMetrics, after: LeverMetrics, profiles: readonly [RequestProfile, RequestProfile]): Effect {
  const [from, to] = [before[metric], after[metric]];
  if (from === null || to === null) return NO_EFFECT;
  const delta = to - from;
  return { delta, ratio: from === 0 ? null : delta / from, range: Math.abs(delta) <= NOTHING ? null : rangeOf(metric, from, to, profiles) };
}

const rangesOf = (profile: RequestProfile, { gpuSeconds, gpuUsd }: LeverMetrics): LeverRanking['beforeRanges'] => ({
  ttftMs: firstRange(profile), totalMs: totalRange(profile), usableAnswerMs: null, costUsd: null,
  gpuSeconds: gpuRange(profile, gpuSeconds, false), gpuUsd: gpuUsd === null ? null : gpuRange(profile, gpuUsd, true),
});

/** An effect that rests on an assumption reaches from one end of it to the other. */
function withEnds(main: Effect, ends: readonly Effect[]): Effect {
  if (main.delta === null || ends.length === 0) return main;
  const all = [main, ...ends].flatMap(({ delta, range }) => (delta === null ? [] : [delta, range?.low ?? delta, range?.high ?? delta]));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  return high - low <= NOTHING ? main : { ...main, range: { low, high } };
}

function rangeOf(metric: LeverMetric, from: number, to: number, [before, after]: readonly [RequestProfile, RequestProfile]): Range | null {
  switch (metric) {
    case 'ttftMs': return differenceRange(before, after, 'first');
    case 'totalMs': return differenceRange(before, after, 'end');
    case 'gpuSeconds': case 'gpuUsd': return gpuDifferenceRange(before, after, from, to, metric === 'gpuUsd');
    case 'usableAnswerMs': case 'costUsd': return null;
  }
}

const moved = (change: Effect): boolean => change.delta !== null && Math.abs(change.delta) > NOTHING;

/**
 * Every lever on one scenario, best first by `by`; levers that do nothing and those that cannot be applied come last
 * and say why. Pure. Errors are those of the scenario itself.
 */
export function rankLevers(scenario: Scenario, content?: RequestContent, by: LeverMetric = 'totalMs'): Result<LeverRanking> {
  const base = profileOf(scenario, content);
  if (!base.ok) return base;
  const before = leverMetrics(base.value);
  const levers = LEVERS.map((lever) => apply(lever, base.value, content, before, by));
  const rank = ({ status }: RankedLever): number => (status === 'impossible' ? 2 : status === 'not-applicable' ? 3 : status === 'nothing' ? 1 : 0);
  // Sorting is stable: among equals the catalogue's order stays.
  levers.sort((a, b) => rank(a) - rank(b) || (a.effects[by].delta ?? 0) - (b.effects[by].delta ?? 0));
  return ok({ by, before, beforeRanges: rangesOf(base.value, before), levers, ignoresFailure: base.value.ignoresFailure });
}

function apply(lever: Lever, base: RequestProfile, content: RequestContent | undefined, before: LeverMetrics, by: LeverMetric): RankedLever {
  const { scenario } = base;
  const action = lever.apply(scenario, content);
  const inert = { lever, after: null, effects: noEffects(), error: null };
  if (action.patch === null) return { ...inert, status: 'not-applicable', sentence: action.reason, patch: null };
  const profiled = profileOf(patchScenario(scenario, action.patch), content);
  if (!profiled.ok) {
    return { ...inert, status: 'impossible', sentence: `${profiled.error.message} ${profiled.error.action}`, patch: action.patch, error: profiled.error };
  }
  const after = leverMetrics(profiled.value);
  const ends = (action.ends ?? []).flatMap((patch) => { const end = profileOf(patchScenario(scenario, patch), content); return end.ok ? [end.value] : []; });
  const effectOf = (metric: LeverMetric): Effect =>
    withEnds(effect(metric, before, after, [base, profiled.value]), ends.map((end) => effect(metric, before, leverMetrics(end), [base, end])));
  const effects = Object.fromEntries(LEVER_METRICS.map((metric) => [metric, effectOf(metric)])) as Record<LeverMetric, Effect>;
  const changes = LEVER_METRICS.filter((metric) => moved(effects[metric]));
  if (changes.length === 0) {
    return { lever, status: 'nothing', sentence: `${action.change} ${t('Nothing comes of it for this request.')}`, patch: action.patch, after, effects, error: null };
  }
  const main = effects[by];
  const status = moved(main) ? ((main.delta ?? 0) < 0 ? 'helps' : 'hurts') : 'trades';
  return { lever, status, sentence: action.change, patch: action.patch, after, effects, error: null };
}
