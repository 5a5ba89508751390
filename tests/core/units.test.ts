import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesQuantity, dollarsQuantity, durationQuantity, formatCount, formatShare, significant } from '@/core/units';

const SCALE: Record<string, number> = { 'µs': 1e-3, ms: 1, s: 1e3, min: 6e4, B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4, $: 1, 'm$': 1e-3, 'µ$': 1e-6 };
const back = (q: { value: string; unit: string }): number => Number(q.value.replaceAll(',', '').replace('−', '-')) * (SCALE[q.unit] as number);
const amounts = fc.double({ min: 1e-4, max: 1e8, noNaN: true });

describe('significant', () => {
  it.each([
    [0, '0'], [1, '1.00'], [0.0123, '0.0123'], [12.34, '12.3'], [999.6, '1,000'], [1234.5, '1,230'], [-5.678, '−5.68'],
    [Number.NaN, '–'], [Number.POSITIVE_INFINITY, '–'],
  ])('%d is written %s', (value, written) => { expect(significant(value)).toBe(written); });
  it('is right to half a unit of the third digit', () => {
    fc.assert(fc.property(amounts, (value) => {
      const written = Number(significant(value).replaceAll(',', ''));
      expect(Math.abs(written / value - 1)).toBeLessThanOrEqual(0.00501);
    }));
  });
});

describe('quantities', () => {
  it.each([
    [0, '0', 'ms'], [0.0004, '0.400', 'µs'], [0.5, '500', 'µs'], [0.9997, '1.00', 'ms'], [12.3, '12.3', 'ms'], [999.7, '1.00', 's'], [1500, '1.50', 's'], [180_000, '3.00', 'min'],
  ])('%d ms', (ms, value, unit) => { expect(durationQuantity(ms)).toEqual({ value, unit }); });
  it.each([[0, '0', 'B'], [512, '512', 'B'], [1536, '1.50', 'KiB'], [131_072 * 1000, '125', 'MiB'], [1024 ** 3, '1.00', 'GiB']])('%d bytes', (bytes, value, unit) => {
    expect(bytesQuantity(bytes)).toEqual({ value, unit });
  });
  it('a duration, size or price can be read back', () => {
    fc.assert(fc.property(amounts, (value) => {
      for (const quantity of [durationQuantity(value), dollarsQuantity(value)]) expect(Math.abs(back(quantity) / value - 1)).toBeLessThanOrEqual(0.00501);
      expect(Math.abs(back(bytesQuantity(value + 1000)) / (value + 1000) - 1)).toBeLessThanOrEqual(0.00501);
    }));
  });
  it('never shows more than four digits before the unit changes', () => {
    fc.assert(fc.property(fc.double({ min: 1e-3, max: 119_000, noNaN: true }), (value) => {
      expect(durationQuantity(value).value.replace(/[.,]/g, '').replace(/^0+/, '').length).toBeLessThanOrEqual(4);
    }));
  });
  it('writes counts and shares', () => {
    expect(formatCount(1234567)).toBe('1,234,567');
    expect(formatShare(1)).toBe('100\u202f%');
    expect(formatShare(0.9999)).toBe('>99.9\u202f%');
    expect(formatShare(0.0256)).toBe('2.56\u202f%');
  });
});
