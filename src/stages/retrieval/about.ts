import type { StageAbout } from '../about';
import { writeUp } from '../sources';

export const about: StageAbout = {
  id: 'retrieval',
  name: 'Retrieval',
  oneLine: 'Finds passages that belong to the question and puts them into the prompt.',
  explanation: [
    'An application that answers from its own documents searches them first, ranks what it found and writes the best passages into the prompt. All of this happens before the tokenizer sees anything, so it delays the first token in full.',
    'It costs twice: once for the search, and again in prefill, because the passages make the prompt long.',
    'S2 counts retrieval and prompt assembly among the steps of the path; here they are a phase around the seven stages.',
  ],
  layers: [
    { id: 'search', name: 'Search and ranking', what: 'Embeds the question, asks an index, ranks the hits.', local: 'Not run on this machine: the local lane gets the prompt as it is.' },
    { id: 'prompt-assembly', name: 'Prompt assembly and policy', what: 'Fits passages, history and instructions into a template, within a token budget, and applies policy.', local: 'Joins system prompt and prompt; it takes microseconds and is part of encoding.' },
  ],
  failures: [
    { title: 'Slow retrieval', what: 'The index has a bad moment, and every token waits for it. Give it a deadline and answer without, if you can.' },
    { title: 'Too many passages', what: 'A prompt stuffed with documents is slow to prefill, dear, and often no better.' },
  ],
  change: [
    'Fewer, better passages: each costs search time, prefill time and money.',
    'Rank with a small local model: S4 reports 200–600 ms saved at p95.',
    'Search while the user is still typing, or cache frequent questions.',
  ],
  sources: [
    writeUp('S2', 'Retrieval and prompt assembly as a step of the path.'),
    writeUp('S4', 'Budget of a 2.5 s turn: retrieval and ranking 300 ms, prompt and policy 150 ms; small local models.'),
    { key: 'OpenAI', title: 'OpenAI file search documentation', detail: 'Chunks of 800 tokens by default.' },
  ],
};
