/** What the reader has done, as it is kept: validated when read, so that nothing stored can break the page. Pure. */
import * as v from 'valibot';
import type { Lesson } from './lesson';

export const PROGRESS_VERSION = 1;
/** Far more than there will ever be; what is stored is not to be trusted. */
const MOST_ENTRIES = 500;
const NAME_CHARS = 80;

const RESULTS = ['done', 'right', 'wrong'] as const;
const name = v.pipe(v.string(), v.maxLength(NAME_CHARS));
const EntrySchema = v.strictObject({ result: v.picklist(RESULTS), choice: v.optional(name) });
const bounded = <T extends v.GenericSchema>(entry: T) =>
  v.pipe(v.record(name, entry), v.check((record) => Object.keys(record).length <= MOST_ENTRIES, 'has too many entries'));
const ProgressSchema = v.object({
  version: v.literal(PROGRESS_VERSION),
  /** By lesson and step. */
  steps: bounded(bounded(v.unknown())),
  at: v.optional(v.unknown()),
});
const AtSchema = v.object({ lesson: name, step: v.pipe(v.number(), v.integer(), v.minValue(0)) });

/** 'done' for what was read or tried; 'right' or 'wrong' for what was predicted, with the option chosen. */
export type Entry = v.InferOutput<typeof EntrySchema>;
export interface Progress {
  readonly steps: Readonly<Record<string, Readonly<Record<string, Entry>>>>;
  /** The lesson and the step (counted from 0) last looked at; null at the list of lessons. */
  readonly at: { readonly lesson: string; readonly step: number } | null;
}
export const NO_PROGRESS: Progress = { steps: {}, at: null };

/** Reads what was stored. Whatever is broken, of another version or of a lesson that is gone is left out; never throws. */
export function parseProgress(text: string | null, lessons: readonly Lesson[]): Progress {
  let input: unknown;
  try {
    input = JSON.parse(text ?? 'null');
  } catch {
    return NO_PROGRESS;
  }
  const parsed = v.safeParse(ProgressSchema, input);
  if (!parsed.success) return NO_PROGRESS;
  const { steps, at } = parsed.output;
  const kept = lessons.flatMap((lesson) => {
    const stored = Object.hasOwn(steps, lesson.id) ? steps[lesson.id] : undefined;
    if (stored === undefined) return [];
    const entries = lesson.steps.flatMap(({ id, kind }): [string, Entry][] => {
      const entry = v.safeParse(EntrySchema, Object.hasOwn(stored, id) ? stored[id] : undefined);
      return entry.success && (entry.output.result === 'done') === (kind !== 'predict') ? [[id, entry.output]] : [];
    });
    return entries.length === 0 ? [] : [[lesson.id, Object.fromEntries(entries)] as const];
  });
  const place = v.safeParse(AtSchema, at);
  const lesson = place.success ? lessons.find(({ id }) => id === place.output.lesson) : undefined;
  return {
    steps: Object.fromEntries(kept),
    at: lesson === undefined || !place.success ? null : { lesson: lesson.id, step: Math.min(place.output.step, lesson.steps.length - 1) },
  };
}

export const writeProgress = (progress: Progress): string => JSON.stringify({ version: PROGRESS_VERSION, ...progress });

export const entryOf = (progress: Progress, lesson: string, step: string): Entry | null => progress.steps[lesson]?.[step] ?? null;

export const withEntry = (progress: Progress, lesson: string, step: string, entry: Entry | null): Progress => {
  const { [step]: _, ...others } = progress.steps[lesson] ?? {};
  return { ...progress, steps: { ...progress.steps, [lesson]: entry === null ? others : { ...others, [step]: entry } } };
};

export interface Tally { readonly done: number; readonly steps: number; readonly right: number; readonly predicted: number }

/** How far the reader has come in these lessons. */
export function tallyOf(progress: Progress, lessons: readonly Lesson[]): Tally {
  const entries = lessons.flatMap((lesson) => lesson.steps.flatMap(({ id }) => entryOf(progress, lesson.id, id) ?? []));
  return {
    done: entries.length,
    steps: lessons.reduce((sum, lesson) => sum + lesson.steps.length, 0),
    right: entries.filter(({ result }) => result === 'right').length,
    predicted: entries.filter(({ result }) => result !== 'done').length,
  };
}

/** The first step that has not been done; 0 where all have. */
export const firstOpen = (progress: Progress, lesson: Lesson): number => Math.max(0, lesson.steps.findIndex(({ id }) => entryOf(progress, lesson.id, id) === null));
