import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '@/core/random';
import { erlangC, hedge, mg1WaitMs, waitTime } from '@/decisions/queueing';
import { gridOf, judge, judgeList, largestWhole, type Axis } from '@/decisions/search';

const axis: Axis = { parameter: 'x', unit: '', domain: [10, 100], search: [1, 1_000], scale: 'log', integer: true, base: 20 };

describe('judging a statement', () => {
  it('finds any threshold, exactly, on the right side', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 999 }), fc.boolean(), (threshold, above) => {
      const { verdict, flip, flips } = judge(axis, (x) => (above ? x >= threshold : x < threshold));
      expect(flips).toHaveLength(1);
      expect([flip.holdsAt, flip.failsAt]).toEqual(above ? [threshold, threshold - 1] : [threshold - 1, threshold]);
      const inside = gridOf(axis.domain, 9, axis).map((x) => (above ? x >= threshold : x < threshold));
      expect(verdict).toBe(inside.every(Boolean) ? 'holds' : inside.some(Boolean) ? 'holds-only-if' : 'does-not-hold');
    }));
  });
  it('finds both ends of an interval and takes the nearer one for its flip', () => {
    const { flips, flip, verdict } = judge(axis, (x) => x >= 15 && x <= 400);
    expect(flips.map(({ holdsAt, failsAt }) => [holdsAt, failsAt])).toEqual([[15, 14], [400, 401]]);
    expect(flip.holdsAt).toBe(15);
    expect(verdict).toBe('holds-only-if');
  });
  it('has no turning point where nothing turns, and leaves out what cannot exist', () => {
    expect(judge(axis, () => true)).toMatchObject({ verdict: 'holds', flip: { holdsAt: null, failsAt: null }, flips: [] });
    expect(judge(axis, () => false).verdict).toBe('does-not-hold');
    expect(judge(axis, (x) => (x > 50 ? null : true)).verdict).toBe('holds');
    expect(judge(axis, () => null).verdict).toBe('does-not-hold');
  });
  it('brackets real thresholds closely', () => {
    const { flip } = judge({ ...axis, domain: [0, 1], search: [0, 1], scale: 'linear', integer: false, base: 0.5 }, (x) => x > 0.3217);
    expect(Number(flip.holdsAt) - Number(flip.failsAt)).toBeLessThan(1e-3);
    expect(Number(flip.failsAt)).toBeLessThanOrEqual(0.3217);
  });
  it('judges named alternatives', () => {
    const options = ['a', 'b', 'c'].map((label) => ({ label, value: label, inDomain: label !== 'c' }));
    expect(judgeList('letter', 'a', options, (x) => x === 'c')).toMatchObject({ verdict: 'does-not-hold', flip: { holdsAt: 'c', failsAt: 'a' } });
    expect(judgeList('letter', 'a', options, (x) => x !== 'b')).toMatchObject({ verdict: 'holds-only-if', flip: { holdsAt: 'a', failsAt: 'b' } });
  });
});

describe('the largest that fits', () => {
  it('is found in few steps', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 0, max: 120_000 }), (high, limit) => {
      const found = largestWhole(1, high, (x) => x <= limit);
      expect(found.value).toBe(limit < 1 ? null : Math.min(high, limit));
      expect(found.evaluations).toBeLessThan(40);
    }));
  });
});

describe('queueing', () => {
  it('agrees with textbook values', () => {
    // One server: the chance to wait is the load. Two servers at one erlang: 1/3.
    expect(erlangC(1, 0.7)).toBeCloseTo(0.7, 12);
    expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12);
    expect(erlangC(4, 4)).toBe(1);
    // M/M/1: mean wait = rho / (mu - lambda); its quantile from P(W > t) = rho exp(-(mu - lambda) t).
    const wait = waitTime(1, 8, 100);
    const { meanMs } = wait;
    expect(meanMs).toBeCloseTo((0.8 / (10 - 8)) * 1000, 9);
    expect(wait.quantileMs(0.95)).toBeCloseTo((Math.log(0.8 / 0.05) / 2) * 1000, 9);
    expect(wait.quantileMs(0.1)).toBe(0);
    expect(waitTime(1, 10, 100).meanMs).toBe(Infinity);
    // M/D/1 waits half as long as M/M/1; M/G/1 with one fixed time is M/D/1.
    expect(waitTime(1, 8, 100, 0).meanMs).toBeCloseTo(meanMs / 2, 9);
    expect(mg1WaitMs(8, [{ share: 1, ms: 100 }])).toBeCloseTo(meanMs / 2, 9);
    expect(mg1WaitMs(20, [{ share: 1, ms: 100 }])).toBe(Infinity);
  });
  it('agrees with a simulated M/M/1 queue (Lindley\'s recursion)', () => {
    const uniform = randomStream(11, 'mm1');
    const exponential = (mean: number): number => -mean * Math.log(1 - uniform());
    const arrivals = 300_000;
    let wait = 0;
    let sum = 0;
    let waited = 0;
    for (let i = 0; i < arrivals; i++) {
      sum += wait;
      if (wait > 0) waited++;
      wait = Math.max(0, wait + exponential(60) - exponential(100));
    }
    const { meanMs, probability } = waitTime(1, 10, 60);
    expect(Math.abs(sum / arrivals / meanMs - 1)).toBeLessThan(0.03);
    expect(Math.abs(waited / arrivals - probability)).toBeLessThan(0.01);
  });
  it('hedges: never slower, copies only for what is late, the faster wins', () => {
    const sample = fc.array(fc.double({ min: 1, max: 1_000, noNaN: true }), { minLength: 5, maxLength: 50 });
    fc.assert(fc.property(sample, sample, fc.double({ min: 1, max: 1_000, noNaN: true }), (a, b, delay) => {
      const first = Float64Array.from(a);
      const second = Float64Array.from({ length: a.length }, (_, i) => b[i % b.length] ?? 1);
      const { latencyMs, duplicates } = hedge(first, second, delay);
      first.forEach((ms, i) => { expect(latencyMs[i]).toBe(ms <= delay ? ms : Math.min(ms, delay + (second[i] ?? 0))); });
      expect(duplicates).toBeCloseTo(a.filter((ms) => ms > delay).length / a.length, 12);
    }));
  });
});
