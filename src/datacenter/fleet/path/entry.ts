/** From the client to the router: network, gateway, retrieval and tools, tokenizer. */
import { t } from '@/core/text';
import { drawAt, exponentialAt } from '../draws';
import { Diary } from '../diary';
import type { Flow } from '../flow';
import type { FleetRequest } from '../types';
import { EVENT, type World } from '../world';
import type { Dependency } from './dependency';
import { encodeMs, layerMs, layersMs, type Layer } from './layers';

/** Attempts of a call and calls of a turn are told apart in an event's third number. */
const CALLS = 64;
const ATTEMPTS = 16;

export class Entry {
  constructor(private readonly world: World) {}

  /** A client sends a request. */
  arrive(request: FleetRequest): void {
    const { world } = this;
    const { config, counts, options } = world;
    const nowMs = world.nowMs;
    counts.passTime(nowMs);
    counts.arrived++;
    const flow = world.flows.take(request);
    if (options.traceOf?.has(request.index) === true) flow.diary = new Diary(config, request.arrivalMs);
    flow.accessMs = config.path ? world.networks.accessMs(request) : 0;
    const { share, meanMs } = config.client.disconnect;
    if (share > 0 && drawAt(world.causes.leaving, request.index) < share) {
      world.heap.push(nowMs + exponentialAt(world.causes.patience, request.index, 0, meanMs), EVENT.leave, flow.id, flow.serial);
    }
    this.beginTry(flow, nowMs);
  }

  beginTry(flow: Flow, nowMs: number): void {
    const { config, cluster, heap, networks, layers } = this.world;
    const { request, record } = flow;
    flow.beginTry(nowMs);
    const { timeoutMs, firstTokenTimeoutMs } = config.client;
    if (timeoutMs !== null) heap.push(nowMs + timeoutMs, EVENT.timeout, flow.id, flow.generation);
    if (firstTokenTimeoutMs !== null) heap.push(nowMs + firstTokenTimeoutMs, EVENT.firstTokenTimeout, flow.id, flow.generation);
    flow.region = cluster.nearest(request.tenant);
    record.region = flow.region;
    if (flow.region < 0) {
      this.world.exit.refuse(flow, 'failed', 'load-balancer', 503, t('No region can be reached.'));
      return;
    }
    if (!config.path) {
      this.gateway(flow, nowMs);
      return;
    }
    const first = flow.tries === 0;
    const handshake = networks.handshakeMs(request, flow.accessMs, flow.region, first);
    const requestMs = networks.requestMs(request, flow.accessMs, flow.region, first);
    if (handshake !== null && flow.diary !== null) for (const layer of ['dns', 'tcp', 'tls'] as const) flow.diary.add('network', layer, handshake[layer]);
    flow.diary?.add('network', 'request', requestMs, { accessRttMs: flow.accessMs });
    record.networkMs = requestMs + (handshake === null ? 0 : handshake.dns + handshake.tcp + handshake.tls);
    record.gatewayMs = this.pass(flow, layers.gateway);
    heap.push(nowMs + record.networkMs + record.gatewayMs, EVENT.gateway, flow.id, flow.generation);
  }

  /** At the gateway's rate limit. */
  gateway(flow: Flow, nowMs: number): void {
    const { config, gateway, heap, layers } = this.world;
    const refused = gateway.admit(flow.request, nowMs);
    if (refused !== null) {
      this.world.exit.refuse(flow, 'rejected', 'gateway', 429, refused);
      return;
    }
    flow.inGateway = true;
    let ms = 0;
    if (config.path) {
      const admittedMs = this.pass(flow, layers.admitted);
      const balancerMs = this.pass(flow, layers.balancer);
      flow.record.gatewayMs += admittedMs;
      flow.record.balancerMs += balancerMs;
      ms = admittedMs + balancerMs;
    }
    if (config.retrieval.calls > 0 || config.tools.calls > 0) heap.push(nowMs + ms, EVENT.depend, flow.id, flow.generation);
    else this.toRouter(flow, nowMs, ms);
  }

  /** Retrieval, then tools, then on to the router. */
  depend(flow: Flow, nowMs: number): void {
    const { config, layers } = this.world;
    if (flow.phase === 'none' && config.retrieval.calls > 0 && flow.turn === 0) {
      this.#begin(flow, 'retrieval', nowMs);
      return;
    }
    let ms = 0;
    if (flow.phase === 'retrieval' && config.path) {
      ms = this.pass(flow, layers.assembly);
      flow.record.retrievalMs += ms;
    }
    if (flow.phase !== 'tools' && config.tools.calls > 0) {
      this.#begin(flow, 'tools', nowMs + ms);
      return;
    }
    flow.phase = 'none';
    this.toRouter(flow, nowMs, ms);
  }

