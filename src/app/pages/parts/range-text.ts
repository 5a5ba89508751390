/** Ranges of predictions as the pages write them. Pure. */
import { formatDollars, formatDuration, significant } from '@/core/units';

export interface Ends { low: number; high: number | null }

const UNIT = /^[^\u202f]*/;
/** What follows the number: "\u202fms". */
const unitOf = (text: string): string => text.replace(UNIT, '');

/** "400–800 ms": both ends in one word where they share a unit; "from 400 ms" where nothing bounds the upper one. */
export function endsText({ low, high }: Ends, write: (value: number) => string): string {
  const lower = write(low);
  if (high === null) return `${lower} or more`;
  const upper = write(high);
  if (lower === upper) return upper;
  return unitOf(lower) !== '' && unitOf(lower) === unitOf(upper) ? `${lower.slice(0, -unitOf(lower).length)}–${upper}` : `${lower}–${upper}`;
}

/** Two digits: the ends of a range are less sure than its middle. */
const DIGITS = 2;
const coarse = (write: (value: number) => string) => (value: number): string => (value === 0 || !Number.isFinite(value) ? write(value) : write(Number(value.toPrecision(DIGITS))));

const minus = (text: string): string => text.replace(/\.0+(?=\u202f|$)/, '');
/** "360–530 ms" */
export const durationEnds = (ends: Ends): string => endsText(ends, (value) => minus(coarse(formatDuration)(value)));
/** "0.30–0.41 m$" */
export const dollarEnds = (ends: Ends): string => endsText(ends, (value) => minus(coarse(formatDollars)(value)));
/** "82–120": a plain number. */
export const numberEnds = (ends: Ends): string => endsText(ends, (value) => significant(value, DIGITS));
