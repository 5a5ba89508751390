/** Lesson 8: why some requests take so much longer. */
import type { Lesson } from '../lesson';

export const tail: Lesson = {
  id: 'tail', title: 'The tail', minutes: 10, sources: 'S1, S3, S4; Dean & Barroso 2013',
  teaches: 'Say what makes the slowest requests slow, and which cure fits which cause.',
  steps: [
    {
      kind: 'read', id: 'p99', title: 'One in a hundred', scene: 'fleet', fleet: 'steady-chat',
      words: 'A replica at 60 % of what it can serve: half of its {fleet.requests} requests take {fleet.p50}, one in a hundred takes {fleet.p99} or more. They are not longer requests. They met others.',
    },
    {
      kind: 'predict', id: 'queue', title: 'Alone or in the queue', situation: { preset: 'saturated-gpus', change: { failure: null } }, before: {},
      question: 'Which of these makes the first token come latest?',
      answer: {
        kind: 'compare', of: 'ttft', wins: 'highest', options: [
          { id: 'far', label: 'A client on 4G on another continent', situation: { preset: 'mobile-far-region' } },
          { id: 'long', label: 'A prompt of 24,000 tokens', situation: { preset: 'long-prompt' } },
          { id: 'cold', label: 'A replica that is cold', situation: { preset: 'cold-start' } },
          { id: 'queue', label: '128 requests ahead', situation: { preset: 'saturated-gpus', change: { failure: null } } },
        ],
      },
      why: 'With 128 requests ahead the first token comes after {ttft}, {queue} of it in the queue; with nobody ahead, after {was.ttft}. The others are in the table.',
      look: 'Put them in order of size: network in round trips, prefill in tokens, loading in bytes of weights.',
    },
    {
      kind: 'predict', id: 'variance', title: 'Always as fast?', question: 'Node, queue, batch and distance: what becomes of the claim that latency is not constant?',
      answer: { kind: 'claim', id: 'variance' },
      why: 'That it varies is one statement; that batching adds tens of milliseconds is another, and it depends on how full the GPU is.',
      look: 'A small batch adds little. Look where each statement begins to hold.',
    },
    {
      kind: 'predict', id: 'hol', title: 'One huge prompt among chats',
      question: 'One prompt in a hundred has 100,000 tokens. Compared with prompts capped at 8,000: which has the lower p99 of the first token?',
      answer: { kind: 'fleet', preset: 'huge-context', of: 'ttftP99', wins: 'lowest' },
      why: 'As they come: {fleet.ttftP99} at p99. Capped: {other.ttftP99}. Head-of-line blocking: whoever comes while the long prompt is read waits for it.',
      look: 'Half of the requests hardly notice ({fleet.ttftP50} against {other.ttftP50}). Look at the slowest ones.',
    },
    {
      kind: 'predict', id: 'huge', title: 'How huge is huge?', question: 'One huge context blocks everyone: does it hold for any long prompt?',
      answer: { kind: 'claim', id: 'huge-context' },
      why: 'What it does depends on its length, on whether it is read in one piece or in chunks, and on the limit one holds it to.',
      look: 'Each statement gives the length from which it holds.',
    },
    {
      kind: 'predict', id: 'cold-cost', title: 'A cold replica', situation: { preset: 'cold-start' }, before: {},
      question: 'How long does the first request to a cold replica take?',
      answer: { kind: 'number', of: 'total', edges: [1_000, 3_000, 30_000, 120_000] },
      why: '{total}, against {was.total} when warm: 16 GB of weights have to come from somewhere first. Starting the engine itself comes on top and is not modeled.',
      look: 'Divide the bytes of the weights by what a disk or network gives in a second.',
    },
    {
      kind: 'predict', id: 'cold-lever', title: 'What helps?', situation: { preset: 'cold-start' }, question: 'Which lever shortens that request most?',
      answer: { kind: 'lever', metric: 'totalMs', options: ['warm-pool', 'quantization', 'tensor-parallel', 'gateway-tuning'] },
      why: 'Of {total}, loading is nearly everything. What loads less or loads elsewhere helps; what is ready already helps most.',
      look: 'Fewer bits load faster, too. But what does not have to be loaded at all?',
    },
    {
      kind: 'predict', id: 'cold-claim', title: 'For minutes?', question: 'Cold starts punish p95 for minutes; a warm pool avoids it. Does it hold?',
      answer: { kind: 'claim', id: 'cold-start' },
      why: 'It depends on how many requests meet a cold replica, and on how much more load came than there was room for.',
      look: 'One request in a hundred is no matter for p95: that looks at one in twenty.',
    },
    {
      kind: 'predict', id: 'hedge', title: 'Ask twice', question: 'A copy after 150 ms, for at most one request in ten. Which has the lower p99 of the first token?',
      answer: { kind: 'fleet', preset: 'hedging', of: 'ttftP99', wins: 'lowest' },
      why: 'The first token at p99 goes from {fleet.ttftP99} to {other.ttftP99}, the total at p99 from {fleet.p99} to {other.p99}, the cost of an answer from {fleet.cost} to {other.cost}. The slowest totals are long answers, and a copy makes no answer shorter.',
      look: 'A copy elsewhere helps those who stand behind one slow request. It is work of its own, too.',
    },
    {
      kind: 'predict', id: 'hedge-claim', title: 'A third off for a tenth more?', question: 'Copies for 5 to 10 % more cost improve p99 by 30 to 50 %: does it hold?',
      answer: { kind: 'claim', id: 'hedging' },
      why: 'Between two shares of slow nodes it pays: below, there is nothing to save; above, both copies are slow.',
      look: 'Think of the two ends: nobody is slow, and nearly everybody is.',
    },
  ],
};
