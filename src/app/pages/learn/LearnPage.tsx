/** Lessons that ask before they answer, and the words of the trade. */
import { useState } from 'react';
import { msg, t } from '@/core/text';
import { findLesson, LESSONS } from '../../learn/lessons';
import type { Lesson } from '../../learn/lesson';
import { firstOpen, tallyOf } from '../../learn/progress';
import { forget, goTo, showPart, useLearn } from '../../learn/store';
import { Segments } from '../../explore/Segments';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { PageFrame } from '../parts/PageFrame';
import { Glossary } from './Glossary';
import { LessonView } from './LessonView';
import { lessonState, overallText } from './view';
import { WriteUps } from './WriteUps';
import './learn.css';

const LEAD = msg('Say what you expect first; then it is computed and shown. No answer is stored: each comes out of the model when you commit to yours.');
const PARTS = [['lessons', msg('Lessons')], ['glossary', msg('Glossary')]] as const;

export function LearnPage() {
  const part = useLearn((s) => s.part);
  const at = useLearn((s) => s.progress.at);
  const kept = useLearn((s) => s.kept);
  const lesson = at === null ? undefined : findLesson(at.lesson);
  return (
    <PageFrame title={t('Learn')} lead={t(LEAD)}>
      <div className="learn-bar">
        <Segments label={t('Show')} value={part} options={PARTS.map(([id, name]) => [id, t(name)] as const)} onChange={showPart} />
        {part === 'lessons' && <Overall />}
      </div>
      {!kept && <Notice tone="fail" message={t('The browser’s storage is full or closed: what you do here is kept only until this page is closed.')} action={t('Allow this site to store data, or free some room.')} />}
      {part === 'glossary' ? <Glossary /> : at === null || lesson === undefined ? <LessonList /> : <LessonView key={lesson.id} lesson={lesson} at={at.step} />}
    </PageFrame>
  );
}

function Overall() {
  const progress = useLearn((s) => s.progress);
  const [asked, setAsked] = useState(false);
  const tally = tallyOf(progress, LESSONS);
  return (
    <div className="learn-overall">
      <progress value={tally.done} max={tally.steps} aria-label={t('Steps done')} />
      <span role="status">{overallText(tally)}</span>
      {tally.done > 0 && !asked && <Button kind="quiet" onClick={() => setAsked(true)}>{t('Start over')}</Button>}
      {asked && (
        <>
          <Button onClick={() => { forget(); setAsked(false); }}>{t('Forget my progress')}</Button>
          <Button kind="quiet" onClick={() => setAsked(false)}>{t('Keep it')}</Button>
        </>
      )}
    </div>
  );
}

function LessonList() {
  return (
    <>
      <ol className="lessons">{LESSONS.map((lesson, i) => <LessonRow key={lesson.id} lesson={lesson} number={i + 1} />)}</ol>
      <WriteUps />
    </>
  );
}

function LessonRow({ lesson, number }: { lesson: Lesson; number: number }) {
  const progress = useLearn((s) => s.progress);
  const { words, action } = lessonState(tallyOf(progress, [lesson]), lesson);
  return (
    <li className="lesson-row">
      <span className="lesson-number" aria-hidden>{number}</span>
      <div className="lesson-words">
        <h3 className="figure-title">{t(lesson.title)}</h3>
        <p>{t(lesson.teaches)}</p>
        <p className="lesson-note">{words}</p>
      </div>
      <Button aria-label={t('{action}: {lesson}', { action, lesson: t(lesson.title) })} onClick={() => goTo({ lesson: lesson.id, step: firstOpen(progress, lesson) })}>{action}</Button>
    </li>
  );
}
