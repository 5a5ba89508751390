/**
 * How long one forward pass takes, from first principles: every matrix product, attention, all-reduce and
 * element-wise pass of every layer is bounded by the operations and the bytes it needs (the roofline of
 * Williams, Waterman & Patterson, 2009), with the efficiencies of `parameters.ts`, plus the engine's own overhead.
 */
import type { GpuSpec } from '@/catalog/gpus';
import { nativeFlops } from '@/catalog/gpus';
import { KV_ELEMENT_BYTES, kvLayout, WEIGHT_BYTES, type ModelSpec } from '@/catalog/models';
import type { EngineId, KvPrecision, Precision } from '@/core/scenario';
import {
  allReduceTime, floorScale, gemmTime, norm, prefillAttentionEfficiency, ratesOf, sustainedFlopsPerMs, vectorAttentionTime, type KernelParameters, type Rates,
} from './kernels';
import { ENGINE_PARAMETERS, KERNELS, type EngineParameters } from './parameters';
import { elementwiseBytes, kvHeadsPerGpu, productsOf, type Product } from './products';
import { TermSum, type StepTerms } from './step-terms';

export type { StepTerms } from './step-terms';

/** A model on its hardware. */
export interface Deployment {
  readonly model: ModelSpec;
  readonly gpu: GpuSpec;
  readonly tensorParallel: number;
  readonly weightPrecision: Precision;
  readonly kvPrecision: KvPrecision;
  readonly engine: EngineId;
}

export interface PrefillWork {
  /** Prompt tokens to compute, for each sequence. */
  readonly newTokens: number;
  /** Prompt tokens whose keys and values are already there. */
  readonly cachedTokens: number;
  readonly sequences: number;
  /** Running sequences that decode in the same steps, and how many tokens of context they hold together. */
  readonly alongside?: { readonly sequences: number; readonly contextTokens: number };
  /** Prompt tokens of all sequences that one step takes; the engine's own limit if not given. */
  readonly chunkTokens?: number;
}

/** Equal pieces of prompts that one pass takes in. */
export interface PromptPiece {
  readonly newTokens: number;
  /** Tokens of the same prompt that are in the cache already. */
  readonly contextTokens: number;
  readonly sequences: number;
}

export interface DecodeWork {
  readonly sequences: number;
  /** Context of all sequences together, in tokens. */
  readonly contextTokens: number;
  /** Tokens each sequence puts through the pass: 1, or draft + 1 when it verifies a draft. */
  readonly tokensPerSequence?: number;
  /**
   * Share of the sequences whose tokens choose their experts independently. 1 (the default) in real traffic; in
   * synthetic static batches most sequences end in the same loop and so at the same experts.
   */
  readonly routedApart?: number;
}

/**
 * Measured on A100 and H100: steps of 70B models (8 query heads a KV head) on 2, 4 and 8 GPUs read the cache about four
 * times faster from the batch on that has 32 KV heads on a GPU; those of 7B models with groups of 4 never do.
 */
const SHARED_KERNEL = { group: 8, heads: 32 } as const;

/** Distinct experts that `tokens` tokens touch when each draws `perToken` of `experts` evenly: E · (1 − (1 − k/E)^T). */
export function expectedExperts(experts: number, perToken: number, tokens: number): number {
  return experts * (1 - (1 - perToken / experts) ** tokens);
}

/** Share of the KV cache on one GPU. MLA's latent vector is always copied. */
export const kvShare = (model: ModelSpec, tensorParallel: number): number => (model.mla === undefined ? kvHeadsPerGpu(model, tensorParallel) / model.kvHeads : 1);

/**
 * A deployment with everything that does not depend on the step worked out once.
 * `kernels` and `engine` may be replaced, which is how the parameters are fitted.
 */
export class Roofline {
  readonly engine: EngineParameters;
  readonly #kernels: KernelParameters;
  readonly #rates: Rates;
  /** Sustained by products in the weights' precision, and by the head's. */
  readonly #flopsPerMs: number;
  readonly #headFlopsPerMs: number;
  /** Bytes of a value that goes into a product. */
  readonly #inputBytes: number;
  readonly #kvBytesPerToken: number;
  readonly #products: readonly Product[];
  readonly #kvBytesPerMs: number;
  readonly #floorMs: number;
  readonly #elementwiseBytes: number;

