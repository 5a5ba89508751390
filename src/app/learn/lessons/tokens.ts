/** Lesson 4: what tokens cost. */
import type { Lesson } from '../lesson';

const CHAT = { change: { request: { inputTokens: 600, outputTokens: 400, maxOutputTokens: 400 } } };
const RAG = { change: { request: { inputTokens: 6_000, outputTokens: 120, maxOutputTokens: 120 } } };
const capped = (tokens: number) => ({ change: { request: { inputTokens: 600, outputTokens: tokens, maxOutputTokens: tokens } } });

export const tokens: Lesson = {
  id: 'tokens', title: 'Tokens, cost and max_tokens', minutes: 7, sources: 'S1, S4',
  teaches: 'Estimate the price of a request, and find the half of it that can be cut.',
  steps: [
    {
      kind: 'read', id: 'bill', title: '{cost} for {input} in and {output} out', scene: 'metrics', situation: CHAT,
      words: 'Tokens are the unit of everything here: about four characters of English each, counted by the tokenizer, billed by kind. An output token costs several times what an input token does, because each takes a pass of its own.\n\nThis request costs {cost} and takes {total}.',
    },
    {
      kind: 'predict', id: 'lever', title: 'What cuts the bill?', situation: CHAT, question: '600 tokens in, 400 out. Which lever cuts the price of the tokens most?',
      answer: { kind: 'lever', metric: 'costUsd', options: ['shorter-prompt', 'max-tokens', 'streaming', 'gateway-tuning'] },
      why: 'The request costs {cost}. What is written is dearer than what is read, so look there first; streaming and the gateway are on no bill.',
      look: 'Multiply tokens by price for both directions before you compare.',
    },
    {
      kind: 'predict', id: 'time', title: 'And the wait?', situation: CHAT,
      question: 'Three caps on the same answer. How does the total go?',
      answer: { kind: 'compare', of: 'total', wins: 'lowest', options: [{ id: 'c400', label: '400 tokens', situation: capped(400) }, { id: 'c256', label: '256 tokens', situation: capped(256) }, { id: 'c128', label: '128 tokens', situation: capped(128) }] },
      why: 'Each token takes {tpot}: the total falls nearly in proportion. But a cap cuts an answer off; ask for a short one as well.',
      look: 'Time per token stays as it is. Only the number of tokens changes.',
    },
    {
      kind: 'predict', id: 'rag', title: 'When the prompt is long', situation: RAG, before: CHAT,
      question: '6,000 tokens of passages in, 120 out. Which lever cuts the price of the tokens most now?',
      answer: { kind: 'lever', metric: 'costUsd', options: ['shorter-prompt', 'max-tokens'] },
      why: 'The prompt is now {input} tokens and the whole costs {cost}; it was {was.cost} for {was.input}. A rule of thumb has a range: look at both sums before you trust it.',
      look: 'Count the tokens that each lever takes away, not the tokens that are there.',
    },
    {
      kind: 'predict', id: 'price', title: 'A model of another size', situation: CHAT,
      question: 'Which of these requests is billed least?',
      answer: { kind: 'compare', of: 'cost', wins: 'lowest', options: [{ id: 'now', label: '600 in, 400 out', situation: CHAT }, { id: 'rag', label: '6,000 in, 120 out', situation: RAG }, { id: 'short', label: '600 in, 128 out', situation: capped(128) }] },
      why: 'As it stands it is {cost}. Tokens in are cheap one by one and dear by the thousand.',
      look: 'Take the prices of the request card: so much a million in, so much a million out.',
    },
    {
      kind: 'try', id: 'try-cost', title: 'Half the bill', situation: CHAT,
      task: 'Halve the price of this request. Keep the model and its prices.',
      conditions: [{ kind: 'saves', of: 'cost', share: 0.5 }, { kind: 'same', parts: ['model', 'prices', 'deployment'], says: 'Model, GPUs and prices are as they were' }],
      hint: 'Begin with what is dearer by the token: max tokens.',
      why: 'Nothing but token counts was changed. The total time fell with the bill, because output tokens are both.',
    },
    {
      kind: 'predict', id: 'claim', title: 'Do output tokens always dominate?',
      question: 'Over prompts from ten to a hundred thousand tokens, what becomes of the claim?',
      answer: { kind: 'claim', id: 'output-tokens' },
      why: 'Time and money are two statements. Each has its own turning point.',
      look: 'With a long enough prompt, many cheap tokens cost more than a few dear ones.',
    },
  ],
};
