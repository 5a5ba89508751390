/** Words of a lesson with their computed numbers. */
import { useMemo } from 'react';
import { answerSources } from '../../learn/answer';
import { useComputing } from '../../learn/computing';
import type { LessonStep } from '../../learn/lesson';
import { fillWords, type Sources } from '../../present/values';
import { useFleetSources } from '../../present/fleet-sources';

/** Titles in lists stand without their numbers. */
export const plainTitle = (title: string): string => title.replace(/\s*\{[\w.]+\}\s*/g, ' … ').trim();

/** In one line: titles, and what follows other words. */
export function Line({ text, sources }: { text: string; sources: Sources }) {
  return fillWords(text, sources).map((part, i) => (part.value ? <b key={i} className="learn-value">{part.text}</b> : <span key={i}>{part.text}</span>));
}

/** In paragraphs, a blank line between. */
export function Words({ text, sources }: { text: string; sources: Sources }) {
  return text.split(/\n{2,}/).map((paragraph) => <p key={paragraph}><Line text={paragraph} sources={sources} /></p>);
}

/** The traces and fleets that a step may name numbers of, as they become known. */
export function useStepSources(step: LessonStep): Sources {
  const computing = useComputing();
  const sources = useMemo(() => answerSources(step, computing), [step, computing]);
  const { fleet, other } = useFleetSources(step.kind === 'read' ? step.fleet : undefined);
  return useMemo(() => ({ ...sources, fleet, other }), [sources, fleet, other]);
}
