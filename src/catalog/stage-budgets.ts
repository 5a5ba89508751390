/**
 * How long the small stages take in a datacenter. Medians follow S1's stage figures; S1 gives no split by layer,
 * so the shares within a stage are this project's apportionment and marked so. Spreads come from a measured gateway.
 */
import { lognormal, scaled, type Distribution } from '@/core/distributions';

export interface LayerBudget {
  readonly distribution: Distribution;
  readonly source: string;
}

/** 99th percentile over median of a measured gateway (APISIX limit-count + prometheus: 0.685 ms and 1.39 ms). */
export const SERVICE_P99_OVER_P50 = 1.39 / 0.685;
export const SPREAD_SOURCE = 'spread: APISIX measured p50 0.685 ms, p99 1.39 ms (github.com/apache/apisix issue 36)';

/** A service layer with the given median and the spread above. */
export const serviceTime = (medianMs: number): Distribution => lognormal(medianMs, medianMs * SERVICE_P99_OVER_P50, 0.99);

const s1 = (stage: string, stageMs: number, medianMs: number): LayerBudget => ({
  distribution: serviceTime(medianMs),
  source: `S1: ${stage} about ${stageMs} ms; this layer's share of it is apportioned; ${SPREAD_SOURCE}`,
});

export const GATEWAY_TYPICAL = {
  'tls-termination': s1('API gateway', 5, 0.8),
  authentication: s1('API gateway', 5, 1.2),
  'rate-limiting': s1('API gateway', 5, 1),
  'request-validation': s1('API gateway', 5, 1.7),
  'billing-clock': s1('API gateway', 5, 0.3),
} as const;

/** A gateway written for speed: Bifrost adds 0.62 ms at the median where the typical one takes S1's 5 ms. */
export const GATEWAY_TUNED_FACTOR = 0.62 / 5;
export const GATEWAY_TUNED_SOURCE = 'Bifrost adds 0.62 ms median (cuihuan/llm-gateway-bench, 2026-07-10), split as S1\'s 5 ms';
export const tuned = (budget: LayerBudget): LayerBudget => ({
  distribution: scaled(budget.distribution, GATEWAY_TUNED_FACTOR), source: GATEWAY_TUNED_SOURCE,
});

export const LOAD_BALANCER = {
  'geographic-routing': s1('load balancer', 2, 0.8),
  'replica-pick': s1('load balancer', 2, 0.4),
  'health-check': s1('load balancer', 2, 0.8),
} as const;

export const TOKENIZER = {
  /** S1's 3 ms is nearly all service overhead: encoding itself is far faster, see `ENCODE_BYTES_PER_MS`. */
  encode: s1('tokenizer', 3, 2.8),
  'context-check': s1('tokenizer', 3, 0.2),
} as const;

/** Encoding speed of a production tokenizer on one thread. */
export const ENCODE_BYTES_PER_MS = 6.49e6 / 1591;
export const ENCODE_SOURCE = 'HF tokenizers, Llama 3, one thread: 1,591 ms for 6.49 MB (hf-internal-testing/tokenizers-bench)';

export const ROUTER = {
  'pool-choice': s1('model router', 1, 0.2),
  'prefix-cache': s1('model router', 1, 0.3),
  queue: s1('model router', 1, 0.1),
  'gpu-scheduling': s1('model router', 1, 0.4),
} as const;

export const POST_PROCESSING = {
  detokenize: { distribution: serviceTime(0.777), source: `vLLM post-decode cost of a request, 0.777 ms (inference-sim defaults.yaml); ${SPREAD_SOURCE}` },
  'stop-sequences': s1('post-processing', 5, 0.4),
  packaging: s1('post-processing', 5, 1.8),
} as const;

/** Detokenizing and framing one streamed token; hidden behind the next decode step. */
export const PER_TOKEN_POST_MS = 0.046;
export const PER_TOKEN_POST_SOURCE = 'vLLM detokenize and stream, 0.046 ms an output token (inference-sim defaults.yaml)';

/** Checks of the finished answer. */
export const SAFETY_CHECK = {
  rules: s1('post-processing', 5, 2),
  'small-classifier': {
    distribution: serviceTime(23),
    source: `AlignScore base in memory, 23 ms on average (NeMo Guardrails documentation); ${SPREAD_SOURCE}`,
  },
  'large-classifier': {
    distribution: serviceTime(500),
    source: `Llama Guard 3 8B, about 500 ms a request (Cloudflare AI Gateway documentation); ${SPREAD_SOURCE}`,
  },
} as const satisfies Record<string, LayerBudget>;

export const BILLING = {
  metering: s1('billing, under', 1, 0.5),
  cost: s1('billing, under', 1, 0.3),
} as const;

/** S4's budget for building the prompt and checking policy is 150 ms at p95. */
export const PROMPT_ASSEMBLY: LayerBudget = {
  distribution: scaledToP95(150),
  source: `S4: prompt build and policy 150 ms at p95; ${SPREAD_SOURCE}`,
};

function scaledToP95(p95Ms: number): Distribution {
  const shape = serviceTime(1);
  const p95OverP50 = SERVICE_P99_OVER_P50 ** (1.6449 / 2.3263);
  return scaled(shape, p95Ms / p95OverP50);
}

/** Tokens of one retrieved passage: the default chunk of OpenAI's file search (`max_chunk_size_tokens` 800). */
export const TOKENS_PER_DOCUMENT = 800;
export const TOKENS_PER_DOCUMENT_SOURCE = 'OpenAI file search documentation: default chunk of 800 tokens';

/** S1: about four characters a token. */
export const CHARACTERS_PER_TOKEN = 4;

/** Filling the mask of allowed tokens for JSON output, at most, for each token. */
export const JSON_MASK_MS = 0.05;
export const JSON_MASK_SOURCE = 'XGrammar and llguidance: mask under 50 µs a token (zolotukhin.ai, 2026-05-03)';
