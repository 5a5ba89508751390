/** Ranges of predictions as the pages write them. Pure. */
import { t } from '@/core/text';
import { dollarsQuantity, durationQuantity, significant, type Quantity } from '@/core/units';

export interface Ends { low: number; high: number | null }

const UNIT = /^[^\u202f]*/;
/** What follows the number: "\u202fms". */
const unitOf = (text: string): string => text.replace(UNIT, '');

/** "400–800 ms": both ends in one word where they share a unit; "from 400 ms" where nothing bounds the upper one. */
export function endsText({ low, high }: Ends, write: (value: number) => string): string {
  const lower = write(low);
  if (high === null) return t('{end} or more', { end: lower });
  const upper = write(high);
  if (lower === upper) return upper;
  return unitOf(lower) !== '' && unitOf(lower) === unitOf(upper) ? `${lower.slice(0, -unitOf(lower).length)}–${upper}` : `${lower}–${upper}`;
}

/** Two digits: the ends of a range are less sure than its middle. */
const DIGITS = 2;

/** What one of each unit is. */
const MS: Readonly<Record<string, number>> = { µs: 1e-3, ms: 1, s: 1e3, min: 6e4 };
const USD: Readonly<Record<string, number>> = { 'µ$': 1e-6, 'm$': 1e-3, $: 1 };

/** The same unit, two digits. */
const coarse = (value: number, { unit }: Quantity, sizes: Readonly<Record<string, number>>): string => `${significant(value / (sizes[unit] ?? 1), DIGITS)}\u202f${unit}`;
const rounded = (value: number): number => Number(value.toPrecision(DIGITS));
// Rounded first: 996 ms is 1.0 s, not 1,000 ms.
export const coarseDuration = (ms: number): string => coarse(rounded(ms), durationQuantity(rounded(ms)), MS);
export const coarseDollars = (usd: number): string => coarse(rounded(usd), dollarsQuantity(rounded(usd)), USD);

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
  return t('{low} to {high}', { low: unitOf(from) === unitOf(to) ? from.slice(0, from.length - unitOf(from).length) : from, high: to });
}
