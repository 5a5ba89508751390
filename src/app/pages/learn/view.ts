/** What the page says about progress, answers and terms. Pure. */
import type { GlossaryEntry } from '@/catalog/glossary';
import type { Answer, Option } from '../../learn/answer';
import type { Lesson } from '../../learn/lesson';
import type { Entry, Tally } from '../../learn/progress';

/** "12 of 78 steps done, 9 of 11 predictions right" */
export const overallText = ({ done, steps, right, predicted }: Tally): string =>
  `${String(done)} of ${String(steps)} steps done${predicted === 0 ? '' : `, ${String(right)} of ${String(predicted)} predictions right`}`;

/** What the list says of a lesson, and what its button does. */
export function lessonState(tally: Tally, { minutes, sources }: Lesson): { words: string; action: string } {
  const length = `${String(tally.steps)} steps, about ${String(minutes)} minutes. After ${sources}.`;
  if (tally.done === 0) return { words: length, action: 'Begin' };
  return { words: `${overallText(tally)}. ${length}`, action: tally.done < tally.steps ? 'Go on' : 'Look again' };
}

/** What stands beside a step in the lesson's list. */
export const STATE_WORDS = { right: 'right', wrong: 'not as expected', done: 'done' } as const satisfies Record<Entry['result'], string>;

const labelOf = (options: readonly Option[], id: string): string => options.find((option) => option.id === id)?.label ?? id;

/** "Right: Cap the answer." or "Not so: it is Cap the answer, not Streaming." */
export function verdictText(options: readonly Option[], { right }: Pick<Answer, 'right'>, choice: string): string {
  const answers = right.map((id) => labelOf(options, id)).join(', or ');
  if (right.length === 0) return 'None of these does anything here.';
  if (!right.includes(choice)) return `Not so. You said: ${labelOf(options, choice)}. Computed: ${answers}.`;
  return right.length === 1 ? `Right: ${answers}.` : `Right. These come to the same: ${answers}.`;
}

/** Terms that match every word of a search, in name, definition or source; those that match by name first. */
export function searchTerms<T extends GlossaryEntry>(terms: readonly T[], search: string): readonly T[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '');
  const byName = ({ term }: T): boolean => words.every((word) => term.toLowerCase().includes(word));
  const found = terms.filter(({ term, definition, source }) => words.every((word) => `${term} ${definition} ${source}`.toLowerCase().includes(word)));
  return [...found.filter(byName), ...found.filter((entry) => !byName(entry))];
}
