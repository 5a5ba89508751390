/** How quantities are written everywhere: three significant digits, always a unit, the unit chosen by size. */
import { locale } from './text';

const MINUS = '−';

/** By decimals; of one language at a time. */
let formats = new Map<number, Intl.NumberFormat>();
let formatsOf = '';
/**
 * A number with exactly `decimals` digits after the sign of the reader's language: 1,234.50 or 1.234,50.
 * For people only: what goes into a file or an attribute takes `toFixed`.
 * (`toLocaleString` would build a formatter each time: too slow for numbers that change every frame.)
 */
export function withDecimals(value: number, decimals: number): string {
  if (formatsOf !== locale()) {
    formats = new Map();
    formatsOf = locale();
  }
  let known = formats.get(decimals);
  if (known === undefined) {
    known = new Intl.NumberFormat(formatsOf, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    formats.set(decimals, known);
  }
  return known.format(value);
}

/** Three significant digits without exponent: 0.0123, 1.23, 12.3, 123, 1,230. */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  // Rounding first decides the magnitude: 999.6 is "1,000", not "1000.0".
  const rounded = Number(size.toPrecision(digits));
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(rounded)));
  const written = withDecimals(rounded, Math.min(decimals, 12));
  return value < 0 ? MINUS + written : written;
}

export interface Quantity { value: string; unit: string }

/** A duration given in ms as µs, ms, s or min. */
export function durationQuantity(durationMs: number): Quantity {
  if (!Number.isFinite(durationMs)) return { value: '–', unit: 'ms' };
  const size = Math.abs(durationMs);
  if (size === 0) return { value: '0', unit: 'ms' };
  if (size < 0.9995) return { value: significant(durationMs * 1000), unit: 'µs' };
  if (size < 999.5) return { value: significant(durationMs), unit: 'ms' };
  if (size < 119_500) return { value: significant(durationMs / 1000), unit: 's' };
  return { value: significant(durationMs / 60_000), unit: 'min' };
}

/** Bytes in binary multiples: B, KiB, MiB, GiB, TiB. */
export function bytesQuantity(bytes: number): Quantity {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let i = 0;
  while (Math.abs(value) >= 999.5 && i < units.length - 1) {
    value /= 1024;
    i++;
  }
  return { value: i === 0 ? String(Math.round(value)) : significant(value), unit: units[i] ?? 'B' };
}

/** US dollars; amounts under a cent in thousandths or millionths, so that digits stay readable. */
export function dollarsQuantity(usd: number): Quantity {
  const size = Math.abs(usd);
  if (size === 0) return { value: '0', unit: '$' };
  if (size < 0.0009995) return { value: significant(usd * 1e6), unit: 'µ$' };
  if (size < 0.9995) return { value: significant(usd * 1000), unit: 'm$' };
  return { value: significant(usd), unit: '$' };
}

const join = ({ value, unit }: Quantity): string => `${value}\u202f${unit}`;
export const formatDuration = (durationMs: number): string => join(durationQuantity(durationMs));
export const formatBytes = (bytes: number): string => join(bytesQuantity(bytes));
export const formatDollars = (usd: number): string => join(dollarsQuantity(usd));
/** Whole numbers with thousands separators. */
export const formatCount = (count: number): string => withDecimals(Math.round(count), 0);
/** A share 0..1 in per cent, three significant digits, never "100 %" for less than all. */
export function formatShare(share: number): string {
  if (share > 0.9995 && share < 1) return `>${withDecimals(99.9, 1)}\u202f%`;
  return `${significant(share * 100)}\u202f%`;
}
