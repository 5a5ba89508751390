/** Lesson 1: where a request goes, and where its time goes. */
import type { Lesson } from '../lesson';

const FAR = { preset: 'mobile-far-region' } as const;

export const path: Lesson = {
  id: 'path', title: 'The path of a request', minutes: 8, sources: 'S0, S1, S3, S4',
  teaches: 'Name the seven stages, and say which of them is worth tuning.',
  steps: [
    {
      kind: 'read', id: 'stages', title: 'Seven stages in {total}', scene: 'tracks', situation: {},
      words: 'A request passes seven stages, always in this order: API gateway, load balancer, tokenizer, model router, inference, post-processing, billing. Around them lie the client’s network and, where they are used, retrieval and tools.\n\nThe request on this page reads {input} tokens and writes {output}. It takes {total}; the first token arrives after {ttft}.',
    },
    {
      kind: 'predict', id: 'longest', title: 'Where does the time go?', situation: {},
      question: 'In which stage does this request spend most of its time?',
      answer: { kind: 'place', options: ['gateway', 'tokenizer', 'router', 'inference', 'post-processing'] },
      why: 'Inference takes {inference}: {prefill} to read the prompt, {decode} to write the answer. The four stages before it take {before} together, the two after it {after}.',
      look: 'Look at the waterfall on its linear axis: only one bar is long enough to see. The others need the logarithmic one.',
    },
    {
      kind: 'predict', id: 'share', title: 'How much of it?', situation: {},
      question: 'What share of the time in the seven stages is inference?',
      answer: { kind: 'number', of: 'inferenceShare', edges: [0.5, 0.75, 0.9] },
      why: '{inferenceShare}. Whatever is done to the other stages can only touch the rest.',
      look: 'Compare {inference} of inference with {before} before it and {after} after it.',
    },
    {
      kind: 'predict', id: 'tuning', title: 'Gateway or prompt?', situation: { change: { request: { inputTokens: 2_000 } } },
      question: 'A chat with 2,000 tokens of prompt. Which of these shortens the whole request most?',
      answer: { kind: 'lever', metric: 'totalMs', options: ['gateway-tuning', 'shorter-prompt', 'max-tokens'] },
      why: 'Of {total}, the whole gateway takes {gateway}: no tuning can save more than that. Every token of the answer costs {tpot}.',
      look: 'Ask of each lever what it could save at best: the time of the stage that it acts on.',
    },
    {
      kind: 'predict', id: 'claim-share', title: 'Is the rule general?',
      question: 'S1 says so of any request. Tried over answers and prompts of many lengths, what becomes of it?',
      answer: { kind: 'claim', id: 'inference-share' },
      why: 'Each statement was tried over a range of requests. Where a statement turns is given beside it.',
      look: 'Very short answers leave inference less to do: look at the length from which each statement holds.',
    },
    {
      kind: 'read', id: 'far', title: 'When the network is not noise', scene: 'tracks', situation: FAR, before: {},
      words: 'From a phone on 4G, with a new connection to another continent, the same request takes {total} instead of {was.total}. {network} of that is network: DNS, TCP and TLS each cost a round trip before the prompt leaves.',
    },
    {
      kind: 'predict', id: 'far-lever', title: 'What helps the phone?', situation: FAR,
      question: 'Which of these brings the phone’s first token forward most?',
      answer: { kind: 'lever', metric: 'ttftMs', options: ['gateway-tuning', 'connection-reuse', 'nearer-region', 'smaller-model'] },
      why: 'The first token takes {ttft} here, of which prefill is {prefill}. The rest is distance, and how often it is crossed.',
      look: 'Zoom the waterfall to the network: count the round trips before the request is sent, and think how long each is.',
    },
    {
      kind: 'predict', id: 'claim-approaches', title: 'Four approaches',
      question: 'S0 gives times for four ways to go about it. Do all of its figures come out of the model?',
      answer: { kind: 'claim', id: 'four-approaches' },
      why: 'The order of the approaches and the first tokens are one thing, the times to the end another: see each statement.',
      look: 'An answer of 44 tokens takes 44 passes. Streaming and a shorter prompt do not change how many.',
    },
  ],
};
