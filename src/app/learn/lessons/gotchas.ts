/**
 * Lesson 10: S1's four gotchas (its claims 2 to 5 in the list of claims), and what it says is decided before a GPU is asked.
 */
import type { Lesson } from '../lesson';

const CHAT = { change: { request: { inputTokens: 800, outputTokens: 150, maxOutputTokens: 150 } } };
const WHOLE = { change: { request: { inputTokens: 800, outputTokens: 150, maxOutputTokens: 150, stream: false } } };
const STAGES = ['gateway', 'tokenizer', 'router', 'inference'] as const;

export const gotchas: Lesson = {
  id: 'gotchas', title: 'Four gotchas, and what no GPU sees', minutes: 6, sources: 'S1',
  teaches: 'Recognize four mistakes that are made about latency, and tell a slow request from a refused one.',
  steps: [
    {
      kind: 'read', id: 'intro', title: 'Four things that surprise', scene: 'words', situation: CHAT,
      words: 'S1 warns of four: that people tune the stages that hardly count, that output tokens dominate, that streaming changes the wait and not the end, that the same call is not always as fast. And it points out that some requests never meet a GPU at all.',
    },
    {
      kind: 'predict', id: 'noise', title: 'First: the wrong stage', situation: CHAT, question: 'The gateway is the part that most teams own. How long is this request in it?',
      answer: { kind: 'number', of: 'gateway', edges: [1, 10, 50, 200] },
      why: '{gateway} of {total}. If it took no time at all, nobody would notice.', look: 'Look at the waterfall on the logarithmic axis; on the linear one the gateway cannot be seen.',
    },
    {
      kind: 'predict', id: 'output', title: 'Second: the answer', situation: CHAT, question: '800 tokens in, 150 out. Which lever shortens the request most?',
      answer: { kind: 'lever', metric: 'totalMs', options: ['shorter-prompt', 'max-tokens', 'gateway-tuning', 'connection-reuse'] },
      why: 'Reading takes {prefill}, writing {decode}: each token out is a pass of its own, {tpot}.', look: 'Compare what a token in costs with what a token out costs.',
    },
    {
      kind: 'predict', id: 'perception', title: 'Third: faster, or only sooner?', situation: CHAT, before: WHOLE, question: 'Streaming is switched on. When is the answer complete?',
      answer: { kind: 'compare', of: 'total', wins: 'lowest', options: [{ id: 'stream', label: 'Streamed it is complete sooner', situation: CHAT }, { id: 'whole', label: 'In one piece it is complete sooner', situation: WHOLE }] },
      why: 'Streamed {total}, in one piece {was.total}. The first token came after {ttft} instead of {was.ttft}: it feels faster.', look: 'Two moments are meant when people say “fast”: the first token and the last.',
    },
    {
      kind: 'predict', id: 'constant', title: 'Fourth: the same call again', situation: { change: { ...CHAT.change, load: { batch: 64 } } }, before: { change: { ...CHAT.change, load: { batch: 1 } } },
      question: 'The very same call, alone on the replica and among 64 others. How do the totals compare?',
      answer: { kind: 'compare', of: 'total', wins: 'lowest', options: [{ id: 'alone', label: 'Alone', situation: { change: { ...CHAT.change, load: { batch: 1 } } } }, { id: 'crowd', label: 'In a batch of 64', situation: { change: { ...CHAT.change, load: { batch: 64 } } } }] },
      why: 'Alone {was.total}, in the crowd {total}. Which it will be is not for the caller to choose.', look: 'The request is the same; what it shares the GPU with is not.',
    },
    {
      kind: 'predict', id: 'r429', title: 'Too many requests', situation: { preset: 'too-many-requests' }, question: 'A client calls more often than it may. At which stage does its request end?',
      answer: { kind: 'end', options: STAGES },
      why: 'It is answered with {status} after {total}. No GPU was asked, nothing is billed: so back off instead of trying again at once.', look: 'Where are keys and limits known, and what has to be known of the prompt for it? Nothing.',
    },
    {
      kind: 'predict', id: 'overflow', title: 'Too long a prompt', situation: { preset: 'context-overflow' }, question: 'A prompt is longer than the model’s window. At which stage does its request end?',
      answer: { kind: 'end', options: STAGES },
      why: 'It ends with {status} after {total}. Only a tokenizer can tell how many tokens a text has, so the gateway lets it through; a GPU never sees it.', look: 'Who can count tokens? Characters will not do.',
    },
    {
      kind: 'try', id: 'try-fit', title: 'Let it through', situation: { preset: 'context-overflow', change: { failure: null } },
      task: 'Change the request so that it is answered by the same model.',
      conditions: [{ kind: 'answered' }, { kind: 'same', parts: ['model', 'deployment'], says: 'The model is the same' }],
      hint: 'Prompt and max tokens together have to fit into the window: “Prompt length, modeled” stands under Sampling and format.',
      why: 'The window counts what is read and what may be written. Room that is kept for an answer is room that the prompt does not have.',
    },
  ],
};
