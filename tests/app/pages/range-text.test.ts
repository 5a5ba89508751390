import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coarseDuration, durationEnds, endsText, numberEnds, signedEnds } from '@/app/pages/parts/range-text';
import { formatDuration } from '@/core/units';

describe('ranges in words', () => {
  it('name a shared unit once, two digits, and the unit that a rounded end has', () => {
    expect(durationEnds({ low: 403.2, high: 1_812 })).toBe('400\u202fms–1.8\u202fs');
    expect(durationEnds({ low: 38.4, high: 51.2 })).toBe('38–51\u202fms');
    expect(coarseDuration(996)).toBe('1.0\u202fs');
    expect(coarseDuration(-996)).toBe('−1.0\u202fs');
    expect(numberEnds({ low: 82.3, high: 118 })).toBe('82–120');
  });

  it('say that nothing bounds an end', () => {
    expect(endsText({ low: 52, high: null }, formatDuration)).toBe('52.0\u202fms or more');
  });

  it('of differences carry their signs', () => {
    expect(signedEnds({ low: -2_210, high: -1_104 }, coarseDuration)).toBe('−2.2 to −1.1\u202fs');
    expect(signedEnds({ low: -1_100, high: 230 }, coarseDuration)).toBe('−1.1\u202fs to +230\u202fms');
    expect(signedEnds({ low: 5, high: 5 }, coarseDuration)).toBe('+5.0\u202fms');
  });

  it('never write more than one unit where both ends share it', () => {
    fc.assert(fc.property(fc.double({ min: 1, max: 900, noNaN: true }), fc.double({ min: 0, max: 90, noNaN: true }), (low, more) => {
      const text = durationEnds({ low, high: low + more });
      expect(text.match(/ms|s/g)?.length).toBeLessThanOrEqual(low + more >= 995 ? 2 : 1);
    }));
  });
});
