/** The ranking of levers as the page shows it: what acts, what does nothing, what cannot be applied. Pure. */
import type { Effect, LeverMetric, LeverRanking, RankedLever } from '@/decisions/levers';
import { msg, t, type Values } from '@/core/text';
import { formatDollars, formatDuration } from '@/core/units';
import { coarseDollars, coarseDuration, dollarEnds, durationEnds, signedEnds } from '../parts/range-text';
import { signedDollars, signedDuration, signedShare } from '../parts/signed';

/** What the tornado can be drawn for. */
export const SHOWN_METRICS = [
  ['ttftMs', msg('First token')],
  ['totalMs', msg('Total')],
  ['costUsd', msg('Token cost')],
  ['gpuUsd', msg('Own GPUs')],
] as const satisfies readonly (readonly [LeverMetric, string])[];
export type ShownMetric = (typeof SHOWN_METRICS)[number][0];

const isTime = (metric: LeverMetric): boolean => metric.endsWith('Ms');
const MISSING = '–';

/** A value of a metric with its unit. */
export function metricText(metric: LeverMetric, value: number | null): string {
  if (value === null) return MISSING;
  return isTime(metric) ? formatDuration(value) : formatDollars(value);
}

/** Where a value lies; null where it is exact. */
export const metricRange = (metric: LeverMetric, range: { low: number; high: number } | null): string | null =>
  range === null ? null : isTime(metric) ? durationEnds(range) : dollarEnds(range);

/** "−12.3 ms (−5.1 %)", or "no change". */
export function effectText(metric: LeverMetric, { delta, ratio }: Effect): string {
  if (delta === null) return MISSING;
  if (isNothing(delta)) return t('no change');
  const size = isTime(metric) ? signedDuration(delta) : signedDollars(delta);
  return ratio === null ? size : `${size} (${signedShare(ratio)})`;
}

/** Where the effect lies: "−210 to −150 ms"; null where it is exact or nothing. */
export function effectRangeText(metric: LeverMetric, { delta, range }: Effect): string | null {
  if (range === null || delta === null || isNothing(delta)) return null;
  return signedEnds(range, isTime(metric) ? coarseDuration : coarseDollars);
}

/** Below a nanosecond or a billionth of a dollar: rounding. */
const NOTHING = 1e-9;
const isNothing = (delta: number): boolean => Math.abs(delta) <= NOTHING;

export interface LeverSections {
  /** Change something, the largest saving first. */
  acting: readonly RankedLever[];
  /** Can be applied and change nothing at all. */
  idle: readonly RankedLever[];
  /** Cannot be applied to this scenario, and why. */
  off: readonly RankedLever[];
}

export function sectionsOf({ levers }: LeverRanking): LeverSections {
  return {
    acting: levers.filter(({ status }) => status === 'helps' || status === 'hurts' || status === 'trades'),
    idle: levers.filter(({ status }) => status === 'nothing'),
    off: levers.filter(({ status }) => status === 'not-applicable' || status === 'impossible'),
  };
}

/** Room on either side of 0, as a share of the axis: where nothing is lost, that too can be seen. */
const LEAST_SIDE = 0.1;

/** Ends of the axis: from the largest saving to the largest loss, 0 well between them. */
export function tornadoDomain(levers: readonly RankedLever[], metric: LeverMetric): { low: number; high: number } {
  const deltas = levers.flatMap(({ effects }) => {
    const { delta, range } = effects[metric];
    return [delta ?? 0, ...(range === null ? [] : [range.low, range.high])];
  });
  const low = Math.min(0, ...deltas);
  const high = Math.max(0, ...deltas);
  if (low === high) return { low: -1, high: 1 };
  const side = Math.max(high, -low) * LEAST_SIDE;
  return { low: Math.min(low, -side), high: Math.max(high, side) };
}

export interface TornadoBar {
  /** Where the bar begins and ends and where 0 is, as shares of the axis. */
  from: number;
  to: number;
  zero: number;
}

/** Where the whisker of an effect begins and ends, as shares of the axis; null where the effect is exact. */
export function whiskerOf({ range }: Effect, { low, high }: { low: number; high: number }): { low: number; high: number } | null {
  return range === null ? null : { low: (range.low - low) / (high - low), high: (range.high - low) / (high - low) };
}

export function barOf(delta: number | null, { low, high }: { low: number; high: number }): TornadoBar {
  const at = (value: number): number => (value - low) / (high - low);
  const value = delta ?? 0;
  return { from: at(Math.min(0, value)), to: at(Math.max(0, value)), zero: at(0) };
}

/** The chart in a sentence or two. */
export function rankingSentence(ranking: LeverRanking, metric: ShownMetric): string {
  const { acting, idle, off } = sectionsOf(ranking);
  const byDelta = [...acting].sort((a, b) => (a.effects[metric].delta ?? 0) - (b.effects[metric].delta ?? 0));
  const best = byDelta[0];
  const worst = byDelta.at(-1);
  const said: string[] = [];
  const values = ({ lever, effects }: RankedLever): Values => ({ metric, lever: t(lever.title), effect: effectText(metric, effects[metric]) });
  if (best !== undefined && (best.effects[metric].delta ?? 0) < -NOTHING) said.push(t(SAVING, values(best)));
  else said.push(t(NO_SAVING, { metric }));
  if (worst !== undefined && (worst.effects[metric].delta ?? 0) > NOTHING) said.push(t('The largest loss: “{lever}”, {effect}.', values(worst)));
  said.push(t(COUNTS, { acting: acting.length, idle: idle.length, off: off.length }));
  return said.join(' ');
}

const SAVING = msg('The largest saving on {metric, select, ttftMs {first token} totalMs {total} costUsd {token cost} other {own gpus}}: “{lever}”, {effect}.');
const NO_SAVING = msg('No lever saves anything on {metric, select, ttftMs {first token} totalMs {total} costUsd {token cost} other {own gpus}} here.');
const COUNTS = msg('{acting, plural, one {# lever changes} other {# levers change}} something, {idle} nothing at all, {off} cannot be applied to this scenario.');
