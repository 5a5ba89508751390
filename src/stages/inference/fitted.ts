/** Written by `npm run fit`: do not edit. What each parameter means is in kernels.ts and engines.ts, how they were found in docs/accuracy.md. */
import type { FittedParameters } from './fitted-types';

export const FITTED: FittedParameters = {
  date: '2026-11-21',
  data: {
    sha256: '5b14d7b715993688002fc1d10466ea94196542beb01f00798a794b58ff149867',
    files: ['static.csv', 'batching.csv', 'splitwise.csv', 'requests.csv'],
    rows: 1855,
  },
  kernels: {
    kernelFloorMs: 0.004185,
    gemm: {
      hbm2: {
        compute: { bf16: 0.8283, fp8: 0.8283, int8: 0.8283, int4: 0.8283, fp4: 0.8283 },
        memory: { bf16: 0.7647, fp8: 0.7647, int8: 0.6347, int4: 0.52, fp4: 0.7647 },
      },
      hbm3: {
        compute: { bf16: 0.7096, fp8: 0.7066, int8: 0.7066, int4: 0.7096, fp4: 0.7066 },
        memory: { bf16: 0.8505, fp8: 0.8882, int8: 0.7059, int4: 0.5783, fp4: 0.8882 },
      },
      gddr: {
        compute: { bf16: 0.7296, fp8: 0.8268, int8: 0.8268, int4: 0.7296, fp4: 0.8268 },
        memory: { bf16: 0.8852, fp8: 0.7547, int8: 0.7347, int4: 0.6019, fp4: 0.7547 },
      },
    },
    gemmNorm: 1.564,
    expertMemoryEfficiency: 0.95,
    expertComputeFactor: 1.342,
    prefillAttention: { maximum: 0.6261, halfLengthTokens: 1296 },
    decodeAttention: { efficiency: 0.9158, vectorValuesPerCycle: 17.92, groupedValuesPerCycle: 7.414, flashEfficiency: 0.82 },
    elementwiseFactor: 1.439,
    elementwiseEfficiency: 0.82,
    allReduce: {
      direct: { floorMs: 0.001982, hopMs: 0.007098, efficiency: 0.7421 },
      ncclHopMs: 0.0043,
      captured: { floorMs: 0.0042, hopMs: 0.0005, efficiency: 0.7 },
      pcie: { floorMs: 0.05072, hopMs: 0.005, efficiency: 0.6385, contention: 0.2217 },
    },
  },
  engines: {
    vllm: {
      perStepMs: 1.453,
      perLayerMs: 0,
      perSequenceMs: 0.009771,
      launchPerLayerMs: { prefill: 0.1, decode: 0.01 },
      pagedAttentionFactor: 0.9308,
      pcieExchangeFactor: 1.797,
      prefillFactor: 1.018,
      perRequestMs: 15.6,
    },
    'tensorrt-llm': {
      perStepMs: 0.6099,
      perLayerMs: 0,
      perSequenceMs: 0.006285,
      launchPerLayerMs: { prefill: 0.03, decode: 0.01 },
      pagedAttentionFactor: 1,
      pcieExchangeFactor: 1,
      prefillFactor: 1,
      perRequestMs: 1.145,
    },
    nim: {
      perStepMs: 0.2495,
      perLayerMs: 0.02684,
      perSequenceMs: 0.02433,
      launchPerLayerMs: { prefill: 0.03, decode: 0.01 },
      pagedAttentionFactor: 1.236,
      pcieExchangeFactor: 1,
      prefillFactor: 1,
      perRequestMs: 5.047,
    },
    'vllm-2023': {
      perStepMs: 9.844,
      perLayerMs: 0,
      perSequenceMs: 0.3919,
      launchPerLayerMs: { prefill: 0.6345, decode: 0.4277 },
      pagedAttentionFactor: 0.9594,
      pcieExchangeFactor: 1,
      prefillFactor: 1.283,
      perRequestMs: 5,
    },
  },
  seen: {
    gpus: ['a100-sxm-80gb', 'h100-sxm', 'l40', 'rtx-pro-6000'],
    models: ['bloom-176b', 'gpt-j-6b', 'llama-2-70b', 'llama-2-7b', 'llama-3.1-70b', 'llama-3.1-8b', 'mistral-7b', 'mixtral-8x7b', 'qwen3-32b'],
  },
  errors: {
    prefill: { fitted: 0.0542, unseen: 0.0711 },
    decode: { fitted: 0.0417, unseen: 0.0585 },
    'load-ttft': { fitted: 0.1207, unseen: 0.129 },
    'load-itl': { fitted: 0.0478, unseen: 0.0579 },
  },
};
