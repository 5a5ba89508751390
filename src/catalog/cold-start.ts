/** What a replica does before it can serve: read the weights, then start the engine. */
import type { Figure } from './figure';

/** Sustained rate of reading weights into GPU memory. */
export const WEIGHT_LOADING_BYTES_PER_MS: Figure = {
  value: 15e9 / 14_340, unit: 'bytes/ms',
  source: 'NVIDIA Run:ai Model Streamer benchmark (2024-10-29): Llama 3 8B, 15 GB, in 14.34 s from a GP3 SSD with 16 threads',
  note: 'The default loader took 47.99 s on the same disk, an IO2 SSD 7.53 s. The same rate is taken for each GPU\'s share of the weights.',
};

/** Reading the tokenizer's files. */
export const TOKENIZER_LOADING_MS: Figure = {
  value: 381, unit: 'ms', source: 'HF tokenizers, Llama 3, load from file (hf-internal-testing/tokenizers-bench)',
};
