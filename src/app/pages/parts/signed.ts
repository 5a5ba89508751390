/** Differences as the pages write them: always with a sign. Pure. */
import { formatDollars, formatDuration, significant } from '@/core/units';

const NBSP = '\u202f';

const plus = (value: number, text: string): string => (value > 0 ? `+${text}` : text);

export const signedDuration = (ms: number): string => plus(ms, formatDuration(ms));
export const signedDollars = (usd: number): string => plus(usd, formatDollars(usd));

/** A ratio as a signed percentage: −12.3 %. */
export const signedShare = (ratio: number): string => plus(ratio, `${significant(ratio * 100)}${NBSP}%`);
