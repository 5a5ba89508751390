import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { S4_BUDGET } from '@/decisions/budget';
import { expectOk } from '@/core/result';
import { DEFAULT_FLEET, type FleetScenario } from '@/datacenter/fleet/config';
import { changeFleet, FLEET_PRESETS, findFleetPreset, STEADY_CAPACITY_PER_S } from '@/datacenter/fleet/presets';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import { compareSummaries } from '@/datacenter/fleet/stats/compare';
import { FLEET_BUDGET, LENGTH_BUCKETS, lengthBucket, usableMs } from '@/datacenter/fleet/stats/phases';
import type { FleetReport } from '@/datacenter/fleet/stats/report';
import { RELATIVE_ERROR } from '@/datacenter/fleet/stats/sketch';
import { FleetSummary, type SummaryOptions } from '@/datacenter/fleet/stats/summary';
import { Timeline } from '@/datacenter/fleet/stats/timeline';
import type { FleetRun, RequestOutcome } from '@/datacenter/fleet/types';
import { workloadSource } from '@/datacenter/fleet/workload/source';

interface Watched { readonly summary: FleetSummary; readonly report: FleetReport; readonly run: FleetRun; readonly all: readonly RequestOutcome[] }

/** Runs a scenario with a summary, and keeps every request for comparison. */
function watch(scenario: FleetScenario, options: SummaryOptions = {}): Watched {
  const summary = new FleetSummary(scenario, options);
  const all: RequestOutcome[] = [];
  const run = expectOk(simulateFleet(scenario, expectOk(workloadSource(scenario)), {
    finished: (outcome) => { all.push({ ...outcome }); summary.finished(outcome); },
    sample: (sample) => { summary.sample(sample); },
    steps: (sequences, steps, firstMs, lastMs) => { summary.steps?.(sequences, steps, firstMs, lastMs); },
  }, { sampleMs: 500 }));
  return { summary, report: summary.report(run), run, all };
}

const BUSY = changeFleet(findFleetPreset('saturated')?.scenario ?? DEFAULT_FLEET, { workload: { requests: 2_500 }, shedding: { maxWaiting: 40, answer: 'refuse', shortTokens: 8 }, client: { timeoutMs: 6_000 } });
const MIXED = changeFleet(findFleetPreset('agent-loop')?.scenario ?? DEFAULT_FLEET, { workload: { requests: 800 } });

