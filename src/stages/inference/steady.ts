/**
 * Continuous batching under a steady load, in closed form: requests of one shape arrive at random (Poisson) at one
 * replica. Little's law ties the batch to the time a token takes; prefills stretch the steps they ride in; the slots
 * and the KV cache bound the batch. Near that bound the answer is a range that says so.
 */
import { capacityOf } from './capacity';
import type { Roofline } from './roofline';
import { expectedError, spreadOf } from './uncertainty';

export interface SteadyLoad {
  readonly requestsPerSecond: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

export interface Estimate {
  readonly ms: number;
  /** 5th and 95th percentile of where the true value lies; `high` is null where nothing bounds it. */
  readonly low: number;
  readonly high: number | null;
}

export interface SteadyState {
  /** Sequences decoding together, on average. */
  readonly batch: number;
  /** What limits the batch: the engine's slots or the KV cache. */
  readonly limit: { readonly sequences: number; readonly by: 'slots' | 'kv-cache' };
  /** Share of the requests per second that the replica could serve at most. */
  readonly load: number;
  /** Close to or beyond what the replica can serve: small errors in the model decide whether the queue grows. */
  readonly saturated: boolean;
  readonly ttft: { readonly mean: Estimate; readonly p95: Estimate };
  readonly itl: { readonly mean: Estimate; readonly p95: Estimate };
}

/** From this load on, an error of the model as large as it was measured to be can mean a queue without end. */
const SURE_UP_TO = 0.85;

/** Means and 95th percentiles of a replica in a steady state. Pure; microseconds. */
export function steadyState(roofline: Roofline, load: SteadyLoad): SteadyState {
  const { engine, deployment } = roofline;
  const { inputTokens, outputTokens } = load;
  const ratePerMs = load.requestsPerSecond / 1000;
  const perSequence = inputTokens + outputTokens / 2;
  const kvSequences = Math.max(1, Math.floor(capacityOf(deployment).kvTokens / (inputTokens + outputTokens)));
  const sequences = Math.min(engine.maxSequences, kvSequences);
  const stepMs = (batch: number): number => roofline.decode({ sequences: Math.max(1, batch), contextTokens: Math.max(1, batch) * perSequence }).totalMs;
  /** What one prompt adds to the steps it rides in. */
  const promptMs = (batch: number): number => {
    const alongside = { sequences: Math.max(1, batch), contextTokens: Math.max(1, batch) * perSequence };
    const chunks = Math.max(1, Math.ceil(inputTokens / engine.prefillChunkTokens));
    const piece = { newTokens: inputTokens / chunks, contextTokens: (inputTokens * (chunks - 1)) / chunks / 2, sequences: 1 };
    return chunks * Math.max(0, roofline.mixed([piece], alongside).totalMs - stepMs(batch));
  };
  /** Requests a ms that a batch completes: each keeps its slot for its tokens, and its prompt stops the whole batch for a while. */
  const rateAt = (batch: number): number => {
    const prompt = promptMs(batch);
    return 1 / (prompt + (Math.max(1, outputTokens - 1) * stepMs(batch)) / batch);
  };
  const capacityPerMs = rateAt(sequences);
  const batch = ratePerMs >= capacityPerMs ? sequences : batchFor(ratePerMs, sequences, rateAt);
  const utilization = ratePerMs / capacityPerMs;
  const step = stepMs(batch);
  const prompt = promptMs(batch);
  const rate = Math.min(ratePerMs, capacityPerMs);
  // Every gap between two tokens holds on average rate · gap prompts.
  const gapMs = step / Math.max(1e-6, 1 - rate * prompt);
  const waitMs = utilization >= 1 ? Number.POSITIVE_INFINITY : slotWaitMs(utilization, sequences, outputTokens * gapMs) + promptWaitMs(rate, prompt);
  // A running batch is joined at its next step, half a step away on average; an idle one at once.
  const joinMs = Math.min(1, batch) * (step / 2);
  const ttftMs = engine.perRequestMs + joinMs + step + prompt + waitMs;
  const saturated = utilization > SURE_UP_TO;
  const estimate = (ms: number, kind: 'load-ttft' | 'load-itl'): Estimate => {
    const spread = spreadOf(expectedError(deployment, kind));
    return saturated && kind === 'load-ttft'
      ? { ms, low: (engine.perRequestMs + step + prompt) / spread, high: null }
      : { ms, low: ms / spread, high: ms * spread };
  };
  const p95Gap = step + prompt * poissonQuantile(rate * gapMs, 0.95);
  return {
    batch, limit: { sequences, by: engine.maxSequences <= kvSequences ? 'slots' : 'kv-cache' }, load: utilization, saturated,
    // Waits have exponential tails: their 95th percentile is ln 20 = 3 times the mean.
    ttft: { mean: estimate(ttftMs, 'load-ttft'), p95: estimate(engine.perRequestMs + 1.9 * joinMs + step + prompt + Math.log(20) * waitMs, 'load-ttft') },
    itl: { mean: estimate(gapMs, 'load-itl'), p95: estimate(p95Gap, 'load-itl') },
  };
}

/** The batch at which as many requests end as arrive. `rateAt` rises with the batch. */
function batchFor(ratePerMs: number, most: number, rateAt: (batch: number) => number): number {
  let [low, high] = [0, most];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (rateAt(Math.max(1e-3, middle)) < ratePerMs) low = middle;
    else high = middle;
  }
  return high;
}

/** Mean wait for one of `slots` (Sakasegawa 1977, Poisson arrivals, equal service): S · ρ^(√(2(c+1)) − 1) / (c (1 − ρ)) / 2. */
const slotWaitMs = (utilization: number, slots: number, serviceMs: number): number =>
  (serviceMs * utilization ** (Math.sqrt(2 * (slots + 1)) - 1)) / (slots * (1 - utilization)) / 2;

/** Mean wait behind other prompts, which are read one after the other (Pollaczek–Khinchine, equal prompts). */
const promptWaitMs = (ratePerMs: number, promptMs: number): number => {
  const busy = Math.min(0.999, ratePerMs * promptMs);
  return (busy * promptMs) / (2 * (1 - busy));
};

/** Smallest k with P(X ≤ k) ≥ q for a Poisson variable of that mean. */
export function poissonQuantile(mean: number, q: number): number {
  let probability = Math.exp(-Math.min(mean, 700));
  let sum = probability;
  let k = 0;
  while (sum < q && k < 10_000) {
    k++;
    probability *= mean / k;
    sum += probability;
  }
  return k;
}
