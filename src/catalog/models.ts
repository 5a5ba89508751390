/**
 * Language models by their published layouts. Everything the roofline needs follows from the layout:
 * parameters, weight bytes, KV bytes a token, floating-point operations. Tests hold it against the published totals.
 */
import type { KvPrecision, Precision } from '@/core/scenario';
import type { KvLayout } from '@/core/trace';
import { MODELS } from './model-layouts';
import { MORE_MODELS } from './model-layouts-more';

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
  /** Attention and MLP take the same input and are added together (GPT-J, Falcon): one norm and one exchange a layer instead of two. */
  readonly parallelBlocks?: true;
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

export { MODELS };

const BY_ID = new Map([...MODELS, ...MORE_MODELS].map((spec) => [spec.id, spec]));

/** The model called `id`, or undefined: one of `MODELS`, or one that only measurements name. */
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
