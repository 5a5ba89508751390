/** Models the stack can be asked for by name. Figures come from each repository's own config.json and model card. */
import { msg } from '@/core/text';
import type { Dtype, LocalModel } from './types';

/** The stack serves at most this much of a model's context: its KV cache is allocated ahead. */
export const MAX_CONTEXT_TOKENS = 4_096;

/** 4-bit weights with fp16 arithmetic where the adapter has `shader-f16`, else with fp32 arithmetic. */
const HUB_DTYPES = {
  webgpuF16: ['q4f16', 'q4', 'q8', 'fp16', 'fp32'],
  webgpu: ['q4', 'q8', 'fp32'],
  // int8 products are the WASM provider's fast path: 2.6 ms a token against 25 ms with MatMulNBits, measured on stories15M.
  wasm: ['q8', 'q4', 'fp32'],
} as const satisfies Record<string, readonly Dtype[]>;

const hub = (repo: string): { kind: 'hub'; repo: string; url: string } => ({
  kind: 'hub',
  repo,
  url: `https://huggingface.co/${repo}`,
});

export const LOCAL_MODELS: readonly LocalModel[] = [
  {
    id: 'stories15M',
    title: 'Stories 15M',
    kind: 'embedded',
    repo: 'stories15M',
    url: 'https://github.com/karpathy/llama2.c',
    licence: 'MIT',
    parameters: 15_191_712,
    contextTokens: 256,
    chat: false,
    queryHeadsPerKvHead: 1,
    dtypes: { webgpuF16: ['q8'], webgpu: ['q8'], wasm: ['q8'] },
    note: msg('Comes with the app. Continues children’s stories in English; it is not a chat model.'),
  },
  {
    id: 'smollm2-135m-instruct',
    title: 'SmolLM2 135M Instruct',
    ...hub('HuggingFaceTB/SmolLM2-135M-Instruct'),
    licence: 'Apache-2.0',
    parameters: 134_515_008,
    contextTokens: 8_192,
    chat: true,
    queryHeadsPerKvHead: 3,
    dtypes: HUB_DTYPES,
    note: msg('The smallest chat model here.'),
  },
  {
    id: 'smollm2-360m-instruct',
    title: 'SmolLM2 360M Instruct',
    ...hub('HuggingFaceTB/SmolLM2-360M-Instruct'),
    licence: 'Apache-2.0',
    parameters: 361_821_120,
    contextTokens: 8_192,
    chat: true,
    queryHeadsPerKvHead: 3,
    dtypes: HUB_DTYPES,
    note: msg('The same family, 2.7 times the parameters.'),
  },
  {
    id: 'qwen2.5-0.5b-instruct',
    title: 'Qwen2.5 0.5B Instruct',
    ...hub('onnx-community/Qwen2.5-0.5B-Instruct'),
    licence: 'Apache-2.0',
    parameters: 494_032_768,
    contextTokens: 32_768,
    chat: true,
    queryHeadsPerKvHead: 7,
    dtypes: HUB_DTYPES,
    note: msg('Grouped-query attention: 14 query heads share 2 KV heads, so its KV cache is small.'),
  },
  {
    id: 'qwen3-0.6b',
    title: 'Qwen3 0.6B',
    ...hub('onnx-community/Qwen3-0.6B-ONNX'),
    licence: 'Apache-2.0',
    parameters: 596_049_920,
    contextTokens: 40_960,
    chat: true,
    queryHeadsPerKvHead: 2,
    dtypes: HUB_DTYPES,
    note: msg('Asked without its thinking mode, so that the first token is part of the answer.'),
  },
  {
    id: 'llama-3.2-1b-instruct',
    title: 'Llama 3.2 1B Instruct',
    ...hub('onnx-community/Llama-3.2-1B-Instruct-ONNX'),
    licence: 'Llama 3.2 Community License',
    parameters: 1_235_814_400,
    contextTokens: 131_072,
    chat: true,
    queryHeadsPerKvHead: 4,
    dtypes: HUB_DTYPES,
    note: msg('The largest here.'),
  },
];

/** The catalogue's entry of that name. */
export const findLocalModel = (id: string): LocalModel | undefined => LOCAL_MODELS.find((model) => model.id === id);
