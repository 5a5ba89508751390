/**
 * The independent simulator `@doublewordai/inference-lab` (MIT, WebAssembly) on a workload of ours, and our engine with
 * everything taken off the datasheet that it takes off the datasheet too. Used by the benchmark and by a test.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { initSync, run_simulation } from '@doublewordai/inference-lab';
import * as v from 'valibot';
import { parameterCounts } from '../../src/catalog/models';
import { expectOk } from '../../src/core/result';
import { DEFAULT_SCENARIO } from '../../src/core/scenario';
import { DEFAULT_FLEET } from '../../src/datacenter/fleet/config';
import { changeFleet } from '../../src/datacenter/fleet/presets';
import type { ReplicaHost } from '../../src/datacenter/fleet/replica/engine';
import { JobPool } from '../../src/datacenter/fleet/replica/job';
import { Replica } from '../../src/datacenter/fleet/replica/replica';
import { StepTimes } from '../../src/datacenter/fleet/replica/step-times';
import { workloadSource } from '../../src/datacenter/fleet/workload/source';
import { capacityOf } from '../../src/stages/inference/capacity';
import { KERNELS, type KernelParameters } from '../../src/stages/inference/parameters';
import { resolveDeployment } from '../../src/stages/inference/plan';
import { Roofline } from '../../src/stages/inference/roofline';

export interface PeerWorkload {
  readonly perSecond: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly requests: number;
}

/** What both are asked for: Llama 3.1 8B in bf16 on one H100, as the fleet's default has it. */
const DEPLOYMENT = expectOk(resolveDeployment(DEFAULT_SCENARIO));
const LIMITS = { maxSequences: 256, maxTokensPerStep: 2_048, chunkedPrefill: true, kvTokens: capacityOf(DEPLOYMENT).kvTokens } as const;
const BYTES_PER_VALUE = 2;
const SEED = 1;

/**
 * - `as-published`: every parameter of the model is read and used for every token.
 * - `same-terms`: the input embedding, of which a step reads a row a token, and the output head for tokens that need no
 *   logits are left out, as in our model.
 */
export type PeerTerms = 'as-published' | 'same-terms';

const MetricsSchema = v.object({ ttft_mean: v.number(), per_token_mean: v.number(), e2e_mean: v.number(), completed_requests: v.number() });
const ResultSchema = v.object({ metrics: MetricsSchema, latency_samples: v.object({ ttft_samples: v.array(v.number()), e2e_samples: v.array(v.number()) }) });

export interface PeerResult {
  readonly requests: number;
  readonly ttftMs: number;
  /** (end to end − first token) ÷ (tokens − 1), mean over requests. */
  readonly tpotMs: number;
  readonly wallMs: number;
}

let ready = false;

/** Runs the peer. @throws Error when its answer is not of the shape this was written for. */
export function runPeer({ perSecond, inputTokens, outputTokens, requests }: PeerWorkload, terms: PeerTerms): PeerResult {
  if (!ready) {
    initSync({ module: readFileSync(createRequire(import.meta.url).resolve('@doublewordai/inference-lab/inference_lab_bg.wasm')) });
    ready = true;
  }
  const { model, gpu } = DEPLOYMENT;
  const { total } = parameterCounts(model);
  const table = model.vocabulary * model.hidden;
  const same = terms === 'same-terms';
  const config = {
    hardware: {
      name: gpu.id, compute_flops: gpu.bf16Tflops * 1e12, memory_bandwidth: gpu.memoryTbPerS * 1e12, memory_capacity: gpu.memoryGb * 1e9,
      kv_cache_capacity: LIMITS.kvTokens * capacityOf(DEPLOYMENT).kvBytesPerTokenPerGpu, gpu_memory_utilization: 0.9, bytes_per_param: BYTES_PER_VALUE,
    },
    model: {
      name: model.id, num_parameters: Math.round(total - (same ? table : 0)), num_active_parameters: Math.round(total - (same ? 2 * table : 0)),
      num_layers: model.layers, hidden_dim: model.hidden, num_heads: model.queryHeads, num_kv_heads: model.kvHeads, max_seq_len: model.contextTokens,
    },
    scheduler: {
      max_num_batched_tokens: LIMITS.maxTokensPerStep, max_num_seqs: LIMITS.maxSequences, policy: 'fcfs', enable_chunked_prefill: true,
      long_prefill_token_threshold: 0, max_num_partial_prefills: 1, block_size: 16,
    },
    workload: {
      arrival_pattern: 'poisson', arrival_rate: perSecond, input_len_dist: { type: 'fixed', value: inputTokens }, output_len_dist: { type: 'fixed', value: outputTokens },
      num_requests: requests, seed: SEED,
    },
    simulation: { log_interval: 1_000_000 },
  };
  const startedMs = performance.now();
  const raw: unknown = run_simulation(JSON.stringify(config));
  const wallMs = performance.now() - startedMs;
  const { metrics, latency_samples: samples } = v.parse(ResultSchema, raw);
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const ttftMs = mean(samples.ttft_samples);
  return { requests: metrics.completed_requests, ttftMs, tpotMs: (mean(samples.e2e_samples) - ttftMs) / (outputTokens - 1), wallMs };
}

