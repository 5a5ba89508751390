/** A number that runs towards a known end, written so that it keeps its place: the end's unit and decimals throughout. */
import { durationQuantity } from '@/core/units';

const FIGURE_SPACE = '\u2007';
const UNIT_MS: Readonly<Record<string, number>> = { µs: 0.001, ms: 1, s: 1000, min: 60_000 };

const formats = new Map<number, Intl.NumberFormat>();
function format(value: number, decimals: number): string {
  let known = formats.get(decimals);
  if (known === undefined) {
    known = new Intl.NumberFormat('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    formats.set(decimals, known);
  }
  return known.format(value);
}

/** `ms` in the unit and with the decimals that `endMs` is written with, padded on the left to the same width. */
export function durationTowards(ms: number, endMs: number): string {
  const end = durationQuantity(endMs);
  const decimals = end.value.split('.')[1]?.length ?? 0;
  const value = format(ms / (UNIT_MS[end.unit] ?? 1), decimals);
  return `${value.padStart(end.value.length, FIGURE_SPACE)}\u202f${end.unit}`;
}
