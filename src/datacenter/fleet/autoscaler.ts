/** Grows and shrinks each region's main pool with its load, with the delays that real machines have. */
import type { Cluster, Group, Unit } from './cluster';
import type { FleetScenario } from './config';

export interface ScalerHost {
  /** A replica that was ordered will be ready then. */
  readyAt(unit: Unit, timeMs: number): void;
  /** A replica takes requests from now on. */
  opened(unit: Unit, nowMs: number): void;
}

export class Autoscaler {
  /** Machines ordered and not taken from the warm pool. */
  coldStarts = 0;

  constructor(private readonly rule: NonNullable<FleetScenario['autoscaler']>, private readonly cluster: Cluster, private readonly host: ScalerHost) {}

  /** Looks at every region. */
  look(nowMs: number): void {
    for (const site of this.cluster.sites) if (!site.down) this.#lookAt(site.main, nowMs);
  }

  /** A machine that was ordered is ready: it serves, or waits in the warm pool. */
  ready(unit: Unit, nowMs: number): void {
    if (this.#count(unit.group, 'serving') >= this.rule.maxReplicas || (this.#count(unit.group, 'warm') < this.rule.warmPool && this.#wanted(unit.group) <= this.#count(unit.group, 'serving'))) {
      unit.state = 'warm';
      unit.group.refresh();
      return;
    }
    this.#open(unit, nowMs);
  }

  /** A replica that was told to stop has no requests left. */
  emptied(unit: Unit, nowMs: number): void {
    unit.state = 'down';
    unit.stopPaying(nowMs);
    unit.group.refresh();
  }

  #wanted(group: Group): number {
    const { minReplicas, maxReplicas, targetPerReplica } = this.rule;
    return Math.min(maxReplicas, Math.max(minReplicas, Math.ceil(group.load / targetPerReplica)));
  }

  #lookAt(group: Group, nowMs: number): void {
    const wanted = this.#wanted(group);
    const serving = this.#count(group, 'serving');
    const coming = this.#count(group, 'starting');
    if (wanted > serving) this.#grow(group, wanted, serving, coming, nowMs);
    if (wanted >= serving) group.idleSinceMs = Number.NaN;
    else if (Number.isNaN(group.idleSinceMs)) group.idleSinceMs = nowMs;
    else if (nowMs - group.idleSinceMs >= this.rule.downAfterS * 1000) {
      for (const unit of [...group.serving].reverse().slice(0, serving - wanted)) this.#close(unit, nowMs);
      group.idleSinceMs = Number.NaN;
    }
  }

  #grow(group: Group, wanted: number, serving: number, coming: number, nowMs: number): void {
    let open = serving;
    for (const unit of group.units) {
      if (open >= wanted) break;
      // One that is on its way out need not go.
      if (unit.state !== 'warm' && unit.state !== 'draining') continue;
      this.#open(unit, nowMs);
      open++;
    }
    const missing = wanted - open + this.rule.warmPool - this.#count(group, 'warm') - coming;
    for (let i = 0; i < missing; i++) this.#order(group, nowMs);
  }

  #order(group: Group, nowMs: number): void {
    const bootedMs = nowMs + this.rule.provisionS * 1000;
    // A machine costs money from when it is there, not from when it is asked for.
    const unit = this.cluster.add(group, 'starting', bootedMs);
    this.coldStarts++;
    this.host.readyAt(unit, bootedMs + group.pool.coldStartMs);
  }

  #open(unit: Unit, nowMs: number): void {
    unit.state = 'serving';
    unit.group.refresh();
    this.host.opened(unit, nowMs);
  }

  #close(unit: Unit, nowMs: number): void {
    unit.state = 'draining';
    unit.group.refresh();
    if (unit.load === 0) this.emptied(unit, nowMs);
  }

  #count(group: Group, state: Unit['state']): number {
    return group.units.reduce((count, unit) => count + (unit.state === state ? 1 : 0), 0);
  }
}
