/** What all parts of a running simulation share. */
import { Cluster } from './cluster';
import type { FleetScenario } from './config';
import type { Autoscaler } from './autoscaler';
import { cause, type Cause } from './draws';
import { EventHeap } from './event-heap';
import { FlowPool } from './flow';
import { Dependency } from './path/dependency';
import type { Entry } from './path/entry';
import type { Exit } from './path/exit';
import { Gateway } from './path/gateway';
import { Networks, pathLayers, type PathLayers } from './path/layers';
import type { Routing } from './path/routing';
import type { ReplicaHost } from './replica/engine';
import { JobPool } from './replica/job';
import type { FleetSetup } from './setup';
import type { ArrivalSource, FleetObserver, FleetOptions, FleetOutcome } from './types';

/** Kinds of events. Those of a request carry flow and try, those of a job the job and its generation. */
export const EVENT = {
  gateway: 0, depend: 1, call: 2, callEnded: 3, route: 4, join: 5, boundary: 6, done: 7, retry: 8, timeout: 9, firstTokenTimeout: 10, leave: 11, hedge: 12,
  scale: 13, sample: 14, ready: 15, outage: 16, outageEnded: 17,
} as const;

export const NO_OUTCOMES: Readonly<Record<FleetOutcome, number>> = { completed: 0, degraded: 0, rejected: 0, shed: 0, 'timed-out': 0, cancelled: 0, failed: 0 };

/** Counts of a run so far. */
export class Counts {
  arrived = 0;
  finished = 0;
  readonly outcomes: Record<FleetOutcome, number> = { ...NO_OUTCOMES };
  events = 0;
  inputTokens = 0;
  outputTokens = 0;
  cachedTokens = 0;
  hedges = 0;
  routed = 0;
  #inFlightMs = 0;
  #sinceMs = 0;

  get inFlight(): number {
    return this.arrived - this.finished;
  }

  /** To be called before the number of requests under way changes. */
  passTime(nowMs: number): void {
    this.#inFlightMs += this.inFlight * (nowMs - this.#sinceMs);
    this.#sinceMs = nowMs;
  }

  inFlightMs(nowMs: number): number {
    return this.#inFlightMs + this.inFlight * (nowMs - this.#sinceMs);
  }
}

export class World {
  readonly config: FleetScenario;
  readonly heap = new EventHeap();
  readonly flows = new FlowPool();
  readonly jobs = new JobPool();
  readonly counts = new Counts();
  readonly gateway: Gateway;
  readonly layers: PathLayers;
  readonly networks: Networks;
  readonly retrieval: Dependency;
  readonly tools: Dependency;
  readonly cluster: Cluster;
  readonly causes: { readonly difficulty: Cause; readonly judgement: Cause; readonly leaving: Cause; readonly patience: Cause; readonly backoff: Cause };
  autoscaler: Autoscaler | null = null;
  declare entry: Entry;
  declare routing: Routing;
  declare exit: Exit;
  nowMs = 0;

  constructor(readonly setup: FleetSetup, readonly source: ArrivalSource, readonly observer: FleetObserver, readonly options: FleetOptions, host: ReplicaHost) {
    const { config } = setup;
    this.config = config;
    this.gateway = new Gateway(config);
    this.layers = pathLayers(config);
    this.networks = new Networks(config);
    this.retrieval = new Dependency(config.retrieval, config.seed, 'retrieval');
    this.tools = new Dependency(config.tools, config.seed, 'tools');
    this.cluster = new Cluster(setup, host);
    const of = (name: string): Cause => cause(config.seed, name);
    this.causes = { difficulty: of('difficulty'), judgement: of('judgement'), leaving: of('leaving'), patience: of('patience'), backoff: of('backoff') };
  }
}
