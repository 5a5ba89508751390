import type { LessonStep } from '../../learn/lesson';
import { show, showName } from '../../learn/show';
import { Button } from '../../ui/Button';

/** The way from a step to the page where its numbers can be changed. */
export function ShowMe({ step }: { step: LessonStep }) {
  const name = showName(step);
  return name === null ? null : <p><Button onClick={() => show(step)}>{name}</Button></p>;
}
