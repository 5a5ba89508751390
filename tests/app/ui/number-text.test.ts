import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readNumber, writeNumber, type Bounds } from '@/app/ui/number-text';
import { speak } from '@/core/text';

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

describe('numbers typed where the decimal sign is a comma', () => {
  beforeAll(() => speak('de'));
  afterAll(() => speak('en'));

  it('reads back what a field shows', () => {
    const bounds: Bounds = { min: -1e9, max: 1e9, integer: false };
    fc.assert(fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }).filter((n) => !Object.is(n, -0)), (n) => {
      expect(readNumber(writeNumber(n), bounds)).toEqual({ ok: true, value: n });
    }));
  });

  it('reads whole numbers with the language’s separators of thousands', () => {
    fc.assert(fc.property(fc.integer({ min: WHOLE.min, max: WHOLE.max }), (n) => {
      expect(readNumber(n.toLocaleString('de-DE'), WHOLE)).toEqual({ ok: true, value: n });
    }));
  });

  it.each([['0,5', 0.5], ['0.5', 0.5], ['0.125', 0.125], ['1.000,5', 1000.5], ['1.234', 1234], ['12.5', 12.5], ['1,5e2', 150]])('reads %s as %d', (typed, value) => {
    expect(readNumber(typed, { min: 0, max: 1e6, integer: false })).toEqual({ ok: true, value });
  });

  it.each(['1,2,3', '1.2.3', 'a,b'])('refuses %s', (typed) => {
    expect(readNumber(typed, { min: 0, max: 1e6, integer: false }).ok).toBe(false);
  });
});
