/** Texts of data modules that are translated where they are shown. */
import { LESSONS } from '../../src/app/learn/lessons';
import type { AnswerSpec, Condition, LessonStep } from '../../src/app/learn/lesson';
import { GLOSSARY_MORE } from '../../src/catalog/glossary-more';
import { OUTCOMES } from '../../src/core/trace';

const ofAnswer = (answer: AnswerSpec): string[] => (answer.kind === 'compare' ? answer.options.map(({ label }) => label) : []);
const ofCondition = (condition: Condition): string[] => (condition.kind === 'same' ? [condition.says] : []);

function ofStep(step: LessonStep): string[] {
  switch (step.kind) {
    case 'read': return [step.title, step.words];
    case 'predict': return [step.title, step.question, ...ofAnswer(step.answer), step.why, step.look];
    case 'try': return [step.title, step.task, ...step.conditions.flatMap(ofCondition), step.hint, step.why];
  }
}

/** Texts of the lessons whose `{numbers}` are filled in once they are translated. */
export const templates = (): string[] => LESSONS.flatMap(({ title, teaches, steps }) => [title, teaches, ...steps.flatMap(ofStep)]);

/** Those of the glossary that stand on other pages too are the catalogue's. */
export function* texts(): Iterable<string> {
  yield* templates();
  for (const { term, definition } of Object.values(GLOSSARY_MORE)) yield* [term, definition];
  // How a request ended, where no status says it.
  yield* OUTCOMES;
}
