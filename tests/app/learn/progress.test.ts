/** What is kept of the reader: read back as written, and never a reason to break. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LESSONS } from '@/app/learn/lessons';
import { entryOf, firstOpen, NO_PROGRESS, parseProgress, tallyOf, withEntry, writeProgress, type Entry, type Progress } from '@/app/learn/progress';

const steps = LESSONS.flatMap((lesson) => lesson.steps.map((step) => ({ lesson, step })));
const choice = fc.string({ minLength: 1, maxLength: 20 });
/** Any progress that can come about by using the page. */
const progress: fc.Arbitrary<Progress> = fc.tuple(
  fc.subarray(steps).chain((some) => fc.tuple(...some.map(({ lesson, step }) => (step.kind === 'predict'
    ? fc.record({ result: fc.constantFrom('right', 'wrong'), choice }) : fc.constant<Entry>({ result: 'done' })).map((entry) => ({ lesson, step, entry }))))),
  fc.option(fc.constantFrom(...LESSONS).chain((lesson) => fc.nat(lesson.steps.length - 1).map((step) => ({ lesson: lesson.id, step })))),
).map(([entries, at]) => ({ ...entries.reduce((sum, { lesson, step, entry }) => withEntry(sum, lesson.id, step.id, entry), NO_PROGRESS), at }));

describe('progress', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(progress, (before) => {
      expect(parseProgress(writeProgress(before), LESSONS)).toEqual(before);
    }));
  });

  it('of any other kind is left out, and nothing is thrown', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.constant(null)), (text) => {
      const read = parseProgress(text, LESSONS);
      expect(tallyOf(read, LESSONS).done).toBeLessThanOrEqual(steps.length);
    }), { numRuns: 500 });
  });

  it('keeps what is sound of what is partly broken', () => {
    const [first] = LESSONS;
    const [read, predict] = [first?.steps[0], first?.steps[1]];
    if (first === undefined || read?.kind !== 'read' || predict?.kind !== 'predict') throw new Error('the first lesson begins otherwise');
    const stored = (entries: unknown, more: object = {}): Progress => parseProgress(JSON.stringify({ version: 1, steps: { [first.id]: entries, gone: { a: { result: 'done' } } }, ...more }), LESSONS);
    const broken = stored({ [read.id]: { result: 'done' }, [predict.id]: { result: 'perfect' }, nowhere: { result: 'done' }, __proto__: { result: 'done' } });
    expect(broken.steps).toEqual({ [first.id]: { [read.id]: { result: 'done' } } });
    // A prediction is right or wrong, a reading is done.
    expect(stored({ [read.id]: { result: 'right' }, [predict.id]: { result: 'done' } }).steps).toEqual({});
    expect(stored({}, { at: { lesson: first.id, step: 1e9 } }).at).toEqual({ lesson: first.id, step: first.steps.length - 1 });
    expect(stored({}, { at: { lesson: 'gone', step: 0 } }).at).toBeNull();
    expect(stored({ [read.id]: { result: 'done' } }, { version: 2 })).toEqual(NO_PROGRESS);
  });

  it('counts what was done and what was right, and knows where to go on', () => {
    fc.assert(fc.property(progress, (before) => {
      const tally = tallyOf(before, LESSONS);
      const entries = steps.flatMap(({ lesson, step }) => entryOf(before, lesson.id, step.id) ?? []);
      expect(tally).toEqual({
        done: entries.length, steps: steps.length, right: entries.filter(({ result }) => result === 'right').length,
        predicted: entries.filter(({ choice: chosen }) => chosen !== undefined).length,
      });
      for (const lesson of LESSONS) {
        const next = firstOpen(before, lesson);
        const open = lesson.steps.map(({ id }) => entryOf(before, lesson.id, id) === null);
        expect(open.slice(0, next).some(Boolean)).toBe(false);
        if (open.some(Boolean)) expect(open[next]).toBe(true);
      }
    }));
  });

  it('forgets a single step', () => {
    const [{ lesson, step } = { lesson: null, step: null }] = steps;
    if (lesson === null) throw new Error('no steps');
    const noted = withEntry(NO_PROGRESS, lesson.id, step.id, { result: 'done' });
    expect(entryOf(withEntry(noted, lesson.id, step.id, null), lesson.id, step.id)).toBeNull();
  });
});
