/**
 * Scenarios worth opening, each with the one thing it teaches. Prompts are the beginnings of children's stories,
 * because the embedded model that runs them on this machine knows nothing else; where a lesson needs a longer prompt
 * the modeled lane's token count is set and the local lane keeps the short text.
 */
import { findModel } from '@/catalog/models';
import { defaultPrices, findQuote, pricesOf, type Prices } from '@/catalog/prices';
import { DEFAULT_SCENARIO, patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { msg } from '@/core/text';

export interface Range { readonly low: number; readonly high: number }

export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly lesson: string;
  readonly scenario: Scenario;
  readonly source?: string;
  /** What the source claims for it; the app computes its own row beside it. */
  readonly published?: { readonly totalMs?: Range; readonly ttftMs?: Range; readonly usdPer1kOutput?: Range };
  /** How the modeled request ends; completed unless said otherwise. */
  readonly outcome?: 'rejected' | 'shed' | 'cancelled' | 'failed';
}

const frontier = (): Prices => {
  const quote = findQuote('claude-sonnet-4.5');
  if (quote === undefined) throw new Error('the frontier quote is missing from the catalogue');
  return pricesOf(quote, msg('the baseline\'s large model'));
};

const pricesFor = (model: string): Prices => defaultPrices(model, findModel(model)?.name);

interface PresetInput extends Omit<Preset, 'scenario'> {
  readonly patch: ScenarioPatch;
}

/** The scenario takes the preset's title as its name and its model's default price unless the patch sets one. */
function preset({ patch, ...rest }: PresetInput): Preset {
  const model = patch.model ?? DEFAULT_SCENARIO.model;
  const scenario = patchScenario(DEFAULT_SCENARIO, { prices: pricesFor(model), ...patch, name: rest.title });
  return { ...rest, scenario };
}

/** About 190 words, 230 tokens of the embedded model's vocabulary: a long prompt for it, a short one for a datacenter. */
const LONG_STORY = [
  'Once upon a time, in a small house near the sea, there lived a girl named Lily and her dog Max.',
  'Every morning Lily and Max walked down to the beach to look for shells. Lily had a big blue bucket.',
  'One day, they found a little boat in the sand. The boat was old and had a hole in it.',
  'Lily said, "Max, we can fix this boat!" They ran home to ask her dad for help.',
  'Dad had wood, nails and a big hammer. They worked together all day in the sun.',
  'When the boat was fixed, Lily painted it red and yellow. Max got some paint on his nose and they all laughed.',
  'The next day, they pushed the boat into the water.',
].join(' ');

const LARGE: ScenarioPatch['deployment'] = { gpu: 'h100-sxm', tensorParallel: 4, weightPrecision: 'fp8', kvPrecision: 'fp8', engine: 'vllm', warm: true };

/** S0 gives no token counts: its four approaches are taken to answer one request, 500 tokens in (300 when shortened), 44 out. */
const S0_SOURCE = 'S0, table of four approaches';

