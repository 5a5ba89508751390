/** Ranges of predictions as the pages write them. Pure. */
import { dollarsQuantity, durationQuantity, significant, type Quantity } from '@/core/units';

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

/** The same unit, two digits. */
function coarse({ value, unit }: Quantity): string {
  const number = Number(value.replace(/,/g, '').replace('−', '-'));
  return `${significant(number, DIGITS)}\u202f${unit}`;
}
const rounded = (value: number): number => Number(value.toPrecision(DIGITS));
// Rounded first: 996 ms is 1.0 s, not 1,000 ms.
export const coarseDuration = (ms: number): string => coarse(durationQuantity(rounded(ms)));
export const coarseDollars = (usd: number): string => coarse(dollarsQuantity(rounded(usd)));

/** "360–530 ms" */
export const durationEnds = (ends: Ends): string => endsText(ends, coarseDuration);
/** "0.30–0.41 m$" */
export const dollarEnds = (ends: Ends): string => endsText(ends, coarseDollars);
/** "82–120": a plain number. */
export const numberEnds = (ends: Ends): string => endsText(ends, (value) => significant(value, DIGITS));

/** Both ends of a difference with their signs: "−2.2 to −1.1 s". */
export function signedEnds({ low, high }: { low: number; high: number }, write: (value: number) => string): string {
  const [from, to] = [low, high].map((value) => (value > 0 ? `+${write(value)}` : write(value))) as [string, string];
  if (from === to) return to;
  return unitOf(from) === unitOf(to) ? `${from.slice(0, from.length - unitOf(from).length)} to ${to}` : `${from} to ${to}`;
}
