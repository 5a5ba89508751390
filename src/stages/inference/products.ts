/** The matrix products of a model, as one GPU of a tensor-parallel group does them (Shoeybi et al. 2019, Megatron-LM). */
import { parameterCounts, type ModelSpec } from '@/catalog/models';

export interface Product {
  readonly kind: 'plain' | 'expert' | 'head';
  /** How often in one pass: the layers that have it. */
  readonly times: number;
  /** Kernels it takes each time. */
  readonly launches: number;
  /** Weights on this GPU, in units; of one expert where there are several. */
  readonly weights: number;
  /** Values in and out for each row. */
  readonly inputs: number;
  readonly outputs: number;
  /** Rows for each token: the experts it goes through, else 1. */
  readonly usesPerToken: number;
}

/** KV heads on one GPU: they are divided until each GPU has one, then copied. */
export const kvHeadsPerGpu = (model: ModelSpec, tensorParallel: number): number => Math.max(1, Math.ceil(model.kvHeads / tensorParallel));

/** Products in the order of a pass; the output head last. */
export function productsOf(model: ModelSpec, tp: number): Product[] {
  const { layers, hidden, queryHeads, headDim, intermediate, gatedMlp, vocabulary, moe, mla } = model;
  const counts = parameterCounts(model);
  const products: Product[] = [];
  const plain = (times: number, inputs: number, outputs: number, weights = inputs * outputs): void => {
    if (times > 0) products.push({ kind: 'plain', times, launches: 1, weights, inputs, outputs, usesPerToken: 1 });
  };
  if (mla === undefined) {
    const queries = (queryHeads / tp) * headDim;
    plain(layers, hidden, queries + 2 * kvHeadsPerGpu(model, tp) * headDim);
    plain(layers, queries, hidden);
  } else {
    const values = (queryHeads / tp) * mla.valueHeadDim;
    plain(layers, hidden, mla.qLoraRank + mla.kvLoraRank + mla.ropeHeadDim, counts.attentionReplicated);
    plain(layers, values, hidden, (counts.attention - counts.attentionReplicated) / tp);
  }
  plain(counts.denseLayers, hidden, ((gatedMlp ? 2 : 1) * intermediate) / tp);
  plain(counts.denseLayers, intermediate / tp, hidden);
  if (moe !== undefined) {
    plain(counts.moeLayers, hidden, moe.experts);
    products.push({
      kind: 'expert', times: counts.moeLayers, launches: 2, weights: counts.expert / tp,
      inputs: hidden, outputs: ((gatedMlp ? 2 : 1) * moe.expertIntermediate) / tp, usesPerToken: moe.expertsPerToken + moe.sharedExperts,
    });
  }
  products.push({ kind: 'head', times: 1, launches: 1, weights: (vocabulary * hidden) / tp, inputs: hidden, outputs: vocabulary / tp, usesPerToken: 1 });
  return products;
}

/** Operations of a GELU that is composed of element-wise ones: 0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))). */
const GELU_OPERATIONS = 8;

/** How an engine moves activations. */
export interface ActivationStyle {
  /** Bytes of a value that goes into a matrix product: 2, or 1 where the products compute in 8 bits. */
  readonly inputBytes: number;
  /** GELU without a gate as separate operations; 8-bit products take it into their own output. */
  readonly composedGelu: boolean;
}

/**
 * Bytes that element-wise kernels read and write for a token in one layer, at least: norms with their residuals
 * (result and residual in, residual and input of the next product out, on every GPU; one norm and two sums where
 * attention and MLP run side by side), and this GPU's share of rotary embedding with the cache write (queries, keys and
 * values in and out) and of the activation (gate and up in, input of the next product out).
 */
export function elementwiseBytes(model: ModelSpec, tp: number, { inputBytes, composedGelu }: ActivationStyle): number {
  const { layers, hidden, queryHeads, headDim, intermediate, gatedMlp, moe } = model;
  const heads = queryHeads / tp + 2 * kvHeadsPerGpu(model, tp);
  const perActivation = gatedMlp ? 4 + inputBytes : composedGelu && inputBytes === 2 ? GELU_OPERATIONS * 4 : 2 + inputBytes;
  const dense = (perActivation * intermediate) / tp;
  // Experts also gather their rows and scatter the results back.
  const uses = moe === undefined ? 0 : moe.expertsPerToken + moe.sharedExperts;
  const expert = moe === undefined ? 0 : uses * ((perActivation * moe.expertIntermediate) / tp + 4 * hidden);
  const moeShare = moe === undefined ? 0 : (layers - moe.denseLayers) / layers;
  const norms = (model.parallelBlocks === true ? 6 + inputBytes : 2 * (4 + inputBytes)) * hidden;
  return norms + 4 * heads * headDim + (1 - moeShare) * dense + moeShare * expert;
}
