/** One lesson: its steps beside the one that is shown. */
import { useEffect, useRef } from 'react';
import { t } from '@/core/text';
import type { Lesson } from '../../learn/lesson';
import { entryOf } from '../../learn/progress';
import { deckOfLesson } from '../../learn/deck-of';
import { goTo, useLearn } from '../../learn/store';
import { startTalk } from '../../present/state';
import { Button } from '../../ui/Button';
import { Predict } from './Predict';
import { Read } from './Read';
import { Try } from './Try';
import { STATE_WORDS } from './view';
import { plainTitle } from './words';

export function LessonView({ lesson, at }: { lesson: Lesson; at: number }) {
  const progress = useLearn((s) => s.progress);
  const step = lesson.steps[at];
  const body = useRef<HTMLDivElement>(null);
  const shown = useRef(at);
  // Another step takes the place of the one before: its heading is where reading goes on.
  useEffect(() => {
    if (shown.current === at) return;
    shown.current = at;
    body.current?.focus();
    body.current?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  if (step === undefined) return null;
  const to = (next: number): void => goTo({ lesson: lesson.id, step: next });
  const deck = deckOfLesson(lesson);
  return (
    <section className="lesson" aria-label={t(lesson.title)}>
      <div className="lesson-head">
        <Button kind="quiet" onClick={() => goTo(null)}>{t('All lessons')}</Button>
        <h3 className="figure-title">{t(lesson.title)}</h3>
        {deck !== null && <Button kind="quiet" onClick={() => startTalk(deck)}>{t('Show its readings as a talk')}</Button>}
      </div>
      <div className="lesson-parts">
        <nav aria-label={t('Steps of the lesson')}>
          <ol className="lesson-steps">
            {lesson.steps.map((each, i) => {
              const entry = entryOf(progress, lesson.id, each.id);
              return (
                <li key={each.id}>
                  <button type="button" className="lesson-step" aria-current={i === at ? 'step' : undefined} onClick={() => to(i)}>
                    <span className="lesson-number">{i + 1}</span>
                    <span>{plainTitle(t(each.title))}</span>
                    <span className="lesson-state">{entry === null ? '' : t(STATE_WORDS[entry.result])}</span>
                  </button>
                </li>
              );
            })}
          </ol>
        </nav>
        <div className="lesson-body outline-hidden" ref={body} tabIndex={-1} role="group" aria-label={t('Step {step} of {steps}', { step: at + 1, steps: lesson.steps.length })}>
          {step.kind === 'read' && <Read key={step.id} lesson={lesson} step={step} />}
          {step.kind === 'predict' && <Predict key={step.id} lesson={lesson} step={step} />}
          {step.kind === 'try' && <Try key={step.id} lesson={lesson} step={step} />}
          <div className="lesson-foot">
            <Button disabled={at === 0} onClick={() => to(at - 1)}>{t('Back')}</Button>
            {at < lesson.steps.length - 1
              ? <Button kind={entryOf(progress, lesson.id, step.id) === null ? 'plain' : 'primary'} onClick={() => to(at + 1)}>{t('Next step')}</Button>
              : <Button kind="primary" onClick={() => goTo(null)}>{t('End of the lesson')}</Button>}
          </div>
        </div>
      </div>
    </section>
  );
}