  constructor(readonly deployment: Deployment, kernels: KernelParameters = KERNELS, engine?: EngineParameters) {
    const { model, gpu, tensorParallel, weightPrecision, kvPrecision } = deployment;
    this.#kernels = kernels;
    this.engine = engine ?? ENGINE_PARAMETERS[deployment.engine];
    this.#rates = ratesOf(gpu);
    this.#flopsPerMs = sustainedFlopsPerMs(kernels, gpu, weightPrecision);
    this.#headFlopsPerMs = sustainedFlopsPerMs(kernels, gpu, 'bf16');
    // Activations go in at 8 bits where the hardware multiplies the weights' precision as it is, else in bf16.
    this.#inputBytes = nativeFlops(gpu, weightPrecision) === null ? 2 : Math.max(1, WEIGHT_BYTES[weightPrecision]);
    this.#kvBytesPerToken = kvLayout(model, kvPrecision).bytesPerToken * kvShare(model, tensorParallel);
    this.#products = productsOf(model, tensorParallel);
    this.#kvBytesPerMs = (this.engine.decodeAttention === 'vector' ? kernels.decodeAttention.efficiency : kernels.decodeAttention.flashEfficiency) * this.#rates.bytesPerMs;
    this.#floorMs = kernels.kernelFloorMs * floorScale(gpu);
    this.#elementwiseBytes = kernels.elementwiseFactor * elementwiseBytes(model, tensorParallel, { inputBytes: this.#inputBytes, composedGelu: this.engine.gelu === 'composed' });
  }

  /** The pass or passes that read a prompt and produce its first token. */
  prefill(work: PrefillWork): StepTerms {
    const limit = work.chunkTokens ?? this.engine.prefillChunkTokens;
    const chunks = Math.max(1, Math.ceil(work.newTokens / Math.max(1, Math.floor(limit / work.sequences))));
    const sum = new TermSum();
    let done = 0;
    for (let i = 0; i < chunks; i++) {
      // Even chunks, so that the last one is not a sliver.
      const newTokens = Math.round((work.newTokens * (i + 1)) / chunks) - done;
      this.#addPass(sum, [{ newTokens, contextTokens: work.cachedTokens + done, sequences: work.sequences }], work.alongside);
      done += newTokens;
    }
    return sum.terms();
  }

  /** One pass over pieces of several prompts while other sequences decode in it. */
  mixed(prompts: readonly PromptPiece[], alongside: { readonly sequences: number; readonly contextTokens: number }): StepTerms {
    const sum = new TermSum();
    this.#addPass(sum, prompts, alongside);
    return sum.terms();
  }