describe.each([['refusals and time-outs', BUSY], ['chats and agents', MIXED]])('a report of %s', (_, scenario) => {
  const { report, run, all, summary } = watch(scenario, { gaps: true });
  const answered = all.filter(({ outcome }) => outcome === 'completed' || outcome === 'degraded');

  it('counts every request once, by how it ended', () => {
    expect(report.requests).toBe(all.length);
    expect(report.answered).toBe(answered.length);
    expect(report.outcomes).toEqual(run.outcomes);
    for (const groups of [report.byTenant, report.byKind, report.byPromptLength, report.byRoute]) {
      expect(groups.reduce((sum, group) => sum + group.requests, 0)).toBe(all.length);
      expect(groups.reduce((sum, group) => sum + group.answered, 0)).toBe(answered.length);
    }
    expect(report.reasons.reduce((sum, { count }) => sum + count, 0)).toBe(all.length - answered.length);
  });

  it('gives quantiles within the sketch’s error of the exact ones', () => {
    const exact = (of: (outcome: RequestOutcome) => number, q: number): number => {
      const sorted = answered.map(of).filter((x) => !Number.isNaN(x)).sort((a, b) => a - b);
      return sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN;
    };
    const metrics: [keyof FleetReport['metrics'], (outcome: RequestOutcome) => number][] = [
      ['ttft', (o) => o.clientFirstTokenMs - o.request.arrivalMs], ['total', (o) => o.endMs - o.request.arrivalMs], ['queue', (o) => o.queueMs], ['usable', usableMs],
      ['tpot', (o) => (o.outputTokens > 1 ? (o.lastTokenMs - o.firstTokenMs) / (o.outputTokens - 1) : Number.NaN)],
    ];
    for (const [metric, of] of metrics) {
      for (const [name, q] of [['p50', 0.5], ['p95', 0.95], ['p99', 0.99]] as const) {
        const value = exact(of, q);
        expect(Math.abs(report.metrics[metric][name] - value)).toBeLessThanOrEqual(1.01 * RELATIVE_ERROR * value + 1e-9);
      }
    }
  });

  it('divides the time of answered requests without rest', () => {
    const { queue, model, network, other } = report.shares;
    expect(queue + model + network + other).toBeCloseTo(1, 9);
    expect(report.parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
    const total = answered.reduce((sum, o) => sum + o.endMs - o.request.arrivalMs, 0);
    expect(summary.parts.queue.sum / total).toBeGreaterThan(0);
    // What the parts say together is what clients waited.
    const parts = Object.values(summary.parts).reduce((sum, part) => sum + part.sum, 0);
    expect(parts / total).toBeGreaterThan(0.98);
    expect(parts / total).toBeLessThan(1.02);
  });

  it('counts as good what keeps all limits', () => {
    const { slo } = scenario;
    const good = answered.filter((o) => o.clientFirstTokenMs - o.request.arrivalMs <= slo.ttftMs && o.endMs - o.request.arrivalMs <= slo.totalMs
      && !((o.lastTokenMs - o.firstTokenMs) / (o.outputTokens - 1) > slo.tpotMs && o.outputTokens > 1)).length;
    expect(report.slo.goodShare).toBeCloseTo(good / all.length, 12);
    const late = answered.filter((o) => o.endMs - o.request.arrivalMs > slo.totalMs).length;
    expect(report.slo.misses.total).toBe(late);
    expect(Object.values(report.slo.blamed).reduce((sum, n) => sum + n, 0)).toBeLessThanOrEqual(late);
  });

  it('takes every gap between tokens', () => {
    // Also those of requests that were given up later, so never fewer than the answered ones have.
    const gaps = answered.reduce((sum, o) => sum + Math.max(0, o.outputTokens - 1), 0);
    expect(report.itl?.count ?? 0).toBeGreaterThanOrEqual(gaps - answered.reduce((sum, o) => sum + o.turns + o.preemptions, 0) - 1);
  });

  it('keeps the slowest, and a sample of real requests', () => {
    const slowest = answered.map((o) => o.endMs - o.request.arrivalMs).sort((a, b) => b - a).slice(0, 10);
    expect(report.kept.slowest.slice(0, 10).map((o) => o.endMs - o.request.arrivalMs)).toEqual(slowest);
    const byIndex = new Map(all.map((o) => [o.request.index, o]));
    for (const kept of [...report.kept.sample, ...report.kept.unanswered]) expect(kept).toEqual(byIndex.get(kept.request.index));
  });

  it('is plain data', () => {
    expect(structuredClone(report)).toEqual(report);
  });
});

describe('merging', () => {
  it('two summaries of halves of a run are the summary of the run', () => {
    const { all, run, report } = watch(BUSY);
    const [even, odd] = [new FleetSummary(BUSY), new FleetSummary(BUSY)];
    for (const outcome of all) (outcome.request.index % 2 === 0 ? even : odd).finished(outcome);
    even.merge(odd);
    const merged = even.report(run);
    expect(merged.outcomes).toEqual(report.outcomes);
    expect(merged.slo.goodShare).toBe(report.slo.goodShare);
    expect(merged.metrics.total.p99).toBe(report.metrics.total.p99);
    expect(merged.byTenant.map(({ requests }) => requests)).toEqual(report.byTenant.map(({ requests }) => requests));
    expect(merged.kept.slowest.map((o) => o.request.index)).toEqual(report.kept.slowest.map((o) => o.request.index));
  });
});

describe('comparison', () => {
  it('finds nothing between a run and itself', () => {
    const { summary } = watch(MIXED);
    for (const row of compareSummaries(summary, summary)) {
      expect(row.significant).toBe(false);
      if (row.interval !== null) expect(row.difference).toBe(0);
    }
  });

  it('finds that a faster GPU is faster', () => {
    const base = changeFleet(DEFAULT_FLEET, { workload: { requests: 2_000 } });
    const rows = compareSummaries(watch(base).summary, watch(changeFleet(base, { pool: { gpu: 'h200-sxm' } })).summary);
    expect(rows.find(({ metric, statistic }) => metric === 'total' && statistic === 'mean')).toMatchObject({ significant: true });
    expect(rows.find(({ metric, statistic }) => metric === 'total' && statistic === 'mean')?.interval?.high).toBeLessThan(0);
  });
});

describe('the timeline', () => {
  it('holds a bounded number of moments and loses no count', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 9_000 }), (count) => {
      const timeline = new Timeline();
      for (let i = 1; i <= count; i++) {
        timeline.add({ nowMs: i, arrived: 2, finished: 1, shed: 0, rejected: 0, failed: 0, coldStarts: 0, inFlight: i, waiting: i % 7, running: 3, replicas: [] });
      }
      const { points } = timeline;
      expect(points.length).toBeLessThanOrEqual(1_025);
      expect(points.reduce((sum, point) => sum + point.arrived, 0)).toBe(2 * count);
      expect(points.reduce((sum, point) => sum + point.samples, 0)).toBe(count);
      expect(points.at(-1)?.nowMs).toBe(count);
      expect(points.reduce((sum, point) => sum + point.inFlight * point.samples, 0)).toBeCloseTo((count * (count + 1)) / 2, 3);
    }), { numRuns: 30 });
  });
});

describe('constants that others have too', () => {
  it('the budget is that of the budget page', () => {
    expect(FLEET_BUDGET).toEqual(S4_BUDGET);
  });
  it('every prompt length has one bucket', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 2_000_000 }), (tokens) => {
      const bucket = lengthBucket(tokens);
      expect(tokens).toBeLessThanOrEqual(LENGTH_BUCKETS[bucket] ?? 0);
      expect(tokens).toBeGreaterThan(LENGTH_BUCKETS[bucket - 1] ?? 0);
    }));
  });
});

describe('presets', () => {
  it('have names of their own, and steady chat is at 60 % of what the replica can serve', () => {
    expect(new Set(FLEET_PRESETS.map(({ id }) => id)).size).toBe(FLEET_PRESETS.length);
    const full = watch(changeFleet(DEFAULT_FLEET, { path: false, workload: { requests: 6_000, arrivals: { kind: 'closed', clients: 256, thinkMs: 0, think: 'fixed' } } }));
    const ends = full.all.map(({ endMs }) => endMs).sort((a, b) => a - b);
    const [from, to] = [1_500, 5_500];
    const perSecond = (1000 * (to - from)) / ((ends[to] ?? 0) - (ends[from] ?? 0));
    expect(Math.abs(perSecond / STEADY_CAPACITY_PER_S - 1)).toBeLessThan(0.03);
  });
});
