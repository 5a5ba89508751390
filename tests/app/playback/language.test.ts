/** What is drawn every frame or computed from written numbers says the same in a language with another decimal sign. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { linearScale, logScale, ticksOf } from '@/app/charts/scale';
import { durationRange } from '@/app/metrics/rows';
import { durationTowards } from '@/app/playback/readout';
import { keptMessage } from '@/app/ui/kept-message';
import { speak } from '@/core/text';

afterEach(() => speak('en'));

/** The same text with the other language's signs. */
const swapped = (text: string): string => text.replace(/[.,]/g, (sign) => (sign === '.' ? ',' : '.'));

/** What `make` gives in English and in German. `durationTowards` keeps its patterns, so each end is asked for in one language only. */
function inBoth(make: (nudge: number) => string): [english: string, german: string] {
  speak('en');
  const english = make(0);
  speak('de');
  const german = make(1e-12);
  return [english, german];
}

const ms = fc.double({ min: 1e-3, max: 1e6, noNaN: true });

describe('in German', () => {
  it('a running number has the decimals of its end', () => {
    fc.assert(fc.property(ms, fc.double({ min: 0, max: 1, noNaN: true }), (endMs, share) => {
      const [english, german] = inBoth((nudge) => durationTowards(share * endMs, endMs * (1 + nudge)));
      expect(german).toBe(swapped(english));
    }));
  });

  it('ticks stand at the same places', () => {
    fc.assert(fc.property(ms, fc.double({ min: 1.01, max: 1e4, noNaN: true }), fc.integer({ min: 3, max: 12 }), (start, factor, most) => {
      for (const scale of [linearScale(start, start * factor), logScale(start, start * factor)]) {
        const [english, german] = inBoth(() => ticksOf(scale, most).map(({ label }) => label).join('|'));
        expect(german).toBe(swapped(english));
      }
    }));
  });

  it('a range is in the unit of its upper end', () => {
    fc.assert(fc.property(ms, fc.double({ min: 1, max: 100, noNaN: true }), (low, factor) => {
      const [english, german] = inBoth(() => durationRange({ low, high: low * factor }));
      expect(german).toBe(swapped(english));
    }));
    speak('de');
    expect(durationRange({ low: 9.12, high: 1234.5 })).toBe('0,0091–1,2\u202fs');
  });
});

describe('a kept message', () => {
  it('is made once for the same values, and never confuses two', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'ab', 'b', ''), fc.integer({ min: 0, max: 400 })), { maxLength: 600 }), (calls) => {
      let made = 0;
      const kept = keptMessage((text: string, n: number) => {
        made++;
        return `${text}/${n}`;
      });
      for (const [text, n] of calls) expect(kept(text, n)).toBe(`${text}/${n}`);
      const distinct = new Set(calls.map(String)).size;
      if (distinct <= 256) expect(made).toBe(distinct);
    }));
  });
});
