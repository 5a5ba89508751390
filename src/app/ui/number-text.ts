/** What a typed number means: a value within bounds, or a sentence that says what is wrong and what to do. */
import { err, ok, type Result } from '@/core/result';

export interface Bounds {
  min: number;
  max: number;
  integer: boolean;
  /** The least value itself is excluded. */
  openMin?: boolean;
}

const written = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 6 });

const range = ({ min, max, integer, openMin = false }: Bounds): string =>
  `${integer ? 'a whole number' : 'a number'} ${openMin ? 'above' : 'from'} ${written(min)} ${openMin ? 'and up' : ''} to ${written(max)}`.replace(/ {2,}/g, ' ');

/** Reads what a person typed: spaces and thousands separators are fine, exponents too (1e3). */
export function readNumber(typed: string, bounds: Bounds): Result<number, string> {
  const text = typed.replace(/[\s,_\u202f]/g, '').replace('\u2212', '-');
  const needs = `Type ${range(bounds)}.`;
  if (text === '') return err(`There is no number here. ${needs}`);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return err(`"${shorten(typed)}" is not a number. ${needs}`);
  const value = Number(text);
  if (!Number.isFinite(value) || value > bounds.max) return err(`${shorten(typed)} is too large. ${needs}`);
  if (value < bounds.min || (bounds.openMin === true && value === bounds.min)) return err(`${shorten(typed)} is too small. ${needs}`);
  if (bounds.integer && !Number.isInteger(value)) return err(`${shorten(typed)} is not whole. ${needs}`);
  return ok(value);
}

const shorten = (typed: string): string => (typed.trim().length > 16 ? `${typed.trim().slice(0, 15)}…` : typed.trim());
