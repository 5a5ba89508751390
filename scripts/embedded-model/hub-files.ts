/** The small JSON files that the hub's layout wants beside the graphs. */
import { NORM_EPSILON } from './llama-graph.ts';
import type { ModelShape } from './source.ts';

// llama2.c trained with rotary base 10000 (`precompute_freqs_cis` in its model.py); the table in the graph is the checkpoint's own.
const ROPE_THETA = 10_000;
const BEGIN_OF_STORY = 1;
const END_OF_STORY = 2;

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** `config.json`. The external-data rule names the WebGPU graph only; README.md says how the other one loads. */
export function configJson(shape: ModelShape, webgpuGraphFile: string): string {
  return json({
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    bos_token_id: BEGIN_OF_STORY,
    eos_token_id: END_OF_STORY,
    hidden_act: 'silu',
    hidden_size: shape.dim,
    intermediate_size: shape.hiddenDim,
    num_hidden_layers: shape.layers,
    num_attention_heads: shape.heads,
    num_key_value_heads: shape.kvHeads,
    head_dim: shape.headDim,
    max_position_embeddings: shape.contextTokens,
    rms_norm_eps: NORM_EPSILON,
    rope_theta: ROPE_THETA,
    tie_word_embeddings: true,
    vocab_size: shape.vocabSize,
    'transformers.js_config': {
      dtype: 'q8',
      kv_cache_dtype: 'float32',
      use_external_data_format: { [webgpuGraphFile]: 1 },
    },
  });
}

/** `generation_config.json`. A story ends where the next one would begin, so `<s>` stops generation as `</s>` does. */
export function generationConfigJson(shape: ModelShape): string {
  return json({
    bos_token_id: BEGIN_OF_STORY,
    eos_token_id: [BEGIN_OF_STORY, END_OF_STORY],
    max_length: shape.contextTokens,
    do_sample: false,
  });
}

/** `tokenizer_config.json`. */
export function tokenizerConfigJson(shape: ModelShape): string {
  return json({
    tokenizer_class: 'LlamaTokenizer',
    add_bos_token: true,
    add_eos_token: false,
    bos_token: '<s>',
    eos_token: '</s>',
    unk_token: '<unk>',
    legacy: true,
    clean_up_tokenization_spaces: false,
    model_max_length: shape.contextTokens,
  });
}
