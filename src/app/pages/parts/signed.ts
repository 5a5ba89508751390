/** Differences as the pages write them: always with a sign. Pure. */
import { formatDollars, formatDuration, significant } from '@/core/units';

const NBSP = '\u202f';

const plus = (value: number, text: string): string => (value > 0 ? `+${text}` : text);

export const signedDuration = (ms: number): string => plus(ms, formatDuration(ms));
export const signedDollars = (usd: number): string => plus(usd, formatDollars(usd));

/** From here on a factor is easier to grasp than a percentage: nine times more is ten times as much. */
const FACTOR_FROM = 9;

/** A ratio as a signed percentage: −12.3 %; large ones as a factor: ×12.5. */
export const signedShare = (ratio: number): string =>
  ratio >= FACTOR_FROM ? `×${significant(ratio + 1)}` : plus(ratio, `${significant(ratio * 100)}${NBSP}%`);
