/**
 * The discrete-event simulation of a fleet: arrivals from a source, moments in a heap, replicas that skip from one thing that
 * happens to the next. Deterministic in the scenario and its source; no request is kept after it ends.
 */
import { ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { formatCount, significant } from '@/core/units';
import { Autoscaler } from './autoscaler';
import type { FleetScenario } from './config';
import type { Flow } from './flow';
import { worldFaults } from './invariants';
import { Entry } from './path/entry';
import { Exit } from './path/exit';
import { Routing } from './path/routing';
import type { Engine, ReplicaHost } from './replica/engine';
import type { Job } from './replica/job';
import { Sampler } from './sampler';
import { setUpFleet, type FleetSetup } from './setup';
import type { ArrivalSource, FleetObserver, FleetOptions, FleetRun } from './types';
import { EVENT, World } from './world';

/** Events between two looks at whether to stop. */
const LOOK_EVERY = 4096;
/** Requests under way that are let pile up unless the caller says otherwise: about as many as fit a browser's memory. */
const MAX_IN_FLIGHT = 200_000;

/**
 * Runs a fleet until its source is dry and everybody has been answered, or until something stops it (`FleetRun.stopped` says
 * what, `note` what to do about it). Errors are set-ups that cannot exist: an unknown model, a model that does not fit.
 */
export function simulateFleet(config: FleetScenario, source: ArrivalSource, observer: FleetObserver, options: FleetOptions = {}): Result<FleetRun> {
  const setup = setUpFleet(config);
  return setup.ok ? ok(new Simulation(setup.value, source, observer, options).run()) : setup;
}

class Simulation implements ReplicaHost {
  readonly #world: World;
  readonly #sampler: Sampler;
  readonly ticking: boolean;
  #boundaryMs = Number.NEGATIVE_INFINITY;
  #boundaryIndex = -1;
  #housekeeping = 0;

  constructor(setup: FleetSetup, private readonly source: ArrivalSource, private readonly observer: FleetObserver, private readonly options: FleetOptions) {
    this.ticking = options.mode === 'tick';
    const world = new World(setup, source, observer, options, this);
    this.#world = world;
    world.entry = new Entry(world);
    world.routing = new Routing(world);
    world.exit = new Exit(world);
    this.#sampler = new Sampler(world);
    const { autoscaler, regions } = setup.config;
    if (autoscaler !== null) {
      world.autoscaler = new Autoscaler(autoscaler, world.cluster, {
        readyAt: (unit, timeMs) => { world.heap.push(timeMs, EVENT.ready, unit.index, ++unit.order); },
        opened: (unit, nowMs) => { world.routing.opened(unit, nowMs); },
      });
      this.#keepHouse(0, EVENT.scale);
    }
    regions.forEach(({ outage }, i) => {
      if (outage === null) return;
      this.#keepHouse(outage.startS * 1000, EVENT.outage, i);
      this.#keepHouse(outage.endS * 1000, EVENT.outageEnded, i);
    });
    if (options.sampleMs !== undefined && observer.sample !== undefined) this.#keepHouse(options.sampleMs, EVENT.sample);
  }

  run(): FleetRun {
    const world = this.#world;
    const { heap, counts } = world;
    const { maxEvents = Number.POSITIVE_INFINITY, maxMs = Number.POSITIVE_INFINITY, maxInFlight = MAX_IN_FLIGHT, until, checked } = this.options;
    let finished = 0;
    for (;;) {
      const next = this.source.peek();
      const atMs = next === null ? heap.nextMs : Math.min(next.arrivalMs, heap.nextMs);
      // Once everybody is answered, machines that start and samples to come keep nothing going.
      if (next === null && counts.inFlight === 0) return this.#end('drained');
      if (next === null && heap.size === this.#housekeeping && !this.#hope()) return this.#end('stuck');
      if (counts.events >= maxEvents) return this.#end('events');
      if (atMs > maxMs) {
        world.nowMs = maxMs;
        return this.#end('time');
      }
      if (counts.inFlight > maxInFlight) return this.#end('overload');
      if (++counts.events % LOOK_EVERY === 0 && this.#look()) return this.#end('cancelled');
      world.nowMs = atMs;
      if (next !== null && next.arrivalMs <= heap.nextMs) {
        this.source.take();
        world.entry.arrive(next);
      } else {
        heap.pop();
        this.#handle(heap.kind, heap.a, heap.b, heap.c, atMs);
      }
      if (checked === true) this.#check();
      if (until !== undefined && counts.finished !== finished) {
        finished = counts.finished;
        if (until()) return this.#end('cancelled');
      }
    }
  }

  wake(engine: Pick<Engine, 'index' | 'version'>, timeMs: number): void {
    this.#world.heap.pushBoundary(timeMs, EVENT.boundary, engine.index, engine.version);
  }

  boundaryPassed(index: number, timeMs: number): boolean {
    return timeMs === this.#boundaryMs && index <= this.#boundaryIndex;
  }

  firstToken(job: Job, nowMs: number): void {
    if (job.flow >= 0) this.#world.routing.firstToken(job, nowMs);
  }

  ended(job: Job, nowMs: number): void {
    this.#world.routing.ended(job, nowMs);
  }

  steps(sequences: number, steps: number, firstMs: number, lastMs: number): void {
    this.observer.steps?.(sequences, steps, firstMs, lastMs);
  }

  #handle(kind: number, a: number, b: number, c: number, nowMs: number): void {
    const world = this.#world;
    switch (kind) {
      case EVENT.boundary: return this.#boundary(a, b, nowMs);
      case EVENT.join: {
        const job = world.jobs.find(a, b);
        if (job !== null) world.routing.join(job, nowMs);
        return;
      }
      case EVENT.leave: {
        const flow = world.flows.at(a);
        if (flow.serial === b) world.exit.leave(flow, nowMs);
        return;
      }
      case EVENT.ready: {
        const unit = world.cluster.unit(a);
        if (unit.order === b && unit.state === 'starting') world.autoscaler?.ready(unit, nowMs);
        return;
      }
      case EVENT.scale: case EVENT.sample: case EVENT.outage: case EVENT.outageEnded:
        this.#housekeeping--;
        return this.#house(kind, a, nowMs);
      default: {
        const flow = world.flows.at(a);
        if (flow.generation === b) this.#flowEvent(kind, flow, c, nowMs);
      }
    }
  }

  #flowEvent(kind: number, flow: Flow, c: number, nowMs: number): void {
    const { entry, routing, exit } = this.#world;
    switch (kind) {
      case EVENT.gateway: return entry.gateway(flow, nowMs);
      case EVENT.depend: return entry.depend(flow, nowMs);
      case EVENT.call: return entry.call(flow, c, nowMs);
      case EVENT.callEnded: return entry.callEnded(flow, c, nowMs);
      case EVENT.route: return routing.route(flow, nowMs);
      case EVENT.hedge: return routing.hedge(flow, c, nowMs);
      case EVENT.done: return exit.finish(flow, nowMs);
      case EVENT.retry: return entry.beginTry(flow, nowMs);
      case EVENT.timeout: return exit.timeout(flow, nowMs, t('The client gave up waiting for the answer.'));
      case EVENT.firstTokenTimeout:
        if (!(flow.record.clientFirstTokenMs <= nowMs) && !flow.settled) exit.timeout(flow, nowMs, t('The client gave up waiting for the first token.'));
        return;
      default: throw new Error(`no event of kind ${kind}`);
    }
  }

  #boundary(index: number, version: number, nowMs: number): void {
    const { engine } = this.#world.cluster.unit(index);
    if (engine.version !== version) return;
    this.#boundaryIndex = nowMs === this.#boundaryMs ? Math.max(index, this.#boundaryIndex) : index;
    this.#boundaryMs = nowMs;
    engine.boundary(nowMs);
  }

  #keepHouse(timeMs: number, kind: number, a = 0): void {
    this.#housekeeping++;
    this.#world.heap.push(timeMs, kind, a);
  }

  #house(kind: number, a: number, nowMs: number): void {
    const world = this.#world;
    if (kind === EVENT.sample) {
      this.observer.sample?.(this.#sampler.take(nowMs));
      this.#keepHouse(nowMs + (this.options.sampleMs ?? Number.POSITIVE_INFINITY), EVENT.sample);
    } else if (kind === EVENT.scale) {
      world.autoscaler?.look(nowMs);
      this.#keepHouse(nowMs + (world.config.autoscaler?.intervalS ?? Number.POSITIVE_INFINITY) * 1000, EVENT.scale);
    } else if (kind === EVENT.outage) this.#fail(a, nowMs);
    else world.cluster.site(a).down = false;
  }

  /** A region goes down: what runs there is lost, what waits for a replica there is turned away. */
  #fail(index: number, nowMs: number): void {
    const { cluster, routing, exit } = this.#world;
    const site = cluster.site(index);
    site.down = true;
    for (const unit of cluster.units) {
      if (unit.group.site !== site) continue;
      for (const job of unit.engine.lose(nowMs)) routing.lost(job, nowMs);
    }
    const { pending } = site.main;
    site.main.pending = [];
    for (const { flow, generation } of pending) {
      if (flow.generation === generation && flow.pending) exit.refuse(flow, 'failed', 'router', 503, t('The region went down.'));
    }
  }

  /** Whether something that is still to come may get those going who wait. */
  #hope(): boolean {
    const { autoscaler, cluster, config } = this.#world;
    return autoscaler !== null && config.autoscaler !== null && cluster.sites.some((site) => site.main.pending.length > 0);
  }

  #look(): boolean {
    const { counts, nowMs } = this.#world;
    const { total } = this.source;
    this.options.onProgress?.({
      finished: counts.finished, share: total === null || total === 0 ? null : counts.finished / total, simulatedMs: nowMs, totals: () => this.#totals('time', null),
    });
    return this.options.shouldStop?.() === true;
  }

  #check(): void {
    const faults = worldFaults(this.#world);
    if (faults.length > 0) throw new Error(`at ${this.#world.nowMs} ms: ${faults.join('; ')}`);
  }

  #end(stopped: FleetRun['stopped']): FleetRun {
    const { counts, nowMs } = this.#world;
    const under = formatCount(counts.inFlight);
    const perSecond = (count: number): string => significant((count * 1000) / nowMs);
    const notes: Record<FleetRun['stopped'], () => string | null> = {
      drained: () => null,
      cancelled: () => t('The run was stopped before its end.'),
      events: () => t('The run took {events} events, as many as it may; {under} requests are still under way. Simulate fewer requests.', { events: formatCount(counts.events), under }),
      time: () => t('The simulated time is up; {under} requests are still under way.', { under }),
      stuck: () => t('{under} requests are still under way and nothing is left that could end them. Give the fleet a replica that serves.', { under }),
      overload: () => nowMs > 0
        ? t('{under} requests are still under way: {finished} a second were finished, {arrived} came, so the queue grows without end. Lower the load, add replicas, or turn on shedding.', { under, finished: perSecond(counts.finished), arrived: perSecond(counts.arrived) })
        : t('{under} requests are still under way: none was finished, so the queue grows without end. Lower the load, add replicas, or turn on shedding.', { under }),
    };
    return this.#totals(stopped, notes[stopped]());
  }

  #totals(stopped: FleetRun['stopped'], note: string | null): FleetRun {
    const { counts, cluster, nowMs, autoscaler } = this.#world;
    let [steps, preemptions, gpuMs, gpuBusyMs, costUsd] = [0, 0, 0, 0, 0];
    for (const unit of cluster.units) {
      const { busyMs, steps: taken } = unit.engine.at(nowMs);
      const { tensorParallel } = unit.group.pool.config;
      // A machine that has been ordered but is not there yet has a start that lies ahead.
      const paidMs = Math.max(0, unit.paidAt(nowMs));
      steps += taken;
      preemptions += unit.engine.preemptions;
      gpuMs += paidMs * tensorParallel;
      gpuBusyMs += busyMs * tensorParallel;
      costUsd += paidMs * unit.group.pool.usdPerMs;
    }
    return {
      stopped, note, arrived: counts.arrived, finished: counts.finished, outcomes: { ...counts.outcomes }, simulatedMs: nowMs, events: counts.events,
      steps, inputTokens: counts.inputTokens, outputTokens: counts.outputTokens, cachedTokens: counts.cachedTokens, preemptions, hedges: counts.hedges,
      coldStarts: autoscaler?.coldStarts ?? 0, gpuMs, gpuBusyMs, costUsd, inFlightMs: counts.inFlightMs(nowMs),
    };
  }
}
