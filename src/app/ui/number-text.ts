/** What a typed number means: a value within bounds, or a sentence that says what is wrong and what to do. */
import { err, ok, type Result } from '@/core/result';
import { locale, t } from '@/core/text';
import { withDecimals } from '@/core/units';

export interface Bounds {
  min: number;
  max: number;
  integer: boolean;
  /** The least value itself is excluded. */
  openMin?: boolean;
}

const written = (value: number): string => value.toLocaleString(locale(), { maximumFractionDigits: 6 });

function needs({ min, max, integer, openMin = false }: Bounds): string {
  const ends = { min: written(min), max: written(max) };
  if (openMin) return integer ? t('Type a whole number above {min} and up to {max}.', ends) : t('Type a number above {min} and up to {max}.', ends);
  return integer ? t('Type a whole number from {min} to {max}.', ends) : t('Type a number from {min} to {max}.', ends);
}

/** What parts a number's whole from its fraction in the reader's language. */
export const decimalSign = (): string => withDecimals(0.5, 1).charAt(1);

/** A number that the program has written, with the reader's decimal sign. */
export const withDecimalSign = (number: string): string => number.replace('.', decimalSign());

/** A number as it stands in a field: in the reader's notation, without separators of thousands. */
export const writeNumber = (value: number): string => withDecimalSign(String(value));

/** In a language with a decimal comma: points that part thousands, as in 1.234 and 1.234.567,8 but not in 0.125. */
const POINTS_OF_THOUSANDS = /^[+-]?[1-9]\d{0,2}(\.\d{3})+(?=$|[,e])/i;

/** The number with a decimal point and nothing between its digits. */
function plain(typed: string): string {
  const text = typed.replace(/[\s_\u202f]/g, '').replace('\u2212', '-');
  if (decimalSign() === '.') return text.replaceAll(',', '');
  return (POINTS_OF_THOUSANDS.test(text) ? text.replaceAll('.', '') : text).replace(',', '.');
}

/** Reads what a person typed: spaces and thousands separators are fine, exponents too (1e3). */
export function readNumber(typed: string, bounds: Bounds): Result<number, string> {
  const text = plain(typed);
  const values = { typed: shorten(typed) };
  const refused = (what: string): Result<never, string> => err(`${what} ${needs(bounds)}`);
  if (text === '') return refused(t('There is no number here.'));
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return refused(t('"{typed}" is not a number.', values));
  const value = Number(text);
  if (!Number.isFinite(value) || value > bounds.max) return refused(t('{typed} is too large.', values));
  if (value < bounds.min || (bounds.openMin === true && value === bounds.min)) return refused(t('{typed} is too small.', values));
  if (bounds.integer && !Number.isInteger(value)) return refused(t('{typed} is not whole.', values));
  return ok(value);
}

const shorten = (typed: string): string => (typed.trim().length > 16 ? `${typed.trim().slice(0, 15)}…` : typed.trim());