export const PRESETS: readonly Preset[] = [
  preset({
    id: 'four-hundred-ms', title: 'The 400 ms request',
    lesson: 'Seven stages, and nearly all of the time goes into one of them. Press play and watch how little the others take.',
    source: 'S1', patch: {},
  }),
  preset({
    id: 'baseline-synchronous', title: 'S0, row 1: baseline, no streaming',
    lesson: 'Without streaming the first token arrives with the last: the reader stares at nothing for the whole time.',
    source: S0_SOURCE,
    published: { totalMs: { low: 400, high: 800 }, ttftMs: { low: 400, high: 800 }, usdPer1kOutput: { low: 0.015, high: 0.025 } },
    patch: { model: 'llama-3.1-70b', deployment: LARGE, load: { batch: 2 }, request: { stream: false, inputTokens: 500 }, cache: { prefix: false }, prices: frontier() },
  }),
  preset({
    id: 'gateway-tuning-only', title: 'S0, row 2: gateway and load balancer tuned',
    lesson: 'A gateway eight times as fast saves a few milliseconds. Compare it with row 1: the difference is noise.',
    source: S0_SOURCE,
    published: { totalMs: { low: 390, high: 780 }, ttftMs: { low: 390, high: 780 }, usdPer1kOutput: { low: 0.015, high: 0.025 } },
    patch: {
      model: 'llama-3.1-70b', deployment: LARGE, load: { batch: 2 }, request: { stream: false, inputTokens: 500 }, cache: { prefix: false },
      gateway: { profile: 'tuned' }, prices: frontier(),
    },
  }),
  preset({
    id: 'short-prompt-streaming', title: 'S0, row 3: shorter prompt, streaming',
    lesson: 'The first token now arrives early, and the wait feels short. The total hardly moves: streaming changes what you see first, not when it ends.',
    source: S0_SOURCE,
    published: { totalMs: { low: 120, high: 250 }, ttftMs: { low: 40, high: 80 }, usdPer1kOutput: { low: 0.008, high: 0.012 } },
    patch: { model: 'llama-3.1-70b', deployment: LARGE, load: { batch: 2 }, request: { stream: true, inputTokens: 300 }, cache: { prefix: false }, prices: frontier() },
  }),
  preset({
    id: 'right-sized-model', title: 'S0, row 4: KV cache, batching, right-sized model',
    lesson: 'A smaller model reads fewer bytes for each token, a kept prefix skips most of the prefill: this is where the milliseconds are.',
    source: S0_SOURCE,
    published: { totalMs: { low: 90, high: 180 }, ttftMs: { low: 30, high: 60 }, usdPer1kOutput: { low: 0.005, high: 0.009 } },
    patch: {
      model: 'llama-3.1-8b', deployment: { weightPrecision: 'fp8', kvPrecision: 'fp8' }, load: { batch: 16 },
      request: { stream: true, inputTokens: 300 }, cache: { prefix: true, sharedPrefixTokens: 250 },
    },
  }),
  preset({
    id: 'mobile-far-region', title: 'Phone on 4G, cold connection, far region',
    lesson: 'DNS, TCP and TLS each cost a round trip before the first byte of the prompt leaves. On a phone they can take longer than the model.',
    source: 'S3, S4',
    patch: { client: { network: '4g', region: 'ap-south', connection: 'cold' }, loadBalancer: { region: 'us-east' } },
  }),
  preset({
    id: 'long-prompt', title: 'Long prompt: 24,000 tokens',
    lesson: 'Prefill grows with the prompt, attention with its square: the first token waits for all of it, and the KV cache is large before a word is written.',
    source: 'S1, S3, S4',
    patch: { request: { prompt: LONG_STORY, inputTokens: 24_000, maxOutputTokens: 60 }, load: { batch: 4 } },
  }),
  preset({
    id: 'rag-chat-turn', title: 'RAG chat turn against a 2.5 s budget',
    lesson: 'Retrieval, prompt assembly and a prompt full of passages all come before the first token. S4 gives the whole turn 2.5 s at p95: the typical request may keep to it while the slow ones do not.',
    source: 'S4',
    patch: {
      model: 'llama-3.1-70b', deployment: LARGE, load: { batch: 4 },
      request: { prompt: LONG_STORY, maxOutputTokens: 90 }, client: { network: '5g' },
      retrieval: { enabled: true, documents: 4, latencyMs: 180 }, safety: 'small-classifier', budgetMs: 2_500,
    },
  }),
  preset({
    id: 'self-hosted-13b', title: '13B on one A100-40G',
    lesson: 'S4 claims a first token under 200 ms and 300 tokens in 1.2 to 1.8 s. Reading 26 GB of weights for each token says otherwise: see what the memory allows.',
    source: 'S4, claim 12',
    published: { ttftMs: { low: 0, high: 200 }, totalMs: { low: 1200, high: 1800 } },
    patch: {
      model: 'llama-2-13b', deployment: { gpu: 'a100-sxm-40gb' }, load: { batch: 8 },
      request: { prompt: LONG_STORY, inputTokens: 300, maxOutputTokens: 300 },
    },
  }),
  preset({
    id: 'self-hosted-13b-int4', title: '13B on one A100-40G, 4-bit weights',
    lesson: 'Four-bit weights are a quarter of the bytes, so each token comes sooner. Compare the total with the 1.2 to 1.8 s that S4 claims.',
    source: 'S4, claim 12',
    published: { ttftMs: { low: 0, high: 200 }, totalMs: { low: 1200, high: 1800 } },
    patch: {
      model: 'llama-2-13b', deployment: { gpu: 'a100-sxm-40gb', weightPrecision: 'int4' }, load: { batch: 8 },
      request: { prompt: LONG_STORY, inputTokens: 300, maxOutputTokens: 300 },
    },
  }),
  preset({
    id: 'cold-start', title: 'Cold start',
    lesson: 'A replica that has just been added has to read its weights before it can answer anyone. That is why warm pools exist.',
    source: 'S3, S4', patch: { deployment: { warm: false } },
  }),
  preset({
    id: 'saturated-gpus', title: 'Saturated GPUs',
    lesson: 'Every slot is taken and as many requests wait. The model is as fast as ever; the queue is not.',
    source: 'S1', patch: { load: { batch: 64, queueDepth: 128 }, request: { inputTokens: 400 }, failure: { kind: 'saturated', afterTokens: 0 } },
  }),
  preset({
    id: 'prefix-cache-hit', title: 'Prefix cache hit',
    lesson: 'The same long system prompt as a minute ago: its keys and values are still there, so only the new tokens are prefilled.',
    source: 'S2, S3',
    patch: { request: { prompt: LONG_STORY, inputTokens: 6_000 }, cache: { prefix: true, sharedPrefixTokens: 5_800, ageS: 60 }, loadBalancer: { policy: 'prefix-affinity' } },
  }),
  preset({
    id: 'prefix-cache-expired', title: 'Prefix cache expired',
    lesson: 'The same request ten minutes later: the entry outlived its time to live, and the whole prompt is read again.',
    source: 'S2, S3',
    patch: { request: { prompt: LONG_STORY, inputTokens: 6_000 }, cache: { prefix: true, sharedPrefixTokens: 5_800, ttlS: 300, ageS: 600 }, loadBalancer: { policy: 'prefix-affinity' } },
  }),
  preset({
    id: 'speculative-decoding', title: 'Speculative decoding, well matched',
    lesson: 'A draft guesses four tokens, the large model checks them in one pass. With most guesses right, several tokens come out of each pass.',
    source: 'S3',
    patch: { model: 'llama-3.1-70b', deployment: LARGE, load: { batch: 2 }, request: { maxOutputTokens: 80 }, speculative: { enabled: true, draftTokens: 4, acceptance: 0.8, draftCost: 0.1 } },
  }),
  preset({
    id: 'speculative-overhead', title: 'Speculative decoding, badly matched',
    lesson: 'The same with a draft that is seldom right: its work is thrown away, and every token costs more than without it.',
    source: 'S3',
    patch: { model: 'llama-3.1-70b', deployment: LARGE, load: { batch: 2 }, request: { maxOutputTokens: 80 }, speculative: { enabled: true, draftTokens: 4, acceptance: 0.15, draftCost: 0.2 } },
  }),
  preset({
    id: 'mixture-of-experts', title: 'DeepSeek-V3 on eight H200',
    lesson: '671 billion parameters, 37 billion used for each token, and a KV cache smaller than a 13B model\'s. What is read each step depends on how many experts the batch touches.',
    source: 'DeepSeek-V3 technical report',
    patch: { model: 'deepseek-v3', deployment: { gpu: 'h200-sxm', tensorParallel: 8, weightPrecision: 'fp8', kvPrecision: 'bf16' }, load: { batch: 16 }, request: { inputTokens: 1_000, maxOutputTokens: 60 } },
  }),
  preset({
    id: 'tools-in-series', title: 'Two tools in series',
    lesson: 'Each call waits for the one before it, and the model waits for both.',
    source: 'S4', patch: { tools: { calls: 2, parallel: false, latencyMs: 400 }, budgetMs: 1_000 },
  }),
  preset({
    id: 'tools-in-parallel', title: 'Two tools in parallel',
    lesson: 'Only the slower call counts. Compare with the tools in series under the same budget of a second.',
    source: 'S4', patch: { tools: { calls: 2, parallel: true, latencyMs: 400 }, budgetMs: 1_000 },
  }),
  preset({
    id: 'large-safety-model', title: 'A large safety classifier',
    lesson: 'A second language model that reads the answer can cost as much as the first. A small one does the same job for a fraction.',
    source: 'Cloudflare AI Gateway documentation', patch: { safety: 'large-classifier' },
  }),
  preset({
    id: 'wrong-key', title: '401: wrong API key', outcome: 'rejected',
    lesson: 'The gateway turns it away in its second layer. No GPU was involved, nothing is billed.',
    source: 'S1', patch: { failure: { kind: 'unauthorized', afterTokens: 0 } },
  }),
  preset({
    id: 'too-many-requests', title: '429: too many requests', outcome: 'rejected',
    lesson: 'The token bucket is empty. A rejected request is cheap; a retry storm is not, so back off.',
    source: 'S1', patch: { gateway: { requestsPerMinute: 6 }, failure: { kind: 'rate-limited', afterTokens: 0 } },
  }),
  preset({
    id: 'malformed-request', title: '400: malformed request', outcome: 'rejected',
    lesson: 'The schema check is the last place where a mistake costs only a millisecond.',
    source: 'S1', patch: { failure: { kind: 'invalid-request', afterTokens: 0 } },
  }),
  preset({
    id: 'context-overflow', title: '400: prompt over the context window', outcome: 'rejected',
    lesson: 'Only the tokenizer can tell how long a prompt really is, so this refusal comes after the gateway\'s.',
    source: 'S1', patch: { model: 'llama-2-7b', request: { inputTokens: 6_000 }, failure: { kind: 'context-overflow', afterTokens: 0 } },
  }),
  preset({
    id: 'load-shed', title: '503: load shed', outcome: 'shed',
    lesson: 'When the queue is too long to be worth waiting in, refusing at once is kinder than a timeout.',
    source: 'S1, S4', patch: { load: { batch: 64, queueDepth: 400 }, request: { inputTokens: 400 }, failure: { kind: 'shed', afterTokens: 0 } },
  }),
  preset({
    id: 'client-leaves', title: 'Client leaves in mid-stream', outcome: 'cancelled',
    lesson: 'Generation must stop and free its slot; what was written so far is billed.',
    source: 'S1, S4', patch: { failure: { kind: 'client-disconnect', afterTokens: 15 } },
  }),
  preset({
    id: 'gpu-lost', title: 'GPU lost in mid-stream', outcome: 'failed',
    lesson: 'The KV cache goes with the GPU: another replica would have to start from the prompt again.',
    source: 'S1', patch: { failure: { kind: 'device-lost', afterTokens: 15 } },
  }),
];

/** The preset with this id, or with this title in any case. */
export function findPreset(name: string): Preset | undefined {
  const wanted = name.trim().toLowerCase();
  return PRESETS.find((entry) => entry.id === wanted || entry.title.toLowerCase() === wanted);
}
