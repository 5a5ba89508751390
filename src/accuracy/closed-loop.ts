/** Tables of fixed concurrency: clients that each ask again as soon as they are answered, as load generators do. */
import { closedSource, serve, type BatchingLimits } from '@/datacenter/fleet/replica/serve';
import { capacityOf } from '@/stages/inference/capacity';
import type { Roofline } from '@/stages/inference/roofline';
import type { Row } from './csv';
import { deploymentOf } from './deployment';
import { engineVersion } from './engine-versions';
import { mean, quantile } from './errors';
import { rooflineWith, type Parameters } from './parameters';
import type { Collector } from './points';

export interface ClosedLoop {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly concurrency: number;
}

export interface LoadPrediction {
  readonly ttftMs: { readonly mean: number; readonly p95: number };
  readonly itlMs: { readonly mean: number; readonly p95: number };
  readonly e2eMs: { readonly mean: number; readonly p95: number };
  /** Clients times tokens of a request over the tokens that the KV cache holds. */
  readonly kvShare: number;
}

/** Rounds of requests that are simulated; the first is counted unless the generator warms up. */
const ROUNDS = 3;
const LEAST_REQUESTS = 10;
/** Between requests that one load generator sends together. */
const SPACING_MS = 0.5;
/** From this share of the KV cache on, what happens depends on details (fragmentation, preemption) that the model does not have. */
export const SATURATED_SHARE = 0.95;

export function limitsOf(roofline: Roofline): BatchingLimits {
  const { engine, deployment } = roofline;
  return {
    maxSequences: engine.maxSequences, maxTokensPerStep: engine.prefillChunkTokens, chunkedPrefill: engine.chunkedPrefill,
    kvTokens: capacityOf(deployment).kvTokens,
  };
}

/**
 * Mean and 95th percentile of what the clients see. Pure; milliseconds of computing for thousands of steps.
 * @param warm whether the first requests, which all clients send at once, are left out of what is counted
 */
export function predictClosedLoop({ inputTokens, outputTokens, concurrency }: ClosedLoop, roofline: Roofline, warm = false): LoadPrediction {
  const limits = limitsOf(roofline);
  const { perRequestMs } = roofline.engine;
  const total = Math.max(ROUNDS * concurrency, LEAST_REQUESTS);
  const source = closedSource({ inputTokens, outputTokens }, concurrency, total, Math.max(perRequestMs, SPACING_MS), SPACING_MS);
  const served = serve(roofline, limits, source).filter((r) => Number.isFinite(r.endMs)).slice(warm ? concurrency : 0);
  const both = (of: (r: (typeof served)[number]) => number) => {
    const values = served.map(of);
    return { mean: mean(values), p95: quantile(values, 0.95) };
  };
  return {
    ttftMs: both((r) => r.firstTokenMs - r.arrivalMs + perRequestMs),
    itlMs: both((r) => (r.endMs - r.firstTokenMs) / Math.max(1, r.outputTokens - 1)),
    e2eMs: both((r) => r.endMs - r.arrivalMs + perRequestMs),
    kvShare: (concurrency * (inputTokens + outputTokens)) / limits.kvTokens,
  };
}

export const BATCHING_COLUMNS = {
  model: 'text', engine: 'text', gpu: 'text', tp: 'optional-number', precision: 'text', input_tokens: 'number', output_tokens: 'number', concurrency: 'number',
  ttft_avg_ms: 'optional-number', itl_avg_ms: 'optional-number', e2e_avg_ms: 'optional-number',
  kv_precision: 'optional-text', ttft_p95_ms: 'optional-number', itl_p95_ms: 'optional-number', e2e_p95_ms: 'optional-number',
} as const;

export function collectClosedLoop(rows: readonly Row<typeof BATCHING_COLUMNS>[], into: Collector, parameters?: Parameters): void {
  for (const row of rows) {
    const deployment = deploymentOf(row);
    if (typeof deployment === 'string') {
      into.skip(deployment);
      continue;
    }
    const { input_tokens: inputTokens, output_tokens: outputTokens, concurrency } = row;
    if (!(inputTokens >= 1 && outputTokens >= 1 && Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 10_000)) {
      into.skip('tokens or concurrency out of range');
      continue;
    }
    const version = engineVersion(row.engine, deployment.gpu);
    const roofline = rooflineWith(deployment, parameters, version?.engine);
    if (limitsOf(roofline).kvTokens < inputTokens + outputTokens) {
      into.skip('one request does not fit the memory as the model counts it');
      continue;
    }
    const prediction = predictClosedLoop({ inputTokens, outputTokens, concurrency }, roofline, version?.warm);
    const saturated = prediction.kvShare > SATURATED_SHARE || concurrency > roofline.engine.maxSequences;
    into.add({ deployment, inputTokens, outputTokens, batch: concurrency }, { ...row, saturated }, [
      ['ttft', row.ttft_avg_ms, prediction.ttftMs.mean], ['itl', row.itl_avg_ms, prediction.itlMs.mean], ['e2e', row.e2e_avg_ms, prediction.e2eMs.mean],
    ], [
      ['ttft', row.ttft_p95_ms, prediction.ttftMs.p95], ['itl', row.itl_p95_ms, prediction.itlMs.p95], ['e2e', row.e2e_p95_ms, prediction.e2eMs.p95],
    ]);
  }
}
