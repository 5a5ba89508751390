/** Versions of an engine that work otherwise than the one whose overheads were fitted. */
import type { GpuSpec } from '@/catalog/gpus';
import type { EngineParameters } from '@/stages/inference/engines';

export interface EngineVersion {
  readonly engine: Partial<EngineParameters>;
  /** Load tests of this version leave the start of a run out. */
  readonly warm: boolean;
}

/**
 * NIM from 1.1 on. TensorRT-LLM builds engines for 8,192 tokens a step (documentation of max_num_tokens) where the older
 * ones took 28,672, so prompts are read one by one and the clients' waves dissolve; decode attention shares KV heads and
 * uses tensor cores (XQA), so that published tokens take no longer at 5,000 tokens of context than at 500. GenAI-Perf
 * counts once its windows are stable.
 */
export const LATER_NIM: EngineVersion = { engine: { prefillChunkTokens: 8192, decodeAttention: 'tensor' }, warm: true };

/**
 * vLLM's server from 0.8 on, on GPUs of 70 GiB and more that are not A100 (vllm/engine/arg_utils.py,
 * get_batch_defaults: 8,192 tokens a step and 1,024 sequences, else 2,048 and 256).
 */
const LATER_VLLM: EngineVersion = { engine: { prefillChunkTokens: 8192, maxSequences: 1024 }, warm: false };
const LARGE_BYTES = 70 * 2 ** 30;

/** What is different in the engine that a table names, on that GPU; undefined where nothing is. */
export function engineVersion(name: string, gpu: Pick<GpuSpec, 'id' | 'memoryGb'>): EngineVersion | undefined {
  if (/\bnim\D{0,12}(1\.[1-9]|[2-9]\.)/i.test(name)) return LATER_NIM;
  const minor = /vllm\D*0\.(\d+)/i.exec(name)?.[1];
  const later = /vllm.*\bv1\b/i.test(name) || (minor !== undefined && Number(minor) >= 8);
  return later && gpu.memoryGb * 1e9 >= LARGE_BYTES && !gpu.id.startsWith('a100') ? LATER_VLLM : undefined;
}
