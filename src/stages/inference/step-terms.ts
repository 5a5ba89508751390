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

/** Adds up the passes of a step. */
export class TermSum {
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

  get gpuMs(): number {
    return this.gemmMs + this.attentionMs + this.allReduceMs + this.elementwiseMs;
  }

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