/** Every efficiency 1, nothing for starting kernels, element-wise passes or the host: the roofline of the datasheet. */
export function datasheetRoofline(): Roofline {
  const all = { bf16: 1, fp8: 1, int8: 1, int4: 1, fp4: 1 };
  const one = { compute: all, memory: all };
  const kernels: KernelParameters = {
    ...KERNELS, kernelFloorMs: 0, gemm: { hbm2: one, hbm3: one, gddr: one },
    // A high norm is the larger of the two bounds.
    gemmNorm: 32,
    prefillAttention: { maximum: 1, halfLengthTokens: 0 },
    decodeAttention: { ...KERNELS.decodeAttention, efficiency: 1, flashEfficiency: 1 },
    elementwiseFactor: 0,
  };
  const { engine } = new Roofline(DEPLOYMENT);
  return new Roofline(DEPLOYMENT, kernels, { ...engine, perStepMs: 0, perSequenceMs: 0, perRequestMs: 0, launchPerLayerMs: { prefill: 0, decode: 0 }, pagedAttentionFactor: 1, prefillFactor: 1 });
}

export interface DatasheetResult {
  readonly ttftMs: number;
  /** Until the second token: the peer tells of the first one step after it was computed. */
  readonly secondTokenMs: number;
  readonly tpotMs: number;
}

/** Our engine on the datasheet's roofline, one replica, nothing around it. */
export function runOnDatasheet({ perSecond, inputTokens, outputTokens, requests }: PeerWorkload): DatasheetResult {
  const kinds = DEFAULT_FLEET.workload.kinds.map((kind) => ({ ...kind, inputTokens: { kind: 'fixed', tokens: inputTokens } as const, outputTokens: { kind: 'fixed', tokens: outputTokens } as const }));
  const source = expectOk(workloadSource(changeFleet(DEFAULT_FLEET, { seed: SEED, workload: { requests, kinds, arrivals: { kind: 'poisson', perSecond } } })));
  const jobs = new JobPool();
  const sums = { ttftMs: 0, secondTokenMs: 0, tpotMs: 0 };
  const host: ReplicaHost = {
    ticking: false, wake: () => undefined, boundaryPassed: () => false, firstToken: () => undefined, steps: () => undefined,
    ended: (job, nowMs) => {
      sums.ttftMs += job.firstTokenMs - job.queuedMs;
      sums.secondTokenMs += (job.tokenMs?.[1] ?? Number.NaN) - job.queuedMs;
      sums.tpotMs += (nowMs - job.firstTokenMs) / (job.outputTokens - 1);
      jobs.give(job);
    },
  };
  const replica = new Replica(0, { ...LIMITS, blockTokens: 1, reserve: true, prefixCaching: false, prefixTtlMs: 0 }, new StepTimes(datasheetRoofline()), host);
  for (;;) {
    const next = source.peek();
    if (next !== null && next.arrivalMs <= replica.boundaryMs) {
      source.take();
      const job = jobs.take();
      Object.assign(job, { request: next.index, flow: next.index, promptTokens: next.inputTokens, outputTokens: next.outputTokens, tokenMs: [] });
      replica.enqueue(job, next.arrivalMs);
    } else if (Number.isFinite(replica.boundaryMs)) replica.boundary(replica.boundaryMs);
    else break;
  }
  return { ttftMs: sums.ttftMs / requests, secondTokenMs: sums.secondTokenMs / requests, tpotMs: sums.tpotMs / requests };
}
