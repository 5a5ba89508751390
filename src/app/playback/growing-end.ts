/** Where the time axis ends while nobody knows how long the run will take. */

/** Ends per decade that look even on a linear axis: each about a quarter beyond the one before. */
const MARKS = [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8, 10] as const;

/**
 * End of the axis for a run that has lasted `liveMs` beside one that ends at `otherEndMs`. It moves in steps: an axis
 * that stretched with every token would put everything on it somewhere else each frame.
 */
export function growingEndMs(liveMs: number, otherEndMs: number): number {
  if (liveMs <= otherEndMs || liveMs <= 0) return otherEndMs;
  const decade = 10 ** Math.floor(Math.log10(liveMs));
  const mark = MARKS.find((each) => each * decade >= liveMs);
  // Rounding may leave the whole decade a hair below.
  return Math.max((mark ?? 10) * decade, liveMs);
}
