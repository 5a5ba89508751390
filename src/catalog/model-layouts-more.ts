/**
 * Layouts of models that measurements are published for, beyond those the app offers. Found by `findModel`, so that
 * tables of measurements can name them.
 */
import type { ModelSpec } from './models';

const SOURCE = 'published config.json';
const NOTE = 'Layout from general knowledge of the published configuration; parameters computed from it agree with the published total.';

type Size = readonly [layers: number, hidden: number, queryHeads: number, kvHeads: number, headDim: number, intermediate: number, vocabulary: number];
type Rest = Partial<Pick<ModelSpec, 'gatedMlp' | 'tiedEmbeddings' | 'parallelBlocks' | 'moe' | 'mla' | 'slidingWindow' | 'activeParamsB' | 'nativePrecision'>>;

const model = (id: string, name: string, paramsB: number, contextTokens: number, size: Size, rest: Rest = {}): ModelSpec => {
  const [layers, hidden, queryHeads, kvHeads, headDim, intermediate, vocabulary] = size;
  return {
    id, name, family: rest.moe === undefined ? 'dense' : 'moe', layers, hidden, queryHeads, kvHeads, headDim, intermediate, vocabulary, contextTokens,
    paramsB, activeParamsB: paramsB, gatedMlp: true, tiedEmbeddings: false, nativePrecision: 'bf16', source: SOURCE, note: NOTE, ...rest,
  };
};

/** Plain MLPs and one table for input and output. */
const OPT: Rest = { gatedMlp: false, tiedEmbeddings: true };
const TIED: Rest = { tiedEmbeddings: true };
/** Gemma 2: every other layer attends to 4,096 tokens; Gemma 3: five of six layers to a window. */
const windowed = (layers: number, tokens: number): Rest => ({ tiedEmbeddings: true, slidingWindow: { layers, tokens } });

