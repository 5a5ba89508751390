import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '@/core/random';
import { expectOk } from '@/core/result';
import { ArrivalsSchema, DEFAULT_FLEET, type FleetArrivals, type FleetScenario } from '@/datacenter/fleet/config';
import type { FleetRequest } from '@/datacenter/fleet/types';
import { arrivalTimes, meanRatePerSecond, type OpenArrivals } from '@/datacenter/fleet/workload/arrivals';
import { workloadSource } from '@/datacenter/fleet/workload/source';
import * as v from 'valibot';

const COUNT = 60_000;

function arrivals(process: OpenArrivals, count = COUNT, seed = 7): number[] {
  const next = arrivalTimes(process, (name) => randomStream(seed, name));
  return Array.from({ length: count }, () => next());
}

/** Mean and coefficient of variation of the gaps. */
function gaps(times: readonly number[]): { mean: number; cv: number } {
  const all = times.map((t, i) => t - (times[i - 1] ?? 0));
  const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
  const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (all.length - 1);
  return { mean, cv: Math.sqrt(variance) / mean };
}

function scenario(pattern: FleetArrivals, requests: number, seed = 3): FleetScenario {
  return { ...DEFAULT_FLEET, seed, workload: { ...DEFAULT_FLEET.workload, arrivals: pattern, requests } };
}

describe('open arrivals', () => {
  // The mean of n gaps lies within 4 · cv / √n of the true mean but for one run in 16,000.
  it.each([
    ['poisson', { kind: 'poisson', perSecond: 40 }, 1],
    ['gamma, bursty', { kind: 'gamma', perSecond: 40, cv: 3 }, 3],
    ['gamma, regular', { kind: 'gamma', perSecond: 40, cv: 0.4 }, 0.4],
    ['constant', { kind: 'constant', perSecond: 40 }, 0],
  ] as const)('%s: mean and coefficient of variation of the gaps', (_, process, cv) => {
    const measured = gaps(arrivals(process));
    expect(Math.abs(measured.mean - 25)).toBeLessThanOrEqual((25 * 4 * cv) / Math.sqrt(COUNT) + 1e-9);
    expect(measured.cv).toBeGreaterThanOrEqual(cv * 0.95 - 1e-9);
    expect(measured.cv).toBeLessThanOrEqual(cv * 1.05 + 1e-9);
  });

  it('on-off: the long-run rate is the mean of its phases by their length, and it is burstier than Poisson', () => {
    const process = { kind: 'on-off', onPerSecond: 100, offPerSecond: 5, onS: 2, offS: 6 } as const;
    const times = arrivals(process, 200_000);
    const rate = times.length / ((times.at(-1) ?? 1) / 1000);
    expect(meanRatePerSecond(process)).toBeCloseTo((100 * 2 + 5 * 6) / 8, 12);
    expect(rate / meanRatePerSecond(process)).toBeGreaterThan(0.93);
    expect(rate / meanRatePerSecond(process)).toBeLessThan(1.07);
    expect(gaps(times).cv).toBeGreaterThan(1.5);
  });

  it('on-off: silence is possible, and arrivals go on after it', () => {
    const times = arrivals({ kind: 'on-off', onPerSecond: 50, offPerSecond: 0, onS: 1, offS: 1 }, 20_000);
    expect(times.length / ((times.at(-1) ?? 1) / 1000)).toBeGreaterThan(22);
    expect(times.length / ((times.at(-1) ?? 1) / 1000)).toBeLessThan(28);
  });

  it('daily: counts of each hour follow the curve', () => {
    const process = { kind: 'daily', perSecond: 2, peakFactor: 1.8, periodS: 86_400, peakAtS: 54_000 } as const;
    const times = arrivals(process, 172_800); // about a day
    const hours = new Array<number>(24).fill(0);
    for (const t of times) {
      const hour = Math.floor(t / 3_600_000);
      if (hour < 23) hours[hour] = (hours[hour] ?? 0) + 1;
    }
    for (let hour = 0; hour < 23; hour++) {
      // The integral of the curve over the hour.
      const w = (2 * Math.PI) / 86_400;
      const expected = 2 * (3_600 + (0.8 / w) * (Math.sin(w * ((hour + 1) * 3_600 - 54_000)) - Math.sin(w * (hour * 3_600 - 54_000))));
      expect(Math.abs((hours[hour] ?? 0) - expected)).toBeLessThanOrEqual(4.5 * Math.sqrt(expected));
    }
  });

  it('never goes back in time, whatever the process', () => {
    const rate = fc.double({ min: 0.001, max: 1e5, noNaN: true });
    const process: fc.Arbitrary<OpenArrivals> = fc.oneof(
      fc.record({ kind: fc.constant('poisson' as const), perSecond: rate }),
      fc.record({ kind: fc.constant('constant' as const), perSecond: rate }),
      fc.record({ kind: fc.constant('gamma' as const), perSecond: rate, cv: fc.double({ min: 0.05, max: 30, noNaN: true }) }),
      fc.record({ kind: fc.constant('on-off' as const), onPerSecond: rate, offPerSecond: rate, onS: fc.double({ min: 0.01, max: 100, noNaN: true }), offS: fc.double({ min: 0.01, max: 100, noNaN: true }) }),
      fc.record({ kind: fc.constant('daily' as const), perSecond: rate, peakFactor: fc.double({ min: 1, max: 2, noNaN: true }), periodS: fc.double({ min: 1, max: 1e5, noNaN: true }), peakAtS: fc.double({ min: 0, max: 1e5, noNaN: true }) }),
    );
    fc.assert(fc.property(process, fc.nat(), (chosen, seed) => {
      expect(v.is(ArrivalsSchema, chosen)).toBe(true);
      const times = arrivals(chosen, 200, seed);
      for (const [i, t] of times.entries()) expect(t).toBeGreaterThanOrEqual(times[i - 1] ?? 0);
      expect(Number.isFinite(times.at(-1))).toBe(true);
    }));
  });
});

