/** The figures of Dean & Barroso 2013, "The Tail at Scale" (Communications of the ACM 56:2), out of the simulation. */
import { describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import { quantileSorted } from '@/core/statistics';
import { DEFAULT_FLEET, type FleetScenario } from '@/datacenter/fleet/config';
import { changeFleet } from '@/datacenter/fleet/presets';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import type { FleetRun, RequestOutcome } from '@/datacenter/fleet/types';
import { workloadSource } from '@/datacenter/fleet/workload/source';

function observe(config: FleetScenario, look: (outcome: RequestOutcome) => void): FleetRun {
  const run = expectOk(simulateFleet(config, expectOk(workloadSource(config)), { finished: look }));
  expect(run.stopped).toBe('drained');
  return run;
}

describe('fan-out', () => {
  const slowShare = (calls: number, share: number): number => {
    const dependency = { calls, parallel: true, latencyMs: 10, slow: { share, factor: 1_000 } };
    const requests = 4_000;
    const config = changeFleet(DEFAULT_FLEET, {
      workload: { requests, arrivals: { kind: 'poisson', perSecond: 1_000 } }, pool: { service: { kind: 'fixed', ms: 1 } }, regions: [{ region: 'us-east', replicas: 64, smallReplicas: 0, outage: null }],
      retrieval: dependency, tools: dependency,
    });
    let slow = 0;
    // An ordinary call takes about 10 ms, a slow one about 10 s.
    observe(config, ({ retrievalMs, toolsMs }) => { if (retrievalMs + toolsMs > 1_000) slow++; });
    return slow / requests;
  };

  it('a request that waits for 100 servers, each slow once in 100 times, is slow 63 times in 100', () => {
    expect(1 - 0.99 ** 100).toBeCloseTo(0.634, 3);
    expect(Math.abs(slowShare(50, 0.01) - 0.634)).toBeLessThan(4.5 * Math.sqrt((0.634 * 0.366) / 4_000));
  });

  it('and for one in 10,000 nearly one time in 100', () => {
    // The paper's other curve: 2,000 servers give 18 %; for 100 the same formula gives 1 %.
    expect(Math.abs(slowShare(50, 0.0001) - (1 - 0.9999 ** 100))).toBeLessThan(4.5 * Math.sqrt(0.01 / 4_000));
  });
});

describe('hedged requests', () => {
  const S = 100;
  const base = changeFleet(DEFAULT_FLEET, {
    path: false, workload: { requests: 40_000, arrivals: { kind: 'poisson', perSecond: 20 } },
    pool: { service: { kind: 'lognormal', meanMs: S, sigma: 1.2 }, maxSequences: 1 }, regions: [{ region: 'us-east', replicas: 40, smallReplicas: 0, outage: null }],
  });
  const latencies = (config: FleetScenario): { sorted: number[]; run: FleetRun; gpuMs: number } => {
    const all: number[] = [];
    let gpuMs = 0;
    const run = observe(config, (outcome) => {
      all.push(outcome.endMs - outcome.request.arrivalMs);
      gpuMs += outcome.gpuMs;
    });
    return { sorted: all.sort((a, b) => a - b), run, gpuMs };
  };

  const plain = latencies(base);
  const p95 = quantileSorted(plain.sorted, 0.95);
  const hedged = latencies(changeFleet(base, { hedge: { delayMs: p95, maxShare: 1 } }));

  it('after the 95th percentile add about 5 % of requests', () => {
    expect(Math.abs(hedged.run.hedges / 40_000 - 0.05)).toBeLessThan(0.004);
    expect(hedged.gpuMs / plain.gpuMs).toBeLessThan(1.1);
  });

  it('shorten the tail as two independent tries would: P(T > t) = P(X > t) · P(X > t − d)', () => {
    const survival = (t: number): number => plain.sorted.filter((x) => x > t).length / plain.sorted.length;
    for (const t of [1.5 * p95, 2 * p95, 3 * p95]) {
      const theory = survival(t) * survival(t - p95);
      const measured = hedged.sorted.filter((x) => x > t).length / hedged.sorted.length;
      expect(Math.abs(measured - theory)).toBeLessThan(5 * Math.sqrt(theory / 40_000) + 1e-4);
    }
    expect(quantileSorted(hedged.sorted, 0.999)).toBeLessThan(0.7 * quantileSorted(plain.sorted, 0.999));
  });

  it('do nothing to those that were answered before', () => {
    expect(quantileSorted(hedged.sorted, 0.5)).toBeCloseTo(quantileSorted(plain.sorted, 0.5), 1);
  });
});
