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
    kernelFloorMs: 0.003863,
    gemm: {
      hbm2: {
        compute: { bf16: 0.8078, fp8: 0.8078, int8: 0.8078, int4: 0.8078, fp4: 0.8078 },
        memory: { bf16: 0.7566, fp8: 0.7566, int8: 0.628, int4: 0.5145, fp4: 0.7566 },
      },
      hbm3: {
        compute: { bf16: 0.6915, fp8: 0.7396, int8: 0.7396, int4: 0.6915, fp4: 0.7396 },
        memory: { bf16: 0.8402, fp8: 0.8551, int8: 0.6973, int4: 0.5713, fp4: 0.8551 },
      },
      gddr: {
        compute: { bf16: 0.7604, fp8: 0.873, int8: 0.873, int4: 0.7604, fp4: 0.873 },
        memory: { bf16: 0.8211, fp8: 0.7544, int8: 0.6815, int4: 0.5583, fp4: 0.7544 },
      },
    },
    gemmNorm: 1.647,
    expertMemoryEfficiency: 0.95,
    expertComputeFactor: 1.303,
    prefillAttention: { maximum: 0.6312, halfLengthTokens: 1477 },
    decodeAttention: { efficiency: 0.909, vectorValuesPerCycle: 18.54, groupedEfficiency: 0.5759, flashEfficiency: 0.82 },
    elementwiseFactor: 1.568,
    elementwiseEfficiency: 0.82,
    allReduce: {
      direct: { floorMs: 0.002051, hopMs: 0.008079, efficiency: 0.8027 },
      captured: { floorMs: 0.0042, hopMs: 0.0005, efficiency: 0.7 },
      pcie: { floorMs: 0.05013, hopMs: 0.005, efficiency: 0.6363, contention: 0.2147 },
    },
  },
  engines: {
    vllm: {
      perStepMs: 1.492,
      perSequenceMs: 0.009843,
      launchPerLayerMs: { prefill: 0.1, decode: 0.01 },
      pagedAttentionFactor: 0.9234,
      pcieExchangeFactor: 1.798,
      prefillFactor: 1.034,
      perRequestMs: 15.6,
    },
    'tensorrt-llm': {
      perStepMs: 0.6373,
      perSequenceMs: 0.006957,
      launchPerLayerMs: { prefill: 0.03, decode: 0.01 },
      pagedAttentionFactor: 1,
      pcieExchangeFactor: 1,
      prefillFactor: 1,
      perRequestMs: 1.216,
    },
    nim: {
      perStepMs: 1.182,
      perSequenceMs: 0.02706,
      launchPerLayerMs: { prefill: 0.03, decode: 0.01 },
      pagedAttentionFactor: 1.34,
      pcieExchangeFactor: 1,
      prefillFactor: 1,
      perRequestMs: 5.583,
    },
    'vllm-2023': {
      perStepMs: 9.431,
      perSequenceMs: 0.3885,
      launchPerLayerMs: { prefill: 0.6397, decode: 0.433 },
      pagedAttentionFactor: 0.9818,
      pcieExchangeFactor: 1,
      prefillFactor: 1.274,
      perRequestMs: 5,
    },
  },
  seen: {
    gpus: ['a100-sxm-80gb', 'h100-sxm', 'l40', 'rtx-pro-6000'],
    models: ['bloom-176b', 'gpt-j-6b', 'llama-2-70b', 'llama-2-7b', 'llama-3.1-70b', 'llama-3.1-8b', 'mistral-7b', 'mixtral-8x7b', 'qwen3-32b'],
  },
  errors: {
    prefill: { fitted: 0.0631, unseen: 0.0976 },
    decode: { fitted: 0.0467, unseen: 0.0645 },
    'load-ttft': { fitted: 0.1243, unseen: 0.1334 },
    'load-itl': { fitted: 0.0517, unseen: 0.0581 },
  },
};
