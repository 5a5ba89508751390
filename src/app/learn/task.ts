/** The task that the reader has taken to Explore. Small: it is part of the first paint, what shows it is not. */
import { create } from 'zustand';

interface TaskStore {
  /** Lesson and step; null while there is none. */
  task: { readonly lesson: string; readonly step: string } | null;
}

export const useTask = create<TaskStore>()(() => ({ task: null }));
