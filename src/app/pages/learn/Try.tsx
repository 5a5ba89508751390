/** A task for Explore: what is wanted, and the way there. */
import { t } from '@/core/text';
import type { Lesson, TryStep } from '../../learn/lesson';
import { entryOf } from '../../learn/progress';
import { takeTask } from '../../learn/show';
import { useLearn } from '../../learn/store';
import { Button } from '../../ui/Button';
import { Picture } from './Picture';
import { Line, useStepSources, Words } from './words';

export function Try({ lesson, step }: { lesson: Lesson; step: TryStep }) {
  const done = useLearn((s) => entryOf(s.progress, lesson.id, step.id) !== null);
  const sources = useStepSources(step);
  return (
    <>
      <h4 className="lesson-title"><Line text={t(step.title)} sources={sources} /></h4>
      <div className="lesson-text"><Words text={t(step.task)} sources={sources} /></div>
      <p><Button kind={done ? 'plain' : 'primary'} onClick={() => takeTask(lesson, step)}>{done ? t('Do it again in Explore') : t('Try it in Explore')}</Button></p>
      {done ? <div className="lesson-text"><p role="status">{t('Done.')}</p><Words text={t(step.why)} sources={sources} /></div> : <p className="figure-summary">{t('A bar above the page says how it stands, and brings you back.')}</p>}
      <Picture trace={sources.now} before={null} />
    </>
  );
}
