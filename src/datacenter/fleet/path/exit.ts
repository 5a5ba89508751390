/** How requests end: answered, refused, tried again, given up. */
import type { PlaceId } from '@/core/stage';
import { t } from '@/core/text';
import { PER_TOKEN_POST_MS } from '@/catalog/stage-budgets';
import { drawAt } from '../draws';
import type { Flow } from '../flow';
import type { FleetOutcome } from '../types';
import { EVENT, type World } from '../world';

/** What a client tries again after: its own time-outs, and answers that may be different next time. */
const RETRIED = new Set([429, 500, 502, 503]);

export class Exit {
  constructor(private readonly world: World) {}

  /** All tokens are there: what is left is post-processing, billing and the way back. */
  complete(flow: Flow, nowMs: number): void {
    const { config, entry, layers, networks, heap } = this.world;
    const { record } = flow;
    flow.settled = true;
    record.outcome = flow.degraded ? 'degraded' : 'completed';
    record.httpStatus = 200;
    let endMs = nowMs;
    if (config.path) {
      flow.diary?.add('inference', 'stream-out', PER_TOKEN_POST_MS, { tokens: record.outputTokens });
      record.postMs = entry.pass(flow, layers.post) + PER_TOKEN_POST_MS;
      record.billingMs = entry.pass(flow, layers.billing);
      const responseMs = networks.responseMs(flow.request, flow.accessMs, flow.region);
      record.networkMs += responseMs;
      endMs += record.postMs + record.billingMs + responseMs;
    }
    heap.push(endMs, EVENT.done, flow.id, flow.generation);
  }

  /** The fleet says no. The client may try again. */
  refuse(flow: Flow, outcome: FleetOutcome, stage: PlaceId, httpStatus: number, reason: string): void {
    const { world } = this;
    const { config, nowMs, heap } = world;
    this.#release(flow);
    const { record } = flow;
    record.outcome = outcome;
    record.stage = stage;
    record.httpStatus = httpStatus;
    record.reason = reason;
    const responseMs = config.path && flow.region >= 0 ? world.networks.responseMs(flow.request, flow.accessMs, flow.region) : 0;
    record.networkMs += responseMs;
    if (RETRIED.has(httpStatus) && this.#tryAgain(flow, nowMs + responseMs, reason)) return;
    flow.settled = true;
    heap.push(nowMs + responseMs, EVENT.done, flow.id, flow.generation);
  }

  /** The client has waited long enough. */
  timeout(flow: Flow, nowMs: number, reason: string): void {
    this.#release(flow);
    const { record } = flow;
    record.outcome = 'timed-out';
    record.httpStatus = 499;
    record.stage ??= this.#whereabouts(flow);
    record.reason = reason;
    if (!this.#tryAgain(flow, nowMs, record.reason)) this.finish(flow, nowMs);
  }

  /** The client is gone. The fleet learns of it at once; the slot is free at the end of the step under way. */
  leave(flow: Flow, nowMs: number): void {
    this.#release(flow);
    const { record } = flow;
    record.outcome = 'cancelled';
    record.httpStatus = 499;
    record.stage ??= this.#whereabouts(flow);
    record.reason = t('The client left before the answer was complete.');
    this.finish(flow, nowMs);
  }

  /** The client has everything it will get. */
  finish(flow: Flow, nowMs: number): void {
    const { world } = this;
    const { record, request } = flow;
    if (flow.inGateway) {
      world.gateway.leave(request);
      flow.inGateway = false;
    }
    record.endMs = nowMs;
    record.retries = flow.tries;
    world.counts.passTime(nowMs);
    world.counts.finished++;
    world.counts.outcomes[record.outcome]++;
    const transitMs = world.config.path && flow.region >= 0 ? world.networks.responseMs(request, flow.accessMs, flow.region) : 0;
    if (flow.diary !== null) world.observer.traced?.(request.index, flow.diary.trace(record, transitMs));
    world.observer.finished(record);
    world.flows.give(flow);
    world.source.answered(request, nowMs);
  }

  #tryAgain(flow: Flow, knownMs: number, reason: string): boolean {
    const { config, causes, heap } = this.world;
    const { retries, backoffMs } = config.client;
    if (flow.tries >= retries) return false;
    flow.tries++;
    const againMs = knownMs + backoffMs * 2 ** (flow.tries - 1) * drawAt(causes.backoff, flow.request.index, flow.tries);
    flow.record.retryMs += againMs - flow.tryStartMs;
    flow.diary?.tryEnded(knownMs, againMs, reason);
    heap.push(againMs, EVENT.retry, flow.id, flow.generation);
    return true;
  }

  /** Frees whatever the try holds and makes its events void. */
  #release(flow: Flow): void {
    const { world } = this;
    const { nowMs } = world;
    for (const job of [flow.job, flow.copy]) {
      if (job === null) continue;
      const unit = world.cluster.unit(job.replica);
      if (job === flow.job) {
        // What it has done so far is on record, though it will be thrown away.
        job.produced = unit.engine.producedAt(job, nowMs);
        if (job.tokenMs !== null) job.tokenMs.push(...unit.engine.tokensSince(nowMs).slice(0, Math.max(0, job.produced - job.tokenMs.length)));
        const { gpuMs } = job;
        job.gpuMs = 0;
        world.routing.account(flow, job, unit.group, nowMs);
        job.gpuMs = gpuMs;
      }
      world.routing.cancel(flow, job, nowMs);
    }
    flow.record.stage = flow.job === null ? flow.record.stage : this.#whereabouts(flow);
    flow.job = null;
    flow.copy = null;
    flow.pending = false;
    flow.generation = (flow.generation + 1) & 0x3fff_ffff;
    if (flow.inGateway) {
      world.gateway.leave(flow.request);
      flow.inGateway = false;
    }
  }

  /** The stage a request is at. */
  #whereabouts(flow: Flow): PlaceId {
    if (flow.job !== null) return Number.isNaN(flow.job.startMs) ? 'router' : 'inference';
    if (flow.settled) return 'network';
    if (flow.phase !== 'none') return flow.phase;
    return flow.routedMs >= flow.tryStartMs ? 'router' : 'gateway';
  }
}