export const MORE_MODELS: readonly ModelSpec[] = [
  model('llama-33b', 'LLaMA 33B (2023)', 32.5, 2048, [60, 6656, 52, 52, 128, 17_920, 32_000]),
  model('tinyllama-1.1b', 'TinyLlama 1.1B', 1.1, 2048, [22, 2048, 32, 4, 64, 5632, 32_000]),
  model('yi-6b', 'Yi 6B', 6.06, 4096, [32, 4096, 32, 4, 128, 11_008, 64_000]),
  model('mistral-small-22b', 'Mistral Small 22B', 22.2, 32_768, [56, 6144, 48, 8, 128, 16_384, 32_768]),
  model('mistral-small-24b', 'Mistral Small 24B', 23.6, 32_768, [40, 5120, 32, 8, 128, 32_768, 131_072]),
  model('mistral-large-123b', 'Mistral Large 123B', 122.6, 131_072, [88, 12_288, 96, 8, 128, 28_672, 32_768]),
  model('gemma-2-2b', 'Gemma 2 2B', 2.61, 8192, [26, 2304, 8, 4, 256, 9216, 256_000], windowed(13, 4096)),
  model('gemma-2-9b', 'Gemma 2 9B', 9.24, 8192, [42, 3584, 16, 8, 256, 14_336, 256_000], windowed(21, 4096)),
  model('gemma-2-27b', 'Gemma 2 27B', 27.2, 8192, [46, 4608, 32, 16, 128, 36_864, 256_000], windowed(23, 4096)),
  model('gemma-3-1b', 'Gemma 3 1B', 1, 32_768, [26, 1152, 4, 1, 256, 6912, 262_144], windowed(22, 512)),
  model('gemma-3-4b', 'Gemma 3 4B (text)', 3.88, 131_072, [34, 2560, 8, 4, 256, 10_240, 262_208], windowed(29, 1024)),
  model('gemma-3-12b', 'Gemma 3 12B (text)', 11.77, 131_072, [48, 3840, 16, 8, 256, 15_360, 262_208], windowed(40, 1024)),
  model('gemma-3-27b', 'Gemma 3 27B (text)', 27.02, 131_072, [62, 5376, 32, 16, 128, 21_504, 262_208], windowed(52, 1024)),
  model('phi-2', 'Phi-2 2.7B', 2.78, 2048, [32, 2560, 32, 32, 80, 10_240, 51_200], { gatedMlp: false, parallelBlocks: true }),
  model('phi-3-mini', 'Phi-3 mini 3.8B', 3.82, 4096, [32, 3072, 32, 32, 96, 8192, 32_064]),
  model('phi-3-medium', 'Phi-3 medium 14B', 13.96, 4096, [40, 5120, 40, 10, 128, 17_920, 32_064]),
  model('phi-4-mini', 'Phi-4 mini 3.8B', 3.84, 131_072, [32, 3072, 24, 8, 128, 8192, 200_064], TIED),
  model('opt-1.3b', 'OPT 1.3B', 1.32, 2048, [24, 2048, 32, 32, 64, 8192, 50_272], OPT),
  model('opt-2.7b', 'OPT 2.7B', 2.65, 2048, [32, 2560, 32, 32, 80, 10_240, 50_272], OPT),
  model('opt-6.7b', 'OPT 6.7B', 6.66, 2048, [32, 4096, 32, 32, 128, 16_384, 50_272], OPT),
  model('opt-13b', 'OPT 13B', 12.85, 2048, [40, 5120, 40, 40, 128, 20_480, 50_272], OPT),
  model('opt-30b', 'OPT 30B', 29.97, 2048, [48, 7168, 56, 56, 128, 28_672, 50_272], OPT),
  model('opt-66b', 'OPT 66B', 65.7, 2048, [64, 9216, 72, 72, 128, 36_864, 50_272], OPT),
  model('opt-175b', 'OPT 175B', 174.6, 2048, [96, 12_288, 96, 96, 128, 49_152, 50_272], OPT),
  model('gpt-neox-20b', 'GPT-NeoX 20B', 20.55, 2048, [44, 6144, 64, 64, 96, 24_576, 50_432], { gatedMlp: false, parallelBlocks: true }),
  model('mpt-7b', 'MPT 7B', 6.65, 2048, [32, 4096, 32, 32, 128, 16_384, 50_432], OPT),
  model('mpt-30b', 'MPT 30B', 29.96, 8192, [48, 7168, 64, 64, 112, 28_672, 50_432], OPT),
  model('bloom-7b', 'BLOOM 7.1B', 7.07, 2048, [30, 4096, 32, 32, 128, 16_384, 250_880], OPT),
  model('starcoder2-15b', 'StarCoder2 15B', 15.96, 16_384, [40, 6144, 48, 4, 128, 24_576, 49_152], { gatedMlp: false }),
  model('chatglm3-6b', 'ChatGLM3 6B', 6.24, 8192, [28, 4096, 32, 2, 128, 13_696, 65_024]),
  model('glm-4-9b', 'GLM-4 9B', 9.4, 131_072, [40, 4096, 32, 2, 128, 13_696, 151_552]),
  model('qwen1.5-7b', 'Qwen1.5 7B', 7.72, 32_768, [32, 4096, 32, 32, 128, 11_008, 151_936]),
  model('qwen1.5-14b', 'Qwen1.5 14B', 14.17, 32_768, [40, 5120, 40, 40, 128, 13_696, 152_064]),
  model('qwen1.5-32b', 'Qwen1.5 32B', 32.5, 32_768, [64, 5120, 40, 8, 128, 27_392, 152_064]),
  model('qwen1.5-72b', 'Qwen1.5 72B', 72.3, 32_768, [80, 8192, 64, 64, 128, 24_576, 152_064]),
  model('qwen1.5-110b', 'Qwen1.5 110B', 111.2, 32_768, [80, 8192, 64, 8, 128, 49_152, 152_064]),
  model('qwen2.5-0.5b', 'Qwen2.5 0.5B', 0.494, 32_768, [24, 896, 14, 2, 64, 4864, 151_936], TIED),
  model('qwen2.5-1.5b', 'Qwen2.5 1.5B', 1.54, 32_768, [28, 1536, 12, 2, 128, 8960, 151_936], TIED),
  model('qwen2.5-3b', 'Qwen2.5 3B', 3.09, 32_768, [36, 2048, 16, 2, 128, 11_008, 151_936], TIED),
  model('qwen2-57b-a14b', 'Qwen2 57B-A14B', 57.4, 32_768, [28, 3584, 28, 4, 128, 18_944, 151_936], {
    // One shared expert of 20,480, which is eight of the routed ones' 2,560.
    activeParamsB: 14.2, moe: { experts: 64, expertsPerToken: 8, expertIntermediate: 2560, sharedExperts: 8, denseLayers: 0 },
  }),
  model('qwen3-coder-480b-a35b', 'Qwen3-Coder 480B-A35B', 480, 262_144, [62, 6144, 96, 8, 128, 8192, 151_936], {
    activeParamsB: 35, moe: { experts: 160, expertsPerToken: 8, expertIntermediate: 2560, sharedExperts: 0, denseLayers: 0 },
  }),
  model('dbrx-132b', 'DBRX 132B', 131.6, 32_768, [40, 6144, 48, 8, 128, 10_752, 100_352], {
    activeParamsB: 36, moe: { experts: 16, expertsPerToken: 4, expertIntermediate: 10_752, sharedExperts: 0, denseLayers: 0 },
  }),
  model('deepseek-v2', 'DeepSeek-V2', 236, 131_072, [60, 5120, 128, 128, 192, 12_288, 102_400], {
    activeParamsB: 21, moe: { experts: 160, expertsPerToken: 6, expertIntermediate: 1536, sharedExperts: 2, denseLayers: 1 },
    mla: { kvLoraRank: 512, qLoraRank: 1536, ropeHeadDim: 64, nopeHeadDim: 128, valueHeadDim: 128 },
  }),
  model('kimi-k2', 'Kimi K2', 1026, 131_072, [61, 7168, 64, 64, 192, 18_432, 163_840], {
    activeParamsB: 32, nativePrecision: 'fp8', moe: { experts: 384, expertsPerToken: 8, expertIntermediate: 2048, sharedExperts: 1, denseLayers: 1 },
    mla: { kvLoraRank: 512, qLoraRank: 1536, ropeHeadDim: 64, nopeHeadDim: 128, valueHeadDim: 128 },
  }),
  model('command-r-35b', 'Command R 35B', 35, 131_072, [40, 8192, 64, 64, 128, 22_528, 256_000], { tiedEmbeddings: true, parallelBlocks: true }),
  model('command-r-plus-104b', 'Command R+ 104B', 103.8, 131_072, [64, 12_288, 96, 8, 128, 33_792, 256_000], { tiedEmbeddings: true, parallelBlocks: true }),
  model('nemotron-4-15b', 'Nemotron-4 15B', 15.6, 4096, [32, 6144, 48, 8, 128, 24_576, 256_000], { gatedMlp: false }),
  model('nemotron-4-340b', 'Nemotron-4 340B', 341, 4096, [96, 18_432, 96, 8, 192, 73_728, 256_000], { gatedMlp: false }),
];
