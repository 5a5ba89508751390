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

/**
 * Values that element-wise kernels read and write for a token in one layer, at least: norms with their residuals
 * (three passes over the hidden vector each, on every GPU; one norm and two sums where attention and MLP run side by side), and this GPU's share of rotary embedding with the cache
 * write (queries, keys and values in and out) and of the activation (gate and up in, product out).
 */
export function elementwiseValues(model: ModelSpec, tp: number): number {
  const { layers, hidden, queryHeads, headDim, intermediate, gatedMlp, moe } = model;
  const heads = queryHeads / tp + 2 * kvHeadsPerGpu(model, tp);
  const perActivation = gatedMlp ? 3 : 2;
  const dense = (perActivation * intermediate) / tp;
  // Experts also gather their rows and scatter the results back.
  const uses = moe === undefined ? 0 : moe.expertsPerToken + moe.sharedExperts;
  const expert = moe === undefined ? 0 : uses * ((perActivation * moe.expertIntermediate) / tp + 2 * hidden);
  const moeShare = moe === undefined ? 0 : (layers - moe.denseLayers) / layers;
  return (model.parallelBlocks === true ? 4 : 6) * hidden + 2 * heads * headDim + (1 - moeShare) * dense + moeShare * expert;
}
