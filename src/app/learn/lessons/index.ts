/** The lessons, in the order in which they build on one another. */
import type { Lesson } from '../lesson';
import { budgets } from './budgets';
import { caches } from './caches';
import { gotchas } from './gotchas';
import { memory } from './memory';
import { model } from './model';
import { path } from './path';
import { prefillDecode } from './prefill-decode';
import { streaming } from './streaming';
import { tail } from './tail';
import { tokens } from './tokens';

export const LESSONS: readonly Lesson[] = [path, prefillDecode, streaming, tokens, caches, memory, model, tail, budgets, gotchas];
export const findLesson = (id: string): Lesson | undefined => LESSONS.find((lesson) => lesson.id === id);
