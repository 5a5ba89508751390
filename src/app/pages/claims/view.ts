/** What the page says about claims. Pure. */
import { msg, t } from '@/core/text';
import { formatBytes, formatCount, formatDollars, formatDuration, formatShare, significant } from '@/core/units';
import type { Range } from '@/datacenter/presets';
import type { ClaimRow, ClaimUnit, Verdict } from '@/decisions/claims';
import { durationEnds, endsText } from '../parts/range-text';
import type { Settled } from './store';

export const VERDICT_WORDS: Record<Verdict, string> = {
  holds: msg('Holds'),
  'holds-only-if': msg('Holds only if'),
  'does-not-hold': msg('Does not hold here'),
};

const MISSING = '–';
const NOT_KNOWN = msg('not known');

/** A computed value with its unit. */
export function claimValue(unit: ClaimUnit, value: number | null): string {
  if (value === null) return MISSING;
  switch (unit) {
    case 'ms': return formatDuration(value);
    case 'usd': return formatDollars(value);
    case 'share': return formatShare(value);
    case 'bytes': return formatBytes(value);
    case 'tokens': return formatCount(value);
    case 'count': return Number.isInteger(value) ? formatCount(value) : significant(value);
    case 'tokens/s': return `${significant(value)}\u202f/s`;
    case 'factor': return `×${significant(value)}`;
  }
}

/** "400–800 ms": a published range. */
export const rangeText = (unit: ClaimUnit, range: Range): string => endsText(range, (value) => claimValue(unit, value));

export interface ClaimCell {
  text: string;
  /** Where a predicted value lies; null for what is exact, counted or not predicted. */
  range: string | null;
  /** What the source gives for it; null where it gives nothing. */
  published: string | null;
  /** Whether the computed value lies in the published range; null without one. */
  agrees: boolean | null;
}

export const cellsOf = (row: ClaimRow, units: readonly ClaimUnit[]): ClaimCell[] =>
  units.map((unit, i) => {
    const value = row.values[i] ?? null;
    const range = row.published?.[i] ?? null;
    const ends = row.ranges?.[i] ?? null;
    return {
      // Where nothing bounds it, the figure would claim what the model does not know.
      text: ends?.high === null ? t(NOT_KNOWN) : claimValue(unit, value),
      range: ends === null || value === null ? null : unit === 'ms' ? durationEnds(ends) : endsText(ends, (end) => claimValue(unit, end)),
      published: range === null ? null : rangeText(unit, range),
      agrees: range === null || value === null ? null : value >= range.low && value <= range.high,
    };
  });

const TALLY = msg(
  '{hold} of {claims} hold as they are stated, {only} hold only under a condition, {not} do not hold here{broken, plural, =0 {} other {, {broken} cannot be tried with this set-up}}{left, plural, =0 {} other {; {left} still to be computed}}.',
);

/** "4 hold, 11 hold only under a condition, none fails; 0 still to be computed." */
export function tally(settled: Readonly<Record<string, Settled>>, claims: number): string {
  const outcomes = Object.values(settled).map(({ outcome }) => outcome).filter((outcome) => outcome !== null);
  const broken = Object.keys(settled).length - outcomes.length;
  const count = (verdict: Verdict): number => outcomes.filter((outcome) => outcome.verdict === verdict).length;
  return t(TALLY, {
    claims, broken, hold: count('holds'), only: count('holds-only-if'), not: count('does-not-hold'),
    left: claims - Object.keys(settled).length,
  });
}
