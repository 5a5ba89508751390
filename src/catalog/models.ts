/**
 * Language models by their published layouts. Everything the roofline needs follows from the layout:
 * parameters, weight bytes, KV bytes a token, floating-point operations. Tests hold it against the published totals.
 */
import type { KvPrecision, Precision } from '@/core/scenario';
import type { KvLayout } from '@/core/trace';

export interface MoeLayout {
  readonly experts: number;
  readonly expertsPerToken: number;
  readonly expertIntermediate: number;
  /** Experts every token goes through, besides the routed ones. */
  readonly sharedExperts: number;
  /** Leading layers with an ordinary dense MLP. */
  readonly denseLayers: number;
}

/** Multi-head latent attention: one compressed vector a layer and token stands for all keys and values. */
export interface MlaLayout {
  readonly kvLoraRank: number;
  readonly qLoraRank: number;
  readonly ropeHeadDim: number;
  readonly nopeHeadDim: number;
  readonly valueHeadDim: number;
}

export interface ModelSpec {
  readonly id: string;
  readonly name: string;
  readonly family: 'dense' | 'moe';
  readonly layers: number;
  readonly hidden: number;
  readonly queryHeads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly intermediate: number;
  /** Gated MLPs (SwiGLU) have three matrices, plain ones two. */
  readonly gatedMlp: boolean;
  readonly vocabulary: number;
  /** Input embedding and output head are one tensor. */
  readonly tiedEmbeddings: boolean;
  readonly contextTokens: number;
  readonly moe?: MoeLayout;
  readonly mla?: MlaLayout;
  /** Layers that attend only to the last `tokens` tokens. */
  readonly slidingWindow?: { readonly layers: number; readonly tokens: number };
  /** As published, in 10^9. */
  readonly paramsB: number;
  readonly activeParamsB: number;
  /** Precision the weights are published in. */
  readonly nativePrecision: Precision;
  readonly source: string;
  readonly note?: string;
}

const CONFIG = 'config.json, by way of ai-dynamo/aiconfigurator (commit 095f58a)';
const WELL_KNOWN = 'published config.json';
const WELL_KNOWN_NOTE = 'Layout from general knowledge of the published configuration; parameters computed from it agree with the published total.';

type Defaults = 'family' | 'gatedMlp' | 'tiedEmbeddings' | 'nativePrecision' | 'source';
const model = (spec: Omit<ModelSpec, Defaults> & Partial<Pick<ModelSpec, Defaults>>): ModelSpec => ({
  family: spec.moe === undefined ? 'dense' : 'moe',
  gatedMlp: true,
  tiedEmbeddings: false,
  nativePrecision: 'bf16',
  source: CONFIG,
  ...spec,
});