  /** Time of layers in a row. */
  pass(flow: Flow, layers: readonly Layer[]): number {
    const { index } = flow.request;
    const { sub } = flow;
    if (flow.diary === null) return layersMs(layers, index, sub);
    let sum = 0;
    for (const layer of layers) {
      const ms = layerMs(layer, index, sub);
      flow.diary.add(layer.stage, layer.layer as never, ms);
      sum += ms;
    }
    return sum;
  }

  /** Through tokenizer and router, `afterMs` from now. */
  toRouter(flow: Flow, nowMs: number, afterMs: number): void {
    const { config, heap, layers } = this.world;
    if (!config.path) {
      if (afterMs > 0) heap.push(nowMs + afterMs, EVENT.route, flow.id, flow.generation);
      else this.world.routing.route(flow, nowMs);
      return;
    }
    const [encode, check] = layers.tokenizer as [Layer, Layer];
    const encodingMs = layerMs(encode, flow.request.index, flow.sub) + encodeMs(flow.promptTokens);
    flow.diary?.add('tokenizer', 'encode', encodingMs, { inputTokens: flow.promptTokens });
    const tokenizerMs = encodingMs + this.pass(flow, [check]);
    const routerMs = this.pass(flow, layers.router);
    flow.record.tokenizerMs += tokenizerMs;
    flow.record.routerMs += routerMs;
    heap.push(nowMs + afterMs + tokenizerMs + routerMs, EVENT.route, flow.id, flow.generation);
  }

  #dependency(flow: Flow): Dependency {
    return flow.phase === 'retrieval' ? this.world.retrieval : this.world.tools;
  }

  #begin(flow: Flow, phase: 'retrieval' | 'tools', atMs: number): void {
    flow.phase = phase;
    flow.phaseStartMs = atMs;
    const { calls, parallel } = this.#dependency(flow).config;
    flow.calls = calls;
    for (let call = 0; call < (parallel ? calls : 1); call++) this.world.heap.push(atMs, EVENT.call, flow.id, flow.generation, call * ATTEMPTS);
  }

  /** One attempt at one call begins. */
  call(flow: Flow, code: number, nowMs: number): void {
    const dependency = this.#dependency(flow);
    const call = Math.floor(code / ATTEMPTS);
    if (dependency.breaker?.allows(nowMs) === false) {
      this.#callOver(flow, call, true, nowMs);
      return;
    }
    const { durationMs, failed } = dependency.attempt(flow.request.index, (flow.sub * CALLS + call) * ATTEMPTS + (code % ATTEMPTS), nowMs);
    this.world.heap.push(nowMs + durationMs, EVENT.callEnded, flow.id, flow.generation, code * 2 + (failed ? 1 : 0));
  }

  callEnded(flow: Flow, code: number, nowMs: number): void {
    const dependency = this.#dependency(flow);
    const failed = (code & 1) === 1;
    const attempt = code >> 1;
    const call = Math.floor(attempt / ATTEMPTS);
    const tries = (attempt % ATTEMPTS) + 1;
    if (failed) dependency.breaker?.failed(nowMs);
    else dependency.breaker?.succeeded();
    if (failed && tries <= dependency.config.retries) {
      this.world.heap.push(nowMs + dependency.backoffMs(flow.request.index, (flow.sub * CALLS + call) * ATTEMPTS + tries, tries), EVENT.call, flow.id, flow.generation, attempt + 1);
      return;
    }
    this.#callOver(flow, call, failed, nowMs);
  }

  #callOver(flow: Flow, call: number, failed: boolean, nowMs: number): void {
    const { phase } = flow;
    if (phase === 'none') throw new Error('a call that nobody made');
    const { config } = this.#dependency(flow);
    flow.calls--;
    const fatal = failed && config.onFailure === 'fail';
    if (!fatal && !config.parallel && flow.calls > 0) {
      this.world.heap.push(nowMs, EVENT.call, flow.id, flow.generation, (call + 1) * ATTEMPTS);
      return;
    }
    if (!fatal && flow.calls > 0) return;
    flow.record[phase === 'retrieval' ? 'retrievalMs' : 'toolsMs'] += nowMs - flow.phaseStartMs;
    if (phase === 'retrieval') flow.diary?.until('retrieval', 'search', nowMs, { calls: config.calls, failed });
    else flow.diary?.until('tools', 'tool-calls', nowMs, { calls: config.calls, parallel: config.parallel, failed });
    if (fatal) this.world.exit.refuse(flow, 'failed', phase, 502, phase === 'tools' ? t('A tool failed and the request cannot do without.') : t('Retrieval failed and the request cannot do without.'));
    else this.depend(flow, nowMs);
  }
}