/** Takes everything from a source, answering each request `serviceMs` after it was taken. */
function drain(config: FleetScenario, serviceMs: number): FleetRequest[] {
  const source = expectOk(workloadSource(config));
  const taken: FleetRequest[] = [];
  const underway: { request: FleetRequest; endMs: number }[] = [];
  for (;;) {
    const next = source.peek();
    underway.sort((a, b) => a.endMs - b.endMs);
    const done = underway[0];
    if (done !== undefined && (next === null || done.endMs < next.arrivalMs)) {
      underway.shift();
      source.answered(done.request, done.endMs);
    } else if (next !== null) {
      source.take();
      taken.push(next);
      underway.push({ request: next, endMs: next.arrivalMs + serviceMs });
    } else return taken;
  }
}

describe('closed loop', () => {
  it('keeps as many requests under way as there are clients, and ends after the last', () => {
    const taken = drain(scenario({ kind: 'closed', clients: 5, thinkMs: 0, think: 'fixed' }, 100), 50);
    expect(taken.length).toBe(100);
    // Five at a time, 50 ms each: round k starts at 50 k.
    taken.forEach((request, i) => expect(request.arrivalMs).toBe(50 * Math.floor(i / 5)));
    expect(taken.map(({ index }) => index)).toEqual(taken.map((_, i) => i));
  });

  it('has the throughput that Little’s law gives: clients over answer and thinking time', () => {
    for (const think of ['fixed', 'exponential'] as const) {
      const taken = drain(scenario({ kind: 'closed', clients: 20, thinkMs: 900, think }, 20_000), 100);
      const perSecond = taken.length / ((taken.at(-1)?.arrivalMs ?? 1) / 1000);
      expect(perSecond).toBeGreaterThan(20 * 0.97);
      expect(perSecond).toBeLessThan(20 * 1.03);
    }
  });

  it('gives requests in order of time even when a quick thinker overtakes', () => {
    const taken = drain(scenario({ kind: 'closed', clients: 50, thinkMs: 500, think: 'exponential' }, 2_000), 3);
    for (const [i, request] of taken.entries()) expect(request.arrivalMs).toBeGreaterThanOrEqual(taken[i - 1]?.arrivalMs ?? 0);
  });

  it('sends no more than asked for when there are more clients than requests', () => {
    expect(drain(scenario({ kind: 'closed', clients: 1_000, thinkMs: 10, think: 'fixed' }, 7), 5).length).toBe(7);
  });
});

describe('common random numbers', () => {
  const all = (config: FleetScenario): FleetRequest[] => drain(config, 1);

  it('gives the same requests for the same seed and others for another', () => {
    const config = scenario({ kind: 'gamma', perSecond: 10, cv: 2 }, 300);
    expect(all(config)).toEqual(all({ ...config, balancer: { ...config.balancer, policy: 'round-robin' }, hedge: { delayMs: 10, maxShare: 1 } }));
    expect(all(config)).not.toEqual(all({ ...config, seed: config.seed + 1 }));
  });

  it('changes only what was changed: longer answers leave arrivals and prompts as they were', () => {
    const base = scenario({ kind: 'poisson', perSecond: 10 }, 300);
    const kind = base.workload.kinds[0];
    if (kind === undefined) throw new Error('no class');
    const random: FleetScenario = { ...base, workload: { ...base.workload, kinds: [{ ...kind, inputTokens: { kind: 'lognormal', median: 300, sigma: 1, max: 9_000 }, outputTokens: { kind: 'exponential', mean: 100, max: 5_000 } }] } };
    const longer: FleetScenario = { ...random, workload: { ...random.workload, kinds: random.workload.kinds.map((k) => ({ ...k, outputTokens: { kind: 'exponential', mean: 300, max: 5_000 } })) } };
    const [a, b] = [all(random), all(longer)];
    expect(a.map(({ arrivalMs, inputTokens }) => [arrivalMs, inputTokens])).toEqual(b.map(({ arrivalMs, inputTokens }) => [arrivalMs, inputTokens]));
    expect(b.reduce((sum, r) => sum + r.outputTokens, 0)).toBeGreaterThan(a.reduce((sum, r) => sum + r.outputTokens, 0));
  });
});