  #addPass(sum: TermSum, prompts: readonly PromptPiece[], alongside: PrefillWork['alongside']): void {
    const { model, tensorParallel } = this.deployment;
    const riding = alongside?.sequences ?? 0;
    const busyBefore = sum.gpuMs;
    const perPair = model.mla === undefined
      ? 4 * model.queryHeads * model.headDim
      : 2 * model.queryHeads * (model.mla.nopeHeadDim + model.mla.ropeHeadDim + model.mla.valueHeadDim);
    const windowLayers = model.slidingWindow?.layers ?? 0;
    let tokens = riding;
    let sequences = riding;
    for (const { newTokens, contextTokens, sequences: count } of prompts) {
      tokens += newTokens * count;
      sequences += count;
      // Causal attention: token i of the piece sees what came before it and itself.
      const full = newTokens * contextTokens + (newTokens * (newTokens + 1)) / 2;
      const windowed = model.slidingWindow === undefined ? full : Math.min(full, newTokens * model.slidingWindow.tokens);
      const pairs = (model.layers - windowLayers) * full + windowLayers * windowed;
      const flops = (pairs * perPair * count) / tensorParallel;
      const kvBytes = this.#kvBytes(contextTokens, 1) * count;
      const kvMs = kvBytes / this.#kvBytesPerMs;
      // Attention computes in bf16 whatever the weights' precision.
      sum.attentionMs += kvMs + (this.engine.prefillFactor * flops) / (prefillAttentionEfficiency(this.#kernels, newTokens + contextTokens) * this.#rates.bf16FlopsPerMs);
      sum.kvMs += kvMs;
      sum.kvBytes += kvBytes;
      sum.flops += flops;
    }
    sum.attentionMs += model.layers * this.#floorMs;
    if (riding > 0) {
      const attention = this.decodeAttention({ sequences: riding, contextTokens: alongside?.contextTokens ?? 0 });
      sum.attentionMs += attention.attentionMs - model.layers * this.#floorMs;
      sum.kvMs += attention.kvMs;
      sum.kvBytes += attention.kvBytes;
      sum.flops += attention.flops;
    }
    this.#addProducts(sum, tokens, sequences, tokens, this.engine.prefillFactor);
    this.#addShared(sum, busyBefore, tokens, sequences, this.engine.launchPerLayerMs.prefill);
  }

  /** One pass that gives every running sequence its next token. */
  decode(work: DecodeWork): StepTerms {
    const sum = new TermSum();
    const tokens = work.sequences * (work.tokensPerSequence ?? 1);
    this.#addProducts(sum, tokens, tokens, 1 + (tokens - 1) * (work.routedApart ?? 1));
    const attention = this.decodeAttention(work);
    sum.attentionMs += attention.attentionMs;
    sum.kvMs += attention.kvMs;
    sum.kvBytes += attention.kvBytes;
    sum.flops += attention.flops;
    this.#addShared(sum, 0, tokens, work.sequences, this.engine.launchPerLayerMs.decode);
    return sum.terms();
  }

  /** The only part of a decode step that changes as the context grows; the rest can be computed once for a request. */
  decodeAttention(work: DecodeWork): { attentionMs: number; kvMs: number; kvBytes: number; flops: number } {
    const { model, gpu, tensorParallel } = this.deployment;
    const { prefillAttention, gemmNorm } = this.#kernels;
    const kvBytes = this.#kvBytes(work.contextTokens, work.sequences);
    const kvMs = kvBytes / this.#kvBytesPerMs;
    // With MLA the queries are folded into the latent space: 576 values for the scores, 512 for the sum.
    const perPair = model.mla === undefined
      ? 4 * model.queryHeads * model.headDim
      : 2 * model.queryHeads * (2 * model.mla.kvLoraRank + model.mla.ropeHeadDim);
    const pairs = this.#windowedTokens(work.contextTokens, work.sequences) / tensorParallel;
    const flops = pairs * perPair * (work.tokensPerSequence ?? 1);
    const kernel = this.#attentionKernel(work.sequences);
    const attentionMs = kernel !== 'flash'
      ? vectorAttentionTime(this.#kernels, gpu, kernel === 'vector'
        ? { bytes: kvBytes, values: flops / 2, heads: (work.sequences * model.queryHeads) / tensorParallel }
        : { bytes: kvBytes, values: kvBytes / KV_ELEMENT_BYTES[this.deployment.kvPrecision], heads: work.sequences * kvHeadsPerGpu(model, tensorParallel) },
      this.#kernels.decodeAttention[kernel === 'vector' ? 'vectorValuesPerCycle' : 'groupedValuesPerCycle'])
      : norm(kvMs, flops / (prefillAttention.maximum * this.#rates.bf16FlopsPerMs), gemmNorm);
    return { attentionMs: model.layers * this.#floorMs + this.engine.pagedAttentionFactor * attentionMs, kvMs, kvBytes, flops };
  }

  /** The kernel of decode attention: engines with vector kernels turn to the shared one for wide groups once there is enough work. */
  #attentionKernel(sequences: number): 'vector' | 'grouped' | 'flash' {
    const { model, tensorParallel } = this.deployment;
    if (this.engine.decodeAttention !== 'vector' || model.mla !== undefined) return 'flash';
    const wide = model.queryHeads / model.kvHeads >= SHARED_KERNEL.group;
    return wide && sequences * kvHeadsPerGpu(model, tensorParallel) >= SHARED_KERNEL.heads ? 'grouped' : 'vector';
  }

  /** Tokens attended to, summed over layers. */
  #windowedTokens(contextTokens: number, sequences: number): number {
    const { layers, slidingWindow } = this.deployment.model;
    if (slidingWindow === undefined) return layers * contextTokens;
    return (layers - slidingWindow.layers) * contextTokens + slidingWindow.layers * Math.min(contextTokens, sequences * slidingWindow.tokens);
  }

  #kvBytes(contextTokens: number, sequences: number): number {
    return (this.#windowedTokens(contextTokens, sequences) / this.deployment.model.layers) * this.#kvBytesPerToken;
  }

  /** All matrix products of one pass over `tokens` tokens; the output head only for `heads` positions; experts as `routed` tokens choose them. */
  #addProducts(sum: TermSum, tokens: number, heads: number, routed: number, factor = 1): void {
    const { model, weightPrecision } = this.deployment;
    const k = this.#kernels;
    const { kind, bytesPerMs } = this.#rates;
    const weight = WEIGHT_BYTES[weightPrecision];
    for (const product of this.#products) {
      const head = product.kind === 'head';
      const precision = head ? 'bf16' : weightPrecision;
      const rows = head ? heads : tokens * product.usesPerToken;
      const copies = product.kind === 'expert' ? expectedExperts(model.moe?.experts ?? 1, model.moe?.expertsPerToken ?? 1, routed) + (model.moe?.sharedExperts ?? 0) : 1;
      const weights = product.weights * copies;
      const bytes = weights * (head ? 2 : weight);
      const flops = 2 * rows * product.weights * (product.kind === 'expert' ? k.expertComputeFactor : 1);
      // Experts are streamed at their own efficiency; expressed in bytes of plain products.
      const slower = product.kind === 'expert' ? k.gemm[kind].memory[precision] / k.expertMemoryEfficiency : 1;
      const moved = bytes * slower + rows * (product.inputs * (head ? 2 : this.#inputBytes) + product.outputs * 2);
      const time = gemmTime(k, kind, precision, moved, flops, bytesPerMs, head ? this.#headFlopsPerMs : this.#flopsPerMs);
      sum.gemmMs += product.times * (product.launches * this.#floorMs + factor * time.ms);
      sum.weightsMs += product.times * time.memoryMs;
      sum.computeMs += product.times * time.computeMs;
      sum.weightBytes += product.times * bytes;
      sum.flops += product.times * 2 * rows * product.weights;
    }
  }

  /** Element-wise work, all-reduces and the engine's overhead of one pass. Call last: overhead depends on how long the GPU is busy. */
  #addShared(sum: TermSum, busyBefore: number, tokens: number, sequences: number, launchPerLayerMs: number): void {
    const { model, gpu, tensorParallel } = this.deployment;
    const hiddenBytes = tokens * model.hidden * 2;
    const movingMs = (tokens * this.#elementwiseBytes) / (this.#kernels.elementwiseEfficiency * this.#rates.bytesPerMs);
    const joins = model.parallelBlocks === true ? 1 : 2;
    sum.elementwiseMs += model.layers * ((2 + joins) * this.#floorMs + movingMs);
    // An all-reduce after attention and one after the MLP (Shoeybi et al. 2019, Megatron-LM); one for both where they run side by side.
    const { allReduce, pcieExchangeFactor } = this.engine;
    sum.allReduceMs += joins * model.layers * allReduceTime(this.#kernels, gpu, tensorParallel, hiddenBytes, allReduce, pcieExchangeFactor);
    // The GPU waits for launches only as far as they take longer than its own work.
    const exposedMs = Math.max(0, model.layers * launchPerLayerMs - (sum.gpuMs - busyBefore));
    sum.overheadMs += this.engine.perStepMs + model.layers * this.engine.perLayerMs + sequences * this.engine.perSequenceMs + exposedMs;
  }
}

/** Time and parts of one prefill. Pure. */
export const predictPrefill = (deployment: Deployment, work: PrefillWork): StepTerms => new Roofline(deployment).prefill(work);

/** Time and parts of one decode step. Pure. */
export const predictDecode = (deployment: Deployment, work: DecodeWork): StepTerms => new Roofline(deployment).decode(work);
