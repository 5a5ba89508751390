/** Where a request's time goes, and what it may take there. */
import type { RequestOutcome } from '../types';

/** Parts of a request's time, in the order it meets them. `retries` is time lost in tries that did not count. */
export const FLEET_PARTS = [
  'network', 'gateway', 'load-balancer', 'retrieval', 'tokenizer', 'router', 'queue', 'prefill', 'decode', 'tools', 'post-processing', 'billing', 'retries',
] as const;
export type FleetPart = (typeof FLEET_PARTS)[number];

/** Writes the time of each part, in the order of `FLEET_PARTS`, ms; 0 where the request never came there. */
export function writeParts(outcome: RequestOutcome, into: Float64Array): void {
  into[0] = or0(outcome.networkMs);
  into[1] = or0(outcome.gatewayMs);
  into[2] = or0(outcome.balancerMs);
  into[3] = or0(outcome.retrievalMs);
  into[4] = or0(outcome.tokenizerMs);
  into[5] = or0(outcome.routerMs);
  into[6] = or0(outcome.queueMs);
  into[7] = or0(outcome.prefillMs);
  into[8] = or0(outcome.decodeMs);
  into[9] = or0(outcome.toolsMs);
  into[10] = or0(outcome.postMs);
  into[11] = or0(outcome.billingMs);
  into[12] = or0(outcome.retryMs);
}

const or0 = (ms: number): number => (ms > 0 ? ms : 0);

/** Phases with a budget, as in T_total = network + retrieval + prompt + model + tools and post. Waiting for a GPU is the model's. */
export const BUDGET_PHASES = {
  network: ['network'],
  retrieval: ['retrieval'],
  prompt: ['gateway', 'load-balancer', 'tokenizer', 'router'],
  model: ['queue', 'prefill', 'decode', 'retries'],
  'tools-post': ['tools', 'post-processing', 'billing'],
} as const satisfies Readonly<Record<string, readonly FleetPart[]>>;
export type BudgetPhase = keyof typeof BUDGET_PHASES;
export const BUDGET_PHASE_IDS = Object.keys(BUDGET_PHASES) as readonly BudgetPhase[];

/** Which phase each part belongs to, both by their place in the lists. */
export const PHASE_OF_PART: Uint8Array = Uint8Array.from(FLEET_PARTS, (part) => BUDGET_PHASE_IDS.findIndex((id) => (BUDGET_PHASES[id] as readonly FleetPart[]).includes(part)));

/** Milliseconds for each phase. */
export type FleetBudget = Readonly<Record<BudgetPhase, number>>;

/** S4's split of a chat turn of 2.5 s at p95 (the same as `decisions/budget`, which stands above this room; a test holds them together). */
export const FLEET_BUDGET: FleetBudget = { network: 150, retrieval: 300, prompt: 150, model: 1600, 'tools-post': 300 };

/**
 * Tokens after which a streamed answer is of use: its first sentence. Plain English has 15 to 20 words a sentence
 * (M. Cutts, Oxford Guide to Plain English), a token is about ¾ of a word (OpenAI, "What are tokens"): 17.5 ÷ 0.75.
 */
export const USABLE_TOKENS = 23;

/** When the client has the first sentence, ms since it asked; NaN if it never came. Tokens of one answer come evenly. */
export function usableMs(outcome: RequestOutcome): number {
  const { request, clientFirstTokenMs, firstTokenMs, lastTokenMs, outputTokens } = outcome;
  const firstMs = clientFirstTokenMs - request.arrivalMs;
  const gaps = Math.min(USABLE_TOKENS, outputTokens) - 1;
  return gaps < 1 ? firstMs : firstMs + (gaps * (lastTokenMs - firstTokenMs)) / (outputTokens - 1);
}

/** Upper ends of the prompt-length buckets, tokens. */
export const LENGTH_BUCKETS = [256, 1_024, 4_096, 16_384, 65_536, Number.POSITIVE_INFINITY] as const;

/** Names of the buckets: "≤ 256", "257–1,024" … */
export const LENGTH_BUCKET_NAMES: readonly string[] = LENGTH_BUCKETS.map((high, i) => {
  const low = (LENGTH_BUCKETS[i - 1] ?? 0) + 1;
  const word = (n: number): string => n.toLocaleString('en-US');
  return i === 0 ? `≤ ${word(high)}` : high === Number.POSITIVE_INFINITY ? `> ${word(low - 1)}` : `${word(low)}–${word(high)}`;
});

export function lengthBucket(inputTokens: number): number {
  let i = 0;
  while (inputTokens > (LENGTH_BUCKETS[i] ?? Number.POSITIVE_INFINITY)) i++;
  return i;
}
