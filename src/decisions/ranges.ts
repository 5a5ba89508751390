/**
 * How far off a profile's figures may be: 5th to 95th percentile. Of the typical request, from the ranges of its layers;
 * of percentiles over many requests, from the model's own error alone, because the layers' spread is in them already.
 */
import { rangeOfSum, type Range } from '@/core/ranges';
import type { Span } from '@/core/trace';
import { expectedError, spreadOf } from '@/stages/inference/uncertainty';
import type { RequestProfile } from './profile';

export type { Range } from '@/core/ranges';

/** Layers up to the first token. */
function untilFirst({ spans }: RequestProfile): readonly Span[] {
  const sampled = spans.findIndex(({ layer }) => layer === 'sampling');
  return sampled < 0 ? [] : spans.slice(0, sampled + 1);
}

const shifted = (range: Range | null, byMs: number): Range | null => (range === null ? null : { low: range.low + byMs, high: range.high + byMs });
const endOf = (spans: readonly Span[]): number => { const last = spans.at(-1); return last === undefined ? 0 : last.startMs + last.durationMs; };

/** Range of the typical total; null for a refused request that has none. */
export const totalRange = ({ spans }: RequestProfile): Range | null => rangeOfSum(spans);

/** Range of the time to first token: the way of the token to the client is kept as it is. */
export function firstRange(profile: RequestProfile): Range | null {
  if (profile.ttftMs === null) return null;
  if (!profile.scenario.request.stream) return totalRange(profile);
  const before = untilFirst(profile);
  return shifted(rangeOfSum(before), profile.ttftMs - endOf(before));
}

/** Range of the time in some layers, such as `prefill`. */
export const layerRange = ({ spans }: RequestProfile, ...layers: readonly string[]): Range | null =>
  rangeOfSum(spans.filter(({ stage, layer }) => stage === 'inference' && layers.includes(layer)));

const around = (value: number, factor: number): Range => ({ low: value / factor, high: value * factor });

/** Range of the time of decode passes. */
export const passRange = ({ plan, passMs }: RequestProfile): Range => around(passMs, spreadOf(expectedError(plan.deployment, 'decode')));
/** Range of a time that follows the speed of prefill. */
export const prefillRange = ({ plan }: RequestProfile, value: number): Range => around(value, spreadOf(expectedError(plan.deployment, 'prefill')));

/** How far the model's error moves a time: inference up to the first token, or to the end. */
export function modelError(profile: RequestProfile, until: 'first' | 'end'): { readonly below: number; readonly above: number } {
  const whole = until === 'end' || !profile.scenario.request.stream;
  const spans = (whole ? profile.spans : untilFirst(profile)).filter(({ stage }) => stage === 'inference');
  const range = rangeOfSum(spans);
  if (range === null) return { below: 0, above: 0 };
  const sum = spans.reduce((total, { durationMs }) => total + durationMs, 0);
  return { below: sum - range.low, above: range.high - sum };
}

/** Range of a percentile over many requests of a profile. */
export function percentileRange(profile: RequestProfile, value: number, until: 'first' | 'end' = 'end'): Range {
  const { below, above } = modelError(profile, until);
  return { low: Math.max(0, value - below), high: value + above };
}

/** Distances of each layer's ends from its value. */
interface Slack { below: number; above: number }
function slacks(spans: readonly Span[]): Map<string, Slack> {
  const out = new Map<string, Slack>();
  for (const { stage, layer, durationMs, rangeMs } of spans) {
    if (rangeMs === undefined) continue;
    const key = stage === 'network' ? stage : `${stage}/${layer}`;
    const before = out.get(key) ?? { below: 0, above: 0 };
    out.set(key, { below: before.below + durationMs - rangeMs.low, above: before.above + rangeMs.high - durationMs });
  }
  return out;
}

/** The same hardware, model, precision and engine: whatever the model gets wrong, it gets wrong in both. */
function sameDeployment(a: RequestProfile, b: RequestProfile): boolean {
  const [x, y] = [a.plan.deployment, b.plan.deployment];
  return x.model.id === y.model.id && x.gpu.id === y.gpu.id && x.engine === y.engine && x.tensorParallel === y.tensorParallel
    && x.weightPrecision === y.weightPrecision && x.kvPrecision === y.kvPrecision;
}

/**
 * Range of a difference between two profiles, in ms. Where both ran on the same deployment a layer's error is shared,
 * so only the difference of its ends counts; otherwise the errors of inference are independent and add up as squares.
 */
export function differenceRange(before: RequestProfile, after: RequestProfile, until: 'first' | 'end'): Range | null {
  if (until === 'first' && (before.ttftMs === null || after.ttftMs === null)) return null;
  const spansOf = (profile: RequestProfile): readonly Span[] => (until === 'end' || !profile.scenario.request.stream ? profile.spans : untilFirst(profile));
  const valueOf = (profile: RequestProfile): number => (until === 'end' ? profile.totalMs : profile.ttftMs ?? 0);
  const delta = valueOf(after) - valueOf(before);
  const [a, b] = [slacks(spansOf(before)), slacks(spansOf(after))];
  const shared = sameDeployment(before, after);
  let [below, above] = [0, 0];
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const from = a.get(key) ?? NONE;
    const to = b.get(key) ?? NONE;
    if (key.startsWith('inference/') && !shared) {
      below += to.below ** 2 + from.above ** 2;
      above += to.above ** 2 + from.below ** 2;
    } else {
      // One layer slow in both: the difference of its upper ends; quick in both: of its lower ends.
      const [slow, quick] = [to.above - from.above, from.below - to.below];
      above += Math.max(slow, quick, 0) ** 2;
      below += Math.min(slow, quick, 0) ** 2;
    }
  }
  return { low: delta - Math.sqrt(below), high: delta + Math.sqrt(above) };
}
const NONE: Slack = { below: 0, above: 0 };

/** Factor by which a replica's cost in GPU dollars may be off: the model's time, and the spread of the rental quotes. */
function dollarFactor({ plan }: RequestProfile, withQuote: boolean): number {
  const error = Math.log(spreadOf(expectedError(plan.deployment, 'decode')));
  const quote = plan.deployment.gpu.usdPerGpuHour;
  const rent = !withQuote || quote === null ? 0 : Math.log(quote.high / quote.low) / 2;
  return Math.exp(Math.hypot(error, rent));
}

/** Range of GPU time, or of what it costs at the quoted rents. */
export const gpuRange = (profile: RequestProfile, value: number, atQuotedRent: boolean): Range => around(value, dollarFactor(profile, atQuotedRent));

/** Range of a difference in GPU time (or, `inDollars`, in what it costs): proportional where the deployment is the same, else of two independent figures. */
export function gpuDifferenceRange(before: RequestProfile, after: RequestProfile, from: number, to: number, inDollars: boolean): Range {
  const delta = to - from;
  if (sameDeployment(before, after)) {
    const factor = dollarFactor(after, inDollars);
    const ends = [delta / factor, delta * factor];
    return { low: Math.min(...ends), high: Math.max(...ends) };
  }
  const [a, b] = [around(from, dollarFactor(before, inDollars)), around(to, dollarFactor(after, inDollars))];
  return { low: delta - Math.hypot(to - b.low, a.high - from), high: delta + Math.hypot(b.high - to, from - a.low) };
}
