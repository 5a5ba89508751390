/** Tables of static batches: all prompts read together, then decoded together to the end. */
import { capacityOf } from '@/stages/inference/capacity';
import type { Roofline } from '@/stages/inference/roofline';
import type { Row } from './csv';
import { deploymentOf } from './deployment';
import { rooflineWith, type Parameters } from './parameters';
import type { Collector } from './points';

export interface StaticBatch {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly batch: number;
}

/**
 * Share of the sequences of TensorRT-LLM's synthetic static batches that choose their experts independently. Measured Mixtral steps
 * hardly grow up to a batch of 32, as though all sequences went to the same two experts (what follows a random prompt
 * soon repeats itself), and take all experts at 128.
 */
export const SYNTHETIC_ROUTED_APART = 0.01;

export interface BatchPrediction {
  readonly ttftMs: number;
  readonly tpotMs: number;
  readonly e2eMs: number;
}

/** Time to first token, mean time per further token and total of a static batch whose prompts are read in one pass. Pure. */
export function predictStatic({ inputTokens, outputTokens, batch }: StaticBatch, roofline: Roofline): BatchPrediction {
  const prefill = roofline.prefill({ newTokens: inputTokens, cachedTokens: 0, sequences: batch, chunkTokens: Number.POSITIVE_INFINITY });
  const ttftMs = roofline.engine.perRequestMs + prefill.totalMs;
  const routedApart = roofline.deployment.engine === 'tensorrt-llm' ? SYNTHETIC_ROUTED_APART : 1;
  const tpotMs = roofline.decode({ sequences: batch, contextTokens: batch * (inputTokens + outputTokens / 2), routedApart }).totalMs;
  return { ttftMs, tpotMs, e2eMs: ttftMs + Math.max(0, outputTokens - 1) * tpotMs };
}

export const STATIC_COLUMNS = {
  custom_allreduce: 'optional-text', kv_precision: 'optional-text',
  model: 'text', engine: 'text', gpu: 'text', tp: 'optional-number', precision: 'text', input_tokens: 'number', output_tokens: 'number', batch: 'number',
  ttft_ms: 'optional-number', tpot_ms: 'optional-number', e2e_ms: 'optional-number',
} as const;

export const SPLITWISE_COLUMNS = {
  model: 'text', engine: 'text', gpu: 'text', tp: 'optional-number', precision: 'text', input_tokens: 'number', output_tokens: 'number', batch: 'number',
  ttft_prompt_ms_median: 'optional-number', tpot_token_ms_median: 'optional-number', e2e_ms_median: 'optional-number',
} as const;

export interface StaticRow {
  readonly line: number;
  readonly model: string;
  readonly engine: string;
  readonly gpu: string;
  readonly precision: string;
  readonly tp: number | null;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly batch: number;
  readonly ttft: number | null;
  readonly tpot: number | null;
  readonly e2e: number | null;
  /** "No": all-reduces by NCCL instead of the engine's own kernels. */
  readonly custom_allreduce?: string | null;
  readonly kv_precision?: string | null;
}

export const staticRow = (row: Row<typeof STATIC_COLUMNS>): StaticRow => ({ ...row, ttft: row.ttft_ms, tpot: row.tpot_ms, e2e: row.e2e_ms });
/** Many of these runs ended before the length they asked for; their end-to-end times do not fit their own tokens and are left out. */
export function splitwiseRow(row: Row<typeof SPLITWISE_COLUMNS>): StaticRow {
  const { ttft_prompt_ms_median: ttft, tpot_token_ms_median: tpot, e2e_ms_median: e2e, output_tokens: outputTokens } = row;
  const own = ttft !== null && tpot !== null ? ttft + (outputTokens - 1) * tpot : null;
  const complete = e2e !== null && own !== null && Math.abs(e2e / own - 1) < 0.1;
  return { ...row, ttft, tpot, e2e: complete ? e2e : null };
}

/** Predicts every row; those whose KV cache exceeds the memory are kept apart as saturated. */
export function collectStatic(rows: readonly StaticRow[], into: Collector, parameters?: Parameters): void {
  for (const row of rows) {
    const deployment = deploymentOf(row);
    if (typeof deployment === 'string') {
      into.skip(deployment);
      continue;
    }
    const { input_tokens: inputTokens, output_tokens: outputTokens, batch } = row;
    if (!(inputTokens >= 1 && outputTokens >= 1 && batch >= 1)) {
      into.skip('tokens or batch below one');
      continue;
    }
    const prediction = predictStatic({ inputTokens, outputTokens, batch }, rooflineWith(deployment, parameters, /^(no|false|0|nccl)$/i.test(row.custom_allreduce ?? '') ? { allReduce: 'nccl' } : undefined));
    const saturated = deployment.engine !== 'tensorrt-llm' && batch * (inputTokens + outputTokens) > capacityOf(deployment).kvTokens;
    into.add({ deployment, inputTokens, outputTokens, batch }, { ...row, saturated }, [
      ['ttft', row.ttft, prediction.ttftMs], ['tpot', row.tpot, prediction.tpotMs], ['e2e', row.e2e, prediction.e2eMs],
    ]);
  }
}
