/** The layouts themselves: one entry a model, as published. What follows from a layout is in `models.ts`. */
import type { ModelSpec } from './models';

const CONFIG = 'config.json, by way of ai-dynamo/aiconfigurator (commit 095f58a)';
const WELL_KNOWN = 'published config.json';
const WELL_KNOWN_NOTE = 'Layout from general knowledge of the published configuration; parameters computed from it agree with the published total.';

type Defaults = 'family' | 'gatedMlp' | 'tiedEmbeddings' | 'nativePrecision' | 'source';
const model = (spec: Omit<ModelSpec, Defaults> & Partial<Pick<ModelSpec, Defaults>>): ModelSpec => ({
  family: spec.moe === undefined ? 'dense' : 'moe',
  gatedMlp: true,
  tiedEmbeddings: false,
  nativePrecision: 'bf16',
  source: CONFIG,
  ...spec,
});

export const MODELS: readonly ModelSpec[] = [
  model({
    id: 'llama-3.1-8b', name: 'Llama 3.1 8B', layers: 32, hidden: 4096, queryHeads: 32, kvHeads: 8, headDim: 128,
    intermediate: 14_336, vocabulary: 128_256, contextTokens: 131_072, paramsB: 8.03, activeParamsB: 8.03,
  }),
  model({
    id: 'llama-3.1-70b', name: 'Llama 3.1 70B', layers: 80, hidden: 8192, queryHeads: 64, kvHeads: 8, headDim: 128,
    intermediate: 28_672, vocabulary: 128_256, contextTokens: 131_072, paramsB: 70.55, activeParamsB: 70.55,
  }),
  model({
    id: 'llama-3.1-405b', name: 'Llama 3.1 405B', layers: 126, hidden: 16_384, queryHeads: 128, kvHeads: 8, headDim: 128,
    intermediate: 53_248, vocabulary: 128_256, contextTokens: 131_072, paramsB: 405.85, activeParamsB: 405.85,
  }),
  model({
    id: 'llama-2-7b', name: 'Llama 2 7B', layers: 32, hidden: 4096, queryHeads: 32, kvHeads: 32, headDim: 128,
    intermediate: 11_008, vocabulary: 32_000, contextTokens: 4096, paramsB: 6.74, activeParamsB: 6.74,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'llama-2-13b', name: 'Llama 2 13B', layers: 40, hidden: 5120, queryHeads: 40, kvHeads: 40, headDim: 128,
    intermediate: 13_824, vocabulary: 32_000, contextTokens: 4096, paramsB: 13.02, activeParamsB: 13.02,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'llama-2-70b', name: 'Llama 2 70B', layers: 80, hidden: 8192, queryHeads: 64, kvHeads: 8, headDim: 128,
    intermediate: 28_672, vocabulary: 32_000, contextTokens: 4096, paramsB: 68.98, activeParamsB: 68.98,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'mistral-7b', name: 'Mistral 7B v0.1', layers: 32, hidden: 4096, queryHeads: 32, kvHeads: 8, headDim: 128,
    intermediate: 14_336, vocabulary: 32_000, contextTokens: 32_768, paramsB: 7.24, activeParamsB: 7.24,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'mixtral-8x7b', name: 'Mixtral 8x7B', layers: 32, hidden: 4096, queryHeads: 32, kvHeads: 8, headDim: 128,
    intermediate: 14_336, vocabulary: 32_000, contextTokens: 32_768, paramsB: 46.7, activeParamsB: 12.9,
    moe: { experts: 8, expertsPerToken: 2, expertIntermediate: 14_336, sharedExperts: 0, denseLayers: 0 },
  }),
  model({
    id: 'qwen2.5-7b', name: 'Qwen2.5 7B', layers: 28, hidden: 3584, queryHeads: 28, kvHeads: 4, headDim: 128,
    intermediate: 18_944, vocabulary: 152_064, contextTokens: 32_768, paramsB: 7.62, activeParamsB: 7.62,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'qwen2.5-72b', name: 'Qwen2.5 72B', layers: 80, hidden: 8192, queryHeads: 64, kvHeads: 8, headDim: 128,
    intermediate: 29_568, vocabulary: 152_064, contextTokens: 32_768, paramsB: 72.7, activeParamsB: 72.7,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'qwen3-0.6b', name: 'Qwen3 0.6B', layers: 28, hidden: 1024, queryHeads: 16, kvHeads: 8, headDim: 128,
    intermediate: 3072, vocabulary: 151_936, tiedEmbeddings: true, contextTokens: 40_960, paramsB: 0.6, activeParamsB: 0.6,
  }),
  model({
    id: 'qwen3-8b', name: 'Qwen3 8B', layers: 36, hidden: 4096, queryHeads: 32, kvHeads: 8, headDim: 128,
    intermediate: 12_288, vocabulary: 151_936, contextTokens: 40_960, paramsB: 8.19, activeParamsB: 8.19,
  }),
  model({
    id: 'qwen3-32b', name: 'Qwen3 32B', layers: 64, hidden: 5120, queryHeads: 64, kvHeads: 8, headDim: 128,
    intermediate: 25_600, vocabulary: 151_936, contextTokens: 40_960, paramsB: 32.8, activeParamsB: 32.8,
  }),
  model({
    id: 'qwen3-30b-a3b', name: 'Qwen3 30B-A3B', layers: 48, hidden: 2048, queryHeads: 32, kvHeads: 4, headDim: 128,
    intermediate: 6144, vocabulary: 151_936, contextTokens: 40_960, paramsB: 30.5, activeParamsB: 3.3,
    moe: { experts: 128, expertsPerToken: 8, expertIntermediate: 768, sharedExperts: 0, denseLayers: 0 },
  }),
  model({
    id: 'gpt-oss-20b', name: 'gpt-oss 20B', layers: 24, hidden: 2880, queryHeads: 64, kvHeads: 8, headDim: 64,
    intermediate: 2880, vocabulary: 201_088, contextTokens: 131_072, paramsB: 20.9, activeParamsB: 3.6,
    moe: { experts: 32, expertsPerToken: 4, expertIntermediate: 2880, sharedExperts: 0, denseLayers: 0 },
    slidingWindow: { layers: 12, tokens: 128 }, nativePrecision: 'fp4',
    note: 'Every other layer attends to a window of 128 tokens; experts are published in MXFP4.',
  }),
  model({
    id: 'gpt-oss-120b', name: 'gpt-oss 120B', layers: 36, hidden: 2880, queryHeads: 64, kvHeads: 8, headDim: 64,
    intermediate: 2880, vocabulary: 201_088, contextTokens: 131_072, paramsB: 116.8, activeParamsB: 5.1,
    moe: { experts: 128, expertsPerToken: 4, expertIntermediate: 2880, sharedExperts: 0, denseLayers: 0 },
    slidingWindow: { layers: 18, tokens: 128 }, nativePrecision: 'fp4',
    note: 'Every other layer attends to a window of 128 tokens; experts are published in MXFP4.',
  }),
  model({
    id: 'deepseek-v3', name: 'DeepSeek-V3', layers: 61, hidden: 7168, queryHeads: 128, kvHeads: 128, headDim: 192,
    intermediate: 18_432, vocabulary: 129_280, contextTokens: 163_840, paramsB: 671, activeParamsB: 37,
    moe: { experts: 256, expertsPerToken: 8, expertIntermediate: 2048, sharedExperts: 1, denseLayers: 3 },
    mla: { kvLoraRank: 512, qLoraRank: 1536, ropeHeadDim: 64, nopeHeadDim: 128, valueHeadDim: 128 },
    nativePrecision: 'fp8',
    note: 'Multi-head latent attention: 512 + 64 cached values a layer and token instead of 128 heads of keys and values.',
  }),
  model({
    id: 'gpt-3-175b', name: 'GPT-3 175B (2020)', layers: 96, hidden: 12_288, queryHeads: 96, kvHeads: 96, headDim: 128,
    intermediate: 49_152, gatedMlp: false, vocabulary: 50_257, tiedEmbeddings: true, contextTokens: 2048, paramsB: 175, activeParamsB: 175,
    source: 'Brown et al. 2020, table 2.1', note: WELL_KNOWN_NOTE,
  }),
  // Models of public measurements, and relatives whose layouts are well known.
  model({
    id: 'gpt-j-6b', name: 'GPT-J 6B', layers: 28, hidden: 4096, queryHeads: 16, kvHeads: 16, headDim: 256,
    intermediate: 16_384, gatedMlp: false, parallelBlocks: true, vocabulary: 50_400, contextTokens: 2048, paramsB: 6.05, activeParamsB: 6.05,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'bloom-176b', name: 'BLOOM 176B', layers: 70, hidden: 14_336, queryHeads: 112, kvHeads: 112, headDim: 128,
    intermediate: 57_344, gatedMlp: false, vocabulary: 250_880, tiedEmbeddings: true, contextTokens: 2048, paramsB: 176.25, activeParamsB: 176.25,
    source: 'Le Scao et al. 2022 (arXiv:2211.05100), table 3', note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'falcon-7b', name: 'Falcon 7B', layers: 32, hidden: 4544, queryHeads: 71, kvHeads: 1, headDim: 64,
    intermediate: 18_176, gatedMlp: false, parallelBlocks: true, vocabulary: 65_024, contextTokens: 2048, paramsB: 7.22, activeParamsB: 7.22,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'falcon-40b', name: 'Falcon 40B', layers: 60, hidden: 8192, queryHeads: 128, kvHeads: 8, headDim: 64,
    intermediate: 32_768, gatedMlp: false, parallelBlocks: true, vocabulary: 65_024, contextTokens: 2048, paramsB: 41.8, activeParamsB: 41.8,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'falcon-180b', name: 'Falcon 180B', layers: 80, hidden: 14_848, queryHeads: 232, kvHeads: 8, headDim: 64,
    intermediate: 59_392, gatedMlp: false, parallelBlocks: true, vocabulary: 65_024, contextTokens: 2048, paramsB: 179.5, activeParamsB: 179.5,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'llama-65b', name: 'LLaMA 65B (2023)', layers: 80, hidden: 8192, queryHeads: 64, kvHeads: 64, headDim: 128,
    intermediate: 22_016, vocabulary: 32_000, contextTokens: 2048, paramsB: 65.2, activeParamsB: 65.2,
    source: 'Touvron et al. 2023 (arXiv:2302.13971), table 2', note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'llama-3.2-1b', name: 'Llama 3.2 1B', layers: 16, hidden: 2048, queryHeads: 32, kvHeads: 8, headDim: 64,
    intermediate: 8192, vocabulary: 128_256, tiedEmbeddings: true, contextTokens: 131_072, paramsB: 1.24, activeParamsB: 1.24,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'llama-3.2-3b', name: 'Llama 3.2 3B', layers: 28, hidden: 3072, queryHeads: 24, kvHeads: 8, headDim: 128,
    intermediate: 8192, vocabulary: 128_256, tiedEmbeddings: true, contextTokens: 131_072, paramsB: 3.21, activeParamsB: 3.21,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'code-llama-34b', name: 'Code Llama 34B', layers: 48, hidden: 8192, queryHeads: 64, kvHeads: 8, headDim: 128,
    intermediate: 22_016, vocabulary: 32_000, contextTokens: 16_384, paramsB: 33.7, activeParamsB: 33.7,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'mixtral-8x22b', name: 'Mixtral 8x22B', layers: 56, hidden: 6144, queryHeads: 48, kvHeads: 8, headDim: 128,
    intermediate: 16_384, vocabulary: 32_768, contextTokens: 65_536, paramsB: 140.6, activeParamsB: 39.1,
    moe: { experts: 8, expertsPerToken: 2, expertIntermediate: 16_384, sharedExperts: 0, denseLayers: 0 },
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'mistral-nemo-12b', name: 'Mistral NeMo 12B', layers: 40, hidden: 5120, queryHeads: 32, kvHeads: 8, headDim: 128,
    intermediate: 14_336, vocabulary: 131_072, contextTokens: 131_072, paramsB: 12.25, activeParamsB: 12.25,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'gemma-7b', name: 'Gemma 7B', layers: 28, hidden: 3072, queryHeads: 16, kvHeads: 16, headDim: 256,
    intermediate: 24_576, vocabulary: 256_000, tiedEmbeddings: true, contextTokens: 8192, paramsB: 8.54, activeParamsB: 8.54,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'yi-34b', name: 'Yi 34B', layers: 60, hidden: 7168, queryHeads: 56, kvHeads: 8, headDim: 128,
    intermediate: 20_480, vocabulary: 64_000, contextTokens: 4096, paramsB: 34.39, activeParamsB: 34.39,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'phi-4', name: 'Phi-4 14B', layers: 40, hidden: 5120, queryHeads: 40, kvHeads: 10, headDim: 128,
    intermediate: 17_920, vocabulary: 100_352, contextTokens: 16_384, paramsB: 14.66, activeParamsB: 14.66,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'qwen2.5-14b', name: 'Qwen2.5 14B', layers: 48, hidden: 5120, queryHeads: 40, kvHeads: 8, headDim: 128,
    intermediate: 13_824, vocabulary: 152_064, contextTokens: 32_768, paramsB: 14.77, activeParamsB: 14.77,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'qwen2.5-32b', name: 'Qwen2.5 32B', layers: 64, hidden: 5120, queryHeads: 40, kvHeads: 8, headDim: 128,
    intermediate: 27_648, vocabulary: 152_064, contextTokens: 32_768, paramsB: 32.76, activeParamsB: 32.76,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'qwen3-1.7b', name: 'Qwen3 1.7B', layers: 28, hidden: 2048, queryHeads: 16, kvHeads: 8, headDim: 128,
    intermediate: 6144, vocabulary: 151_936, tiedEmbeddings: true, contextTokens: 40_960, paramsB: 1.72, activeParamsB: 1.72,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'qwen3-4b', name: 'Qwen3 4B', layers: 36, hidden: 2560, queryHeads: 32, kvHeads: 8, headDim: 128,
    intermediate: 9728, vocabulary: 151_936, tiedEmbeddings: true, contextTokens: 40_960, paramsB: 4.02, activeParamsB: 4.02,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'qwen3-14b', name: 'Qwen3 14B', layers: 40, hidden: 5120, queryHeads: 40, kvHeads: 8, headDim: 128,
    intermediate: 17_408, vocabulary: 151_936, contextTokens: 40_960, paramsB: 14.77, activeParamsB: 14.77,
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
  model({
    id: 'qwen3-235b-a22b', name: 'Qwen3 235B-A22B', layers: 94, hidden: 4096, queryHeads: 64, kvHeads: 4, headDim: 128,
    intermediate: 12_288, vocabulary: 151_936, contextTokens: 40_960, paramsB: 235.1, activeParamsB: 22.2,
    moe: { experts: 128, expertsPerToken: 8, expertIntermediate: 1536, sharedExperts: 0, denseLayers: 0 },
    source: WELL_KNOWN, note: WELL_KNOWN_NOTE,
  }),
];
