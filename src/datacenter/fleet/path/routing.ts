/** From the router to the last token: pool, region, replica, hedging, hand-over, the turns of an agent. */
import { regionRttMs } from '@/catalog/regions';
import { t } from '@/core/text';
import { PER_TOKEN_POST_MS } from '@/catalog/stage-budgets';
import { handoverOf } from '@/stages/inference/disaggregation';
import type { Group, Unit } from '../cluster';
import type { Flow } from '../flow';
import { JOB, NO_KEY, type Job } from '../replica/job';
import { EVENT, type World } from '../world';
import { groupFor, judge, tooLong } from './choices';

/** Contexts of agents are kept under keys of their own, beside those of shared prefixes (0, 1 …) and `NO_KEY`. */
const sessionKey = (request: number): number => -2 - request;

export class Routing {
  /** What is said of an answer that is cut, and of a queue that is full. Composed once: an overloaded fleet says it a million times. */
  readonly #cut: string;
  #full: string | null = null;

  constructor(private readonly world: World) {
    this.#cut = t('Too many requests wait; the answer is cut to {tokens} tokens.', { tokens: String(world.config.shedding?.shortTokens ?? 0) });
  }

  /** The router looks for a place for the request's next model call. */
  route(flow: Flow, nowMs: number): void {
    const { world } = this;
    const { config, cluster, exit } = world;
    if (!flow.judged) judge(this.world, flow);
    if (cluster.site(flow.region).down) {
      this.#failOver(flow, nowMs);
      return;
    }
    let group = groupFor(this.world, flow);
    if (this.#refusedAsTooLong(flow, group)) return;
    const { shedding } = config;
    if (shedding !== null && flow.turn === 0 && !flow.degraded && group.waitingEach > shedding.maxWaiting) {
      if (shedding.answer === 'refuse') {
        exit.refuse(flow, 'shed', 'router', 503, t('Too many requests wait; this one is turned away.'));
        return;
      }
      flow.degraded = true;
      flow.record.reason = shedding.answer === 'short' ? this.#cut : t('Too many requests wait; the small model answers.');
      if (shedding.answer === 'short') flow.outputTokens = Math.min(flow.outputTokens, shedding.shortTokens);
      else flow.small = true;
      flow.toEscalate = false;
      group = groupFor(this.world, flow);
      if (this.#refusedAsTooLong(flow, group)) return;
    }
    flow.routedMs = nowMs;
    world.counts.routed++;
    this.place(flow, nowMs);
    const { hedge } = config;
    if (hedge !== null && flow.job !== null) world.heap.push(nowMs + hedge.delayMs, EVENT.hedge, flow.id, flow.generation, flow.turn);
  }

  #fullOf(waiting: number): string {
    return (this.#full ??= t('{count} requests wait at the replica, as many as it lets wait.', { count: String(waiting) }));
  }

  /** Gives the flow to a replica, lets it wait for one that starts, or refuses it. */
  place(flow: Flow, nowMs: number): void {
    const { world } = this;
    const group = groupFor(this.world, flow);
    if (group.serving.length > 0) {
      const unit = this.#pick(flow, group, -1);
      const { maxQueue } = group.pool.config;
      if (maxQueue !== null && unit.engine.waiting.length >= maxQueue) {
        world.exit.refuse(flow, 'shed', 'router', 503, this.#fullOf(maxQueue));
        return;
      }
      flow.job = this.#send(flow, unit, nowMs, false);
      return;
    }
    if (world.autoscaler === null || group.role !== 'main') {
      world.exit.refuse(flow, 'failed', 'router', 503, t('No replica serves, and none will start.'));
      return;
    }
    flow.pending = true;
    group.pending.push({ flow, generation: flow.generation });
  }

  /** A replica has begun to serve: whoever waited for one is placed. */
  opened(unit: Unit, nowMs: number): void {
    const waiting = unit.group.pending;
    unit.group.pending = [];
    for (const { flow, generation } of waiting) {
      if (flow.generation !== generation || !flow.pending) continue;
      flow.pending = false;
      const waitedMs = nowMs - flow.routedMs;
      flow.record.coldStartMs += waitedMs;
      flow.record.queueMs += waitedMs;
      flow.diary?.coldStart(nowMs);
      this.place(flow, nowMs);
    }
  }

  /** Still no first token: a second copy, if the budget allows. */
  hedge(flow: Flow, turn: number, nowMs: number): void {
    const { config, counts } = this.world;
    const { job } = flow;
    if (config.hedge === null || job === null || flow.copy !== null || flow.turn !== turn || flow.hasFirstToken || !Number.isNaN(job.firstTokenMs)) return;
    const group = groupFor(this.world, flow);
    if (group.serving.length < 2 || counts.hedges + 1 > config.hedge.maxShare * counts.routed) return;
    counts.hedges++;
    flow.record.hedged = true;
    flow.copy = this.#send(flow, this.#pick(flow, group, job.replica), nowMs, true);
  }

  /** A job has passed the engine's front end. */
  join(job: Job, nowMs: number): void {
    const unit = this.world.cluster.unit(job.replica);
    if (job.flow < 0) {
      this.#leaveUnit(unit, nowMs);
      this.world.jobs.give(job);
    } else if (unit.state === 'down') {
      this.lost(job, nowMs);
    } else unit.engine.enqueue(job, nowMs);
  }

  /** The first token: the copy that has it stays, the other goes. */
  firstToken(job: Job, nowMs: number): void {
    const flow = this.world.flows.at(job.flow);
    const loser = job === flow.job ? flow.copy : flow.job;
    if (loser !== null) this.cancel(flow, loser, nowMs);
    flow.job = job;
    flow.copy = null;
    if (job.copy) flow.record.hedgeWon = true;
    if (!this.#lastCall(flow)) return;
    flow.hasFirstToken = true;
    flow.record.firstTokenMs = nowMs;
    flow.record.clientFirstTokenMs = this.world.config.path ? nowMs + PER_TOKEN_POST_MS + this.world.networks.responseMs(flow.request, flow.accessMs, flow.region) : nowMs;
  }

  /** A job is through with its replica. */
  ended(job: Job, nowMs: number): void {
    const { world } = this;
    const unit = world.cluster.unit(job.replica);
    this.#leaveUnit(unit, nowMs);
    if (job.flow < 0) {
      world.jobs.give(job);
      return;
    }
    const flow = world.flows.at(job.flow);
    if (job.prefillOnly && job.produced < job.outputTokens) {
      this.#handOver(flow, job, unit, nowMs);
      return;
    }
    this.account(flow, job, unit.group, nowMs);
    const { record } = flow;
    record.lastTokenMs = nowMs;
    const { produced } = job;
    flow.job = null;
    world.jobs.give(job);
    if (flow.toEscalate) {
      flow.toEscalate = false;
      flow.small = false;
      record.smallModel = false;
      this.world.entry.toRouter(flow, nowMs, 0);
    } else if (flow.turn + 1 < this.turns(flow) && !flow.degraded) {
      flow.turn++;
      record.turns = flow.turn + 1;
      flow.promptTokens += produced + world.config.workload.tokensPerTurn;
      if (world.config.tools.calls > 0) world.entry.depend(flow, nowMs);
      else world.entry.toRouter(flow, nowMs, 0);
    } else world.exit.complete(flow, nowMs);
  }

  /** Adds what a job did to its request's record. */
  account(flow: Flow, job: Job, group: Group, nowMs: number): void {
    const { record } = flow;
    const started = !Number.isNaN(job.startMs);
    const read = !Number.isNaN(job.firstTokenMs);
    if (Number.isNaN(record.queuedMs) || this.#lastCall(flow)) record.queuedMs = job.firstQueuedMs;
    if (!Number.isNaN(job.queuedMs)) record.queueMs += (started ? job.startMs : nowMs) - job.firstQueuedMs + job.requeuedMs;
    if (started) {
      record.startMs = job.startMs;
      record.prefillMs += (read ? job.firstTokenMs : nowMs) - job.startMs - (read ? job.requeuedToFirstMs : job.requeuedMs);
    }
    if (read) record.decodeMs += nowMs - job.firstTokenMs - (job.requeuedMs - job.requeuedToFirstMs);
    const readTokens = started ? job.promptTokens : 0;
    record.inputTokens += readTokens;
    record.outputTokens += job.produced;
    record.cachedTokens += job.cachedTokens;
    record.itlMaxMs = Math.max(record.itlMaxMs, job.longestGapMs);
    record.preemptions += job.preemptions;
    record.replica = job.replica;
    record.smallModel = group.role === 'small';
    this.charge(flow, group, job.gpuMs);
    this.world.counts.inputTokens += readTokens;
    this.world.counts.outputTokens += job.produced;
    this.world.counts.cachedTokens += job.cachedTokens;
    flow.diary?.inference(job, group.role === 'small', nowMs, { ...(flow.turn > 0 ? { call: flow.turn + 1 } : {}), ...(job.copy ? { copy: true } : {}) });
  }

  charge(flow: Flow, group: Group, gpuMs: number): void {
    flow.record.gpuMs += gpuMs * group.pool.config.tensorParallel;
    flow.record.costUsd += gpuMs * group.pool.usdPerMs;
  }

  /** Takes back a job, wherever it is. */
  cancel(flow: Flow, job: Job, nowMs: number): void {
    const unit = this.world.cluster.unit(job.replica);
    if (job.state === JOB.joining) {
      // The event that would let it in finds it ownerless.
      job.flow = -1;
      this.charge(flow, unit.group, job.gpuMs);
      return;
    }
    this.charge(flow, unit.group, unit.engine.cancel(job, nowMs));
  }

  /** A job's replica has gone. */
  lost(job: Job, nowMs: number): void {
    const { world } = this;
    const unit = world.cluster.unit(job.replica);
    this.#leaveUnit(unit, nowMs);
    if (job.flow >= 0) {
      const flow = world.flows.at(job.flow);
      this.charge(flow, unit.group, job.gpuMs);
      if (flow.job === job) flow.job = flow.copy;
      flow.copy = null;
      if (flow.job === null) world.exit.refuse(flow, 'failed', 'inference', 500, t('The replica was lost with the region.'));
    }
    world.jobs.give(job);
  }

  turns(flow: Flow): number {
    return Math.min(flow.request.turns, this.world.config.workload.maxTurns ?? Number.POSITIVE_INFINITY);
  }

  /** Whether the tokens of this call are the answer. */
  #lastCall(flow: Flow): boolean {
    return !flow.toEscalate && (flow.degraded || flow.turn + 1 >= this.turns(flow));
  }

  #failOver(flow: Flow, nowMs: number): void {
    const { world } = this;
    const next = world.cluster.nextTo(flow.region);
    if (next < 0) {
      world.exit.refuse(flow, 'failed', 'load-balancer', 503, t('The region is down and no other can serve.'));
      return;
    }
    const { regions } = world.config;
    const from = regions[flow.region]?.region;
    const to = regions[next]?.region;
    const rttMs = from === undefined || to === undefined || !world.config.path ? 0 : regionRttMs(from, to);
    flow.region = next;
    flow.record.region = next;
    flow.record.balancerMs += rttMs;
    flow.diary?.until('load-balancer', 'geographic-routing', nowMs + rttMs, { failedOver: true });
    world.heap.push(nowMs + rttMs, EVENT.route, flow.id, flow.generation);
  }

  #refusedAsTooLong(flow: Flow, group: Group): boolean {
    const why = tooLong(flow, group.pool);
    if (why !== null) this.world.exit.refuse(flow, 'rejected', 'tokenizer', 400, why);
    return why !== null;
  }

  #pick(flow: Flow, group: Group, except: number): Unit {
    const { request } = flow;
    const key = request.prefixId >= 0 ? request.prefixId : request.turns > 1 ? sessionKey(request.index) : NO_KEY;
    return group.balancer.pick(group.serving, request.index, flow.sub, key, except);
  }

  #send(flow: Flow, unit: Unit, nowMs: number, copy: boolean): Job {
    const { world } = this;
    const { request } = flow;
    const { pool, role } = unit.group;
    const job = world.jobs.take();
    job.flow = flow.id;
    job.request = request.index;
    job.turn = flow.turn;
    job.copy = copy;
    job.replica = unit.index;
    job.priority = request.priority;
    job.promptTokens = flow.promptTokens;
    job.outputTokens = flow.outputTokens;
    job.prefillOnly = role === 'prefill';
    if (flow.diary !== null) job.tokenMs = [];
    const shared = flow.turn > 0 ? flow.promptTokens - 1 : Math.min(request.prefixTokens, flow.promptTokens - 1);
    job.prefixTokens = Math.floor(shared / pool.prefixBlockTokens) * pool.prefixBlockTokens;
    if (job.prefixTokens > 0) job.prefixKey = flow.turn > 0 ? sessionKey(request.index) : request.prefixId;
    if (flow.turn + 1 < this.turns(flow)) job.keepKey = sessionKey(request.index);
    unit.load++;
    this.#enter(flow, job, unit, nowMs, world.config.path ? pool.roofline.engine.perRequestMs : 0);
    return job;
  }

