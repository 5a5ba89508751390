/**
 * Times of single kernels: matrix products, attention, element-wise passes, all-reduce. Pure functions of sizes and rates.
 * Rates are operations and bytes per millisecond, so that every quotient is a time in ms.
 */
import { nativeFlops, powerShare, type GpuSpec } from '@/catalog/gpus';
import type { Precision } from '@/core/scenario';

/** Efficiencies that differ between generations of stacked memory and graphics memory cards, as shares of the published peaks. */
export interface ClassEfficiency {
  /** Share of peak operations in large matrix products, by the precision they are computed in. */
  readonly compute: Readonly<Record<Precision, number>>;
  /** Share of peak bandwidth while streaming weights. */
  readonly memory: Readonly<Record<Precision, number>>;
}

export interface KernelParameters {
  /** Start and tail of one kernel on a GPU of 1.83 GHz (H100); it is a number of clock cycles, so it shrinks with the clock. */
  readonly kernelFloorMs: number;
  readonly gemm: Readonly<Record<GpuSpec['memoryKind'], ClassEfficiency>>;
  /** How softly the memory-bound and the compute-bound regime meet: (a^p + b^p)^(1/p). */
  readonly gemmNorm: number;
  /** Share of peak bandwidth while streaming the weights of experts, which one grouped kernel does for all of them. */
  readonly expertMemoryEfficiency: number;
  /** Compute of grouped expert products over that of plain ones (padding to tiles, imbalance). */
  readonly expertComputeFactor: number;
  /** Prefill attention reaches `maximum · L / (L + halfLength)` of the bf16 peak at length L. */
  readonly prefillAttention: { readonly maximum: number; readonly halfLengthTokens: number };
  readonly decodeAttention: {
    /** Share of the bandwidth that such kernels reach where they wait for memory alone. */
    readonly efficiency: number;
    /** Values a multiprocessor takes in a clock cycle where each query head reads the cache by itself, without tensor cores. */
    readonly vectorValuesPerCycle: number;
    /** Values of the cache that a multiprocessor takes in a clock cycle in the kernel such engines turn to for wide groups, which reads each KV head once for all its query heads. */
    readonly groupedValuesPerCycle: number;
    /** Share of the bandwidth in today's kernels (FlashAttention, FlashInfer), which use tensor cores throughout. */
    readonly flashEfficiency: number;
  };
  /** Bytes that norms, residuals, rotary embedding and activations move, over the least they could. */
  readonly elementwiseFactor: number;
  /** Share of peak bandwidth in those passes. */
  readonly elementwiseEfficiency: number;
  readonly allReduce: {
    /** Over a direct link (NVLink, Infinity Fabric), launched one by one. */
    readonly direct: AllReduceParameters;
    /** What each doubling of the GPUs takes more where NCCL replaces the custom kernels. Not fitted: aiconfigurator's measurements of 16 KiB on H100, NCCL less TensorRT-LLM's own, 4.3 µs for two GPUs to 13 µs for eight. */
    readonly ncclHopMs: number;
    /** Custom kernels over a direct link inside CUDA graphs. Not fitted: aiconfigurator's measurements of vLLM 0.19 on H100, 4.2 to 4.5 µs for small messages, 8.3 µs (two GPUs) to 14.8 µs (eight) for 1 MiB. */
    readonly captured: AllReduceParameters;
    /** NCCL over PCIe. The shared switches hand each of n GPUs less: link · (2 / n)^contention. */
    readonly pcie: AllReduceParameters & { readonly contention: number };
  };
}

/** How all-reduces over direct links are done: custom kernels launched one by one, the same inside CUDA graphs, or NCCL. */
export type AllReduceAlgorithm = 'direct' | 'captured' | 'nccl';

export interface AllReduceParameters {
  readonly floorMs: number;
  /** For each doubling of the number of GPUs. */
  readonly hopMs: number;
  readonly efficiency: number;
}

/** p-norm of two bounds: at least the larger, at most their sum for p ≥ 1. */
export const norm = (a: number, b: number, p: number): number => (a === 0 ? b : b === 0 ? a : (a ** p + b ** p) ** (1 / p));

/** Peak rates of a GPU for one precision. */
export interface Rates {
  readonly kind: GpuSpec['memoryKind'];
  readonly bytesPerMs: number;
  readonly bf16FlopsPerMs: number;
}

export const ratesOf = (gpu: GpuSpec): Rates => ({ kind: gpu.memoryKind, bytesPerMs: gpu.memoryTbPerS * 1e9, bf16FlopsPerMs: gpu.bf16Tflops * 1e9 });

