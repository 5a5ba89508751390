/** One clock for page and worker: both count from the same epoch, whatever their own start. */

/** Milliseconds since the epoch, monotonic, at the resolution of `performance.now()`. */
export const absoluteNowMs = (): number => performance.timeOrigin + performance.now();

/** Smallest step between two readings, in ms, over at most `budgetMs` of asking. */
export function measureClockResolution(now: () => number = () => performance.now(), budgetMs = 4): number {
  let smallestMs = Infinity;
  const startMs = now();
  let lastMs = startMs;
  // Bounded by count as well: a clock that never moves must not hang the page.
  for (let i = 0; i < 2_000_000 && lastMs - startMs < budgetMs; i++) {
    const atMs = now();
    if (atMs > lastMs) {
      smallestMs = Math.min(smallestMs, atMs - lastMs);
      lastMs = atMs;
    }
  }
  return Number.isFinite(smallestMs) ? Number(smallestMs.toPrecision(3)) : 0;
}
