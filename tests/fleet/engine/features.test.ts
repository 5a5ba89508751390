import { describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import { quantileSorted } from '@/core/statistics';
import { DEFAULT_FLEET, parseFleetScenario, type FleetScenario } from '@/datacenter/fleet/config';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import type { FleetOptions, FleetRun, FleetSample, RequestOutcome } from '@/datacenter/fleet/types';
import { workloadSource } from '@/datacenter/fleet/workload/source';

interface Over extends Partial<Omit<FleetScenario, 'workload' | 'pool' | 'client' | 'tools'>> {
  workload?: Partial<FleetScenario['workload']>;
  pool?: Partial<FleetScenario['pool']>;
  client?: Partial<FleetScenario['client']>;
  tools?: Partial<FleetScenario['tools']>;
}
const fleet = ({ workload, pool, client, tools, ...over }: Over): FleetScenario => expectOk(parseFleetScenario({
  ...DEFAULT_FLEET, ...over, workload: { ...DEFAULT_FLEET.workload, requests: 1500, ...workload }, pool: { ...DEFAULT_FLEET.pool, ...pool },
  client: { ...DEFAULT_FLEET.client, ...client }, tools: { ...DEFAULT_FLEET.tools, ...tools },
}));
const poisson = (perSecond: number) => ({ kind: 'poisson' as const, perSecond });
const [chat] = DEFAULT_FLEET.workload.kinds as [FleetScenario['workload']['kinds'][number]];
const [everyone] = DEFAULT_FLEET.workload.tenants as [FleetScenario['workload']['tenants'][number]];
const regions = (replicas: number, smallReplicas = 0): FleetScenario['regions'] => [{ region: 'us-east', replicas, smallReplicas, outage: null }];
const prefixed = { ...chat, inputTokens: { kind: 'fixed' as const, tokens: 1200 }, prefix: { count: 40, tokens: 1000, skew: 0 } };

function simulate(config: FleetScenario, options: FleetOptions = {}): { run: FleetRun; all: RequestOutcome[]; of: (outcome: RequestOutcome['outcome']) => RequestOutcome[]; samples: FleetSample[] } {
  const all: RequestOutcome[] = [];
  const samples: FleetSample[] = [];
  const run = expectOk(simulateFleet(config, expectOk(workloadSource(config)), { finished: (o) => { all.push({ ...o }); }, sample: (s) => { samples.push(s); } }, { maxEvents: 3e6, ...options }));
  return { run, all, samples, of: (outcome) => all.filter((o) => o.outcome === outcome) };
}
const ttft = (o: RequestOutcome): number => o.clientFirstTokenMs - o.request.arrivalMs;
const total = (o: RequestOutcome): number => o.endMs - o.request.arrivalMs;
const quantile = (list: readonly RequestOutcome[], value: (o: RequestOutcome) => number, q: number): number => quantileSorted(list.map(value).sort((a, b) => a - b), q);

describe('in front of the replicas', () => {
  it('a tenant over its rate is refused, the other is not', () => {
    const tenants = [{ ...everyone, name: 'noisy', weight: 9, rateLimit: { perSecond: 2, burst: 4 } }, { ...everyone, name: 'quiet' }];
    const { of, run } = simulate(fleet({ workload: { tenants, arrivals: poisson(20) } }));
    expect(of('rejected').every((o) => o.request.tenant === 0 && o.httpStatus === 429 && o.stage === 'gateway')).toBe(true);
    const noisy = of('completed').filter((o) => o.request.tenant === 0).length;
    expect(noisy).toBeLessThanOrEqual(4 + 2 * (run.simulatedMs / 1000) + 1);
    expect(noisy).toBeGreaterThan(1.5 * (run.simulatedMs / 1000));
  });
  it('a cap on requests under way holds at every moment', () => {
    const { all } = simulate(fleet({ workload: { arrivals: poisson(50) }, gateway: { profile: 'typical', maxConcurrent: 7 } }));
    const served = all.filter((o) => o.outcome === 'completed');
    for (const o of served.slice(0, 200)) expect(served.filter((other) => other.queuedMs <= o.queuedMs && other.lastTokenMs > o.queuedMs).length).toBeLessThanOrEqual(7);
  });
  it('balancing by load spreads better than turns do when lengths differ much', () => {
    const kinds = [{ ...chat, outputTokens: { kind: 'lognormal' as const, median: 60, sigma: 1.8, max: 4000 } }];
    const p99 = (policy: FleetScenario['balancer']['policy']): number => quantile(simulate(fleet({
      regions: regions(8), balancer: { policy, spillFactor: 1.25 }, workload: { kinds, arrivals: poisson(20), requests: 3000 }, pool: { maxSequences: 8 },
    })).all, (o) => o.queueMs, 0.99);
    expect(p99('least-connections')).toBeLessThan(p99('round-robin'));
    expect(p99('power-of-two')).toBeLessThan(p99('round-robin'));
  });
  it('prefixes find their replica by affinity, and take turns past it', () => {
    // Room for a few prefixes on each replica only.
    const cached = (policy: FleetScenario['balancer']['policy']): number => simulate(fleet({
      regions: regions(4), balancer: { policy, spillFactor: 2 }, workload: { kinds: [prefixed], arrivals: poisson(10) }, pool: { kvTokens: 14_000 },
    })).run.cachedTokens;
    expect(cached('prefix-affinity')).toBeGreaterThan(1.3 * cached('round-robin'));
  });
  it('a prefix older than its time to live is gone', () => {
    const cached = (ttlS: number): number => simulate(fleet({ workload: { kinds: [{ ...prefixed, prefix: { count: 1, tokens: 1000, skew: 0 } }], arrivals: { kind: 'constant', perSecond: 0.5 }, requests: 50 }, pool: { prefixCache: { enabled: true, ttlS } } })).run.cachedTokens;
    expect(cached(0.1)).toBe(0);
    expect(cached(60)).toBe(49 * Math.floor(1000 / 16) * 16);
  });
});

describe('memory of the replicas', () => {
  const tight: Over = { workload: { arrivals: poisson(30), kinds: [{ ...chat, outputTokens: { kind: 'fixed', tokens: 400 } }] }, pool: { kvTokens: 12_000 } };
  it('paged blocks run out and the youngest gives way; nobody loses a token', () => {
    const { run, of } = simulate(fleet(tight), { checked: true });
    expect(run.preemptions).toBeGreaterThan(10);
    expect(of('completed').every((o) => o.outputTokens === 400)).toBe(true);
    expect(of('completed')).toHaveLength(1500);
  });
  it('reserving never preempts, and runs fewer at once', () => {
    const paged = simulate(fleet(tight));
    const reserved = simulate(fleet({ ...tight, pool: { ...tight.pool, kvAdmission: 'reserve' } }));
    expect(reserved.run.preemptions).toBe(0);
    expect(quantile(reserved.all, (o) => o.queueMs, 0.5)).toBeGreaterThan(0);
    expect(reserved.run.steps).toBeGreaterThan(paged.run.steps);
  });
  it('the more important wait less', () => {
    const tenants = [{ ...everyone, priority: 1 }, { ...everyone, name: 'second' }];
    const { all } = simulate(fleet({ ...tight, workload: { ...tight.workload, tenants } }));
    const wait = (tenant: number): number => quantile(all.filter((o) => o.request.tenant === tenant), (o) => o.queueMs, 0.5);
    expect(wait(0)).toBeLessThan(wait(1) / 2);
  });
});

describe('things that go wrong', () => {
  it('clients that leave free their slots', () => {
    const stay = simulate(fleet({ workload: { arrivals: poisson(90) } }));
    const leave = simulate(fleet({ workload: { arrivals: poisson(90) }, client: { disconnect: { share: 0.7, meanMs: 600 } } }));
    expect(leave.of('cancelled').length).toBeGreaterThan(800);
    expect(leave.of('cancelled').every((o) => o.httpStatus === 499)).toBe(true);
    expect(leave.run.gpuBusyMs).toBeLessThan(stay.run.gpuBusyMs);
    expect(quantile(leave.of('completed'), total, 0.5)).toBeLessThan(quantile(stay.all, total, 0.5));
  });
  it('time-outs end where they say, and are tried again', () => {
    const { of } = simulate(fleet({ client: { timeoutMs: 1500, retries: 1, backoffMs: 100 } }));
    const timedOut = of('timed-out');
    expect(timedOut.length).toBeGreaterThan(0);
    for (const o of timedOut) {
      expect(o.retries).toBe(1);
      expect(total(o)).toBeGreaterThanOrEqual(3000 - 1e-6);
      expect(total(o)).toBeLessThanOrEqual(3100 + 1e-6);
    }
  });
  it('a flaky tool behind a breaker costs less time than without', () => {
    const tools = { calls: 1, latencyMs: 100, outage: { startS: 0, endS: 1e6 }, timeoutMs: 2000, retries: 2 };
    const without = simulate(fleet({ tools }));
    const behind = simulate(fleet({ tools: { ...tools, breaker: { failures: 5, openMs: 30_000 } } }));
    expect(quantile(without.all, (o) => o.toolsMs, 0.5)).toBeGreaterThan(6000);
    expect(quantile(behind.all, (o) => o.toolsMs, 0.5)).toBeLessThan(1);
  });
  it('two tools in parallel take as long as the slower', () => {
    const tools = { calls: 2, latencyMs: 300 };
    const serial = simulate(fleet({ tools }));
    const parallel = simulate(fleet({ tools: { ...tools, parallel: true } }));
    for (const [i, o] of parallel.all.sort((a, b) => a.request.index - b.request.index).entries()) {
      const other = serial.all.sort((a, b) => a.request.index - b.request.index)[i];
      expect(o.toolsMs).toBeLessThan(other?.toolsMs ?? 0);
      expect(o.toolsMs).toBeGreaterThanOrEqual((other?.toolsMs ?? 0) / 2 - 1e-9);
    }
  }, 30_000);
  it('when a region goes down, what runs fails, what comes goes elsewhere, farther away', () => {
    const outage = { startS: 20, endS: 40 };
    const { all } = simulate(fleet({ regions: [{ region: 'us-east', replicas: 1, smallReplicas: 0, outage }, { region: 'eu-west', replicas: 1, smallReplicas: 0, outage: null }] }));
    const during = all.filter((o) => o.request.arrivalMs > 20_000 && o.request.arrivalMs < 39_900);
    expect(during.length).toBeGreaterThan(200);
    expect(during.every((o) => o.outcome === 'completed' && o.region === 1)).toBe(true);
    const before = all.filter((o) => o.request.arrivalMs < 15_000);
    expect(before.every((o) => o.region === 0)).toBe(true);
    expect(quantile(during, (o) => o.networkMs, 0.5)).toBeGreaterThan(quantile(before, (o) => o.networkMs, 0.5) + 50);
    expect(all.filter((o) => o.outcome === 'failed').every((o) => o.endMs >= 20_000 && o.endMs < 20_200)).toBe(true);
    expect(all.filter((o) => o.outcome === 'failed').length).toBeGreaterThan(5);
  });
});

describe('what tames the tail', () => {
  it('hedging cuts the tail of a service with one, within its budget', () => {
    const slow: Over = { path: false, regions: regions(20), pool: { service: { kind: 'lognormal', meanMs: 10, sigma: 1.5 } }, workload: { arrivals: poisson(300), requests: 20_000 } };
    const plain = simulate(fleet(slow));
    const hedged = simulate(fleet({ ...slow, hedge: { delayMs: 30, maxShare: 0.1 } }));
    expect(hedged.run.hedges).toBeLessThanOrEqual(0.1 * 20_000);
    expect(hedged.all.some((o) => o.hedgeWon)).toBe(true);
    expect(quantile(hedged.all, total, 0.99)).toBeLessThan(0.7 * quantile(plain.all, total, 0.99));
  });
  it('shedding keeps the wait of those who are served short', () => {
    const saturated: Over = { workload: { arrivals: poisson(60), requests: 3000 }, pool: { maxSequences: 32 } };
    const plain = simulate(fleet(saturated));
    const shed = simulate(fleet({ ...saturated, shedding: { maxWaiting: 4, answer: 'refuse', shortTokens: 1 } }));
    expect(shed.of('shed').length).toBeGreaterThan(100);
    expect(quantile(shed.of('completed'), ttft, 0.95)).toBeLessThan(quantile(plain.all, ttft, 0.95) / 5);
    const short = simulate(fleet({ ...saturated, shedding: { maxWaiting: 4, answer: 'short', shortTokens: 20 } }));
    expect(short.of('degraded').every((o) => o.outputTokens === 20)).toBe(true);
    expect(short.of('degraded').length).toBeGreaterThan(100);
  });
  it('an autoscaler starts cold, a warm pool is there at once', () => {
    const growing: Over = { workload: { arrivals: poisson(40), requests: 3000 }, pool: { maxSequences: 16 }, autoscaler: { minReplicas: 1, maxReplicas: 6, targetPerReplica: 14, intervalS: 1, downAfterS: 30, provisionS: 10, coldStartS: null, warmPool: 0 } };
    const cold = simulate(fleet(growing), { sampleMs: 1000 });
    const warm = simulate(fleet({ ...growing, autoscaler: growing.autoscaler === undefined || growing.autoscaler === null ? null : { ...growing.autoscaler, warmPool: 4 } }));
    expect(cold.run.coldStarts).toBeGreaterThan(0);
    expect(cold.samples.some((s) => s.replicas.some((r) => r.state === 'starting'))).toBe(true);
    expect(Math.max(...cold.samples.map((s) => s.replicas.filter((r) => r.state === 'serving').length))).toBeLessThanOrEqual(6);
    expect(quantile(warm.all, ttft, 0.95)).toBeLessThan(quantile(cold.all, ttft, 0.95) / 2);
  });
  it('prompts read elsewhere stretch no steps', () => {
    const kinds = [{ ...chat, inputTokens: { kind: 'fixed' as const, tokens: 3000 } }];
    const together = simulate(fleet({ regions: regions(2), workload: { kinds, arrivals: poisson(8) } }));
    const apart = simulate(fleet({ regions: regions(1), workload: { kinds, arrivals: poisson(8) }, pool: { prefillReplicas: 1 } }));
    expect(apart.of('completed')).toHaveLength(1500);
    const gap = (list: RequestOutcome[]): number => quantile(list, (o) => o.decodeMs / (o.outputTokens - 1), 0.99);
    expect(gap(apart.all)).toBeLessThan(gap(together.all));
  });
  it('agents see what they wrote before, from the cache, and can be capped', () => {
    const kinds = [{ ...chat, turns: { mean: 4, max: 12 } }];
    const free = simulate(fleet({ workload: { kinds, arrivals: poisson(4), requests: 400 } }));
    const capped = simulate(fleet({ workload: { kinds, arrivals: poisson(4), requests: 400, maxTurns: 2 } }));
    expect(Math.max(...free.all.map((o) => o.turns))).toBeGreaterThan(2);
    expect(Math.max(...capped.all.map((o) => o.turns))).toBe(2);
    for (const o of free.all) {
      expect(o.outputTokens).toBe(o.turns * 200);
      if (o.turns > 1) expect(o.cachedTokens).toBeGreaterThan(0);
    }
    expect(quantile(capped.all, total, 0.95)).toBeLessThan(quantile(free.all, total, 0.95));
  });
});

describe('bad input', () => {
  it('what cannot exist is said, with the field', () => {
    const config = fleet({});
    const error = simulateFleet({ ...config, pool: { ...config.pool, model: 'no-such-model' } }, expectOk(workloadSource(config)), { finished: () => undefined });
    expect(error).toMatchObject({ ok: false, error: { field: 'pool.model' } });
    const large = simulateFleet({ ...config, pool: { ...config.pool, model: 'llama-3.1-405b' } }, expectOk(workloadSource(config)), { finished: () => undefined });
    expect(large).toMatchObject({ ok: false, error: { code: 'model-does-not-fit' } });
    expect(parseFleetScenario({ ...DEFAULT_FLEET, regions: regions(0) })).toMatchObject({ ok: false, error: { field: 'regions' } });
    expect(parseFleetScenario({ ...DEFAULT_FLEET, pool: { ...DEFAULT_FLEET.pool, kvTokens: 1.5 } })).toMatchObject({ ok: false, error: { field: 'pool.kvTokens' } });
  });
  it('a prompt that no replica can hold is refused, not waited for', () => {
    const { of } = simulate(fleet({ workload: { kinds: [{ ...chat, inputTokens: { kind: 'fixed', tokens: 5000 } }], requests: 20 }, pool: { kvTokens: 4000 } }));
    expect(of('rejected')).toHaveLength(20);
    expect(of('rejected')[0]?.reason).toMatch(/KV cache/);
  });
  it('overload, a bound on events or time, and a wish to stop end a run with a word on why', () => {
    const over = fleet({ workload: { arrivals: poisson(5000), requests: 100_000 } });
    expect(simulate(over, { maxInFlight: 5000 }).run).toMatchObject({ stopped: 'overload' });
    expect(simulate(over, { maxInFlight: 5000 }).run.note).toMatch(/queue grows/);
    expect(simulate(over, { maxEvents: 10_000 }).run).toMatchObject({ stopped: 'events', events: 10_000 });
    expect(simulate(over, { maxMs: 500 }).run).toMatchObject({ stopped: 'time', simulatedMs: 500 });
    let asked = 0;
    expect(simulate(over, { shouldStop: () => ++asked === 3 }).run.stopped).toBe('cancelled');
  });
  it('a region without replicas and without neighbours answers 503', () => {
    const { of } = simulate(fleet({ regions: [{ region: 'us-east', replicas: 1, smallReplicas: 0, outage: { startS: 0, endS: 1e6 } }], workload: { requests: 30 } }));
    expect(of('failed')).toHaveLength(30);
    expect(of('failed').every((o) => o.httpStatus === 503)).toBe(true);
  });
});
