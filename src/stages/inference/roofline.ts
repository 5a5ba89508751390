/**
 * How long one forward pass takes, from first principles: every matrix product, attention, all-reduce and
 * element-wise pass of every layer is bounded by the operations and the bytes it needs (the roofline of
 * Williams, Waterman & Patterson, 2009), with the efficiencies of `parameters.ts`, plus the engine's own overhead.
 */
import type { GpuSpec } from '@/catalog/gpus';
import { peakFlops } from '@/catalog/gpus';
import { kvLayout, parameterCounts, WEIGHT_BYTES, type ModelSpec } from '@/catalog/models';
import type { EngineId, KvPrecision, Precision } from '@/core/scenario';
import { ENGINE_PARAMETERS, KERNELS, type EngineParameters, type KernelParameters } from './parameters';

/** A model on its hardware. */
export interface Deployment {
  readonly model: ModelSpec;
  readonly gpu: GpuSpec;
  readonly tensorParallel: number;
  readonly weightPrecision: Precision;
  readonly kvPrecision: KvPrecision;
  readonly engine: EngineId;
}

/** Parts of one forward pass, in ms. `totalMs` = gemm + attention + allReduce + elementwise + overhead. */
export interface StepTerms {
  readonly totalMs: number;
  /** Matrix products, where streaming weights and computing overlap. */
  readonly gemmMs: number;
  /** The two sides of `gemmMs`, each as if it were alone: not parts of a sum. */
  readonly weightsMs: number;
  readonly computeMs: number;
  readonly attentionMs: number;
  /** Of attention, reading the KV cache. */
  readonly kvMs: number;
  readonly allReduceMs: number;
  readonly elementwiseMs: number;
  readonly overheadMs: number;
  /** Bytes of weights and of KV cache that one GPU reads. */
  readonly weightBytes: number;
  readonly kvBytes: number;
  /** Floating-point operations on one GPU. */
  readonly flops: number;
  readonly boundBy: 'weights' | 'compute' | 'kv-cache' | 'all-reduce' | 'overhead';
}

export interface PrefillWork {
  /** Prompt tokens to compute, for each sequence. */
  readonly newTokens: number;
  /** Prompt tokens whose keys and values are already there. */
  readonly cachedTokens: number;
  readonly sequences: number;
  /** Running sequences that decode in the same steps, and how many tokens of context they hold together. */
  readonly alongside?: { readonly sequences: number; readonly contextTokens: number };
}

export interface DecodeWork {
  readonly sequences: number;
  /** Context of all sequences together, in tokens. */
  readonly contextTokens: number;
  /** Tokens each sequence puts through the pass: 1, or draft + 1 when it verifies a draft. */
  readonly tokensPerSequence?: number;
}

/** Distinct experts that `tokens` tokens touch when each draws `perToken` of `experts` evenly: E · (1 − (1 − k/E)^T). */
export function expectedExperts(experts: number, perToken: number, tokens: number): number {
  return experts * (1 - (1 - perToken / experts) ** tokens);
}

/** KV heads on one GPU: they are divided until each GPU has one, then copied. MLA's latent vector is always copied. */
export function kvShare(model: ModelSpec, tensorParallel: number): number {
  if (model.mla !== undefined) return 1;
  return Math.max(1, Math.ceil(model.kvHeads / tensorParallel)) / model.kvHeads;
}

interface GemmSum { gemmMs: number; weightsMs: number; computeMs: number; bytes: number; flops: number }

/**
 * A deployment with everything that does not depend on the step worked out once.
 * `kernels` and `engine` may be replaced, which is how the parameters are fitted.
 */
export class Roofline {
  readonly #peak: number;
  readonly #bandwidth: number;
  readonly #kvBytesPerToken: number;
  readonly engine: EngineParameters;

  constructor(
    readonly deployment: Deployment,
    private readonly kernels: KernelParameters = KERNELS,
    engine?: EngineParameters,
  ) {
    this.engine = engine ?? ENGINE_PARAMETERS[deployment.engine];
    // Rates per millisecond, so that quotients are milliseconds.
    this.#peak = peakFlops(deployment.gpu, deployment.weightPrecision) / 1000;
    this.#bandwidth = deployment.gpu.memoryTbPerS * 1e9;
    this.#kvBytesPerToken = kvLayout(deployment.model, deployment.kvPrecision).bytesPerToken * kvShare(deployment.model, deployment.tensorParallel);
  }

  /** The pass or passes that read a prompt and produce its first token. */
  prefill(work: PrefillWork): StepTerms {
    const chunk = Math.max(1, Math.floor(this.engine.prefillChunkTokens / work.sequences));
    const chunks = Math.max(1, Math.ceil(work.newTokens / chunk));
    const sum = new TermSum();
    let done = 0;
    for (let i = 0; i < chunks; i++) {
      // Even chunks, so that the last one is not a sliver.
      const tokens = Math.round((work.newTokens * (i + 1)) / chunks) - done;
      this.#prefillChunk(sum, tokens, work.cachedTokens + done, work);
      done += tokens;
    }
    return sum.terms();
  }

