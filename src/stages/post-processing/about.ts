import type { StageAbout } from '../about';
import { writeUp } from '../sources';

export const about: StageAbout = {
  id: 'post-processing',
  name: 'Post-processing',
  oneLine: 'Turns numbers back into text, checks it, and wraps it up.',
  explanation: [
    'Tokens become text again, the text is watched for stop sequences and checked for safety, and the result is packed as JSON or as events of a stream.',
    'In a stream most of it hides behind decoding: while the GPU computes the next token, a CPU handles the last. Only what is left after the final token adds to the total, about 5 ms.',
    'The exception is a safety check by a second model. A small classifier takes tens of milliseconds, a large one as long as the answer itself. The model here checks the finished answer, so it delays the end and not the first token.',
  ],
  layers: [
    {
      id: 'detokenize', name: 'Detokenize',
      what: 'Joins the pieces. A character may be spread over several tokens, so the text of one token can depend on the next.',
      local: 'Detokenizes incrementally and holds back bytes that do not yet make a character.',
    },
    {
      id: 'safety', name: 'Safety classifier',
      what: 'Rules, a small classifier or a guard model decide whether the answer may go out.',
      local: 'Rules only: card numbers, e-mail addresses and secret keys are looked for in the text.',
    },
    {
      id: 'stop-sequences', name: 'Stop sequences',
      what: 'Ends the answer at a given text, holding back anything that might be its beginning.',
      local: 'The same match on the growing text; a hit ends the run.',
    },
    {
      id: 'packaging', name: 'JSON / SSE packaging',
      what: 'Frames each token as a server-sent event, or the whole answer as one JSON body with its usage.',
      local: 'Writes the same frames as bytes, as if they were to be sent.',
    },
  ],
  failures: [
    { title: 'Answer filtered', what: 'The safety check withholds the answer or cuts it off. The tokens were generated all the same.' },
    { title: 'Stop sequence reached', what: 'Not an error: the answer ends earlier than its length limit.' },
    { title: 'Invalid JSON', what: 'The answer was cut by the length limit in the middle of an object. A constrained format does not prevent that; a higher limit does.' },
  ],
  change: [
    'Use rules or a small local classifier where they suffice: S4 found 200–600 ms at p95 in checks moved to small models.',
    'Check while the stream runs instead of afterwards, if your policy allows what has been shown to be taken back.',
    'Set stop sequences: they end an answer before the model rambles on.',
  ],
  sources: [
    writeUp('S1', 'Layers, about 5 ms.'),
    writeUp('S4', 'Small local models for policy checks.'),
    { key: 'NeMo', title: 'NVIDIA NeMo Guardrails documentation', detail: 'AlignScore base 23 ms, large 46 ms, a language model as judge 189 ms on average.' },
    { key: 'Cloudflare', title: 'Cloudflare AI Gateway: Guardrails usage considerations', detail: 'Llama Guard 3 8B takes about 500 ms a request.' },
    { key: 'BLIS', title: 'inference-sim defaults', detail: 'vLLM: 0.777 ms after decoding, 0.046 ms a token for detokenizing and streaming.' },
  ],
};
