/** Whole runs as one answer each: points of sweeps, two policies on the same requests. Several of these workers run side by side. */
import * as Comlink from 'comlink';
import { ok, type Result } from '@/core/result';
import { parseFleetScenario, type FleetScenario } from '@/datacenter/fleet/config';
import { measureFleet, type FleetRow } from '@/datacenter/fleet/plan/measure';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import { compareSummaries, type MetricComparison } from '@/datacenter/fleet/stats/compare';
import type { FleetReport } from '@/datacenter/fleet/stats/report';
import { FleetSummary } from '@/datacenter/fleet/stats/summary';
import { workloadSource } from '@/datacenter/fleet/workload/source';
import { speaking } from '@/messages/load';

export interface TwoPolicies { readonly a: FleetReport; readonly b: FleetReport; readonly rows: readonly MetricComparison[] }

function summarize(scenario: unknown): Result<{ summary: FleetSummary; report: FleetReport }> {
  const parsed = parseFleetScenario(scenario);
  if (!parsed.ok) return parsed;
  const source = workloadSource(parsed.value);
  if (!source.ok) return source;
  const summary = new FleetSummary(parsed.value);
  const run = simulateFleet(parsed.value, source.value, summary);
  return run.ok ? ok({ summary, report: summary.report(run.value) }) : run;
}

const api = {
  measure(scenario: FleetScenario, requests: number): Result<FleetRow> {
    const parsed = parseFleetScenario(scenario);
    return parsed.ok ? measureFleet(parsed.value, requests) : parsed;
  },
  /** Both on the workload and seed of `a`: the same requests meet two fleets. */
  compare(a: FleetScenario, b: FleetScenario): Result<TwoPolicies> {
    const first = summarize(a);
    if (!first.ok) return first;
    const second = summarize({ ...b, seed: a.seed });
    return second.ok ? ok({ a: first.value.report, b: second.value.report, rows: compareSummaries(first.value.summary, second.value.summary) }) : second;
  },
};
export type PlanApi = typeof api;

Comlink.expose(speaking(api));
