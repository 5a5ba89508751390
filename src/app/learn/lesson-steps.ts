/** Steps of each lesson: what a link may name. A test holds it equal to the lessons, which are loaded later. */
export const LESSON_STEPS: Readonly<Record<string, number>> = {
  path: 8, 'prefill-decode': 7, streaming: 6, tokens: 7, caches: 7, memory: 7, model: 7, tail: 10, budgets: 10, gotchas: 8,
};
