/** A question: the reader commits, then the answer is computed and shown with its numbers. */
import { useEffect, useRef, useState } from 'react';
import { CircleCheck, CircleX } from 'lucide-react';
import { t } from '@/core/text';
import type { AppError } from '@/core/result';
import { answerOf, claimOfStep, optionsOf, type Answer } from '../../learn/answer';
import { useComputing } from '../../learn/computing';
import type { Lesson, PredictStep } from '../../learn/lesson';
import { entryOf } from '../../learn/progress';
import { note, useLearn } from '../../learn/store';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { DataTable } from '../parts/DataTable';
import { Picture } from './Picture';
import { ShowMe } from './ShowMe';
import { verdictText } from './view';
import { Line, useStepSources, Words } from './words';

type Stage = { kind: 'asking' } | { kind: 'computing' } | { kind: 'shown'; answer: Answer } | { kind: 'failed'; error: AppError };

export function Predict({ lesson, step }: { lesson: Lesson; step: PredictStep }) {
  const entry = useLearn((s) => entryOf(s.progress, lesson.id, step.id));
  const options = optionsOf(step.answer);
  // What was chosen once may no longer be offered.
  const [choice, setChoice] = useState(options.find(({ id }) => id === entry?.choice)?.id ?? null);
  const [stage, setStage] = useState<Stage>({ kind: 'asking' });
  const computing = useComputing();
  const sources = useStepSources(step);
  const round = useRef(0);
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => () => { round.current++; }, []);

  const commit = async (chosen: string): Promise<void> => {
    const mine = ++round.current;
    setStage({ kind: 'computing' });
    const answer = await answerOf(step, computing);
    if (mine !== round.current) return;
    if (!answer.ok) return setStage({ kind: 'failed', error: answer.error });
    note(lesson.id, step.id, { result: answer.value.right.includes(chosen) ? 'right' : 'wrong', choice: chosen });
    setStage({ kind: 'shown', answer: answer.value });
  };
  const again = (): void => {
    round.current++;
    note(lesson.id, step.id, null);
    setChoice(null);
    setStage({ kind: 'asking' });
  };
  const claim = claimOfStep(step);
  const shown = stage.kind === 'shown' && choice !== null ? { answer: stage.answer, choice } : null;
  const open = stage.kind === 'asking' || stage.kind === 'failed';
  // The button that was pressed is gone: reading goes on at the result.
  useEffect(() => {
    if (stage.kind === 'shown') result.current?.focus({ preventScroll: true });
  }, [stage.kind]);
  return (
    <>
      <h4 className="lesson-title"><Line text={t(step.title)} sources={sources} /></h4>
      {claim !== null && <blockquote className="lesson-claim"><p>{claim.statement}</p><footer lang="en">{claim.source}</footer></blockquote>}
      <fieldset className="predict" disabled={!open}>
        <legend className="predict-question"><Line text={t(step.question)} sources={sources} /></legend>
        {options.map(({ id, label }) => (
          <label key={id} className="predict-option" data-state={shown === null ? undefined : shown.answer.right.includes(id) ? 'right' : id === shown.choice ? 'wrong' : undefined}>
            <input type="radio" name={`${lesson.id}-${step.id}`} value={id} checked={choice === id} onChange={() => setChoice(id)} />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      {open && (
        <p><Button kind="primary" disabled={choice === null} onClick={() => { if (choice !== null) void commit(choice); }}>{entry === null ? t('That is my prediction') : t('Show the answer again')}</Button></p>
      )}
      <p role="status" className={stage.kind === 'computing' ? 'figure-summary' : 'sr-only'}>
        {stage.kind === 'computing' ? t('Being computed.') : shown === null ? '' : verdictText(options, shown.answer, shown.choice)}
      </p>
      {stage.kind === 'failed' && <Notice tone="fail" message={stage.error.message} action={stage.error.action} />}
      {shown !== null && (
        <div className="predict-result outline-hidden" ref={result} tabIndex={-1} role="group" aria-label={t('Result')}>
          <Shown step={step} {...shown} />
          <p className="predict-actions"><Button kind="quiet" onClick={again}>{t('Ask me again')}</Button></p>
        </div>
      )}
    </>
  );
}

function Shown({ step, answer, choice }: { step: PredictStep; answer: Answer; choice: string }) {
  const right = answer.right.includes(choice);
  const Icon = right ? CircleCheck : CircleX;
  return (
    <>
      <p className="predict-verdict" data-right={right ? '' : undefined}><Icon aria-hidden />{verdictText(optionsOf(step.answer), answer, choice)}</p>
      <DataTable
        label={t('{measure}: computed', { measure: answer.measure })}
        columns={[{ id: 'what', head: step.answer.kind === 'claim' ? answer.measure : t('What') }, { id: 'value', head: step.answer.kind === 'claim' ? t('Verdict') : answer.measure, number: step.answer.kind !== 'claim' }]}
        rows={answer.figures.map(({ option, label, text }) => ({ id: label, cells: [label, text], mark: option !== null && answer.right.includes(option) ? 1 : null }))}
      />
      <div className="lesson-text">
        <Words text={t(step.why)} sources={answer.sources} />
        {!right && <p><strong className="font-medium">{t('What to look at:')} </strong><Line text={t(step.look)} sources={answer.sources} /></p>}
      </div>
      {answer.sentences.length > 0 && <div className="predict-sentences">{answer.sentences.map((sentence) => <p key={sentence}>{sentence}</p>)}</div>}
      {step.situation !== undefined && <Picture trace={answer.sources.now} before={answer.sources.was} />}
      <ShowMe step={step} />
    </>
  );
}