  #prefillChunk(sum: TermSum, newTokens: number, contextTokens: number, work: PrefillWork): void {
    const { model, tensorParallel } = this.deployment;
    const riding = work.alongside?.sequences ?? 0;
    const tokens = newTokens * work.sequences + riding;
    this.#products(sum, tokens, work.sequences + riding);
    const { prefillAttention, prefillAttentionFloorMs, attentionMemoryEfficiency } = this.kernels;
    // Causal attention: token i of the chunk sees what came before it and itself.
    const full = newTokens * contextTokens + (newTokens * (newTokens + 1)) / 2;
    const windowed = model.slidingWindow === undefined ? full : Math.min(full, newTokens * model.slidingWindow.tokens);
    const windowLayers = model.slidingWindow?.layers ?? 0;
    const pairs = (model.layers - windowLayers) * full + windowLayers * windowed;
    const perPair = model.mla === undefined
      ? 4 * model.queryHeads * model.headDim
      : 2 * model.queryHeads * (model.mla.nopeHeadDim + model.mla.ropeHeadDim + model.mla.valueHeadDim);
    const flops = (pairs * perPair * work.sequences) / tensorParallel;
    const length = newTokens + contextTokens;
    const efficiency = (prefillAttention.maximum * length) / (length + prefillAttention.halfLengthTokens);
    // Attention computes in bf16 whatever the weights' precision.
    const peak = this.deployment.gpu.bf16Tflops * 1e9;
    const kvBytes = this.#kvBytes(contextTokens, 1) * work.sequences + this.#kvBytes(work.alongside?.contextTokens ?? 0, Math.max(1, riding));
    const kvMs = kvBytes / (attentionMemoryEfficiency * this.#bandwidth);
    sum.attentionMs += model.layers * prefillAttentionFloorMs + flops / (efficiency * peak) + kvMs;
    sum.kvMs += kvMs;
    sum.kvBytes += kvBytes;
    sum.flops += flops;
    this.#shared(sum, tokens, work.sequences + riding);
  }

  /** One pass that gives every running sequence its next token. */
  decode(work: DecodeWork): StepTerms {
    const sum = new TermSum();
    const tokens = work.sequences * (work.tokensPerSequence ?? 1);
    this.#products(sum, tokens, tokens);
    const attention = this.decodeAttention(work);
    sum.attentionMs += attention.attentionMs;
    sum.kvMs += attention.kvMs;
    sum.kvBytes += attention.kvBytes;
    sum.flops += attention.flops;
    this.#shared(sum, tokens, work.sequences);
    return sum.terms();
  }

