/** What serving engines add to the GPU's own work. Times in ms. */
import type { EngineId } from '@/core/scenario';
import { FITTED } from './fitted';
import type { AllReduceAlgorithm } from './kernels';

/** The part of an engine's description that is fitted. */
export interface EngineOverheads {
  /** Host work in series with every step: scheduling, sampling, updating state. */
  readonly perStepMs: number;
  /** Work in series with every layer that the kernels do not have: what in-flight batching adds to them (block tables, packing). */
  readonly perLayerMs: number;
  /** Host work for each sequence in a step. */
  readonly perSequenceMs: number;
  /** Enqueueing one layer's kernels, which the GPU waits for only if it is faster: without CUDA graphs, and with them. */
  readonly launchPerLayerMs: { readonly prefill: number; readonly decode: number };
  /** Decode attention over the paged cache of a running engine, over the same on one contiguous block. */
  readonly pagedAttentionFactor: number;
  /** All-reduces over PCIe, over TensorRT-LLM's. */
  readonly pcieExchangeFactor: number;
  /** Matrix products and attention of prefill passes, over TensorRT-LLM's. */
  readonly prefillFactor: number;
  /** Fixed cost of a request in the API server and engine front end, before its first step. */
  readonly perRequestMs: number;
}

export interface EngineParameters extends EngineOverheads {
  readonly name: string;
  /** Kernels of the engine's time: 'vector' ones let every query head read the cache by itself, 'tensor' ones share it among the heads of a group. */
  readonly decodeAttention: 'vector' | 'tensor';
  readonly allReduce: AllReduceAlgorithm;
  /** GELU without a gate is one kernel, or eight element-wise operations that each read and write (TensorRT-LLM's functional.py). */
  readonly gelu: 'one-kernel' | 'composed';
  /** Largest number of prompt tokens taken into one step. */
  readonly prefillChunkTokens: number;
  /** Whether a prompt longer than that is cut; if not, it takes a step of its own. */
  readonly chunkedPrefill: boolean;
  /** Sequences that run together at most, as the engine is configured unless told otherwise. */
  readonly maxSequences: number;
  /** Prefixes are kept in whole blocks of this many tokens; null: no prefix cache. */
  readonly cacheBlockTokens: number | null;
  /** Share of GPU memory the engine takes for weights and KV cache. */
  readonly memoryShare: number;
  readonly source: string;
}

export const ENGINE_PARAMETERS: Readonly<Record<EngineId, EngineParameters>> = {
  vllm: {
    name: 'vLLM', ...FITTED.engines.vllm,
    decodeAttention: 'tensor', allReduce: 'captured', gelu: 'one-kernel', prefillChunkTokens: 2048, chunkedPrefill: true, maxSequences: 256, cacheBlockTokens: 16, memoryShare: 0.9,
    source: 'host work a step fitted to the latency tests of vLLM\'s own CI (2024), that for each sequence to every request of two vLLM 0.19 runs (LLMServingSim); 15.6 ms a request from inference-sim (BLIS) defaults.yaml; vLLM documentation: gpu_memory_utilization 0.9, block size 16, max_num_batched_tokens 2048, max_num_seqs 256',
  },
  'tensorrt-llm': {
    name: 'TensorRT-LLM', ...FITTED.engines['tensorrt-llm'],
    decodeAttention: 'vector', allReduce: 'direct', gelu: 'composed', prefillChunkTokens: 8192, chunkedPrefill: true, maxSequences: 2048, cacheBlockTokens: 32, memoryShare: 0.9,
    source: 'fitted to public TensorRT-LLM 0.9 static-batch measurements (NVIDIA DLI); TensorRT-LLM documentation: max_num_tokens 8192, max_batch_size 2048, tokens_per_block 32, free_gpu_memory_fraction 0.9',
  },
  nim: {
    name: 'NVIDIA NIM', ...FITTED.engines.nim,
    decodeAttention: 'vector', allReduce: 'direct', gelu: 'composed', prefillChunkTokens: 28_672, chunkedPrefill: false, maxSequences: 256, cacheBlockTokens: 32, memoryShare: 0.9,
    source: 'TensorRT-LLM behind an API server; overheads fitted to public GenAI-Perf measurements under up to ten concurrent streams (NVIDIA DLI, nim.csv), whose first tokens show that up to four prompts of 7,000 tokens are read in one step',
  },
  sglang: {
    name: 'SGLang', ...FITTED.engines.vllm,
    decodeAttention: 'tensor', allReduce: 'captured', gelu: 'one-kernel', prefillChunkTokens: 8192, chunkedPrefill: true, maxSequences: 256, cacheBlockTokens: 1, memoryShare: 0.88,
    source: 'overheads taken as vLLM\'s (no separate measurement at hand); SGLang documentation: radix cache by token, chunked_prefill_size 8192, mem_fraction_static 0.88',
  },
  'vllm-2023': {
    name: 'vLLM of 2023', ...FITTED.engines['vllm-2023'],
    decodeAttention: 'vector', allReduce: 'direct', gelu: 'one-kernel', prefillChunkTokens: Number.POSITIVE_INFINITY, chunkedPrefill: false, maxSequences: 256, cacheBlockTokens: null, memoryShare: 0.9,
    source: 'fitted to Splitwise (ISCA 2024) measurements: a step never takes less than about 0.4 ms a layer of host work; no chunked prefill or prefix cache yet',
  },
};
