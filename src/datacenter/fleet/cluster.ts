/** Regions, pools and replicas: which exist, which serve, what they have cost. */
import { regionRttMs } from '@/catalog/regions';
import { Balancer } from './balancer';
import { cause } from './draws';
import type { Flow } from './flow';
import type { Engine, ReplicaHost } from './replica/engine';
import { Replica } from './replica/replica';
import { StandIn } from './replica/stand-in';
import type { FleetSetup, PoolSetup } from './setup';
import type { ReplicaSample } from './types';

/** One replica of a group and its life. */
export class Unit {
  state: ReplicaSample['state'] = 'serving';
  /** Requests sent here that have not left: waiting, running, or in the engine's front end. */
  load = 0;
  /** When it began to cost money; NaN while it does not. */
  paidFromMs = 0;
  paidMs = 0;
  /** Void starts that were ordered before an outage. */
  order = 0;
  sampledBusyMs = 0;
  sampledLookups = 0;
  sampledHits = 0;

  constructor(readonly index: number, readonly group: Group, readonly engine: Engine) {}

  stopPaying(nowMs: number): void {
    if (!Number.isNaN(this.paidFromMs)) this.paidMs += nowMs - this.paidFromMs;
    this.paidFromMs = Number.NaN;
  }

  /** Time paid for until now, in ms. */
  paidAt(nowMs: number): number {
    return this.paidMs + (Number.isNaN(this.paidFromMs) ? 0 : nowMs - this.paidFromMs);
  }
}

/** Replicas of one pool in one region that requests can be spread over. */
export class Group {
  readonly units: Unit[] = [];
  /** Those that take requests. */
  serving: Unit[] = [];
  /** Requests that wait for a replica to start, with the try they belong to. */
  pending: { readonly flow: Flow; readonly generation: number }[] = [];
  /** Since when there has been more than the load needs, ms. */
  idleSinceMs = Number.NaN;

  constructor(readonly site: Site, readonly role: 'main' | 'prefill' | 'small', readonly pool: PoolSetup, readonly balancer: Balancer) {}

  refresh(): void {
    this.serving = this.units.filter((unit) => unit.state === 'serving');
  }

  /** Requests waiting in queues, by replica that serves. */
  get waitingEach(): number {
    if (this.serving.length === 0) return Number.POSITIVE_INFINITY;
    return this.serving.reduce((sum, unit) => sum + unit.engine.waiting.length, this.pending.length) / this.serving.length;
  }

  get load(): number {
    return this.units.reduce((sum, unit) => sum + unit.load, this.pending.length);
  }
}

export interface Site {
  readonly index: number;
  down: boolean;
  main: Group;
  /** Replicas that only read prompts; null where all do both. */
  prefill: Group | null;
  small: Group | null;
}

export class Cluster {
  readonly sites: Site[] = [];
  readonly units: Unit[] = [];
  /** Regions by distance, for each tenant and for each region. */
  readonly #nearest: number[][];
  readonly #neighbours: number[][];

  constructor(private readonly setup: FleetSetup, private readonly host: ReplicaHost) {
    const { config } = setup;
    const order = (from: Parameters<typeof regionRttMs>[0]): number[] =>
      config.regions.map((r, i) => ({ i, rtt: regionRttMs(from, r.region) })).sort((a, b) => a.rtt - b.rtt || a.i - b.i).map(({ i }) => i);
    this.#nearest = config.workload.tenants.map((tenant) => order(tenant.region));
    this.#neighbours = config.regions.map((r) => order(r.region));
    config.regions.forEach((region, index) => {
      const site = { index, down: false } as Site;
      const balancer = (name: string): Balancer => new Balancer(config.balancer, cause(config.seed, `balancer/${name}/${index}`), cause(config.seed, `affinity/${name}`));
      site.main = new Group(site, 'main', setup.main, balancer('main'));
      site.prefill = config.pool.prefillReplicas > 0 && region.replicas > 0 ? new Group(site, 'prefill', setup.main, balancer('prefill')) : null;
      site.small = setup.small !== null && region.smallReplicas > 0 ? new Group(site, 'small', setup.small, balancer('small')) : null;
      this.sites.push(site);
      for (let i = 0; i < region.replicas; i++) this.add(site.main, 'serving', 0);
      if (site.prefill !== null) for (let i = 0; i < config.pool.prefillReplicas; i++) this.add(site.prefill, 'serving', 0);
      if (site.small !== null) for (let i = 0; i < region.smallReplicas; i++) this.add(site.small, 'serving', 0);
      if (config.autoscaler !== null) for (let i = 0; i < config.autoscaler.warmPool; i++) this.add(site.main, 'warm', 0);
    });
  }

  /** A replica in that state, a stopped one of the group if there is one. `paidFromMs` may lie ahead (NaN: not yet). */
  add(group: Group, state: Unit['state'], paidFromMs: number): Unit {
    const { config } = this.setup;
    let unit = group.units.find((other) => other.state === 'down');
    if (unit === undefined) {
      const index = this.units.length;
      const { pool } = group;
      const { service } = pool.config;
      const engine = service.kind === 'model'
        ? new Replica(index, pool.limits, pool.times, this.host)
        : new StandIn(index, pool.config.maxSequences ?? 1, service, cause(config.seed, 'service'), this.host);
      unit = new Unit(index, group, engine);
      this.units.push(unit);
      group.units.push(unit);
    }
    unit.state = state;
    unit.paidFromMs = paidFromMs;
    group.refresh();
    return unit;
  }

  unit(index: number): Unit {
    const unit = this.units[index];
    if (unit === undefined) throw new RangeError(`there is no replica ${index}`);
    return unit;
  }

  site(index: number): Site {
    const site = this.sites[index];
    if (site === undefined) throw new RangeError(`there is no region ${index}`);
    return site;
  }

  /** The nearest region of a tenant that can serve; −1: none. */
  nearest(tenant: number): number {
    return this.#first(this.#nearest[tenant]);
  }

  /** The nearest other region that can serve; −1: none. */
  nextTo(region: number): number {
    return this.#first(this.#neighbours[region]);
  }

  #first(order: readonly number[] | undefined): number {
    for (const index of order ?? []) {
      const site = this.site(index);
      if (!site.down && (site.main.units.length > 0 || this.setup.config.autoscaler !== null)) return index;
    }
    return -1;
  }
}
