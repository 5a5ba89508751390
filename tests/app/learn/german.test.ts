/** The lessons and the glossary in German: the same numbers, the same tasks, found by German words. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALL_TERMS } from '@/catalog/glossary-all';
import { listed, speak, t, type Catalogue } from '@/core/text';
import { optionsOf } from '@/app/learn/answer';
import { deckOfLesson } from '@/app/learn/deck-of';
import { LESSONS } from '@/app/learn/lessons';
import { lessonState, overallText, searchTerms, spokenTerms, verdictText } from '@/app/pages/learn/view';
import { unknownValues } from '@/app/present/values';
import { templates } from '../../../scripts/messages/data-learn';
import { stepsOf } from './support';

const read = (area: string): Catalogue => JSON.parse(readFileSync(new URL(`../../../src/messages/de/${area}.json`, import.meta.url), 'utf8')) as Catalogue;
const GERMAN: Catalogue = { ...read('catalog'), ...read('learn') };

const placeholders = (text: string): string[] => [...text.matchAll(/\{[^{}]*\}/g)].map(([name]) => name).sort();

beforeEach(() => speak('de', GERMAN));
afterEach(() => speak('en'));

describe('the words of the lessons', () => {
  it.each([...new Set(templates())])('%s names the same numbers in German', (english) => {
    const german = GERMAN[english];
    expect(german).toBeDefined();
    expect(placeholders(german ?? '')).toEqual(placeholders(english));
    expect(unknownValues(german ?? '')).toEqual([]);
    // Paragraphs stay paragraphs.
    expect(german?.split(/\n{2,}/).length).toBe(english.split(/\n{2,}/).length);
  });

  it('write the figures of the English words, with a decimal comma', () => {
    const figures = (text: string, point: string, group: string): string[] =>
      [...text.replace(/\{[^{}]*\}/g, '').matchAll(/\d[\d.,]*/g)].map(([figure]) => figure.replace(/[.,]$/, '').replaceAll(group, '').replace(point, '.')).sort();
    for (const english of templates()) {
      // Names of models and cards keep their points.
      const plain = (text: string): string => text.replaceAll('Llama 3.1', 'Llama').replace('64 times', '64').replace('64-mal', '64').replaceAll('Sixteen-bit', '16 bit');
      expect(figures(plain(GERMAN[english] ?? ''), ',', '.'), english).toEqual(figures(plain(english), '.', ','));
    }
  });

  it('call the controls of the request card what they are called there', () => {
    const card = new Set([...Object.values(read('request')), ...Object.values(read('shell'))].map((text) => text.toLowerCase()));
    for (const [name, { hint }] of stepsOf('try')) {
      for (const [, control = ''] of (GERMAN[hint] ?? '').matchAll(/„([^“]+)“/g)) expect(card, name).toContain(control.toLowerCase());
    }
  });

  it('keep options that can be told apart', () => {
    for (const [name, { answer }] of stepsOf('predict')) {
      const labels = optionsOf(answer).map(({ label }) => label);
      expect(new Set(labels).size, name).toBe(labels.length);
    }
  });

  it('can be given as a talk', () => {
    for (const lesson of LESSONS) {
      const deck = deckOfLesson(lesson);
      expect(deck?.title).toBe(GERMAN[lesson.title]);
      for (const { words } of deck?.steps ?? []) expect(Object.values(GERMAN)).toContain(words);
    }
  });
});

describe('what the page says', () => {
  it('is German', () => {
    expect(overallText({ done: 2, steps: 77, right: 1, predicted: 1 })).toBe('2 von 77 Schritten erledigt, 1 von 1 Vorhersagen richtig');
    const [lesson] = LESSONS;
    if (lesson === undefined) throw new Error('no lessons');
    expect(lessonState({ done: 0, steps: 8, right: 0, predicted: 0 }, lesson)).toEqual({ words: '8 Schritte, etwa 8 Minuten. Nach S0, S1, S3, S4.', action: 'Beginnen' });
    const options = [{ id: 'a', label: 'A' }, { id: 'b', label: 'B' }, { id: 'c', label: 'C' }];
    expect(verdictText(options, { right: ['a', 'b'] }, 'c')).toBe('Nein. Du sagtest: C. Berechnet: A oder B.');
    expect(listed(['a', 'b'], 'disjunction')).toBe('a oder b');
  });
});

describe('the glossary', () => {
  it('has every term and definition', () => {
    for (const { term, definition } of ALL_TERMS) {
      expect(GERMAN[term], term).toBeDefined();
      expect(GERMAN[definition], term).toMatch(/[.!?“]$/);
    }
  });

  it('is in the order of the German alphabet, and found by German and by English words', () => {
    const terms = spokenTerms(ALL_TERMS);
    expect(terms).toHaveLength(ALL_TERMS.length);
    expect(new Set(terms.map(({ term }) => term.toLowerCase())).size).toBe(terms.length);
    const names = terms.map(({ term }) => term);
    expect(names).toEqual([...names].sort(new Intl.Collator('de-DE', { sensitivity: 'base', numeric: true }).compare));
    for (const word of ['Kaltstart', 'cold start']) expect(searchTerms(terms, word)[0]).toMatchObject({ id: 'cold-start', term: 'Kaltstart', english: 'Cold start' });
    expect(searchTerms(terms, 'ttft')[0]).toMatchObject({ term: 'TTFT', english: null });
    expect(searchTerms(terms, t('No term has these words. Try fewer of them.'))).toEqual([]);
  });
});