export interface BoundTimes {
  /** The kernel, without its floor. */
  readonly ms: number;
  /** The two bounds, each as if it were alone. */
  readonly memoryMs: number;
  readonly computeMs: number;
}

/**
 * Operations per ms that large matrix products sustain with weights in `precision`: in the hardware's own mode, or
 * expanded to bf16 where that is faster or the only way.
 */
export function sustainedFlopsPerMs(k: KernelParameters, gpu: GpuSpec, precision: Precision): number {
  const { compute } = k.gemm[gpu.memoryKind];
  const native = (nativeFlops(gpu, precision) ?? 0) * compute[precision];
  return (powerShare(gpu) * Math.max(native, gpu.bf16Tflops * 1e12 * compute.bf16)) / 1000;
}

/** A matrix product that streams `bytes` and does `flops`: p-norm of the two bounds (Williams et al. 2009, softened). `flopsPerMs` is what is sustained, `bytesPerMs` the peak. */
export function gemmTime(k: KernelParameters, kind: Rates['kind'], precision: Precision, bytes: number, flops: number, bytesPerMs: number, flopsPerMs: number): BoundTimes {
  const memoryMs = bytes / (k.gemm[kind].memory[precision] * bytesPerMs);
  const computeMs = flops / flopsPerMs;
  return { ms: norm(memoryMs, computeMs, k.gemmNorm), memoryMs, computeMs };
}

/** Share of the bf16 peak that prefill attention reaches at `length` tokens; rises with the length (FlashAttention's tiles fill). */
export const prefillAttentionEfficiency = (k: KernelParameters, length: number): number =>
  (k.prefillAttention.maximum * length) / (length + k.prefillAttention.halfLengthTokens);

export interface CacheRead {
  /** Bytes of keys and values, read once. */
  readonly bytes: number;
  /** Values that heads take in: those of each query head, or of each KV head where the query heads of a group share it. */
  readonly values: number;
  /** Sequences times those heads on this GPU: pieces of work that can run side by side. */
  readonly heads: number;
}

/** How sharply the two bounds of the vector kernel meet; measured bandwidth shares of 0.96 close to the crossing need a sharp one. */
const VECTOR_NORM = 4;

/**
 * Decode attention of TensorRT-LLM 0.9, whose kernels stream keys and values head by head: bound by the bandwidth or by
 * what the multiprocessors take in, each of which works on one head at a time.
 */
export function vectorAttentionTime(k: KernelParameters, gpu: GpuSpec, read: CacheRead, valuesPerCycle: number): number {
  const memoryMs = read.bytes / (k.decodeAttention.efficiency * gpu.memoryTbPerS * 1e9);
  const busy = Math.min(gpu.multiprocessors, read.heads);
  return norm(memoryMs, read.values / (valuesPerCycle * busy * gpu.clockGhz * 1e6), VECTOR_NORM);
}

/** Clock of the GPU that floors are given for. */
const REFERENCE_GHZ = 1.83;

/** Floors are latencies of the GPU's own clock. */
export const floorScale = (gpu: GpuSpec): number => REFERENCE_GHZ / gpu.clockGhz;

/**
 * One all-reduce of `bytes` among `gpus` GPUs: floor + log2(n) · hop + ring bytes / link, where a ring moves
 * 2 (n − 1) / n of the message over each link (Patarasuk & Yuan 2009).
 */
export function allReduceTime(k: KernelParameters, gpu: GpuSpec, gpus: number, bytes: number, algorithm: AllReduceAlgorithm = 'direct', pcieFactor = 1): number {
  if (gpus <= 1) return 0;
  const pcie = gpu.interconnect === 'pcie' || (gpu.linkGroup !== undefined && gpus > gpu.linkGroup.gpus);
  const ringBytes = ((2 * (gpus - 1)) / gpus) * bytes;
  if (!pcie) {
    const { floorMs, hopMs, efficiency } = k.allReduce[algorithm === 'nccl' ? 'direct' : algorithm];
    return floorScale(gpu) * (floorMs + Math.log2(gpus) * (hopMs + (algorithm === 'nccl' ? k.allReduce.ncclHopMs : 0))) + ringBytes / (efficiency * gpu.linkGbPerS * 1e6);
  }
  const { floorMs, hopMs, efficiency, contention } = k.allReduce.pcie;
  const linkGbPerS = gpu.interconnect === 'pcie' ? gpu.linkGbPerS : (gpu.linkGroup?.pcieGbPerS ?? gpu.linkGbPerS);
  return pcieFactor * (floorMs + Math.log2(gpus) * hopMs + ringBytes / (efficiency * (2 / gpus) ** contention * linkGbPerS * 1e6));
}
