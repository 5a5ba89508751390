/** The task that was taken to Explore, above the page: what is wanted, how it stands, and the way back to the lesson. */
import { CircleCheck, CircleDashed } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { t } from '@/core/text';
import { useContentFor } from '../pages/parts/subject';
import { useScenario } from '../store/scenario';
import { useView } from '../store/view';
import { Button } from '../ui/Button';
import { checkTask, isDone } from './condition';
import { findLesson } from './lessons';
import { note } from './store';
import { useTask } from './task';
import './task.css';

export function TaskBar({ lesson: lessonId, step: stepId }: { lesson: string; step: string }) {
  const found = findLesson(lessonId)?.steps.find(({ id }) => id === stepId);
  const step = found?.kind === 'try' ? found : null;
  const scenario = useScenario((s) => s.scenario);
  const content = useContentFor();
  const checked = useMemo(() => (step === null ? null : checkTask(step, scenario, content)), [step, scenario, content]);
  const done = checked?.ok === true && isDone(checked.value);
  useEffect(() => {
    if (done) note(lessonId, stepId, { result: 'done' });
  }, [done, lessonId, stepId]);
  if (step === null || checked === null) return null;
  const leave = (): void => useTask.setState({ task: null });
  const back = (): void => {
    leave();
    useView.getState().set({ page: 'learn' });
  };
  return (
    <section className="task" aria-label={t('Task')}>
      <div className="task-words">
        <p><strong className="font-medium">{t(step.title)}.</strong> {t(step.task)}</p>
        {checked.ok ? (
          <ul className="task-list">
            {checked.value.map(({ wanted, stands, met }) => (
              <li key={wanted} className="task-item">
                {met ? <CircleCheck aria-hidden /> : <CircleDashed aria-hidden />}
                <span>{wanted} <b className="task-stands">{met ? t('({stands}, done)', { stands }) : `(${stands})`}</b></span>
              </li>
            ))}
          </ul>
        ) : <p className="task-list">{`${checked.error.message} ${checked.error.action}`}</p>}
        <p role="status" className={done ? 'task-done' : 'sr-only'}>{done ? t('Done. {why}', { why: t(step.why) }) : ''}</p>
        {!done && <details className="task-hint"><summary>{t('Hint')}</summary><p>{t(step.hint)}</p></details>}
      </div>
      <div className="task-actions">
        <Button kind={done ? 'primary' : 'plain'} onClick={back}>{t('Back to the lesson')}</Button>
        <Button kind="quiet" onClick={leave}>{done ? t('Close') : t('Give it up')}</Button>
      </div>
    </section>
  );
}
