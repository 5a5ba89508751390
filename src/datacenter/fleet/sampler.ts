/** Moments of the timeline. */
import type { Unit } from './cluster';
import type { FleetSample, ReplicaSample } from './types';
import type { World } from './world';

export class Sampler {
  #lastMs = 0;
  #arrived = 0;
  #finished = 0;
  #shed = 0;
  #rejected = 0;
  #failed = 0;
  #coldStarts = 0;

  constructor(private readonly world: World) {}

  take(nowMs: number): FleetSample {
    const { counts, cluster, autoscaler } = this.world;
    const { outcomes } = counts;
    const replicas: ReplicaSample[] = [];
    let pending = 0;
    for (const site of cluster.sites) pending += site.main.pending.length;
    for (const unit of cluster.units) replicas.push(this.#replica(unit, nowMs));
    const failed = outcomes.failed + outcomes['timed-out'];
    const coldStarts = autoscaler?.coldStarts ?? 0;
    const sample: FleetSample = {
      nowMs,
      arrived: counts.arrived - this.#arrived, finished: counts.finished - this.#finished, shed: outcomes.shed + outcomes.degraded - this.#shed,
      rejected: outcomes.rejected - this.#rejected, failed: failed - this.#failed, coldStarts: coldStarts - this.#coldStarts,
      inFlight: counts.inFlight,
      waiting: replicas.reduce((sum, replica) => sum + replica.waiting, pending),
      running: replicas.reduce((sum, replica) => sum + replica.running, 0),
      replicas,
    };
    this.#lastMs = nowMs;
    this.#arrived = counts.arrived;
    this.#finished = counts.finished;
    this.#shed = outcomes.shed + outcomes.degraded;
    this.#rejected = outcomes.rejected;
    this.#failed = failed;
    this.#coldStarts = coldStarts;
    return sample;
  }

  #replica(unit: Unit, nowMs: number): ReplicaSample {
    const { engine, group, state } = unit;
    const { kvFill, busyMs } = engine.at(nowMs);
    const sample: ReplicaSample = {
      replica: unit.index, region: group.site.index, small: group.role === 'small', state: group.site.down ? 'down' : state,
      running: engine.runningCount, waiting: engine.waiting.length, kvFill, batchLimit: engine.batchLimit,
      busy: nowMs > this.#lastMs ? Math.min(1, (busyMs - unit.sampledBusyMs) / (nowMs - this.#lastMs)) : 0,
      lookups: engine.lookups - unit.sampledLookups, hits: engine.hits - unit.sampledHits,
    };
    unit.sampledBusyMs = busyMs;
    unit.sampledLookups = engine.lookups;
    unit.sampledHits = engine.hits;
    return sample;
  }
}
