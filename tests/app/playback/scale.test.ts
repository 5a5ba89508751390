import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearScale, logScale, logStartMs, roundStep, ticksOf } from '@/app/charts/scale';

const range = fc.tuple(fc.double({ min: 0.001, max: 1e4, noNaN: true }), fc.double({ min: 1.01, max: 1e6, noNaN: true }))
  .map(([start, factor]) => [start, start * factor] as const);

describe('scales', () => {
  it('place a moment and find it again', () => {
    fc.assert(fc.property(range, fc.double({ min: 0, max: 1, noNaN: true }), ([start, end], place) => {
      for (const scale of [linearScale(start, end), logScale(start, end)]) {
        expect(scale.at(scale.msAt(place))).toBeCloseTo(place, 9);
        expect(scale.at(start)).toBeCloseTo(0, 9);
        expect(scale.at(end)).toBeCloseTo(1, 9);
      }
    }));
  });

  it('keep proportions: lengths on a linear axis, ratios on a log axis', () => {
    const linear = linearScale(0, 400);
    expect(linear.at(300) - linear.at(200)).toBeCloseTo(0.25, 12);
    const log = logScale(0.01, 1000);
    expect(log.at(10) - log.at(1)).toBeCloseTo(0.2, 12);
    expect(log.at(0.1) - log.at(0.01)).toBeCloseTo(0.2, 12);
  });

  it('hold the beginning of time just outside a log axis', () => {
    expect(logScale(0.01, 100).at(0)).toBe(-1);
  });

  it('refuse a log axis without a positive stretch', () => {
    expect(() => logScale(0, 10)).toThrow(RangeError);
    expect(() => logScale(10, 10)).toThrow(RangeError);
  });

  it('write ticks inside the axis, ascending, no more than asked for, at round values', () => {
    fc.assert(fc.property(range, fc.integer({ min: 3, max: 12 }), ([start, end], most) => {
      for (const scale of [linearScale(start, end), logScale(start, end)]) {
        const ticks = ticksOf(scale, most);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        ticks.forEach(({ ms }, i) => {
          expect(scale.at(ms)).toBeGreaterThanOrEqual(-1e-6);
          expect(scale.at(ms)).toBeLessThanOrEqual(1 + 1e-6);
          if (i > 0) expect(ms).toBeGreaterThan(ticks[i - 1]?.ms ?? Infinity);
        });
      }
    }));
  });

  it('name round values with one unit along a linear axis', () => {
    expect(ticksOf(linearScale(0, 430), 6).map((tick) => tick.label)).toEqual(['0', '100\u202fms', '200\u202fms', '300\u202fms', '400\u202fms']);
    expect(ticksOf(linearScale(0, 8100), 9).map((tick) => tick.label).slice(0, 3)).toEqual(['0', '1\u202fs', '2\u202fs']);
    expect(ticksOf(linearScale(0, 0.04), 4).map((tick) => tick.label)).toEqual(['0', '10\u202fµs', '20\u202fµs', '30\u202fµs', '40\u202fµs']);
    expect(ticksOf(logScale(0.01, 1000), 6).map((tick) => tick.label)).toEqual(['10\u202fµs', '100\u202fµs', '1\u202fms', '10\u202fms', '100\u202fms', '1\u202fs']);
  });

  it('choose a 1-2-5 step that is never finer than asked', () => {
    fc.assert(fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (rough) => {
      const step = roundStep(rough);
      expect(step).toBeGreaterThanOrEqual(rough * (1 - 1e-6));
      expect(step).toBeLessThanOrEqual(rough * 2.5 * (1 + 1e-6));
      const mantissa = Number((step / 10 ** Math.floor(Math.log10(step) + 1e-9)).toPrecision(6));
      expect([1, 2, 5, 10]).toContain(mantissa);
    }));
  });

  it('begin a log axis at the decade of the first thing that ends, not below a clock’s grain', () => {
    expect(logStartMs([0.03, 5, 400])).toBeCloseTo(0.01, 12);
    expect(logStartMs([0.000001, 5])).toBeCloseTo(0.001, 12);
    expect(logStartMs([])).toBe(1);
  });
});