export const MODELS: readonly ModelSpec[] = [
  model({
    id: 'llama-3.1-8b', name: 'Llama 3.1 8B', layers: 32, hidden: 4096, queryHeads: 32, kvHeads: 8, headDim: 128,
    intermediate: 14_336, vocabulary: 128_256, contextTokens: 131_072, paramsB: 8.03, activeParamsB: 8.03,
  }),
  model({
    id: 'llama-3.1-70b', name: 'Llama 3.1 70B', layers: 80, hidden: 8192, queryHeads: 64, kvHeads: 8, headDim: 128,
    intermediate: 28_672, vocabulary: 128_256, contextTokens: 131_072, paramsB: 70.55, activeParamsB: 70.55,
  }),
  model({
    id: 'llama-3.1-405b', name: 'Llama 3.1 405B', layers: 126, hidden: 16_384, queryHeads: 128, kvHeads: 8, headDim: 128,
    intermediate: 53_248, vocabulary: 128_256, contextTokens: 131_072, paramsB: 405.85, activeParamsB: 405.85,
  }),
  model({
    id: 'llama-2-7b', name: 'Llama 2 7B', layers: 32, hidden: 4096, queryHeads: 32, kvHeads: 32, headDim: 128,
    intermediate: 11_008, vocabulary: 32_000, contextTokens: 4096, paramsB: 6.74, activeParamsB: 6.74,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'llama-2-13b', name: 'Llama 2 13B', layers: 40, hidden: 5120, queryHeads: 40, kvHeads: 40, headDim: 128,
    intermediate: 13_824, vocabulary: 32_000, contextTokens: 4096, paramsB: 13.02, activeParamsB: 13.02,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'llama-2-70b', name: 'Llama 2 70B', layers: 80, hidden: 8192, queryHeads: 64, kvHeads: 8, headDim: 128,
    intermediate: 28_672, vocabulary: 32_000, contextTokens: 4096, paramsB: 68.98, activeParamsB: 68.98,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'mistral-7b', name: 'Mistral 7B v0.1', layers: 32, hidden: 4096, queryHeads: 32, kvHeads: 8, headDim: 128,
    intermediate: 14_336, vocabulary: 32_000, contextTokens: 32_768, paramsB: 7.24, activeParamsB: 7.24,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'mixtral-8x7b', name: 'Mixtral 8x7B', layers: 32, hidden: 4096, queryHeads: 32, kvHeads: 8, headDim: 128,
    intermediate: 14_336, vocabulary: 32_000, contextTokens: 32_768, paramsB: 46.7, activeParamsB: 12.9,
    moe: { experts: 8, expertsPerToken: 2, expertIntermediate: 14_336, sharedExperts: 0, denseLayers: 0 },
  }),
  model({
    id: 'qwen2.5-7b', name: 'Qwen2.5 7B', layers: 28, hidden: 3584, queryHeads: 28, kvHeads: 4, headDim: 128,
    intermediate: 18_944, vocabulary: 152_064, contextTokens: 32_768, paramsB: 7.62, activeParamsB: 7.62,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'qwen2.5-72b', name: 'Qwen2.5 72B', layers: 80, hidden: 8192, queryHeads: 64, kvHeads: 8, headDim: 128,
    intermediate: 29_568, vocabulary: 152_064, contextTokens: 32_768, paramsB: 72.7, activeParamsB: 72.7,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'qwen3-0.6b', name: 'Qwen3 0.6B', layers: 28, hidden: 1024, queryHeads: 16, kvHeads: 8, headDim: 128,
    intermediate: 3072, vocabulary: 151_936, tiedEmbeddings: true, contextTokens: 40_960, paramsB: 0.6, activeParamsB: 0.6,
  }),
  model({
    id: 'qwen3-8b', name: 'Qwen3 8B', layers: 36, hidden: 4096, queryHeads: 32, kvHeads: 8, headDim: 128,
    intermediate: 12_288, vocabulary: 151_936, contextTokens: 40_960, paramsB: 8.19, activeParamsB: 8.19,
  }),
  model({
    id: 'qwen3-32b', name: 'Qwen3 32B', layers: 64, hidden: 5120, queryHeads: 64, kvHeads: 8, headDim: 128,
    intermediate: 25_600, vocabulary: 151_936, contextTokens: 40_960, paramsB: 32.8, activeParamsB: 32.8,
  }),
  model({
    id: 'qwen3-30b-a3b', name: 'Qwen3 30B-A3B', layers: 48, hidden: 2048, queryHeads: 32, kvHeads: 4, headDim: 128,
    intermediate: 6144, vocabulary: 151_936, contextTokens: 40_960, paramsB: 30.5, activeParamsB: 3.3,
    moe: { experts: 128, expertsPerToken: 8, expertIntermediate: 768, sharedExperts: 0, denseLayers: 0 },
  }),
  model({
    id: 'gpt-oss-20b', name: 'gpt-oss 20B', layers: 24, hidden: 2880, queryHeads: 64, kvHeads: 8, headDim: 64,
    intermediate: 2880, vocabulary: 201_088, contextTokens: 131_072, paramsB: 20.9, activeParamsB: 3.6,
    moe: { experts: 32, expertsPerToken: 4, expertIntermediate: 2880, sharedExperts: 0, denseLayers: 0 },
    slidingWindow: { layers: 12, tokens: 128 }, nativePrecision: 'fp4',
    note: 'Every other layer attends to a window of 128 tokens; experts are published in MXFP4.',
  }),
  model({
    id: 'gpt-oss-120b', name: 'gpt-oss 120B', layers: 36, hidden: 2880, queryHeads: 64, kvHeads: 8, headDim: 64,
    intermediate: 2880, vocabulary: 201_088, contextTokens: 131_072, paramsB: 116.8, activeParamsB: 5.1,
    moe: { experts: 128, expertsPerToken: 4, expertIntermediate: 2880, sharedExperts: 0, denseLayers: 0 },
    slidingWindow: { layers: 18, tokens: 128 }, nativePrecision: 'fp4',
    note: 'Every other layer attends to a window of 128 tokens; experts are published in MXFP4.',
  }),
  model({
    id: 'deepseek-v3', name: 'DeepSeek-V3', layers: 61, hidden: 7168, queryHeads: 128, kvHeads: 128, headDim: 192,
    intermediate: 18_432, vocabulary: 129_280, contextTokens: 163_840, paramsB: 671, activeParamsB: 37,
    moe: { experts: 256, expertsPerToken: 8, expertIntermediate: 2048, sharedExperts: 1, denseLayers: 3 },
    mla: { kvLoraRank: 512, qLoraRank: 1536, ropeHeadDim: 64, nopeHeadDim: 128, valueHeadDim: 128 },
    nativePrecision: 'fp8',
    note: 'Multi-head latent attention: 512 + 64 cached values a layer and token instead of 128 heads of keys and values.',
  }),
  model({
    id: 'gpt-3-175b', name: 'GPT-3 175B (2020)', layers: 96, hidden: 12_288, queryHeads: 96, kvHeads: 96, headDim: 128,
    intermediate: 49_152, gatedMlp: false, vocabulary: 50_257, tiedEmbeddings: true, contextTokens: 2048, paramsB: 175, activeParamsB: 175,
    source: 'Brown et al. 2020, table 2.1', note: WELL_KNOWN_NOTE,
  }),
];

