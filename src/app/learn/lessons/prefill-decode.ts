/** Lesson 2: the two halves of inference. */
import type { Lesson } from '../lesson';

const CHAT = { change: { request: { inputTokens: 1_000, outputTokens: 200, maxOutputTokens: 200 } } };
const SHORT = { change: { request: { inputTokens: 1_000, outputTokens: 100, maxOutputTokens: 100 } } };
const HALF_READ = { change: { request: { inputTokens: 500, outputTokens: 200, maxOutputTokens: 200 } } };
const LONG = { preset: 'long-prompt' } as const;

export const prefillDecode: Lesson = {
  id: 'prefill-decode', title: 'Prefill and decode', minutes: 8, sources: 'S1, S3, S4',
  teaches: 'Tell what prompt length and answer length each cost, and why.',
  steps: [
    {
      kind: 'read', id: 'two', title: 'Reading is one pass, writing is many', scene: 'waterfall', situation: CHAT,
      words: 'Prefill reads all {input} tokens of the prompt at once: {prefill}. Decode writes {output} tokens one after another, each a pass through all the weights: {decode}, {tpot} a token.\n\nPrefill has many tokens to work on for every weight it loads, so arithmetic limits it. Decode has one for each request, so memory does.',
    },
    {
      kind: 'predict', id: 'halve', title: 'Half the prompt or half the answer?', situation: CHAT,
      question: '1,000 tokens in, 200 out. Which comes out fastest?',
      answer: { kind: 'compare', of: 'total', wins: 'lowest', options: [{ id: 'prompt', label: '500 in, 200 out', situation: HALF_READ }, { id: 'answer', label: '1,000 in, 100 out', situation: SHORT }] },
      why: 'As it stands, prefill takes {prefill} and decode {decode}. Halving the larger of the two saves more, although the prompt has five times as many tokens.',
      look: 'Divide each by its tokens: what does one token in cost, and one token out?',
    },
    {
      kind: 'predict', id: 'ttft-grows', title: 'Who waits for the prompt?', situation: LONG, before: CHAT,
      question: 'A prompt of 24,000 tokens. How long until the first token?',
      answer: { kind: 'number', of: 'ttft', edges: [100, 400, 1_500, 6_000] },
      why: 'Prefill takes {prefill} for {input} tokens; the first token cannot come before it. For {was.input} tokens it was {was.prefill}.',
      look: 'Scale up from the short prompt, then add something: attention grows with the square of the length.',
    },
    {
      kind: 'predict', id: 'ttft-lever', title: 'Which lever cuts the first token most?', situation: LONG,
      question: 'For the prompt of 24,000 tokens, which of these brings the first token forward most?',
      answer: { kind: 'lever', metric: 'ttftMs', options: ['max-tokens', 'shorter-prompt', 'quantization', 'tensor-parallel'] },
      why: 'The first token waits for {prefill} of prefill. What divides the arithmetic of the prompt acts on all of that; what shortens the answer comes too late.',
      look: 'Ask of each lever whether it acts before the first token or after it.',
    },
    {
      kind: 'try', id: 'try-ttft', title: 'Get the first token early', situation: { change: { request: { inputTokens: 8_000, outputTokens: 100, maxOutputTokens: 100 } } },
      task: 'This request reads 8,000 tokens. Halve the time to the first token by changing the request only.',
      conditions: [
        { kind: 'saves', of: 'ttft', share: 0.5 },
        { kind: 'same', parts: ['client', 'gateway', 'loadBalancer', 'cache', 'model', 'deployment', 'load', 'speculative'], says: 'Only the request is changed' },
      ],
      hint: '“Prompt length, modeled” stands in the request card under Sampling and format.',
      why: 'Prefill is nearly in proportion to the prompt at these lengths. The answer’s length does nothing for the first token.',
    },
    {
      kind: 'predict', id: 'memory-bound', title: 'What limits decode?', situation: CHAT,
      question: 'Which of these shortens the total most for the chat turn?',
      answer: { kind: 'lever', metric: 'totalMs', options: ['shorter-prompt', 'quantization', 'faster-gpu', 'smaller-batch'] },
      why: 'A decode step reads every weight once: {tpot} a token. Fewer bytes to read, or a faster memory, shorten each step.',
      look: 'Open the inspector on inference: the decode step’s terms say what it waits for.',
    },
    {
      kind: 'predict', id: 'claim-13b', title: 'A claim about a 13B model',
      question: '300 tokens within 1.8 s from a 13B model with 16-bit weights on one A100-40G: does it hold?',
      answer: { kind: 'claim', id: 'self-hosted-13b', part: 'total' },
      why: 'Sixteen-bit weights of 13 billion parameters are 26 GB, and each token reads them all. The memory’s bandwidth sets the floor.',
      look: 'Divide the bytes of the weights by the bytes a second of the memory: that is the least time for one token.',
    },
  ],
};
