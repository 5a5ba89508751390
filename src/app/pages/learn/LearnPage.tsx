/** Lessons that ask before they answer, and the words of the trade. */
import { useState } from 'react';
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

const LEAD = 'Say what you expect first; then it is computed and shown. No answer is stored: each comes out of the model when you commit to yours.';
const PARTS = [['lessons', 'Lessons'], ['glossary', 'Glossary']] as const;

export function LearnPage() {
  const part = useLearn((s) => s.part);
  const at = useLearn((s) => s.progress.at);
  const kept = useLearn((s) => s.kept);
  const lesson = at === null ? undefined : findLesson(at.lesson);
  return (
    <PageFrame title="Learn" lead={LEAD}>
      <div className="learn-bar">
        <Segments label="Show" value={part} options={PARTS} onChange={showPart} />
        {part === 'lessons' && <Overall />}
      </div>
      {!kept && <Notice tone="fail" message="The browser’s storage is full or closed: what you do here is kept only until this page is closed." action="Allow this site to store data, or free some room." />}
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
      <progress value={tally.done} max={tally.steps} aria-label="Steps done" />
      <span role="status">{overallText(tally)}</span>
      {tally.done > 0 && !asked && <Button kind="quiet" onClick={() => setAsked(true)}>Start over</Button>}
      {asked && (
        <>
          <Button onClick={() => { forget(); setAsked(false); }}>Forget my progress</Button>
          <Button kind="quiet" onClick={() => setAsked(false)}>Keep it</Button>
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
        <h3 className="figure-title">{lesson.title}</h3>
        <p>{lesson.teaches}</p>
        <p className="lesson-note">{words}</p>
      </div>
      <Button aria-label={`${action}: ${lesson.title}`} onClick={() => goTo({ lesson: lesson.id, step: firstOpen(progress, lesson) })}>{action}</Button>
    </li>
  );
}
