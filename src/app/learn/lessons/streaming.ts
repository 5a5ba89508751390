/** Lesson 3: what streaming changes, and what it does not. */
import type { Lesson } from '../lesson';

const REQUEST = { inputTokens: 500, outputTokens: 250, maxOutputTokens: 250 };
const STREAMED = { change: { request: REQUEST } };
const WHOLE = { change: { request: { ...REQUEST, stream: false } } };
const PAIR = [{ id: 'stream', label: 'Streamed', situation: STREAMED }, { id: 'whole', label: 'In one piece', situation: WHOLE }];

export const streaming: Lesson = {
  id: 'streaming', title: 'Streaming, and what it does not do', minutes: 6, sources: 'S1, S3, S4',
  teaches: 'Say which waits streaming shortens, and which it leaves as they are.',
  steps: [
    {
      kind: 'read', id: 'what', title: 'Words as they are written', scene: 'answers', situation: STREAMED, before: WHOLE,
      words: 'The model writes {output} tokens one by one, whether anybody watches or not. Streamed, each is sent as soon as it is there: the first after {ttft}. In one piece, nothing shows before {was.ttft}.',
    },
    {
      kind: 'predict', id: 'first', title: 'The first token', situation: STREAMED, before: WHOLE, question: 'Which has its first token sooner?',
      answer: { kind: 'compare', of: 'ttft', wins: 'lowest', options: PAIR },
      why: 'Streamed after {ttft}, in one piece after {was.ttft}: without streaming the first token comes with the last.',
      look: 'Play both in Explore and watch the answers, not the bars.',
    },
    {
      kind: 'predict', id: 'last', title: 'The last token', situation: STREAMED, before: WHOLE, question: 'And which has its last token sooner?',
      answer: { kind: 'compare', of: 'total', wins: 'lowest', options: PAIR },
      why: '{total} streamed, {was.total} in one piece. The GPU does the same work: streaming changes when reading can begin, not when the answer ends.',
      look: 'Compare the decode bars: they are equally long.',
    },
    {
      kind: 'read', id: 'usable', title: 'When is it of use?', scene: 'answers', situation: STREAMED,
      words: 'A reader can use text from its first sentence on. A program that needs JSON can use nothing before the last bracket, here after {total}, streamed or not.\n\nSo there is a third time beside the first token and the total: the time to a usable answer. Streaming shortens it for people only.',
    },
    {
      kind: 'try', id: 'try-first', title: 'Something to read', situation: WHOLE,
      task: 'This answer comes in one piece. Bring its first token down to a tenth without making it shorter.',
      conditions: [
        { kind: 'saves', of: 'ttft', share: 0.9 },
        { kind: 'same', parts: ['request.maxOutputTokens', 'request.outputTokens'], says: 'The answer is as long as it was' },
        { kind: 'same', parts: ['client', 'model', 'deployment', 'load', 'speculative', 'cache'], says: 'The serving is left as it is' },
      ],
      hint: 'There is a switch for it in the request card, under the temperature.',
      why: 'The total is what it was. What changed is when somebody can begin to read.',
    },
    {
      kind: 'predict', id: 'claim', title: 'Does it hold in general?',
      question: 'Over answers of up to thousands of tokens, what becomes of the claim?',
      answer: { kind: 'claim', id: 'streaming' },
      why: 'The total is compared with and without streaming, the first token with 300 ms, and both at p95.',
      look: 'The statement has two halves: a good one about the first token, a warning about the last.',
    },
  ],
};
