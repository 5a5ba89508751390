/** A lesson as a talk. Pure. */
import { expectOk } from '@/core/result';
import { t } from '@/core/text';
import { DECK_VERSION, parseDeck, type Deck, type DeckInput } from '../present/deck';
import type { Lesson, Situation } from './lesson';

/** A lesson's readings as a talk: the same words and scenes, large, in the reader's language. Null for a lesson without any. */
export function deckOfLesson(lesson: Lesson): Deck | null {
  const steps = lesson.steps.flatMap((step): DeckInput['steps'] => (step.kind !== 'read' ? [] : [{
    title: t(step.title), words: t(step.words), notes: t(lesson.teaches), scene: step.scene,
    ...situationOf(step.situation), ...(step.before === undefined ? {} : { before: situationOf(step.before) }), ...(step.fleet === undefined ? {} : { fleet: step.fleet }),
  }]));
  return steps.length === 0 ? null : expectOk(parseDeck({ deckVersion: DECK_VERSION, id: `lesson-${lesson.id}`, title: t(lesson.title), minutes: lesson.minutes, steps } satisfies DeckInput));
}

const situationOf = ({ preset, change }: Situation = {}): Pick<DeckInput['steps'][number], 'preset' | 'change'> => ({
  ...(preset === undefined ? {} : { preset }), ...(change === undefined ? {} : { change }),
});
