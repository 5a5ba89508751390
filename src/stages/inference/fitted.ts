import type { FittedParameters } from './fitted-types';

export const FITTED: FittedParameters = {
  date: '', data: { sha256: '', files: [], rows: 0 }, seen: { gpus: [], models: [] },
  errors: { prefill: { fitted: 0.06, unseen: 0.1 }, decode: { fitted: 0.05, unseen: 0.08 }, 'load-ttft': { fitted: 0.15, unseen: 0.2 }, 'load-itl': { fitted: 0.08, unseen: 0.12 } },
  kernels: {
    kernelFloorMs: 0.002,
    gemm: {
      hbm2: { compute: { bf16: 0.78, fp8: 0.66, int8: 0.66, int4: 0.78, fp4: 0.66 }, memory: { bf16: 0.8, fp8: 0.8, int8: 0.8, int4: 0.8, fp4: 0.8 } },
      hbm3: { compute: { bf16: 0.78, fp8: 0.66, int8: 0.66, int4: 0.78, fp4: 0.66 }, memory: { bf16: 0.8, fp8: 0.8, int8: 0.8, int4: 0.8, fp4: 0.8 } },
      gddr: { compute: { bf16: 0.78, fp8: 0.66, int8: 0.66, int4: 0.78, fp4: 0.66 }, memory: { bf16: 0.8, fp8: 0.8, int8: 0.8, int4: 0.8, fp4: 0.8 } },
    },
    gemmNorm: 1.8,
    expertMemoryEfficiency: 0.85,
    expertComputeFactor: 1.2,
    prefillAttention: { maximum: 0.6, halfLengthTokens: 1200 },
    decodeAttention: { efficiency: 0.97, vectorValuesPerCycle: 18, groupedEfficiency: 0.6, flashEfficiency: 0.82 },
    elementwiseFactor: 1.1,
    elementwiseEfficiency: 0.82,
    allReduce: { direct: { floorMs: 0.0045, hopMs: 0.003, efficiency: 0.65 }, pcie: { floorMs: 0.02, hopMs: 0.005, efficiency: 0.8, contention: 0.4 } },
  },
  engines: {
    vllm: { perStepMs: 0.5, perSequenceMs: 0.01, launchPerLayerMs: { prefill: 0.1, decode: 0.01 }, pagedAttentionFactor: 1, exchangeFactor: 1, prefillFactor: 1, perRequestMs: 15.6 },
    'tensorrt-llm': { perStepMs: 0.5, perSequenceMs: 0.006, launchPerLayerMs: { prefill: 0.03, decode: 0.01 }, pagedAttentionFactor: 1, exchangeFactor: 1, prefillFactor: 1, perRequestMs: 0.7 },
    nim: { perStepMs: 0.5, perSequenceMs: 0.01, launchPerLayerMs: { prefill: 0.03, decode: 0.01 }, pagedAttentionFactor: 1, exchangeFactor: 1, prefillFactor: 1, perRequestMs: 3 },
    'vllm-2023': { perStepMs: 8, perSequenceMs: 0.1, launchPerLayerMs: { prefill: 0.44, decode: 0.44 }, pagedAttentionFactor: 1, exchangeFactor: 1, prefillFactor: 1, perRequestMs: 5 },
  },
};
