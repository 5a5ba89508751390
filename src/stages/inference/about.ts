import type { StageAbout } from '../about';
import { writeUp } from '../sources';

export const about: StageAbout = {
  id: 'inference',
  name: 'Inference',
  oneLine: 'The model reads the prompt at once, then writes one token at a time.',
  explanation: [
    'Prefill pushes the whole prompt through the network in parallel. Every token\'s query meets the keys of those before it, and the keys and values of every layer are written to the KV cache. It is arithmetic on large matrices, so it is usually limited by computing speed. It ends with the first token.',
    'Decode then produces one token for each pass. A pass reads all the weights, and the KV cache of everything so far, to compute a single column: it is limited by memory bandwidth. That is why output tokens take most of the time and cost 3–5 times as much as input.',
    'Because a pass that reads all the weights for one sequence can serve more at nearly the same cost, replicas batch: sequences join and leave at every step (continuous batching). Throughput rises; each token takes slightly longer, and every prefill that joins makes one step longer for all.',
    'The KV cache takes 2 × layers × KV heads × head size × bytes for every token of every sequence. Its room beside the weights limits how many can run together. Grouped-query attention shares keys and values among heads; latent attention compresses them.',
    'Tensor parallelism divides every layer among GPUs. Each reads its share of the weights, and after attention and after the MLP all of them exchange partial sums.',
    'About 95 % of the request\'s time in the datacenter is spent here: 300–800 ms in S1\'s picture.',
  ],
  layers: [
    {
      id: 'prefill', name: 'Prefill',
      what: 'Reads the prompt in parallel, in chunks if it is long, and fills the KV cache. FlashAttention keeps its scores out of main memory.',
      local: 'Runs the ONNX graph over the prompt in chunks on WebGPU or WASM; the KV cache stays in GPU buffers.',
    },
    {
      id: 'decode', name: 'Decode',
      what: 'One forward pass for each token, reusing the cache. With speculative decoding a draft proposes several tokens and one pass checks them.',
      local: 'One pass of the graph for each token, driven step by step, so that it can be stopped between two.',
    },
    {
      id: 'sampling', name: 'Sampling',
      what: 'Picks the next token from the logits: the best one, or a draw shaped by temperature, top-k and top-p. For JSON, tokens that would break the format are masked first.',
      local: 'Reads the last position\'s logits back and picks by the same rules from a seeded generator.',
    },
    {
      id: 'stream-out', name: 'Stream out',
      what: 'Hands each token to the response as it comes. In a stream this hides behind the next pass; only the last token\'s shows.',
      local: 'Posts each token to the page as a message.',
    },
  ],
  failures: [
    { title: 'Client disconnects', what: 'Generation has to stop at the next step and free its slot and cache. What was generated is billed.', httpStatus: 499, kind: 'client-disconnect' },
    { title: 'GPU lost', what: 'The device fails, its KV cache with it. The request has to start over elsewhere.', httpStatus: 500, kind: 'device-lost' },
    { title: 'KV memory exhausted', what: 'Too many or too long sequences: the engine preempts one and computes it again later, or stops admitting.' },
    { title: 'Head-of-line blocking', what: 'A huge prefill makes every step it shares longer. Chunking spreads the delay but does not remove it.' },
    { title: 'Throttling', what: 'Tokens per second sag when a GPU gets hot or a neighbour takes its share.' },
  ],
  change: [
    'Fewer output tokens: cap them, ask for a format, ask for less. It saves time and money in proportion.',
    'Fewer input tokens: a shorter prompt, or a kept prefix.',
    'A smaller or quantized model: fewer bytes to read for each token.',
    'Stream: the first token comes early, though the last one does not.',
    'Batch for throughput, but watch the tail: S3 and S4 both warn of it.',
    'Speculative decoding where the draft is usually right; elsewhere it costs.',
  ],
  sources: [
    writeUp('S0', 'Four approaches with time to first token, total and price.'),
    writeUp('S1', 'Share of the time, prefill and decode, batching, FlashAttention, GQA, tensor parallelism; A100, H100 and H200 with 80 GB and more at about $2–3 an hour.'),
    writeUp('S3', 'KV cache formula, speculative decoding, batching and the tail.'),
    writeUp('S4', 'Output caps of 256–512, tens of milliseconds added by continuous batching, 13B on one A100-40G.'),
    { key: 'Roofline', title: 'Williams, Waterman & Patterson: Roofline (Communications of the ACM, 2009)', detail: 'Time bounded by operations and by bytes.' },
    { key: 'vLLM', title: 'Kwon et al.: Efficient memory management for LLM serving with PagedAttention (SOSP 2023)', detail: 'KV cache in blocks, continuous batching.' },
    { key: 'GQA', title: 'Ainslie et al.: GQA (EMNLP 2023)', detail: 'Fewer KV heads than query heads.' },
    { key: 'FlashAttention', title: 'Dao et al.: FlashAttention (NeurIPS 2022)', detail: 'Attention without writing the score matrix.' },
    { key: 'Speculative', title: 'Leviathan, Kalman & Matias: Fast inference from transformers via speculative decoding (ICML 2023)', detail: 'Expected tokens a round.' },
  ],
};
