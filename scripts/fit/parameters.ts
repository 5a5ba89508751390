/** What is fitted to what, with the figures that priors rest on. */
import type { Parameter } from './vector';

const K = 'kernels.';

/**
 * Kernels, and TensorRT-LLM's overheads: on static batches. Priors of the efficiencies are what kernel measurements
 * reach (aiconfigurator: matrix products of vLLM 0.19 and TensorRT-LLM on A100 and H100, NCCL all-reduces), a little
 * higher where those include the kernel's start.
 */
export const STATIC: readonly Parameter[] = [
  { path: `${K}kernelFloorMs`, prior: 0.004, sigma: 0.2 },
  { path: `${K}gemm.hbm2.compute.bf16`, prior: 0.82, sigma: 0.1, maximum: 1 },
  { path: `${K}gemm.hbm3.compute.bf16`, prior: 0.75, sigma: 0.1, maximum: 1 },
  { path: `${K}gemm.hbm3.compute.fp8`, prior: 0.68, sigma: 0.1, maximum: 1 },
  { path: `${K}gemm.gddr.compute.fp8`, prior: 0.75, sigma: 0.1, maximum: 1 },
  { path: `${K}gemm.hbm2.memory.bf16`, prior: 0.78, sigma: 0.1, maximum: 0.95 },
  { path: `${K}gemm.hbm3.memory.bf16`, prior: 0.86, sigma: 0.1, maximum: 0.95 },
  { path: `${K}gemm.hbm3.memory.fp8`, prior: 0.84, sigma: 0.1, maximum: 0.95 },
  { path: `${K}gemm.gddr.memory.fp8`, prior: 0.78, sigma: 0.1, maximum: 0.95 },
  { path: `${K}gemmNorm`, prior: 1.8, sigma: 0.3, minimum: 1 },
  { path: `${K}expertComputeFactor`, prior: 1.25, sigma: 0.15 },
  { path: `${K}expertMemoryEfficiency`, prior: 0.86, sigma: 0.1, maximum: 0.95 },
  { path: `${K}prefillAttention.maximum`, prior: 0.65, sigma: 0.15, maximum: 1 },
  { path: `${K}prefillAttention.halfLengthTokens`, prior: 1400, sigma: 0.2 },
  { path: `${K}decodeAttention.efficiency`, prior: 0.94, sigma: 0.05, maximum: 1 },
  { path: `${K}decodeAttention.vectorValuesPerCycle`, prior: 19, sigma: 0.2 },
  { path: `${K}decodeAttention.groupedValuesPerCycle`, prior: 9.5, sigma: 0.2 },
  { path: `${K}elementwiseFactor`, prior: 1.4, sigma: 0.25 },
  { path: `${K}allReduce.direct.floorMs`, prior: 0.002, sigma: 0.5 },
  { path: `${K}allReduce.direct.hopMs`, prior: 0.006, sigma: 0.4 },
  { path: `${K}allReduce.direct.efficiency`, prior: 0.75, sigma: 0.15, maximum: 1.1 },
  { path: `${K}allReduce.pcie.floorMs`, prior: 0.03, sigma: 0.6 },
  { path: `${K}allReduce.pcie.efficiency`, prior: 0.7, sigma: 0.2, maximum: 1 },
  { path: `${K}allReduce.pcie.contention`, prior: 0.25, sigma: 0.4 },
  { path: 'engines.tensorrt-llm.perStepMs', prior: 0.4, sigma: 0.7 },
  { path: 'engines.tensorrt-llm.perSequenceMs', prior: 0.006, sigma: 0.25 },
  { path: 'engines.tensorrt-llm.perRequestMs', prior: 1, sigma: 0.7 },
];

const engine = (name: string, priors: Readonly<Record<string, number>>, sigma = 0.8): Parameter[] =>
  Object.entries(priors).map(([key, prior]) => ({ path: `engines.${name}.${key}`, prior, sigma }));

/** NIM's overheads: on its unsaturated rows under fixed concurrency. */
export const NIM: readonly Parameter[] = [...engine('nim', { perStepMs: 0.3, perLayerMs: 0.025, perSequenceMs: 0.02, perRequestMs: 3 }, 0.4), ...engine('nim', { pagedAttentionFactor: 1.3 }, 0.15)];

/** The vLLM of 2023: on Splitwise's static batches. */
export const VLLM_2023: readonly Parameter[] = engine('vllm-2023', { perStepMs: 8, perSequenceMs: 0.1, 'launchPerLayerMs.prefill': 0.5, 'launchPerLayerMs.decode': 0.45, pagedAttentionFactor: 1, prefillFactor: 1.2 });

/** Host work of a vLLM step, which only small models on fast GPUs show: on the published latency tests of its own CI. */
export const VLLM_STEP: readonly Parameter[] = engine('vllm', { perStepMs: 0.8 }, 1);

/** vLLM's other overheads, and graphics cards in 16 bits: on replays of two runs on RTX PRO 6000. */
export const VLLM: readonly Parameter[] = [
  ...engine('vllm', { perSequenceMs: 0.01 }, 0.6),
  ...engine('vllm', { pagedAttentionFactor: 1, prefillFactor: 1 }, 0.15),
  ...engine('vllm', { pcieExchangeFactor: 1 }, 0.5),
  { path: `${K}gemm.gddr.compute.bf16`, prior: 0.75, sigma: 0.1, maximum: 1 },
  { path: `${K}gemm.gddr.memory.bf16`, prior: 0.78, sigma: 0.1, maximum: 0.95 },
];
