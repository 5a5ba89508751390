/** `tokenizer.json` against an independent SentencePiece BPE over the original vocabulary. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MODEL_FOLDER } from '../../scripts/embedded-model/convert.ts';
import { readPackageData } from './oracle/llama2c.ts';
import { OracleTokenizer } from './oracle/sentencepiece.ts';

const json = (name: string): object => JSON.parse(readFileSync(join(MODEL_FOLDER, name), 'utf8')) as object;
const tokenizer = new Tokenizer(json('tokenizer.json'), json('tokenizer_config.json'));
const oracle = new OracleTokenizer(readPackageData().tokenizer);

const encode = (text: string): number[] => tokenizer.encode(text).ids;
const decode = (ids: number[]): string => tokenizer.decode(ids, { skip_special_tokens: true });

const CORPUS: readonly string[] = [
  'Once upon a time, there was a little girl named Lily.',
  '"Where are you?" asked Mom. "I\'m here — under the table!"',
  'a', ' ', '  ', 'A', '\n', '\t', '\r\n', '\u00a0', '\u200b', '\ufeff',
  ' leading', 'trailing ', '  two  spaces  ', 'a   b    c     d', ' '.repeat(15), ' '.repeat(16), ' '.repeat(17), ' '.repeat(33), `${' '.repeat(40)}end`, `start${' '.repeat(21)}`,
  'line one\nline two\n\n\tindented\r\n  windows', '\n\n\n\n', '\t\t\tx',
  '0', '7', '42', '1234567890', '3.14159', '1,000,000', '-12e+34', '٣٤٥', '१२३', '²³¹', 'Ⅻ', '½',
  'naïve café Ångström façade œuvre', 'e\u0301 decomposed, \u00e9 composed', 'ﬁ ligature', 'ﷺ ﷽', 'Straße GROẞ ÿ',
  'Привет, мир! Ёлка', 'Γειά σου Κόσμε', 'مرحبا بالعالم', 'שלום עולם', 'नमस्ते दुनिया', 'สวัสดีชาวโลก', '안녕하세요 세계', 'こんにちは世界', '你好，世界。', '龘靐齉', '𠜎𠜱𠝹',
  '😀', '🙂🙃', '👩‍👩‍👧‍👦 family', '🇳🇱 flag', '👍🏽', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🧿🫠', 'text😀text',
  '∑∫√∞≠≤≥±×÷', '→←↑↓⇒', '█▓▒░', '┌─┐│└┘', '𝔘𝔫𝔦𝔠𝔬𝔡𝔢', 'Z̸̢͉a̵l̶g̷o̸',
  'for (let i = 0; i < 10; i++) { console.log(`${i}`); }', 'def f(x):\n    return x ** 2\n', '<html><body>&nbsp;</body></html>', 'https://example.org/a?b=c&d=%20#e', 'user@example.org', 'C:\\path\\to', '\\n \\t \\u0041',
  'hello_world HelloWorld helloWorld HELLO', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'ababababababab', 'supercalifragilisticexpialidocious', 'xqzjkvbwpfgh',
  '!!!???...,,,;;;:::', '((([[[{{{', '"\'`´‘’“”«»', '…', '---', '___', '$€£¥₿', '#@%^&*~|',
  '▁', 'a▁b', '▁▁x', '<0x0A>', '<0xE2><0x96><0x81>', '< s >', '[INST]', '\u0000', '\u0001\u0002\u001f\u007f', '\u0085\u2028\u2029', '\u{10ffff}', '\ufffd', '\ufffe\uffff', '\u0301',
];

describe('encoding equals SentencePiece', () => {
  it.each(CORPUS)('of %j', (text) => {
    expect(encode(text)).toEqual(oracle.encode(text));
  });

  it('of nothing: the beginning of a text alone', () => {
    expect(encode('')).toEqual([1]);
    expect(oracle.encode('')).toEqual([1]);
  });

  it('of every piece of the vocabulary', () => {
    const decoder = (id: number): string => oracle.decode([id]);
    const different: number[] = [];
    for (let id = 259; id < oracle.size; id += 1) {
      for (const text of [decoder(id), `x${decoder(id)}`]) {
        if (encode(text).join() !== oracle.encode(text).join()) different.push(id);
      }
    }
    expect(different).toEqual([]);
  });

  it('of random strings', () => {
    const units = [
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.stringMatching(/^[ \n\t]*$/),
      fc.stringMatching(/^[0-9., ]*$/),
      fc.constantFrom(...CORPUS),
      fc.integer({ min: 259, max: oracle.size - 1 }).map((id) => oracle.decode([id])),
    ] as const;
    fc.assert(
      fc.property(fc.array(fc.oneof(...units), { maxLength: 12 }).map((parts) => parts.join('')), (text) => {
        expect(encode(text)).toEqual(oracle.encode(text));
      }),
      { seed: 20230723, numRuns: 2000 },
    );
  });

  it('of lone surrogates, as the replacement character', () => {
    for (const text of ['\ud800', 'a\udfffb', '\udc00\ud800']) expect(encode(text)).toEqual(oracle.encode(text));
  });
});

describe('decoding', () => {
  // The mark for a space comes back as a space; the library's byte decoder drops a byte order mark.
  const comesBack = (text: string): boolean => !/[\u2581\ufeff]/u.test(text);

  it.each(CORPUS.filter(comesBack))('gives back %j', (text) => {
    expect(decode(encode(text))).toBe(text);
  });

  it('gives back random well-formed strings', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }).filter((text) => text !== '' && comesBack(text)), (text) => {
        expect(decode(encode(text))).toBe(text);
      }),
      { seed: 20230724, numRuns: 1000 },
    );
  });

  it('of random ids equals SentencePiece', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 259, max: oracle.size - 1 }), { minLength: 1, maxLength: 20 }), (ids) => {
        expect(decode(ids)).toBe(oracle.decode(ids));
      }),
      { seed: 20230725, numRuns: 1000 },
    );
  });
});

describe('control pieces', () => {
  // SentencePiece never reads them from text; Hugging Face tokenizers do, for this vocabulary as for the hub's.
  it('typed in the prompt are read as ids, as Hugging Face tokenizers do', () => {
    expect(encode('</s>')).toEqual([1, 2]);
  });
});
