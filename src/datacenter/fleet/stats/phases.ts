/** Where a request's time goes, and what it may take there. */
import type { RequestOutcome } from '../types';

/** Parts of a request's time, in the order it meets them. `retries` is time lost in tries that did not count. */
export const FLEET_PARTS = [
  'network', 'gateway', 'load-balancer', 'retrieval', 'tokenizer', 'router', 'queue', 'prefill', 'decode', 'tools', 'post-processing', 'billing', 'retries',
] as const;
export type FleetPart = (typeof FLEET_PARTS)[number];

/** Time of a part, ms; NaN or 0 where the request never came there. */
export function partMs(outcome: RequestOutcome, part: FleetPart): number {
  switch (part) {
    case 'network': return outcome.networkMs;
    case 'gateway': return outcome.gatewayMs;
    case 'load-balancer': return outcome.balancerMs;
    case 'retrieval': return outcome.retrievalMs;
    case 'tokenizer': return outcome.tokenizerMs;
    case 'router': return outcome.routerMs;
    case 'queue': return outcome.queueMs;
    case 'prefill': return outcome.prefillMs;
    case 'decode': return outcome.decodeMs;
    case 'tools': return outcome.toolsMs;
    case 'post-processing': return outcome.postMs;
    case 'billing': return outcome.billingMs;
    case 'retries': return outcome.retryMs;
  }
}

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