  #enter(flow: Flow, job: Job, unit: Unit, nowMs: number, afterMs: number): void {
    if (afterMs > 0) {
      this.world.heap.push(nowMs + afterMs, EVENT.join, job.id, job.generation);
      if (!job.handedOver) flow.record.routerMs += job.copy ? 0 : afterMs;
      if (!job.copy && !job.handedOver) flow.diary?.until('router', 'gpu-scheduling', nowMs + afterMs, { replica: unit.index, engineFrontEndMs: afterMs });
    } else unit.engine.enqueue(job, nowMs);
  }

  /** The prompt's KV cache goes to a replica that decodes. */
  #handOver(flow: Flow, job: Job, unit: Unit, nowMs: number): void {
    const { world } = this;
    const { main } = unit.group.site;
    if (main.serving.length === 0) {
      this.charge(flow, unit.group, job.gpuMs);
      flow.job = null;
      world.jobs.give(job);
      world.exit.refuse(flow, 'failed', 'router', 503, t('No replica serves that could decode.'));
      return;
    }
    const target = main.balancer.pick(main.serving, job.request, flow.sub, NO_KEY);
    const { ms } = handoverOf(unit.group.pool.roofline.deployment, job.promptTokens - job.cachedTokens, job.firstTokenMs - job.startMs);
    target.load++;
    job.state = JOB.joining;
    job.replica = target.index;
    job.prefillOnly = false;
    job.handedOver = true;
    job.endMs = Number.NaN;
    job.lastTokenMs = nowMs;
    this.#enter(flow, job, target, nowMs, ms);
  }

  #leaveUnit(unit: Unit, nowMs: number): void {
    unit.load--;
    if (unit.load < 0) throw new Error(`replica ${unit.index} has lost count of its requests`);
    if (unit.load === 0 && unit.state === 'draining') this.world.autoscaler?.emptied(unit, nowMs);
  }
}
