/** A number that runs towards a known end, written so that it keeps its place: the end's unit and decimals throughout. */
import { durationQuantity, withDecimals } from '@/core/units';
import { decimalSign } from '../ui/number-text';

const FIGURE_SPACE = '\u2007';
/** Length of each unit of `durationQuantity`. */
export const UNIT_MS: Readonly<Record<string, number>> = { µs: 0.001, ms: 1, s: 1000, min: 60_000 };

interface Pattern { decimals: number; unitMs: number; unit: string; width: number }
const patterns = new Map<number, Pattern>();
/** How the end is written; the same few ends are asked for every frame. */
function patternOf(endMs: number): Pattern {
  const known = patterns.get(endMs);
  if (known !== undefined) return known;
  const { value, unit } = durationQuantity(endMs);
  const pattern = { decimals: value.split(decimalSign())[1]?.length ?? 0, unitMs: UNIT_MS[unit] ?? 1, unit, width: value.length };
  if (patterns.size >= MOST_PATTERNS) patterns.clear();
  patterns.set(endMs, pattern);
  return pattern;
}
/** A live run has another end every frame: those are not worth keeping. */
const MOST_PATTERNS = 64;

/** `ms` in the unit and with the decimals that `endMs` is written with, padded on the left to the same width. */
export function durationTowards(ms: number, endMs: number): string {
  const { decimals, unitMs, unit, width } = patternOf(endMs);
  return `${withDecimals(ms / unitMs, decimals).padStart(width, FIGURE_SPACE)}\u202f${unit}`;
}
