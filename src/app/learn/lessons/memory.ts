/** Lesson 6: KV cache, batch and memory. */
import type { Lesson } from '../lesson';

const BASE = { request: { inputTokens: 1_000, outputTokens: 200, maxOutputTokens: 200 } };
const batch = (size: number) => ({ change: { ...BASE, load: { batch: size } } });
const LONG = { change: { request: { inputTokens: 30_000, outputTokens: 200, maxOutputTokens: 200 }, load: { batch: 1 } } };

export const memory: Lesson = {
  id: 'memory', title: 'KV cache, batch and memory', minutes: 7, sources: 'S1, S3, S4',
  teaches: 'Say how many requests fit on a GPU, and what sharing it costs each.',
  steps: [
    {
      kind: 'read', id: 'kv', title: 'What a token leaves behind', scene: 'kv', situation: batch(8),
      words: 'Every token leaves a key and a value in each layer, so that later tokens need not compute them again: 2 × layers × KV heads × head size × bytes. By the end this request holds {kv}. It has to stay in the GPU’s memory, beside the weights and beside everybody else’s.',
    },
    {
      kind: 'predict', id: 'fit', title: 'How many fit?', situation: LONG,
      question: 'Llama 3.1 8B in 16 bits on one H100 with 80 GB, 30,000 tokens each. How many such requests fit in memory together?',
      answer: { kind: 'number', of: 'sequences', edges: [4, 30, 120, 500] },
      why: 'One of them holds {kv}. What the weights leave of 80 GB, divided by that, is the limit, long before the GPU runs out of arithmetic.',
      look: 'Take the weights off the memory first: 8 billion parameters of two bytes.',
    },
    {
      kind: 'predict', id: 'speed', title: 'Sharing the weights', situation: batch(64), before: batch(1),
      question: 'With which batch does the GPU write most tokens a second, all requests together?',
      answer: { kind: 'compare', of: 'batchSpeed', wins: 'highest', options: [{ id: 'b1', label: 'Batch of 1', situation: batch(1) }, { id: 'b8', label: 'Batch of 8', situation: batch(8) }, { id: 'b64', label: 'Batch of 64', situation: batch(64) }] },
      why: 'A step reads the weights once for all of the batch. Alone a token takes {was.tpot}, among 64 it takes {tpot}: far from 64 times as long.',
      look: 'The bytes of the weights do not depend on how many share them.',
    },
    {
      kind: 'predict', id: 'each', title: 'And for one of them?', situation: batch(64), before: batch(1),
      question: 'With which batch is a single request done soonest?',
      answer: { kind: 'compare', of: 'total', wins: 'lowest', options: [{ id: 'b1', label: 'Batch of 1', situation: batch(1) }, { id: 'b8', label: 'Batch of 8', situation: batch(8) }, { id: 'b64', label: 'Batch of 64', situation: batch(64) }] },
      why: 'Alone it takes {was.total}, among 64 {total}: their caches are read too, and their prompts ride along in its steps.',
      look: 'What helps the GPU is not what helps the request: compare this with the question before.',
    },
    {
      kind: 'predict', id: 'own', title: 'On one’s own GPUs', situation: batch(8), question: 'Which lever makes a request cheapest on one’s own GPUs?',
      answer: { kind: 'lever', metric: 'gpuUsd', options: ['larger-batch', 'smaller-batch', 'tensor-parallel', 'shorter-prompt'] },
      why: 'A request costs its share of the GPU’s time. More to share it, less for each.',
      look: 'Twice the GPUs are paid twice. Do they halve the time?',
    },
    {
      kind: 'try', id: 'try-fit', title: 'Make room', situation: LONG,
      task: 'Make half as many again of these long requests fit in memory, without shortening them.',
      conditions: [{ kind: 'gains', of: 'sequences', share: 0.5 }, { kind: 'same', parts: ['request', 'load', 'model'], says: 'Request, batch and model are as they were' }],
      hint: 'The precision of the KV cache stands in the request card under Deployment and load.',
      why: 'A byte for each number instead of two: half the cache, about twice the requests. How much accuracy that costs is not modeled.',
    },
    {
      kind: 'predict', id: 'claim', title: 'The formula and the cap', question: 'Does the formula hold for every model, and does memory always set the limit?',
      answer: { kind: 'claim', id: 'kv-cache' },
      why: 'Two statements: one about bytes, one about how many fit.', look: 'Not every model keeps keys and values for each head.',
    },
  ],
};
