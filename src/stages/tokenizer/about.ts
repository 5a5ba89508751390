import type { StageAbout } from '../about';
import { writeUp } from '../sources';

export const about: StageAbout = {
  id: 'tokenizer',
  name: 'Tokenizer',
  oneLine: 'Turns text into the numbers the model knows, and counts them.',
  explanation: [
    'A model does not read letters. The tokenizer cuts text into pieces of a fixed vocabulary, by byte-pair encoding, SentencePiece or WordPiece, and replaces each by its number. English comes to about four characters a token; other scripts, code and emoji often need more.',
    'S1 gives the stage about 3 ms. Encoding itself is much faster: a production tokenizer handles about 4 MB a second on one thread, so a page of text takes about a millisecond. The rest is the service around it.',
    'Tokens are what you pay for and what fills the context window, so this count decides both price and fate of the request.',
  ],
  layers: [
    {
      id: 'encode', name: 'Encoding',
      what: 'Splits the text, merges pieces by the vocabulary\'s rules and looks up their numbers.',
      local: 'Encodes your text with the local model\'s own tokenizer; the count you see while typing comes from the same code.',
    },
    {
      id: 'context-check', name: 'Context-window check',
      what: 'Compares prompt plus the longest answer asked for with the model\'s window, and refuses what does not fit.',
      local: 'The same check against the local model\'s window: 256 tokens for the embedded one.',
    },
  ],
  failures: [
    { title: 'Prompt over the context window', what: 'Refused with the count, before any GPU is used. Nothing is billed.', httpStatus: 400, kind: 'context-overflow' },
    { title: 'Unexpectedly many tokens', what: 'Rare words, other scripts, long numbers and pasted logs take far more tokens than their length suggests.' },
  ],
  change: [
    'Shorten the prompt: every token dropped here is not prefilled, not cached and not paid for.',
    'Put what never changes first, so that it can be cached as a prefix.',
    'Cap the output length: the check reserves room for all of it.',
  ],
  sources: [
    writeUp('S1', 'About 3 ms, kinds of tokenizer, four characters a token, rejection over the window.'),
    { key: 'HF tokenizers', title: 'hf-internal-testing/tokenizers-bench, baseline', detail: 'Llama 3 tokenizer, one thread: 6.49 MB in 1,591 ms.' },
    { key: 'Sennrich 2016', title: 'Neural Machine Translation of Rare Words with Subword Units (ACL 2016)', detail: 'Byte-pair encoding for text.' },
  ],
};
