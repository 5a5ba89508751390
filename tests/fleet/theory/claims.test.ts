/** What the sources claim about fleets (facts of S1, S3, S4), as the presets compute it: confirmed, or refuted and said so. */
import { describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import type { FleetScenario } from '@/datacenter/fleet/config';
import { findFleetPreset } from '@/datacenter/fleet/presets';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import { compareSummaries, type MetricComparison } from '@/datacenter/fleet/stats/compare';
import type { FleetReport } from '@/datacenter/fleet/stats/report';
import { FleetSummary } from '@/datacenter/fleet/stats/summary';
import { workloadSource } from '@/datacenter/fleet/workload/source';

function simulate(scenario: FleetScenario): { summary: FleetSummary; report: FleetReport } {
  const summary = new FleetSummary(scenario);
  const run = expectOk(simulateFleet(scenario, expectOk(workloadSource(scenario)), summary));
  expect(run.stopped).toBe('drained');
  return { summary, report: summary.report(run) };
}

function both(id: string): { base: FleetReport; against: FleetReport; difference: (metric: string, statistic: string) => MetricComparison } {
  const preset = findFleetPreset(id);
  if (preset?.against == null) throw new Error(`${id} has no second policy`);
  const [a, b] = [simulate(preset.scenario), simulate(preset.against.scenario)];
  const rows = compareSummaries(a.summary, b.summary);
  return {
    base: a.report, against: b.report,
    difference: (metric, statistic) => {
      const row = rows.find((r) => r.metric === metric && r.statistic === statistic);
      if (row === undefined) throw new Error(`no ${metric} ${statistic}`);
      return row;
    },
  };
}

describe('claims', () => {
  it('5: load adds tens of ms to the first token and raises the tail', () => {
    const { base, against } = both('alone-or-not');
    const added = against.metrics.ttft.p50 - base.metrics.ttft.p50;
    expect(added).toBeGreaterThan(10);
    expect(added).toBeLessThan(100);
    expect(against.metrics.tpot.p99).toBeGreaterThan(2 * base.metrics.tpot.p99);
  });

  it('5: batches that are too small leave requests in the queue; large ones barely slow a token', () => {
    const { base, against } = both('batching');
    expect(base.metrics.queue.p95).toBeGreaterThan(10 * against.metrics.queue.p95);
    expect(against.metrics.tpot.p50 / base.metrics.tpot.p50).toBeLessThan(1.1);
  });

  it('9: cold starts punish p95 for minutes; a warm pool takes most of it away, at a price', () => {
    const { base, against } = both('cold-autoscaling');
    expect(base.metrics.ttft.p95).toBeGreaterThan(60_000);
    expect(against.metrics.ttft.p95).toBeLessThan(base.metrics.ttft.p95 / 10);
    expect(against.cost.totalUsd).toBeGreaterThan(base.cost.totalUsd);
  });

  it('10: hedging improves p99 of the first token by 30 % or more for at most 10 % of copies, and costs everyone else a little', () => {
    const { base, against, difference } = both('hedging');
    expect(against.counts.hedged / against.requests).toBeLessThan(0.1);
    expect(against.metrics.ttft.p99).toBeLessThan(0.7 * base.metrics.ttft.p99);
    expect(difference('ttft', 'p99')).toMatchObject({ significant: true });
    // The total is mostly decoding, which no copy shortens: the claim does not hold for it.
    expect(against.metrics.total.p99).toBeGreaterThan(0.95 * base.metrics.total.p99);
  });

  it('11: one huge context in a hundred holds up the others; a cap sets them free', () => {
    const { base, against } = both('huge-context');
    const chat = (report: FleetReport) => report.byKind.find(({ name }) => name === 'chat')?.ttftMs.p95 ?? Number.NaN;
    expect(chat(base)).toBeGreaterThan(10 * chat(against));
  });

  it('13: two tools in parallel under a budget of 1 s: p95 from about 5.2 to about 2.8 s', () => {
    const { base, against } = both('parallel-tools');
    expect(Math.abs(base.metrics.total.p95 / 5_200 - 1)).toBeLessThan(0.1);
    expect(Math.abs(against.metrics.total.p95 / 2_800 - 1)).toBeLessThan(0.1);
  });

  it('15: what one user sees says nothing about the crowd', () => {
    const { base, against } = both('alone-or-not');
    expect(against.metrics.total.p95).toBeGreaterThan(2 * base.metrics.total.p95);
    expect(base.metrics.queue.p99).toBe(0);
  });
});

describe('remedies', () => {
  it('a rate limit leaves the noisy tenant with refusals and gives the others their speed back', () => {
    const { base, against } = both('noisy-tenant');
    const of = (report: FleetReport, name: string) => report.byTenant.find((tenant) => tenant.name === name);
    expect(of(base, 'calm')?.ttftMs.p50).toBeGreaterThan(1_000);
    expect(of(against, 'calm')?.ttftMs.p99).toBeLessThan(200);
    expect(of(against, 'calm')?.refused).toBe(0);
    expect(of(against, 'noisy')?.refused).toBeGreaterThan(0);
  });

  it('routing by prefix finds more in the cache and is faster', () => {
    const { base, against, difference } = both('cache-affinity');
    expect(against.cache.tokenShare).toBeGreaterThan(1.5 * base.cache.tokenShare);
    expect(difference('ttft', 'mean').interval?.high).toBeLessThan(0);
  });

  it('shedding answers more requests in time than waiting does', () => {
    const { base, against } = both('saturated');
    expect(against.slo.goodShare).toBeGreaterThan(5 * base.slo.goodShare);
    expect(against.outcomes.shed).toBeGreaterThan(0);
    const short = both('degraded');
    expect(short.against.slo.goodShare).toBeGreaterThan(5 * short.base.slo.goodShare);
    expect(short.against.outcomes.degraded).toBeGreaterThan(0);
  });

  it('a breaker saves the wait for a tool that does not answer', () => {
    const { base, against } = both('flaky-tool');
    expect(against.metrics.total.p95).toBeLessThan(base.metrics.total.p95 / 3);
  });

  it('twice the replicas carry a region that is gone', () => {
    const { base, against } = both('region-outage');
    expect(against.metrics.ttft.p95).toBeLessThan(base.metrics.ttft.p95 / 20);
    expect(against.cost.totalUsd).toBeGreaterThan(1.9 * base.cost.totalUsd);
  });

  it('a cap on turns gives chats their speed back', () => {
    const { base, against } = both('agent-loop');
    const chat = (report: FleetReport) => report.byKind.find(({ name }) => name === 'chat')?.totalMs.p95 ?? Number.NaN;
    expect(chat(against)).toBeLessThan(0.8 * chat(base));
  });
});
