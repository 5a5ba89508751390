/**
 * A replica under a steady load of requests like one's own: what the closed form of continuous batching
 * (stages/inference/steady) gives for the engine, with the rest of the request's path around it.
 */
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { steadyState, type Estimate, type SteadyState } from '@/stages/inference/steady';
import type { RequestProfile } from './profile';

/** Far below what any replica serves: its state is that of a request alone. */
const ALONE = 1e-6;
const MOST_PER_S = 1e6;

export interface SteadyLoad {
  readonly requestsPerS: number;
  /** Requests a second that the replica could serve at most, every slot taken. */
  readonly capacityPerS: number;
  readonly state: SteadyState;
  /** What of the scenario the closed form leaves out; empty for most. */
  readonly leftOut: readonly string[];
}

const stateAt = ({ plan }: RequestProfile, requestsPerSecond: number): SteadyState =>
  steadyState(plan.roofline, { requestsPerSecond, inputTokens: plan.inputTokens, outputTokens: plan.outputTokens });

/** Requests like this one that a replica could serve in a second, its batch full all the time. */
export const capacityPerS = (profile: RequestProfile): number => ALONE / stateAt(profile, ALONE).load;

/** A replica that gets `requestsPerS` requests like this one, spread at random over time. The error names the rate. */
export function steadyLoad(profile: RequestProfile, requestsPerS: number): Result<SteadyLoad> {
  if (!(requestsPerS > 0 && requestsPerS <= MOST_PER_S)) {
    return err(appError('rate-invalid', t('A rate of {rate} requests a second cannot be computed.', { rate: requestsPerS }), t('Choose more than 0 and at most {most}.', { most: formatCount(MOST_PER_S) }), 'requestsPerS'));
  }
  return ok({ requestsPerS, capacityPerS: capacityPerS(profile), state: stateAt(profile, requestsPerS), leftOut: leftOut(profile) });
}

function leftOut({ scenario, plan }: RequestProfile): string[] {
  return [
    ...(plan.cachedTokens > 0 ? [t('the prefix found in the cache (every prompt is read whole)')] : []),
    ...(scenario.speculative.enabled ? [t('speculative decoding')] : []),
    ...(scenario.deployment.disaggregated ? [t('prefill on GPUs of its own')] : []),
  ];
}

const HALVINGS = 40;

/**
 * The rate at which `batch` sequences decode together on average, in requests a second; the scenario's own batch
 * unless told otherwise. Null when the replica never holds that many.
 */
export function rateOfBatch(profile: RequestProfile, batch = profile.scenario.load.batch): number | null {
  const most = capacityPerS(profile);
  if (batch > stateAt(profile, most).limit.sequences) return null;
  let [low, high] = [0, most];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (stateAt(profile, middle).batch < batch) low = middle;
    else high = middle;
  }
  return high;
}

/** Time of the typical request outside the engine: network, gateway, retrieval, tools, what follows the answer. */
export const outsideMs = (profile: RequestProfile): number => profile.totalMs - engineMs(profile);
/** The same, of what comes before the first token reaches the client. */
export function outsideFirstMs(profile: RequestProfile): number {
  const prefill = profile.spans.find(({ layer }) => layer === 'prefill');
  return profile.ttftMs === null || prefill === undefined ? 0 : profile.ttftMs - prefill.durationMs;
}

const ENGINE_LAYERS: ReadonlySet<string> = new Set(['prefill', 'decode', 'sampling', 'stream-out']);
const engineMs = ({ spans }: RequestProfile): number =>
  spans.reduce((sum, { stage, layer, durationMs }) => sum + (stage === 'inference' && ENGINE_LAYERS.has(layer) ? durationMs : 0), 0);

/**
 * Time in the engine from arrival to last token, drawn at `luck` in 0..1: the first token by the shifted exponential
 * through the closed form's mean and 95th percentile (waits have exponential tails), then the mean gap for each
 * further token, over hundreds of which differences even out.
 */
export function drawEngineMs({ ttft, itl }: SteadyState, outputTokens: number, luck: number): number {
  const scale = Math.max(0, (ttft.p95.ms - ttft.mean.ms) / (Math.log(20) - 1));
  return ttft.mean.ms - scale - scale * Math.log(1 - luck) + (outputTokens - 1) * itl.mean.ms;
}

/** A total made of the same parts, with the range of the first token and of the gaps: they share the model's errors. */
export function totalEstimate(profile: RequestProfile, { ttft, itl }: SteadyState, at: 'mean' | 'p95'): Estimate {
  const gaps = profile.plan.outputTokens - 1;
  const outside = outsideMs(profile);
  const sum = (first: number, gap: number): number => outside + first + gaps * gap;
  const { high } = ttft[at];
  return {
    ms: sum(ttft[at].ms, itl.mean.ms), low: sum(ttft[at].low, itl.mean.low),
    high: high === null || itl.mean.high === null ? null : sum(high, itl.mean.high),
  };
}
