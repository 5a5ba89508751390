/**
 * Between the address and the Learn page, which is loaded when it is first opened: the lesson that a link asked for waits
 * here until then, and the one that is open stands here for the link. Small, because every visit loads it.
 */
import { create } from 'zustand';

/** A lesson, and its step counted from 0. */
export interface LessonPlace { readonly lesson: string; readonly step: number }

interface LinkedLesson {
  /** The lesson that is open, or that was asked for; null while none is. */
  at: LessonPlace | null;
  /** Counts what was asked for from outside the page. */
  asked: number;
}

export const useLinkedLesson = create<LinkedLesson>()(() => ({ at: null, asked: 0 }));

/** Opens a lesson at a step, as if the reader had come to it. The page is chosen by who asks. */
export const askLesson = (at: LessonPlace): void => useLinkedLesson.setState(({ asked }) => ({ at, asked: asked + 1 }));
