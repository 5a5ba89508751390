/** Versions of an engine that work otherwise than the one whose overheads were fitted. */
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

/** What is different in the engine that a table names; undefined where nothing is. */
export const engineVersion = (name: string): EngineVersion | undefined => (/\bnim\D{0,12}(1\.[1-9]|[2-9]\.)/i.test(name) ? LATER_NIM : undefined);
