/** Lesson 9: budgets, tools and load. */
import type { Lesson } from '../lesson';

const SERIES = { preset: 'tools-in-series' } as const;
const PARALLEL = { preset: 'tools-in-parallel' } as const;
const RAG = { preset: 'rag-chat-turn' } as const;

export const budgets: Lesson = {
  id: 'budgets', title: 'Budgets and load', minutes: 9, sources: 'S0, S4',
  teaches: 'Divide a time budget among the phases, and test a service at the load it will have.',
  steps: [
    {
      kind: 'read', id: 'sum', title: 'A turn is a sum', scene: 'waterfall', situation: RAG,
      words: 'Network, retrieval, prompt, model, tools, checks: a chat turn takes as long as all of them together. This one takes {total}: {retrieval} of it retrieval and prompt assembly, {inference} inference, {network} network.\n\nS4 gives such a turn 2.5 s at p95, and each phase a share of it.',
    },
    {
      kind: 'predict', id: 'biggest', title: 'The largest share', situation: RAG, question: 'Where does the chat turn with retrieval spend most of its time?',
      answer: { kind: 'place', options: ['network', 'retrieval', 'inference', 'post-processing'] },
      why: 'Inference takes {inference}, retrieval {retrieval}, network {network}.', look: 'A budget is spent where the time is, not where the code is one’s own.',
    },
    {
      kind: 'predict', id: 'tools', title: 'Two tools of 400 ms', situation: PARALLEL, before: SERIES, question: 'In turn or at the same time: how do the totals compare?',
      answer: { kind: 'compare', of: 'total', wins: 'lowest', options: [{ id: 'series', label: 'One after the other', situation: SERIES }, { id: 'parallel', label: 'Both at once', situation: PARALLEL }] },
      why: 'In turn the tools take {was.tools} and the whole {was.total}; at once {tools} and {total}.', look: 'The model waits for the slower tool, or for the sum of both.',
    },
    {
      kind: 'predict', id: 'tools-claim', title: 'From 5.2 s to 2.8 s?', question: 'S4 names a gain for tools in parallel and a price. Do all of its statements hold?',
      answer: { kind: 'claim', id: 'parallel-tools' },
      why: 'What two tools in parallel save depends on how slow the slowest is, and on whether slow ones are cut off.', look: 'Parallel saves one of two calls at most. Where would the rest come from?',
    },
    {
      kind: 'predict', id: 'budget-lever', title: 'Over budget', situation: RAG, question: 'Which lever takes most off this turn?',
      answer: { kind: 'lever', metric: 'totalMs', options: ['gateway-tuning', 'smaller-model', 'shorter-prompt', 'nearer-region'] },
      why: 'The model is the largest phase of {total}, so what acts on all of it saves most. Whether the smaller model answers well enough is another question.', look: 'Which phase is the largest? Which of the levers acts on it?',
    },
    {
      kind: 'try', id: 'try-budget', title: 'Into the budget', situation: { preset: 'rag-chat-turn', change: { retrieval: { latencyMs: 900 }, tools: { calls: 2, parallel: false, latencyMs: 500 } } },
      task: 'A slower search and two tools in turn: bring the turn to half without touching the model or the answer.',
      conditions: [{ kind: 'saves', of: 'total', share: 0.4 }, { kind: 'same', parts: ['request', 'model', 'deployment', 'load', 'speculative'], says: 'Request and serving are as they were' }],
      hint: 'Retrieval and tools have a section of their own in the request card. What runs at once costs once.',
      why: 'The model was not touched. The budget was lost around it.',
    },
    {
      kind: 'predict', id: 'budget-claim', title: 'The 2.5 s budget', question: 'The turn within 2.5 s at p95, each phase within its share: what becomes of it?',
      answer: { kind: 'claim', id: 'budget' },
      why: 'The sum can hold while a share does not: phases lend one another time.', look: 'Look at the length of the answer up to which the turn keeps to its time.',
    },
    {
      kind: 'predict', id: 'alone', title: 'Tested by one', question: 'One user at a time, or thirty requests a second: on the same replica, which has the lower p95?',
      answer: { kind: 'fleet', preset: 'alone-or-not', of: 'p95', wins: 'lowest' },
      why: 'Alone {fleet.p95} at p95, in the crowd {other.p95}. Nothing about the model has changed.', look: 'Think of what a request meets: an empty batch, or a full one.',
    },
    {
      kind: 'predict', id: 'shed', title: 'More than it can serve', question: 'Thirty per cent too much load. Let all wait, or refuse some: which serves more requests in time?',
      answer: { kind: 'fleet', preset: 'saturated', of: 'good', wins: 'highest' },
      why: 'With all let in {fleet.good} are served in time; with some refused, {other.good}.', look: 'A queue that grows makes everybody late, the first in line as well.',
    },
    {
      kind: 'predict', id: 'load-claim', title: 'Five times headroom', question: 'One user is fiction, five times headroom is enough, fixed timeouts are brittle: what becomes of the claim?',
      answer: { kind: 'claim', id: 'load' },
      why: 'Each statement has a load, or a headroom, from which it holds.', look: 'How much headroom would bring p95 to within a tenth of one user’s?',
    },
  ],
};
