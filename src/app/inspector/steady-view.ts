/** What the inspector says of a replica under a steady load. Pure. */
import { t } from '@/core/text';
import { formatCount, formatDuration, formatShare, significant } from '@/core/units';
import type { RequestProfile } from '@/decisions/profile';
import { capacityPerS, outsideFirstMs, rateOfBatch, steadyLoad, type SteadyLoad } from '@/decisions/steady-load';
import type { Estimate, SteadyState } from '@/stages/inference/steady';
import { durationEnds } from '../pages/parts/range-text';

/** From this share of capacity on the closed form gives no figure for the first token. */
export const KNOWN_UP_TO = 0.85;
/** The slider reaches a little beyond what the replica can serve. */
export const REACH = 1.2;
const STEPS = 240;

export interface RateScale { min: number; max: number; step: number; capacityPerS: number }

/** The slider's scale: from next to nothing to beyond saturation. */
export function rateScale(profile: RequestProfile): RateScale {
  const capacity = capacityPerS(profile);
  const step = Number(((capacity * REACH) / STEPS).toPrecision(2));
  return { min: step, max: step * STEPS, step, capacityPerS: capacity };
}

/** The rate shown: the chosen one, else that at which the scenario's own batch decodes together. */
export function rateShown(profile: RequestProfile, chosen: number | null, { min, max, capacityPerS: capacity }: RateScale): number {
  const rate = chosen ?? rateOfBatch(profile) ?? capacity * KNOWN_UP_TO;
  return Math.min(Math.max(rate, min), max);
}

export interface SteadyCell { text: string; range: string | null }
export interface SteadyRow { id: 'ttft' | 'itl'; mean: SteadyCell; p95: SteadyCell }

function cell({ ms, low, high }: Estimate, aroundMs: number): SteadyCell {
  const ends = { low: low + aroundMs, high: high === null ? null : high + aroundMs };
  return { text: high === null ? t('not known') : formatDuration(ms + aroundMs), range: durationEnds(ends) };
}

/** First token as the client sees it, and the gaps between tokens. */
export function steadyRows(profile: RequestProfile, { state }: SteadyLoad): SteadyRow[] {
  const around = outsideFirstMs(profile);
  return [
    { id: 'ttft', mean: cell(state.ttft.mean, around), p95: cell(state.ttft.p95, around) },
    { id: 'itl', mean: cell(state.itl.mean, 0), p95: cell(state.itl.p95, 0) },
  ];
}

/** What limits the batch: "256, the engine’s slots". */
export const limitText = ({ limit: { sequences, by } }: SteadyState): string =>
  t('{count}, {by, select, slots {the engine’s slots} other {room for KV cache}}', { count: formatCount(sequences), by });

export const perSecond = (rate: number): string => t('{rate}/s', { rate: significant(rate) });

/** The section in a sentence or two. */
export function steadySentence({ requestsPerS, capacityPerS: capacity, state, leftOut }: SteadyLoad): string {
  const share = requestsPerS / capacity;
  const out = leftOut.length === 0 ? '' : ` ${t('Not in it: {parts}.', { parts: leftOut.join(', ') })}`;
  if (share >= 1) {
    return `${t('One replica serves at most {most}. At {rate} the queue grows for as long as the load lasts: there is no time to first token to give, only the least it can be.', { most: perSecond(capacity), rate: perSecond(requestsPerS) })}${out}`;
  }
  if (state.saturated) {
    return `${t('At {share} of the {most} that one replica can serve, an error of the model as large as it was measured to be decides whether the queue grows. The first token is not known; below is the least it can be.', { share: formatShare(share), most: perSecond(capacity) })}${out}`;
  }
  // A prompt of somebody else rides in too few steps to be seen at the 95th percentile; the mean holds it all the same.
  const rare = state.itl.p95.ms < state.itl.mean.ms ? ` ${t('Fewer than one gap in twenty holds a prompt of another request, so p95 of ITL lies below its mean.')}` : '';
  return `${t('{rate} is {share} of the {most} that one replica can serve. {batch} requests decode together, of at most {limit}.', { rate: perSecond(requestsPerS), share: formatShare(share), most: perSecond(capacity), batch: significant(Math.max(1, state.batch)), limit: limitText(state) })}${rare}${out}`;
}

export interface CurvePoint { rate: number; ttft: Estimate; itl: Estimate }

const POINTS = 18;

/** First token and gap, both at p95, from an idle replica to where the model stops knowing. */
export function steadyCurve(profile: RequestProfile, { capacityPerS: capacity }: RateScale): CurvePoint[] {
  const around = outsideFirstMs(profile);
  return Array.from({ length: POINTS }, (_, i) => capacity * (0.001 + ((KNOWN_UP_TO - 0.002) * i) / (POINTS - 1))).flatMap((rate) => {
    const load = steadyLoad(profile, rate);
    if (!load.ok) return [];
    const { ttft, itl } = load.value.state;
    const { ms, low, high } = ttft.p95;
    return [{ rate, ttft: { ms: ms + around, low: low + around, high: high === null ? null : high + around }, itl: itl.p95 }];
  });
}
