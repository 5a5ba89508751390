/**
 * Every constant of the inference model, in one place, so that it can be fitted against measurements as a whole.
 * Times in ms, efficiencies as shares of the published peak.
 */
import type { EngineId, Precision } from '@/core/scenario';

/** What a GPU of the data-centre class reaches in practice; the catalogue holds the peaks. */
export interface KernelParameters {
  /** Launch and tail of one matrix product. */
  readonly gemmFloorMs: number;
  /** Share of peak operations in large matrix products, by the precision they are computed in. */
  readonly gemmComputeEfficiency: Readonly<Record<Precision, number>>;
  /** Share of peak bandwidth in products that only stream weights. */
  readonly gemmMemoryEfficiency: Readonly<Record<Precision, number>>;
  /** How softly the memory-bound and the compute-bound regime meet: (a^p + b^p)^(1/p). */
  readonly gemmNorm: number;
  readonly decodeAttentionFloorMs: number;
  readonly attentionMemoryEfficiency: number;
  readonly prefillAttentionFloorMs: number;
  /** Prefill attention reaches `maximum · L / (L + halfLength)` of the bf16 peak at length L. */
  readonly prefillAttention: { readonly maximum: number; readonly halfLengthTokens: number };
  /** Norms, rotary, residuals, activation: reads and writes of the hidden vector a layer and token, and launches. */
  readonly elementwisePasses: number;
  readonly elementwiseFloorMs: number;
  readonly memoryEfficiency: number;
  /** All-reduce: floor + log2(TP) · hop + ring bytes / (efficiency · link). */
  readonly allReduce: Readonly<Record<'direct' | 'pcie', { readonly floorMs: number; readonly hopMs: number; readonly efficiency: number }>>;
}

/**
 * Fitted by coordinate descent on the mean absolute log error of time to first token and time per output token of
 * 551 public static-batch measurements (TensorRT-LLM 0.9 on A100 and H100 SXM: Llama 2 7B and 70B, Mistral 7B; NVIDIA
 * DLI); the `pcie` link afterwards on 185 more from L40 cards. The fit kept the matrix-product efficiencies it started
 * from, those of kernel measurements (aiconfigurator, vLLM 0.19 on H100: 0.77–0.80 of the peak at 1,024 rows and more,
 * 0.76 of the bandwidth in single rows). int8 is taken as fp8; int4 as bf16, in which it computes; fp4 as fp8.
 */
export const KERNELS: KernelParameters = {
  gemmFloorMs: 0.0017,
  gemmComputeEfficiency: { bf16: 0.78, fp8: 0.66, int8: 0.66, int4: 0.78, fp4: 0.66 },
  gemmMemoryEfficiency: { bf16: 0.76, fp8: 0.81, int8: 0.81, int4: 0.76, fp4: 0.81 },
  gemmNorm: 1.42,
  decodeAttentionFloorMs: 0.0093,
  attentionMemoryEfficiency: 0.85,
  prefillAttentionFloorMs: 0.026,
  prefillAttention: { maximum: 0.48, halfLengthTokens: 1900 },
  elementwisePasses: 16,
  elementwiseFloorMs: 0.018,
  memoryEfficiency: 0.82,
  allReduce: {
    direct: { floorMs: 0.0028, hopMs: 0.0096, efficiency: 1 },
    pcie: { floorMs: 0.05, hopMs: 0.007, efficiency: 0.585 },
  },
};

export interface EngineParameters {
  readonly name: string;
  /** Host work a layer and step that the GPU waits for. */
  readonly perLayerMs: number;
  readonly perStepMs: number;
  /** Host work for each sequence in a step. */
  readonly perSequenceMs: number;
  /** Fixed cost of a request in the API server and engine front end, before its first step. */
  readonly perRequestMs: number;
  /** Largest number of prompt tokens taken into one step. */
  readonly prefillChunkTokens: number;
  /** Prefixes are kept in whole blocks of this many tokens; null: no prefix cache. */
  readonly cacheBlockTokens: number | null;
  /** Share of GPU memory the engine takes for weights and KV cache. */
  readonly memoryShare: number;
  readonly source: string;
}

export const ENGINE_PARAMETERS: Readonly<Record<EngineId, EngineParameters>> = {
  vllm: {
    name: 'vLLM', perLayerMs: 0.032, perStepMs: 0.126, perSequenceMs: 0.004, perRequestMs: 15.6,
    prefillChunkTokens: 2048, cacheBlockTokens: 16, memoryShare: 0.9,
    source: 'inference-sim (BLIS) defaults.yaml: 15.6 ms a request; 32 µs a layer, 126 µs a step, 4 µs a sequence; vLLM documentation: gpu_memory_utilization 0.9, block size 16, max_num_batched_tokens 2048',
  },
  'tensorrt-llm': {
    name: 'TensorRT-LLM', perLayerMs: 0, perStepMs: 0.58, perSequenceMs: 0.011, perRequestMs: 0.68,
    prefillChunkTokens: 8192, cacheBlockTokens: 32, memoryShare: 0.9,
    source: 'fitted to public TensorRT-LLM 0.9 static-batch measurements (NVIDIA DLI); TensorRT-LLM documentation: max_num_tokens 8192, tokens_per_block 32, free_gpu_memory_fraction 0.9',
  },
  sglang: {
    name: 'SGLang', perLayerMs: 0.032, perStepMs: 0.126, perSequenceMs: 0.004, perRequestMs: 15.6,
    prefillChunkTokens: 8192, cacheBlockTokens: 1, memoryShare: 0.88,
    source: 'overheads taken as vLLM\'s (no separate measurement at hand); SGLang documentation: radix cache by token, chunked_prefill_size 8192, mem_fraction_static 0.88',
  },
  'vllm-2023': {
    name: 'vLLM of 2023', perLayerMs: 0, perStepMs: 30, perSequenceMs: 0.02, perRequestMs: 15.6,
    prefillChunkTokens: Number.POSITIVE_INFINITY, cacheBlockTokens: null, memoryShare: 0.9,
    source: 'Splitwise (ISCA 2024) measurements: about 30 ms of host work a step; no chunked prefill or prefix cache yet',
  },
};

/**
 * Mean absolute error of this model with these parameters; the whiskers of modeled spans are drawn from it. On the
 * measurements it was fitted to it errs by 5 % in prefill and 6 % in decode; against NIM with up to ten concurrent
 * streams, which it was not fitted to, by about 8 % in the time between tokens. The larger figures are taken.
 */
export const MODEL_ERROR = {
  prefill: 0.1, decode: 0.08,
  source: 'mean absolute error of the model against public measurements it was not fitted to (NIM on A100 and H100, NVIDIA DLI)',
} as const;

/** 95th percentile over mean of the time between tokens of a lone stream: NIM on A100 30.065 ÷ 29.862, on H100 13.992 ÷ 13.731. */
export const STEP_JITTER_P95 = { value: 1.013, source: 'NIM measurements of single streams (NVIDIA DLI, GenAI-Perf): 95th percentile 0.7 % to 1.9 % above the mean' } as const;

/**
 * Sampling on the GPU, per step: kernels launched, and passes over the logits (4 bytes each).
 * Greedy reads them once; temperature adds a soft-max (read, write, read); top-k and top-p add a radix sort of
 * 32-bit keys with their indices, four digits, each read and written (16 passes of 4 bytes).
 */
export const SAMPLING = {
  launchMs: 0.005,
  greedy: { launches: 1, passes: 1 },
  temperature: { launches: 3, passes: 4 },
  sorted: { launches: 8, passes: 20 },
} as const;
