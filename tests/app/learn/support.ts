/** What the page does in workers, done at once. */
import { expectOk, ok } from '@/core/result';
import { parseFleetScenario, type FleetScenario } from '@/datacenter/fleet/config';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import type { FleetReport } from '@/datacenter/fleet/stats/report';
import { FleetSummary } from '@/datacenter/fleet/stats/summary';
import { workloadSource } from '@/datacenter/fleet/workload/source';
import { evaluateClaim, findClaim } from '@/decisions/claims';
import type { Computing } from '@/app/learn/answer';
import { LESSONS } from '@/app/learn/lessons';
import type { LessonStep } from '@/app/learn/lesson';

export function reportOf(input: FleetScenario): FleetReport {
  const scenario = expectOk(parseFleetScenario(input));
  const summary = new FleetSummary(scenario);
  return summary.report(expectOk(simulateFleet(scenario, expectOk(workloadSource(scenario)), summary)));
}

export const AT_ONCE: Computing = {
  content: () => undefined,
  own: (scenario) => scenario,
  claim: (id) => {
    const claim = findClaim(id);
    if (claim === undefined) throw new Error(`no claim ${id}`);
    return Promise.resolve(evaluateClaim(claim));
  },
  fleets: (a, b) => Promise.resolve(ok({ a: reportOf(a), b: reportOf({ ...b, seed: a.seed }) })),
};

/** Steps of a kind in all lessons, under names. */
export function stepsOf<K extends LessonStep['kind']>(kind: K): [string, Extract<LessonStep, { kind: K }>][] {
  return LESSONS.flatMap((lesson) => lesson.steps.flatMap((step) => (step.kind === kind ? [[`${lesson.id}/${step.id}`, step as Extract<LessonStep, { kind: K }>] as [string, Extract<LessonStep, { kind: K }>]] : [])));
}
