import { describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import type { FleetArrivals, FleetScenario, FleetService } from '@/datacenter/fleet/config';
import { changeFleet } from '@/datacenter/fleet/presets';
import { DEFAULT_FLEET } from '@/datacenter/fleet/config';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import { BatchedMetric } from '@/datacenter/fleet/stats/batches';
import { around } from '@/datacenter/fleet/stats/student';
import type { FleetRun, RequestOutcome } from '@/datacenter/fleet/types';
import { workloadSource } from '@/datacenter/fleet/workload/source';
import { erlangC, machineRepair, mg1Wait, mm1Sojourn, mmcWait, mmcWaitTail } from './oracles';

/** Mean service time, ms: the unit of everything below. */
const S = 100;
const REQUESTS = 120_000;
const WARM_UP = 8_000;

interface Queue { readonly service: FleetService; readonly servers: number; readonly arrivals: FleetArrivals; readonly seed?: number; readonly requests?: number }

/** `servers` servers behind one queue, without network and gateway. */
function scenario({ service, servers, arrivals, seed = 1, requests = REQUESTS }: Queue): FleetScenario {
  return changeFleet(DEFAULT_FLEET, { seed, path: false, workload: { requests, arrivals }, pool: { service, maxSequences: servers } });
}

function observe(queue: Queue, look: (outcome: RequestOutcome) => void): FleetRun {
  const config = scenario(queue);
  const run = expectOk(simulateFleet(config, expectOk(workloadSource(config)), { finished: (outcome) => { if (outcome.request.index >= WARM_UP) look(outcome); } }));
  expect(run.stopped).toBe('drained');
  return run;
}

/** Arrivals a second that keep `servers` servers busy for the share `rho`. */
const poisson = (rho: number, servers = 1): FleetArrivals => ({ kind: 'poisson', perSecond: (1000 * rho * servers) / S });
const waits = (queue: Queue): BatchedMetric => {
  const metric = new BatchedMetric();
  observe(queue, (outcome) => { metric.add(outcome.request.index, outcome.startMs - outcome.queuedMs); });
  return metric;
};

/** The theory lies in the interval; a 95 % one is widened to about 99.99 % (t of ~40 degrees: 4.3 against 2.0), for the many checks made here. */
function expectMean(metric: BatchedMetric, theory: number, widest = 0.2): void {
  const interval = metric.meanInterval();
  if (interval === null) throw new Error('too few requests');
  const middle = (interval.low + interval.high) / 2;
  const half = 2.15 * ((interval.high - interval.low) / 2);
  expect(Math.abs(middle - theory)).toBeLessThanOrEqual(half);
  // An interval so wide that anything fits would prove nothing.
  expect(half).toBeLessThan(widest * theory);
}

const exponential: FleetService = { kind: 'exponential', meanMs: S };

describe('mean waits', () => {
  it.each([0.3, 0.6, 0.8])('M/M/1 at load %f', (rho) => {
    expectMean(waits({ service: exponential, servers: 1, arrivals: poisson(rho) }), mmcWait(rho / S, 1 / S, 1));
    // The same by Pollaczek–Khinchine: E[S²] = 2 S².
    expect(mg1Wait(rho / S, S, 2 * S * S)).toBeCloseTo(mmcWait(rho / S, 1 / S, 1), 9);
  });

  it.each([[2, 0.7], [4, 0.7], [16, 0.8]])('M/M/%i at load %f (Erlang C)', (servers, rho) => {
    const wait = new BatchedMetric();
    const waited = new BatchedMetric();
    observe({ service: exponential, servers, arrivals: poisson(rho, servers) }, ({ request: { index }, startMs, queuedMs }) => {
      wait.add(index, startMs - queuedMs);
      waited.add(index, startMs > queuedMs ? 1 : 0);
    });
    // With many servers few wait, and those together: the mean of so many requests is known less well.
    expectMean(wait, mmcWait((rho * servers) / S, 1 / S, servers), 0.5);
    expectMean(waited, erlangC(servers, rho * servers));
  });

  it.each([0.5, 0.8])('M/D/1 at load %f', (rho) => {
    expectMean(waits({ service: { kind: 'fixed', ms: S }, servers: 1, arrivals: poisson(rho) }), mg1Wait(rho / S, S, S * S));
  });

  it.each([[0.5, 0.8], [0.7, 0.5]])('M/G/1 with lognormal service at load %f, sigma %f (Pollaczek–Khinchine)', (rho, sigma) => {
    // E[S²] of a lognormal of mean S: S² exp(σ²).
    expectMean(waits({ service: { kind: 'lognormal', meanMs: S, sigma }, servers: 1, arrivals: poisson(rho) }), mg1Wait(rho / S, S, S * S * Math.exp(sigma * sigma)));
  });

  it('the closed loop is the machine-repair queue', () => {
    const clients = 12;
    const think = 900;
    const exact = machineRepair(clients, think, S);
    const response = new BatchedMetric();
    const run = observe({ service: exponential, servers: 1, arrivals: { kind: 'closed', clients, thinkMs: think, think: 'exponential' } }, (outcome) => { response.add(outcome.request.index, outcome.endMs - outcome.request.arrivalMs); });
    expectMean(response, exact.response);
    expect(run.finished / run.simulatedMs / exact.throughput).toBeGreaterThan(0.98);
    expect(run.finished / run.simulatedMs / exact.throughput).toBeLessThan(1.02);
  });
});

describe('distributions', () => {
  it('M/M/1: time in system is exponential', () => {
    const rho = 0.7;
    const over = [50, 200, 500, 1_000].map((t) => ({ t, count: 0 }));
    observe({ service: exponential, servers: 1, arrivals: poisson(rho) }, (outcome) => {
      for (const level of over) if (outcome.endMs - outcome.queuedMs > level.t) level.count++;
    });
    for (const { t, count } of over) expect(Math.abs(count / (REQUESTS - WARM_UP) - mm1Sojourn(rho / S, 1 / S, t))).toBeLessThan(0.02);
  });

  it('M/M/4: the tail of the wait is exponential with rate cμ − λ', () => {
    const [rho, c] = [0.85, 4];
    const over = [20, 100, 300].map((t) => ({ t, count: 0 }));
    observe({ service: exponential, servers: c, arrivals: poisson(rho, c) }, (outcome) => {
      for (const level of over) if (outcome.startMs - outcome.queuedMs > level.t) level.count++;
    });
    for (const { t, count } of over) expect(Math.abs(count / (REQUESTS - WARM_UP) - mmcWaitTail((rho * c) / S, 1 / S, c, t))).toBeLessThan(0.03);
  });

  it('burstier arrivals wait longer, smoother ones less, at the same load', () => {
    const mean = (arrivals: FleetArrivals): number => waits({ service: exponential, servers: 1, arrivals }).whole().mean;
    const perSecond = (1000 * 0.7) / S;
    const [smooth, random, bursty] = [mean({ kind: 'constant', perSecond }), mean({ kind: 'poisson', perSecond }), mean({ kind: 'gamma', perSecond, cv: 2 })];
    expect(smooth).toBeLessThan(0.8 * random);
    expect(bursty).toBeGreaterThan(1.5 * random);
  });
});

describe('Little’s law', () => {
  it.each([
    ['queue of one server', { service: exponential, servers: 1, arrivals: poisson(0.8) }],
    ['eight servers', { service: { kind: 'lognormal', meanMs: S, sigma: 1 }, servers: 8, arrivals: poisson(0.9, 8) }],
    ['closed loop', { service: exponential, servers: 2, arrivals: { kind: 'closed', clients: 9, thinkMs: 300, think: 'exponential' } }],
  ] satisfies [string, Queue][])('L = λ W exactly: %s', (_, queue) => {
    const config = scenario({ ...queue, requests: 20_000 });
    let timeMs = 0;
    const run = expectOk(simulateFleet(config, expectOk(workloadSource(config)), { finished: ({ endMs, request }) => { timeMs += endMs - request.arrivalMs; } }));
    // Over a run that drains, the area under the number in system is the sum of the times in it.
    expect(run.inFlightMs / timeMs).toBeCloseTo(1, 9);
  });

  it('and for the model itself, with network, gateway and prefill', () => {
    let timeMs = 0;
    const config = changeFleet(DEFAULT_FLEET, { workload: { requests: 2_000 } });
    const run = expectOk(simulateFleet(config, expectOk(workloadSource(config)), { finished: ({ endMs, request }) => { timeMs += endMs - request.arrivalMs; } }));
    expect(run.inFlightMs / timeMs).toBeCloseTo(1, 9);
  });
});

describe('intervals of the simulation', () => {
  it('hold the theory in most of many seeds', () => {
    const rho = 0.6;
    let held = 0;
    const seeds = 40;
    for (let seed = 1; seed <= seeds; seed++) {
      const metric = new BatchedMetric();
      const config = scenario({ service: exponential, servers: 1, arrivals: poisson(rho), seed, requests: 15_000 });
      expectOk(simulateFleet(config, expectOk(workloadSource(config)), { finished: (o) => { if (o.request.index >= 1_000) metric.add(o.request.index, o.startMs - o.queuedMs); } }));
      const interval = metric.meanInterval() ?? around(0, 0, [0, 0]);
      if (interval.low <= mmcWait(rho / S, 1 / S, 1) && mmcWait(rho / S, 1 / S, 1) <= interval.high) held++;
    }
    // Binomial with p = 0.95: 33 or fewer of 40 come once in 3,000 times.
    expect(held).toBeGreaterThan(33);
  });
});
