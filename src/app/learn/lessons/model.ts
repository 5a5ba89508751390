/** Lesson 7: what changes the model's own speed. */
import { LARGE } from '@/decisions/claims/kit';
import type { Lesson } from '../lesson';

const REQUEST = { inputTokens: 500, outputTokens: 200, maxOutputTokens: 200 };
const BASE = { change: { request: REQUEST, load: { batch: 4 } } };
const gpus = (tensorParallel: 1 | 2 | 4 | 8) => ({ change: { ...BASE.change, deployment: { tensorParallel } } });
const LARGE_ONE = { change: { ...LARGE, request: REQUEST, load: { batch: 2 } } };
const drafted = (acceptance: number) => ({ change: { ...LARGE_ONE.change, speculative: { enabled: true, draftTokens: 4, acceptance, draftCost: 0.1 } } });

export const model: Lesson = {
  id: 'model', title: 'Speculation, fewer bits, more GPUs', minutes: 8, sources: 'S0, S1, S3',
  teaches: 'Choose among the levers on the model itself, and know when each turns against you.',
  steps: [
    {
      kind: 'read', id: 'bytes', title: 'Each token reads every weight', scene: 'waterfall', situation: BASE,
      words: 'Llama 3.1 8B in 16 bits takes {tpot} a token here: nearly all of it is reading weights. There are three ways out: fewer bytes to read, more memories to read from at once, or fewer passes.',
    },
    {
      kind: 'predict', id: 'which', title: 'Which of them?', situation: BASE, question: 'Which lever shortens the total most for this request?',
      answer: { kind: 'lever', metric: 'totalMs', options: ['speculative', 'quantization', 'tensor-parallel', 'gateway-tuning'] },
      why: 'Decode takes {decode} of {total}. Speculation makes fewer passes, fewer bits shorter ones, more GPUs divide them and add an exchange after every layer.',
      look: 'Take each lever’s factor on decode: how many passes are left, or how much of one?',
    },
    {
      kind: 'predict', id: 'eight', title: 'Eight GPUs, eight times as fast?', situation: gpus(8), before: gpus(1),
      question: 'On one GPU a token takes {was.tpot}. What does it take on eight?',
      answer: { kind: 'number', of: 'tpot', edges: [1.5, 3, 5, 8] },
      why: 'From {was.tpot} on one to {tpot} on eight. The weights are divided by eight; the exchange after each layer and the fixed work of a step are not.',
      look: 'Divide the time on one GPU by eight, and compare it with what is computed: the rest is what cannot be divided.',
    },
    {
      kind: 'predict', id: 'gpu-cost', title: 'And the bill?', situation: gpus(8), before: gpus(1), question: 'Where is this request cheapest on one’s own GPUs?',
      answer: { kind: 'compare', of: 'gpuCost', wins: 'lowest', options: [{ id: 'g1', label: 'One GPU', situation: gpus(1) }, { id: 'g2', label: 'Two GPUs', situation: gpus(2) }, { id: 'g8', label: 'Eight GPUs', situation: gpus(8) }] },
      why: 'It is done in {total} instead of {was.total}, and eight GPUs are paid meanwhile.', look: 'Multiply the time by the number of GPUs.',
    },
    {
      kind: 'predict', id: 'bad-draft', title: 'A draft that is seldom right', situation: drafted(0.15), before: LARGE_ONE,
      question: 'A 70B model, with a draft that proposes four tokens. Which is fastest to the end?',
      answer: { kind: 'compare', of: 'total', wins: 'lowest', options: [{ id: 'none', label: 'No draft', situation: LARGE_ONE }, { id: 'bad', label: 'A draft with 15 % accepted', situation: drafted(0.15) }, { id: 'good', label: 'A draft with 80 % accepted', situation: drafted(0.8) }] },
      why: 'Without a draft it takes {was.total}; with one that is seldom right, {total}. The work of guessing is paid whether the guess is kept or not.',
      look: 'How many tokens does a pass yield when only one in seven guesses is kept?',
    },
    {
      kind: 'try', id: 'try-fast', title: 'A third off', situation: BASE,
      task: 'Take a third off the total without another model, another GPU or a shorter answer.',
      conditions: [{ kind: 'saves', of: 'total', share: 1 / 3 }, { kind: 'same', parts: ['request', 'model', 'client', 'load'], says: 'Request, model, client and load are as they were' }],
      hint: 'In the request card: Tensor parallel, Weights under Deployment and load, and Speculative decoding.',
      why: 'Each of them trades something: accuracy, money, or work thrown away. The model shows the time and the money; the accuracy it does not.',
    },
    {
      kind: 'predict', id: 'claim', title: 'Where does speculation turn?', question: 'A win at high acceptance, overhead at low: does it hold?',
      answer: { kind: 'claim', id: 'speculative' },
      why: 'There is a share of accepted tokens at which gain and overhead meet.', look: 'Both halves of the statement can be true at once: they speak of different shares.',
    },
  ],
};
