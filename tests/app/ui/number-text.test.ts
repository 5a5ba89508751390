import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumber, type Bounds } from '@/app/ui/number-text';

const WHOLE: Bounds = { min: 1, max: 131_072, integer: true };
const SHARE: Bounds = { min: 0, max: 1, integer: false, openMin: true };

describe('typed numbers', () => {
  it('reads what lies within the bounds, however it is written', () => {
    fc.assert(fc.property(fc.integer({ min: WHOLE.min, max: WHOLE.max }), (n) => {
      for (const text of [String(n), n.toLocaleString('en-US'), ` ${n} `, n.toExponential(12)]) {
        expect(readNumber(text, WHOLE)).toEqual({ ok: true, value: n });
      }
    }));
  });

  it('refuses what lies outside, and says the range', () => {
    fc.assert(fc.property(fc.oneof(fc.integer({ max: 0 }), fc.integer({ min: WHOLE.max + 1 })), (n) => {
      const read = readNumber(String(n), WHOLE);
      expect(read.ok).toBe(false);
      if (!read.ok) expect(read.error).toMatch(/too (small|large)\. Type a whole number from 1 to 131,072\./);
    }));
  });

  it.each([
    ['', /no number/], ['abc', /"abc" is not a number/], ['1.5', /not whole/], ['1e9', /too large/], ['-1', /too small/], ['−1', /too small/],
    ['Infinity', /not a number/], ['NaN', /not a number/], ['0x10', /not a number/], ['1e999', /too large/],
  ])('says what is wrong with %j', (text, words) => {
    const read = readNumber(text, WHOLE);
    expect(read.ok ? read.value : read.error).toMatch(words);
  });

  it('leaves the least value out where the bound is open', () => {
    expect(readNumber('0', SHARE).ok).toBe(false);
    expect(readNumber('0.0001', SHARE)).toEqual({ ok: true, value: 0.0001 });
    expect(readNumber('1', SHARE)).toEqual({ ok: true, value: 1 });
  });

  it('never lets a long text into its message', () => {
    fc.assert(fc.property(fc.string({ minLength: 40 }), (text) => {
      const read = readNumber(`x${text}`, WHOLE);
      if (!read.ok) expect(read.error.length).toBeLessThan(120);
    }));
  });
});
