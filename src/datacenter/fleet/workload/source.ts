/** Requests for a simulation: an open process, clients that wait for their answers, or a log. */
import { appError, err, ok, type Result } from '@/core/result';
import { randomStream } from '@/core/random';
import { t } from '@/core/text';
import type { FleetArrivals, FleetScenario } from '../config';
import type { ArrivalSource, FleetRequest } from '../types';
import { arrivalTimes, type ArrivalTimes } from './arrivals';
import { TimeHeap } from './heap';
import type { RequestLog } from './log';
import { requestMaker, type RequestMaker } from './shapes';
import { exponential } from './variates';

/**
 * The source that a scenario's workload describes; `log` where its arrivals are a replay. Each call starts anew from the
 * seed, so two runs see the same requests. An error says that the log is missing.
 */
export function workloadSource(scenario: FleetScenario, log?: RequestLog): Result<ArrivalSource> {
  const { arrivals, requests } = scenario.workload;
  if (arrivals.kind === 'replay') {
    if (log === undefined) return err(appError('fleet-log-missing', t('The scenario replays a log, but none was given.'), t('Give a log of requests, or choose another arrival pattern.'), 'workload.arrivals'));
    return ok(logSource(log, scenario));
  }
  const maker = requestMaker(scenario);
  const stream = (name: string) => randomStream(scenario.seed, `workload/${name}`);
  return ok(arrivals.kind === 'closed' ? new ClosedSource(arrivals, requests, maker, scenario.seed) : new OpenSource(arrivalTimes(arrivals, stream), requests, maker));
}

class OpenSource implements ArrivalSource {
  #next: FleetRequest | null;
  #left: number;

  constructor(private readonly times: ArrivalTimes, readonly total: number, private readonly maker: RequestMaker) {
    this.#left = total - 1;
    this.#next = maker(times());
  }

  peek(): FleetRequest | null {
    return this.#next;
  }

  take(): void {
    this.#next = this.#left-- > 0 ? this.maker(this.times()) : null;
  }

  answered(): void {
    // Requests come whether or not earlier ones were answered: that is what makes the process open.
  }
}

/**
 * Clients that think, ask, and wait. They begin in the middle of a thought: after an exponential time, or evenly spread
 * over a fixed one, so that the start is not a stampede (unless nobody thinks at all).
 */
class ClosedSource implements ArrivalSource {
  readonly #pending = new TimeHeap();
  #next: FleetRequest | null = null;
  #left: number;
  readonly #thinkMs: () => number;

  constructor(arrivals: Extract<FleetArrivals, { kind: 'closed' }>, readonly total: number, private readonly maker: RequestMaker, seed: number) {
    const { clients, thinkMs, think } = arrivals;
    const random = randomStream(seed, 'workload/think');
    this.#thinkMs = think === 'exponential' ? () => thinkMs * exponential(random) : () => thinkMs;
    this.#left = total;
    for (let i = 0; i < Math.min(clients, total); i++) this.#send(think === 'exponential' ? this.#thinkMs() : (thinkMs * i) / clients);
  }

  #send(atMs: number): void {
    if (this.#left === 0) return;
    this.#left--;
    this.#pending.push(atMs);
  }

  peek(): FleetRequest | null {
    const atMs = this.#pending.peek();
    if (atMs === null) return null;
    // The request is made when its turn is near; an answer in between may have sent an earlier one.
    if (this.#next === null) this.#next = this.maker(atMs);
    else if (this.#next.arrivalMs !== atMs) this.#next = { ...this.#next, arrivalMs: atMs };
    return this.#next;
  }

  take(): void {
    if (this.peek() === null) return;
    this.#pending.pop();
    this.#next = null;
  }

  answered(_: FleetRequest, nowMs: number): void {
    this.#send(nowMs + this.#thinkMs());
  }
}

/** Replays a log. Tenants are matched by name with the scenario's; others are the scenario's first. */
export function logSource(log: RequestLog, scenario: Pick<FleetScenario, 'workload'>): ArrivalSource {
  const { tenants } = scenario.workload;
  const tenantOf = log.tenants.map((name) => Math.max(0, tenants.findIndex((tenant) => tenant.name === name)));
  let at = 0;
  let next: FleetRequest | null = null;
  const make = (i: number): FleetRequest => {
    const tenant = tenantOf[log.tenant[i] ?? 0] ?? 0;
    const prefixId = log.prefixId[i] ?? -1;
    const inputTokens = log.inputTokens[i] ?? 1;
    return {
      index: i, arrivalMs: log.arrivalMs[i] ?? 0, tenant, kind: 0, inputTokens, outputTokens: log.outputTokens[i] ?? 1,
      prefixId, prefixTokens: prefixId < 0 ? 0 : Math.min(log.prefixTokens[i] ?? 0, inputTokens), priority: tenants[tenant]?.priority ?? 0, turns: 1,
    };
  };
  return {
    total: log.count,
    peek: () => (at >= log.count ? null : (next ??= make(at))),
    take: () => { at++; next = null; },
    answered: () => undefined,
  };
}

/** Requests from a list, in order of arrival; ties as listed. For tests and for logs that are held elsewhere. */
export function listSource(requests: readonly FleetRequest[]): ArrivalSource {
  const sorted = [...requests].sort((a, b) => a.arrivalMs - b.arrivalMs);
  let at = 0;
  return { total: sorted.length, peek: () => sorted[at] ?? null, take: () => { at++; }, answered: () => undefined };
}
