/** What the page says about progress, answers and terms. Pure. */
import type { GlossaryEntry } from '@/catalog/glossary';
import type { NamedTerm } from '@/catalog/glossary-all';
import { locale, msg, t } from '@/core/text';
import type { Answer, Option } from '../../learn/answer';
import type { Lesson } from '../../learn/lesson';
import type { Entry, Tally } from '../../learn/progress';

/** "12 of 78 steps done, 9 of 11 predictions right" */
export const overallText = ({ done, steps, right, predicted }: Tally): string =>
  predicted === 0 ? t('{done} of {steps} steps done', { done, steps }) : t('{done} of {steps} steps done, {right} of {predicted} predictions right', { done, steps, right, predicted });

/** What the list says of a lesson, and what its button does. */
export function lessonState(tally: Tally, { minutes, sources }: Lesson): { words: string; action: string } {
  const length = t('{steps} steps, about {minutes} minutes. After {sources}.', { steps: tally.steps, minutes, sources });
  if (tally.done === 0) return { words: length, action: t('Begin') };
  return { words: `${overallText(tally)}. ${length}`, action: tally.done < tally.steps ? t('Go on') : t('Look again') };
}

/** What stands beside a step in the lesson's list. */
export const STATE_WORDS = { right: msg('right'), wrong: msg('not as expected'), done: msg('done') } as const satisfies Record<Entry['result'], string>;

const labelOf = (options: readonly Option[], id: string): string => options.find((option) => option.id === id)?.label ?? id;

/** "Right: Cap the answer." or "Not so: it is Cap the answer, not Streaming." */
export function verdictText(options: readonly Option[], { right }: Pick<Answer, 'right'>, choice: string): string {
  const answers = right.map((id) => labelOf(options, id)).reduce((first, second) => (first === '' ? second : t('{first}, or {second}', { first, second })), '');
  if (right.length === 0) return t('None of these does anything here.');
  if (!right.includes(choice)) return t('Not so. You said: {said}. Computed: {answers}.', { said: labelOf(options, choice), answers });
  return right.length === 1 ? t('Right: {answers}.', { answers }) : t('Right. These come to the same: {answers}.', { answers });
}

/** A term as the reader's language has it. */
export interface SpokenTerm extends NamedTerm {
  /** Its English name; null where it goes by that, spelled as the language does. */
  readonly english: string | null;
}

/** “All-Reduce” and “All-reduce” are one name. */
const letters = (term: string): string => term.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** The terms in the reader's language, in the order of its alphabet. */
export const spokenTerms = (terms: readonly NamedTerm[]): readonly SpokenTerm[] =>
  terms.map((each) => {
    const term = t(each.term);
    return { ...each, term, definition: t(each.definition), english: letters(term) === letters(each.term) ? null : each.term };
  }).sort((a, b) => a.term.localeCompare(b.term, locale(), { sensitivity: 'base', numeric: true }));

/** Terms that match every word of a search, in name, definition or source; those that match by name first. */
export function searchTerms<T extends GlossaryEntry & { readonly english?: string | null }>(terms: readonly T[], search: string): readonly T[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const nameOf = ({ term, english }: T): string => `${term} ${english ?? ''}`;
  const matches = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const found = terms.filter((each) => matches(`${nameOf(each)} ${each.definition} ${each.source}`));
  return [...found.filter((each) => matches(nameOf(each))), ...found.filter((each) => !matches(nameOf(each)))];
}
