/** A link opens a lesson at a step; the lesson on screen stands in the link. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LESSONS } from '@/app/learn/lessons';
import { LESSON_STEPS } from '@/app/learn/lesson-steps';
import { askLesson } from '@/app/learn/linked';
import { forget, goTo, note, showPart, useLearn } from '@/app/learn/store';
import { decodeLocation } from '@/app/share';
import { hrefOf, linkState, readLocation } from '@/app/store/location';
import { useView } from '@/app/store/view';

const open = (search: string) => decodeLocation({ search, hash: '' });
const at = () => useLearn.getState().progress.at;

const address = { pathname: '/app/', search: '', hash: '' };
const openHere = (search: string): void => {
  address.search = search;
  readLocation();
};

afterEach(() => void vi.unstubAllGlobals());
beforeEach(() => {
  vi.stubGlobal('window', { location: address, matchMedia: () => ({ matches: true }) });
  forget();
  showPart('lessons');
  useView.getState().set({ page: 'learn' });
});

describe('a link to a lesson', () => {
  it('may name the lessons and steps that there are', () => {
    expect(LESSON_STEPS).toEqual(Object.fromEntries(LESSONS.map(({ id, steps }) => [id, steps.length])));
  });

  it('is read with its step', () => {
    for (const { id, steps } of LESSONS) {
      const { state, problems } = open(`?page=learn&lesson=${id}&step=${String(steps.length)}`);
      expect(problems).toEqual([]);
      expect(state.view).toMatchObject({ page: 'learn', lesson: id, step: steps.length });
    }
  });

  it.each([
    ['lesson=nope', /lesson is “nope”; it must be a lesson: path,/, null],
    ['lesson=__proto__', /lesson is “__proto__”/, null],
    ['lesson=path&step=9', /step is 9: the lesson has 8 steps/, 'path'],
    ['lesson=path&step=0', /step is “0”/, 'path'],
    ['lesson=path&step=2.5', /step is “2.5”/, 'path'],
    ['step=2', /step is 2: it needs a lesson/, null],
  ])('with %s says what is wrong and keeps the rest', (search, said, lesson) => {
    const { state, problems } = open(`?page=learn&${search}`);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(said);
    expect(problems[0]?.field).toMatch(/^(lesson|step)$/);
    expect(state.view).toMatchObject({ page: 'learn', lesson, step: null });
  });

  it('opens the step, whatever was open before, and keeps what was done', () => {
    note('tail', 'p99', { result: 'done' });
    goTo({ lesson: 'tail', step: 4 });
    showPart('glossary');
    openHere('?page=learn&lesson=tokens&step=3');
    expect(at()).toEqual({ lesson: 'tokens', step: 2 });
    expect(useLearn.getState().part).toBe('lessons');
    expect(useLearn.getState().progress.steps).toEqual({ tail: { p99: { result: 'done' } } });
  });

  it('without a step opens the first', () => {
    goTo({ lesson: 'tokens', step: 4 });
    openHere('?page=learn&lesson=tokens');
    expect(at()).toEqual({ lesson: 'tokens', step: 0 });
  });

  it('leaves the reader where he was if it names none', () => {
    goTo({ lesson: 'tokens', step: 4 });
    openHere('?page=learn');
    expect(at()).toEqual({ lesson: 'tokens', step: 4 });
  });
});

describe('the address', () => {
  it('names the lesson and step on screen', () => {
    goTo({ lesson: 'caches', step: 2 });
    expect(linkState().view).toMatchObject({ lesson: 'caches', step: 3 });
    expect(new URL(hrefOf('learn'), 'https://example.org').searchParams.get('step')).toBe('3');
    askLesson({ lesson: 'model', step: 0 });
    expect(linkState().view).toMatchObject({ lesson: 'model', step: 1 });
  });

  it('names none at the list, in the glossary and on other pages', () => {
    goTo({ lesson: 'caches', step: 2 });
    expect(hrefOf('levers')).not.toContain('lesson');
    showPart('glossary');
    expect(linkState().view).toMatchObject({ lesson: null, step: null });
    showPart('lessons');
    expect(linkState().view.lesson).toBe('caches');
    useView.getState().set({ page: 'explore' });
    expect(linkState().view.lesson).toBeNull();
    useView.getState().set({ page: 'learn' });
    goTo(null);
    expect(linkState().view).toMatchObject({ lesson: null, step: null });
  });
});
