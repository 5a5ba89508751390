/** A step to be read; being shown is all it asks. */
import { useEffect } from 'react';
import { t } from '@/core/text';
import type { Lesson, ReadStep } from '../../learn/lesson';
import { note } from '../../learn/store';
import { Picture } from './Picture';
import { ShowMe } from './ShowMe';
import { Line, useStepSources, Words } from './words';

export function Read({ lesson, step }: { lesson: Lesson; step: ReadStep }) {
  const sources = useStepSources(step);
  useEffect(() => note(lesson.id, step.id, { result: 'done' }), [lesson.id, step.id]);
  return (
    <>
      <h4 className="lesson-title"><Line text={t(step.title)} sources={sources} /></h4>
      <div className="lesson-text"><Words text={t(step.words)} sources={sources} /></div>
      {step.situation !== undefined && <Picture trace={sources.now} before={sources.was} />}
      <ShowMe step={step} />
    </>
  );
}
