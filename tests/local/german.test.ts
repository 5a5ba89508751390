/** What a failure on this machine is called in German. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { speak, type Catalogue } from '@/core/text';
import { adapterWords, cpuAdapter, UNNAMED_GPU } from '@/local/adapter';
import { classify, LocalFailure, type Doing } from '@/local/errors';
import { LOCAL_MODELS } from '@/local/models';
import { resolveSource } from '@/local/model-source';

const GERMAN = JSON.parse(readFileSync(new URL('../../src/messages/de/local.json', import.meta.url), 'utf8')) as Catalogue;
const DOINGS: readonly Doing[] = ['inspect', 'load', 'remove', 'count', 'keep', 'prefill', 'decode'];
const CAUSES = ['boom', 'bad_alloc', 'device is lost'] as const;

afterEach(() => speak('en'));

describe('failures on this machine', () => {
  it('say in every language what was being done, each in its own words', () => {
    for (const cause of CAUSES) {
      const said = (['en', 'de'] as const).map((language) => {
        speak(language, language === 'de' ? GERMAN : {});
        return DOINGS.map((doing) => classify(new Error(cause), doing));
      });
      const [english = [], german = []] = said;
      expect(new Set(english.map(({ message }) => message)).size).toBe(DOINGS.length);
      expect(new Set(german.map(({ message }) => message)).size).toBe(DOINGS.length);
      german.forEach((error, i) => {
        expect(error.code).toBe(english[i]?.code);
        expect(error.message).toContain(cause);
        expect(`${error.message} ${error.action}`).not.toMatch(/\b(the|was|again|for)\b/);
      });
    }
  });

  it('name the models that there are, whatever the language', () => {
    speak('de', GERMAN);
    expect(() => resolveSource('nobody knows', { modelsUrl: 'https://a.example/', hubUrl: 'https://b.example/' })).toThrow(LocalFailure);
    try {
      resolveSource('nobody knows', { modelsUrl: 'https://a.example/', hubUrl: 'https://b.example/' });
    } catch (cause) {
      const { error } = cause as LocalFailure;
      expect(error.message).toBe('Ein Modell namens „nobody knows“ gibt es nicht.');
      for (const { id } of LOCAL_MODELS) expect(error.action).toContain(id);
    }
  });

  it('adapters are English in a trace and German on the page', () => {
    speak('de', GERMAN);
    expect(cpuAdapter(1)).toBe('CPU, 1 thread');
    expect([1, 8].map((threads) => adapterWords(cpuAdapter(threads)))).toEqual(['CPU, 1 Thread', 'CPU, 8 Threads']);
    expect(adapterWords(UNNAMED_GPU)).toBe('unbenannte GPU');
    expect(adapterWords('Apple M3')).toBe('Apple M3');
    speak('en');
    for (const threads of [1, 8]) expect(adapterWords(cpuAdapter(threads))).toBe(cpuAdapter(threads));
  });

  it('models are described in German', () => {
    for (const { note } of LOCAL_MODELS) expect(GERMAN[note]).toBeTypeOf('string');
  });
});
