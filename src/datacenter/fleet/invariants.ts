/** What must hold at every event of a simulation. For tests: linear in everything. */
import type { World } from './world';

/** Everything that does not add up; empty if all is well. */
export function worldFaults(world: World): string[] {
  const { counts, cluster, flows, jobs } = world;
  const faults = cluster.units.flatMap((unit) => unit.engine.faults());
  if (counts.inFlight !== flows.inUse) faults.push(`${counts.inFlight} requests are counted as under way, ${flows.inUse} are`);
  const load = cluster.units.reduce((sum, unit) => sum + unit.load, 0);
  if (load !== jobs.inUse) faults.push(`${jobs.inUse} jobs are in use, replicas count ${load}`);
  for (const unit of cluster.units) {
    const inside = unit.engine.runningCount + unit.engine.waiting.length;
    if (inside > unit.load) faults.push(`replica ${unit.index} holds ${inside} jobs and counts ${unit.load}`);
  }
  if (world.gateway.inFlight > counts.inFlight) faults.push('more requests are inside the gateway than under way');
  const ended = Object.values(counts.outcomes).reduce((sum, count) => sum + count, 0);
  if (ended !== counts.finished) faults.push(`${counts.finished} requests ended, ${ended} have an outcome`);
  return faults;
}
