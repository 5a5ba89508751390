/** In German an import says the same of a file, and takes the same out of it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import { speak, type Catalogue } from '@/core/text';
import { DEFAULT_RULES, importTrace, parseRules } from '@/remote';

const read = (area: string): Catalogue => JSON.parse(readFileSync(new URL(`../../src/messages/de/${area}.json`, import.meta.url), 'utf8')) as Catalogue;
const GERMAN = { ...read('core'), ...read('remote') };
const inGerman = <T>(work: () => T): T => {
  speak('de', GERMAN);
  try {
    return work();
  } finally {
    speak('en');
  }
};
beforeAll(() => speak('en'));
afterAll(() => speak('en'));

const span = (name: string, from: number, to: number, id: string, more: object = {}): object =>
  ({ traceId: 'aa', spanId: id, name, startTimeUnixNano: String(from * 1e6), endTimeUnixNano: String(to * 1e6), ...more });
const otlp = (...spans: object[]): string => JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const attribute = (key: string, doubleValue: number): object => ({ key, value: { doubleValue } });

/** Words of English sentences that no German one has. */
const ENGLISH = /\b(the|is|of|not|file|and|its|with|must|none)\b/i;

const BROKEN: Record<string, string> = {
  empty: '',
  'not JSON': '{"a": ',
  'a list': '[1, 2]',
  'a number': '3',
  'an object': '{"a": 1}',
  'nothing in it': '{}',
  'too deep': `${'['.repeat(200)}${']'.repeat(200)}`,
  'events without length': JSON.stringify([{ ph: 'i', ts: 1, name: 'x' }]),
  'events half begun': JSON.stringify([{ ph: 'B', ts: 1, name: 'x', pid: 1, tid: 1 }]),
  'no spans': otlp(),
  'no known spans': otlp(span('nobody', 0, 1, '01')),
  'an archive of nothing': JSON.stringify({ log: { entries: [] } }),
  'a table without columns': 'record,index\nspan,0\n',
};

describe('an import in German', () => {
  it.each(Object.entries(BROKEN))('says what is wrong: %s', (_, text) => {
    const english = importTrace(text);
    const german = inGerman(() => importTrace(text));
    if (english.ok || german.ok) throw new Error('the file was read');
    expect(german.error.code).toBe(english.error.code);
    expect(ENGLISH.test(english.error.message + english.error.action)).toBe(true);
    // What JSON.parse says is the browser's own and stays.
    expect(german.error.message.replace(/: [^:]*JSON at position.*$|: (Unexpected|Expected).*$/s, '')).not.toMatch(ENGLISH);
    expect(german.error.action).not.toMatch(ENGLISH);
  });

  it('notes the same things with a decimal comma, and makes the same trace', () => {
    const file = otlp(
      span('queue', 0, 10.5, '01'), span('nobody knows', 10.5, 45, '02'), span('decode', 45, 100, '03', { attributes: [attribute('gen_ai.usage.input_tokens', 7)] }),
      span('chat gpt', 100, 120, '04', { attributes: [{ key: 'openinference.span.kind', value: { stringValue: 'LLM' } }, { key: 'gen_ai.response.model', value: { stringValue: 'no-such-model' } }] }),
    );
    const english = expectOk(importTrace(file));
    const german = inGerman(() => expectOk(importTrace(file)));
    expect(german.trace).toEqual(english.trace);
    expect(german.notes).toHaveLength(english.notes.length);
    expect(german.notes.join('\n')).toContain('34,5 ms von 120 ms');
    for (const note of german.notes) expect(note).not.toMatch(ENGLISH);
  });

  it('names what is wrong with rules', () => {
    for (const rules of [{ ...DEFAULT_RULES, version: 9 }, { ...DEFAULT_RULES, rules: [{ match: {}, place: null }] }, { ...DEFAULT_RULES, rules: [{ match: { name: '' }, place: null }] }]) {
      const refused = inGerman(() => parseRules(rules));
      if (refused.ok) throw new Error('the rules were taken');
      expect(`${refused.error.message} ${refused.error.action}`).not.toMatch(ENGLISH);
    }
  });
});
