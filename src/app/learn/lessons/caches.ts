/** Lesson 5: prefixes that are kept. */
import type { Lesson } from '../lesson';

const HIT = { preset: 'prefix-cache-hit' } as const;
const EXPIRED = { preset: 'prefix-cache-expired' } as const;
const LATE = { preset: 'prefix-cache-hit', change: { cache: { sharedPrefixTokens: 200 } } } as const;

export const caches: Lesson = {
  id: 'caches', title: 'Prefix caches', minutes: 7, sources: 'S1, S2, S3',
  teaches: 'Arrange a prompt so that its beginning is found again, and know what forgets it.',
  steps: [
    {
      kind: 'read', id: 'kept', title: 'Not read twice', scene: 'waterfall', situation: HIT, before: EXPIRED,
      words: 'Keys and values of a prompt’s beginning can be kept and used by the next prompt that begins in exactly the same way. Here {cached} of {input} tokens are found: prefill takes {prefill}. Without them it takes {was.prefill}.',
    },
    {
      kind: 'predict', id: 'metric', title: 'What gets faster?', situation: HIT, before: EXPIRED,
      question: 'A prompt of 6,000 tokens, nearly all of it kept. How long until the first token?',
      answer: { kind: 'number', of: 'ttft', edges: [10, 60, 200, 800] },
      why: 'The first token comes after {ttft} instead of {was.ttft}. The total falls by more, from {was.total} to {total}: the prompts of the others in the batch interrupt decode, and theirs are kept as well.',
      look: 'Only what is new has to be prefilled. The stages before inference take their time all the same.',
    },
    {
      kind: 'predict', id: 'order', title: 'The date on top',
      situation: HIT, before: LATE,
      question: 'Somebody puts the time of day near the top of the system prompt, so that only the first 200 tokens stay the same. Which is fastest to its first token?',
      answer: { kind: 'compare', of: 'ttft', wins: 'lowest', options: [{ id: 'end', label: 'What changes stands at the end', situation: HIT }, { id: 'top', label: 'What changes stands near the top', situation: LATE }, { id: 'none', label: 'Nothing is cached', situation: EXPIRED }] },
      why: 'A prefix is the same up to the first token that differs, and not one further. With what changes at the end the first token comes after {ttft}; near the top, after {was.ttft}.',
      look: 'Everything behind the first difference is read again, even if it is the same.',
    },
    {
      kind: 'predict', id: 'bill', title: 'Does it save money?', situation: { preset: 'prefix-cache-hit', change: { cache: { prefix: false } } },
      question: 'The prefix is not cached yet. Which lever cuts the price of the tokens most?',
      answer: { kind: 'lever', metric: 'costUsd', options: ['prompt-caching', 'shorter-prompt', 'max-tokens'] },
      why: 'Cached input tokens have a price of their own, lower than that of fresh ones. Without the cache the request costs {cost}.',
      look: 'Most of this bill is input: {input} tokens of it.',
    },
    {
      kind: 'try', id: 'try-hit', title: 'Bring it back', situation: EXPIRED,
      task: 'The entry has outlived its time to live. Bring the first token down by half without touching the prompt or the model.',
      conditions: [{ kind: 'saves', of: 'ttft', share: 0.5 }, { kind: 'same', parts: ['request', 'model', 'deployment', 'client'], says: 'Prompt, model and client are as they were' }],
      hint: 'TTL and “last used” stand in the request card under Prefix cache.',
      why: 'An entry counts as long as its age is below its time to live. Steady traffic keeps it young by itself.',
    },
    {
      kind: 'predict', id: 'routing', title: 'Which replica has it?',
      question: 'Eight replicas, four hundred system prompts. Round robin, or by prefix: which has the lower p95 of the first token?',
      answer: { kind: 'fleet', preset: 'cache-affinity', of: 'ttftP95', wins: 'lowest' },
      why: 'Round robin finds {fleet.hits} of the prefixes in the cache, routing by prefix {other.hits}. The first token at p95 goes from {fleet.ttftP95} to {other.ttftP95}.',
      look: 'Every replica keeps its own prefixes. Ask how often a request meets the one that has seen its prompt.',
    },
    {
      kind: 'predict', id: 'claim', title: 'The rules', question: 'Exact, alive, routed: what becomes of the claim?',
      answer: { kind: 'claim', id: 'prefix-cache' },
      why: 'Each of the three rules has its own turning point.', look: 'What happens to an entry that nobody has used for longer than its time to live?',
    },
  ],
};
