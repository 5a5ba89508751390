/** The readable parameters of the view: `?page=levers&at=inference&theme=dark&axis=log&t=123.4`. */
import { isPlaceId } from '@/core/stage';
import { t } from '@/core/text';
import { LESSON_STEPS } from '../learn/lesson-steps';
import { PAGES } from '../pages/pages';
import { AXES, DEFAULT_VIEW, ROWS, THEMES, type LinkView } from './state';

/** Far beyond any run; a playhead or zoom past it is not one. */
const MAX_MS = 1e9;

/** Times in links are kept to the microsecond. */
const writeMs = (timeMs: number): string => String(Math.round(timeMs * 1000) / 1000);

function readMs(text: string): number | undefined {
  const value = /^\d{1,10}(\.\d{1,6})?$/.test(text) ? Number(text) : NaN;
  return value <= MAX_MS ? value : undefined;
}

export interface ViewParam<T> {
  param: string;
  /** Null: nothing to write. */
  write: (value: T) => string | null;
  read: (text: string) => T | undefined;
  expects: () => string;
}

/** What is wrong with a step beside its lesson; null for nothing. */
export function stepFault({ lesson, step }: LinkView): string | null {
  if (step === null) return null;
  if (lesson === null) return t('it needs a lesson beside it');
  const steps = LESSON_STEPS[lesson] ?? 0;
  return step > steps ? t('the lesson has {count} steps', { count: steps }) : null;
}

const choice = <const T extends string>(param: string, names: readonly T[], standard: T): ViewParam<T> => ({
  param,
  write: (value) => (value === standard ? null : value),
  read: (text) => names.find((name) => name === text),
  expects: () => names.join(', '),
});

export const VIEW_PARAMS: { [K in keyof LinkView]: ViewParam<LinkView[K]> } = {
  page: choice('page', PAGES, DEFAULT_VIEW.page),
  stage: {
    param: 'at',
    write: (stage) => stage,
    read: (text) => (isPlaceId(text) ? text : undefined),
    expects: () => t('a stage such as {stage}', { stage: 'inference' }),
  },
  theme: choice('theme', THEMES, DEFAULT_VIEW.theme),
  axis: choice('axis', AXES, DEFAULT_VIEW.axis),
  rows: choice('rows', ROWS, DEFAULT_VIEW.rows),
  zoom: {
    param: 'zoom',
    write: (zoom) => (zoom === null ? null : `${writeMs(zoom.startMs)}-${writeMs(zoom.endMs)}`),
    read: (text) => {
      const [start = '', end = '', ...more] = text.split('-');
      const startMs = readMs(start);
      const endMs = readMs(end);
      return startMs === undefined || endMs === undefined || endMs <= startMs || more.length > 0 ? undefined : { startMs, endMs };
    },
    expects: () => t('two times in ms such as 10-250'),
  },
  timeMs: {
    param: 't',
    write: (timeMs) => (timeMs === null ? null : writeMs(timeMs)),
    read: readMs,
    expects: () => t('a time in ms'),
  },
  lesson: {
    param: 'lesson',
    write: (lesson) => lesson,
    read: (text) => (Object.hasOwn(LESSON_STEPS, text) ? text : undefined),
    expects: () => t('a lesson: {lessons}', { lessons: Object.keys(LESSON_STEPS).join(', ') }),
  },
  step: {
    param: 'step',
    write: (step) => (step === null ? null : String(step)),
    read: (text) => (/^[1-9]\d?$/.test(text) ? Number(text) : undefined),
    expects: () => t('a step of the lesson, counted from 1'),
  },
};