const BY_ID = new Map(MODELS.map((spec) => [spec.id, spec]));

/** The model called `id`, or undefined. */
export const findModel = (id: string): ModelSpec | undefined => BY_ID.get(id);

/** Bytes of one KV cache element. */
export const KV_ELEMENT_BYTES: Readonly<Record<KvPrecision, number>> = { bf16: 2, fp8: 1, int8: 1 };

/**
 * Bytes of one weight, scales included. int4: one 16-bit scale for 128 weights (AWQ, GPTQ);
 * fp4: one 8-bit scale for 32 weights (OCP Microscaling formats specification v1.0, MXFP4).
 */
export const WEIGHT_BYTES: Readonly<Record<Precision, number>> = {
  bf16: 2, fp8: 1, int8: 1, int4: 0.5 + 2 / 128, fp4: 0.5 + 1 / 32,
};

/**
 * Layout of the KV cache. With grouped-query attention: 2 · layers · kvHeads · headDim · bytes a token
 * (keys and values of every KV head, Ainslie et al. 2023); with multi-head latent attention one vector of
 * kvLoraRank + ropeHeadDim a layer (DeepSeek-V2, 2024), written here as a single head without the factor 2.
 */
export function kvLayout(spec: ModelSpec, precision: KvPrecision): KvLayout {
  const bytesPerElement = KV_ELEMENT_BYTES[precision];
  if (spec.mla !== undefined) {
    const headDim = spec.mla.kvLoraRank + spec.mla.ropeHeadDim;
    return { layers: spec.layers, kvHeads: 1, headDim, bytesPerElement, bytesPerToken: spec.layers * headDim * bytesPerElement };
  }
  const { layers, kvHeads, headDim } = spec;
  return { layers, kvHeads, headDim, bytesPerElement, bytesPerToken: 2 * layers * kvHeads * headDim * bytesPerElement };
}

/** Parameters of the parts of a model, in units (not billions). Norms and biases, under 0.1 %, are left out. */
export interface ParameterCounts {
  /** One layer's attention projections: all of them, and the part that tensor parallelism cannot divide (MLA's down-projections). */
  readonly attention: number;
  readonly attentionReplicated: number;
  /** One dense MLP (zero in layers that have experts instead). */
  readonly denseMlp: number;
  readonly denseLayers: number;
  /** One routed or shared expert. */
  readonly expert: number;
  readonly moeLayers: number;
  readonly router: number;
  readonly embedding: number;
  readonly head: number;
  readonly total: number;
  /** Parameters that one token passes through, both embeddings included (as vendors count). */
  readonly active: number;
}

const COUNTS = new WeakMap<ModelSpec, ParameterCounts>();

/** Counts parameters from the layout. Cached by model. */
export function parameterCounts(spec: ModelSpec): ParameterCounts {
  const known = COUNTS.get(spec);
  if (known !== undefined) return known;
  const { hidden, queryHeads, kvHeads, headDim, layers, vocabulary, moe, mla } = spec;
  const attentionReplicated = mla === undefined ? 0 : hidden * mla.qLoraRank + hidden * (mla.kvLoraRank + mla.ropeHeadDim);
  const attention = mla === undefined
    ? hidden * (2 * queryHeads + 2 * kvHeads) * headDim
    : attentionReplicated
      + mla.qLoraRank * queryHeads * (mla.nopeHeadDim + mla.ropeHeadDim)
      + mla.kvLoraRank * queryHeads * (mla.nopeHeadDim + mla.valueHeadDim)
      + queryHeads * mla.valueHeadDim * hidden;
  const matrices = spec.gatedMlp ? 3 : 2;
  const denseMlp = matrices * hidden * spec.intermediate;
  const moeLayers = moe === undefined ? 0 : layers - moe.denseLayers;
  const denseLayers = layers - moeLayers;
  const expert = moe === undefined ? 0 : matrices * hidden * moe.expertIntermediate;
  const router = moe === undefined ? 0 : hidden * moe.experts;
  const embedding = vocabulary * hidden;
  const head = spec.tiedEmbeddings ? 0 : embedding;
  const perMoeLayer = (experts: number): number => experts * expert + router;
  const common = layers * attention + denseLayers * denseMlp + embedding + head;
  const counts: ParameterCounts = {
    attention, attentionReplicated, denseMlp, denseLayers, expert, moeLayers, router, embedding, head,
    total: common + moeLayers * perMoeLayer((moe?.experts ?? 0) + (moe?.sharedExperts ?? 0)),
    active: common + moeLayers * perMoeLayer((moe?.expertsPerToken ?? 0) + (moe?.sharedExperts ?? 0)),
  };
  COUNTS.set(spec, counts);
  return counts;
}

/** Bytes of all weights: embeddings and head stay in bf16, everything between them in `precision`. */
export function weightBytes(spec: ModelSpec, precision: Precision): number {
  const counts = parameterCounts(spec);
  const ends = counts.embedding + counts.head;
  return ends * WEIGHT_BYTES.bf16 + (counts.total - ends) * WEIGHT_BYTES[precision];
}
