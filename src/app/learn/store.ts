/** The reader's progress, kept in this browser; storage that is closed or full keeps it until the page is closed. */
import { create } from 'zustand';
import { LESSONS } from './lessons';
import { useLinkedLesson } from './linked';
import { NO_PROGRESS, parseProgress, withEntry, writeProgress, type Entry, type Progress } from './progress';

const KEY = '400ms.learn';

interface LearnStore {
  progress: Progress;
  /** Lessons or glossary. */
  part: 'lessons' | 'glossary';
  /** False: the browser keeps nothing. */
  kept: boolean;
}

function stored(): Progress {
  try {
    return parseProgress(localStorage.getItem(KEY), LESSONS);
  } catch {
    return NO_PROGRESS;
  }
}

export const useLearn = create<LearnStore>()(() => ({ progress: stored(), part: 'lessons', kept: true }));

function keep(progress: Progress): void {
  let kept = true;
  try {
    localStorage.setItem(KEY, writeProgress(progress));
  } catch {
    kept = false;
  }
  useLearn.setState({ progress, kept });
}

/** Notes how a step went; null forgets it. */
export const note = (lesson: string, step: string, entry: Entry | null): void => keep(withEntry(useLearn.getState().progress, lesson, step, entry));
/** Goes to a step of a lesson (counted from 0); null: to the list. */
export const goTo = (at: Progress['at']): void => keep({ ...useLearn.getState().progress, at });
/** Forgets everything. */
export const forget = (): void => keep(NO_PROGRESS);
export const showPart = (part: LearnStore['part']): void => useLearn.setState({ part });

/** The lesson on screen stands in the address. */
function tell(): void {
  const { progress, part } = useLearn.getState();
  const at = part === 'lessons' ? progress.at : null;
  const { at: known } = useLinkedLesson.getState();
  if (at?.lesson !== known?.lesson || at?.step !== known?.step) useLinkedLesson.setState({ at });
}

/** Opens what a link asks for as if the reader had come to it. */
function open(): void {
  const { at } = useLinkedLesson.getState();
  goTo(at);
  showPart('lessons');
}

if (useLinkedLesson.getState().at !== null) open();
tell();
useLearn.subscribe(tell);
useLinkedLesson.subscribe((now, before) => {
  if (now.asked !== before.asked) open();
});