  /** The only part of a decode step that changes as the context grows; the rest can be computed once for a request. */
  decodeAttention(work: DecodeWork): { attentionMs: number; kvMs: number; kvBytes: number; flops: number } {
    const { model, tensorParallel, gpu } = this.deployment;
    const { decodeAttentionFloorMs, attentionMemoryEfficiency, prefillAttention, gemmNorm } = this.kernels;
    const kvBytes = this.#kvBytes(work.contextTokens, work.sequences);
    const kvMs = kvBytes / (attentionMemoryEfficiency * this.#bandwidth);
    // With MLA the queries are folded into the latent space: 576 values for the scores, 512 for the sum.
    const perPair = model.mla === undefined
      ? 4 * model.queryHeads * model.headDim
      : 2 * model.queryHeads * (2 * model.mla.kvLoraRank + model.mla.ropeHeadDim);
    const flops = (this.#windowedTokens(work.contextTokens, work.sequences) * perPair * (work.tokensPerSequence ?? 1)) / tensorParallel;
    const computeMs = flops / (prefillAttention.maximum * gpu.bf16Tflops * 1e9);
    return { attentionMs: model.layers * decodeAttentionFloorMs + norm(kvMs, computeMs, gemmNorm), kvMs, kvBytes, flops };
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

  /** All matrix products of one pass over `tokens` tokens; the output head only for `heads` positions. */
  #products(sum: TermSum, tokens: number, heads: number): void {
    const { model, tensorParallel: tp, weightPrecision } = this.deployment;
    const counts = parameterCounts(model);
    const bytes = WEIGHT_BYTES[weightPrecision];
    const gemms: GemmSum = { gemmMs: 0, weightsMs: 0, computeMs: 0, bytes: 0, flops: 0 };
    const attentionPerGpu = counts.attentionReplicated + (counts.attention - counts.attentionReplicated) / tp;
    // Two launches for attention (in and out), two for the MLP (up with gate, down).
    this.#gemm(gemms, model.layers, 2, attentionPerGpu, tokens * attentionPerGpu, bytes, weightPrecision);
    this.#gemm(gemms, counts.denseLayers, 2, counts.denseMlp / tp, (tokens * counts.denseMlp) / tp, bytes, weightPrecision);
    if (model.moe !== undefined) {
      const { experts, expertsPerToken, sharedExperts } = model.moe;
      const touched = (expectedExperts(experts, expertsPerToken, tokens) + sharedExperts) * counts.expert;
      const used = tokens * (expertsPerToken + sharedExperts) * counts.expert;
      this.#gemm(gemms, counts.moeLayers, 3, (touched + counts.router) / tp, used / tp, bytes, weightPrecision);
    }
    const head = (model.vocabulary * model.hidden) / tp;
    this.#gemm(gemms, 1, 1, head, heads * head, WEIGHT_BYTES.bf16, 'bf16');
    sum.gemmMs += gemms.gemmMs;
    sum.weightsMs += gemms.weightsMs;
    sum.computeMs += gemms.computeMs;
    sum.weightBytes += gemms.bytes;
    sum.flops += gemms.flops;
  }

  /** `times` × (`launches` floors + p-norm of the two bounds) for products with `weights` parameters and `uses` multiply-adds. */
  #gemm(into: GemmSum, times: number, launches: number, weights: number, uses: number, bytesPerWeight: number, precision: Precision): void {
    if (times === 0) return;
    const { gemmComputeEfficiency, gemmMemoryEfficiency, gemmFloorMs, gemmNorm } = this.kernels;
    const peak = precision === this.deployment.weightPrecision ? this.#peak : this.deployment.gpu.bf16Tflops * 1e9;
    const weightsMs = (weights * bytesPerWeight) / (gemmMemoryEfficiency[precision] * this.#bandwidth);
    const computeMs = (2 * uses) / (gemmComputeEfficiency[precision] * peak);
    into.gemmMs += times * (launches * gemmFloorMs + norm(weightsMs, computeMs, gemmNorm));
    into.weightsMs += times * weightsMs;
    into.computeMs += times * computeMs;
    into.bytes += times * weights * bytesPerWeight;
    into.flops += times * 2 * uses;
  }

  /** Element-wise work, all-reduces and the engine's overhead of one pass. */
  #shared(sum: TermSum, tokens: number, sequences: number): void {
    const { model, gpu, tensorParallel } = this.deployment;
    const { elementwisePasses, elementwiseFloorMs, memoryEfficiency, allReduce } = this.kernels;
    const hiddenBytes = tokens * model.hidden * 2;
    sum.elementwiseMs += model.layers * (elementwiseFloorMs + (elementwisePasses * hiddenBytes) / (memoryEfficiency * this.#bandwidth));
    if (tensorParallel > 1) {
      // Two all-reduces a layer: after attention and after the MLP (Shoeybi et al. 2019, Megatron-LM).
      const link = allReduce[gpu.interconnect === 'pcie' ? 'pcie' : 'direct'];
      const ringBytes = ((2 * (tensorParallel - 1)) / tensorParallel) * hiddenBytes;
      const once = link.floorMs + Math.log2(tensorParallel) * link.hopMs + ringBytes / (link.efficiency * gpu.linkGbPerS * 1e6);
      sum.allReduceMs += 2 * model.layers * once;
    }
    sum.overheadMs += this.engine.perStepMs + model.layers * this.engine.perLayerMs + sequences * this.engine.perSequenceMs;
  }
}

const norm = (a: number, b: number, p: number): number => (a ** p + b ** p) ** (1 / p);

class TermSum {
  gemmMs = 0;
  weightsMs = 0;
  computeMs = 0;
  attentionMs = 0;
  kvMs = 0;
  allReduceMs = 0;
  elementwiseMs = 0;
  overheadMs = 0;
  weightBytes = 0;
  kvBytes = 0;
  flops = 0;

  terms(): StepTerms {
    const { gemmMs, weightsMs, computeMs, attentionMs, kvMs, allReduceMs, elementwiseMs, overheadMs, weightBytes, kvBytes, flops } = this;
    const candidates = [
      ['weights', weightsMs], ['compute', computeMs + attentionMs - kvMs], ['kv-cache', kvMs], ['all-reduce', allReduceMs], ['overhead', overheadMs],
    ] as const;
    const boundBy = candidates.reduce((most, next) => (next[1] > most[1] ? next : most))[0];
    return {
      totalMs: gemmMs + attentionMs + allReduceMs + elementwiseMs + overheadMs,
      gemmMs, weightsMs, computeMs, attentionMs, kvMs, allReduceMs, elementwiseMs, overheadMs, weightBytes, kvBytes, flops, boundBy,
    };
  }
}

/** Time and parts of one prefill. Pure. */
export const predictPrefill = (deployment: Deployment, work: PrefillWork): StepTerms => new Roofline(deployment).prefill(work);

/** Time and parts of one decode step. Pure. */
export const predictDecode = (deployment: Deployment, work: DecodeWork): StepTerms => new Roofline(deployment).decode(work);
