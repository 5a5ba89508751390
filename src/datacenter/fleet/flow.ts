/** A request on its way through the fleet. Reused after it ends. */
import type { Diary } from './diary';
import type { Job } from './replica/job';
import type { FleetRequest, RequestOutcome } from './types';

export type MutableOutcome = { -readonly [K in keyof RequestOutcome]: RequestOutcome[K] };

const NOBODY: FleetRequest = { index: -1, arrivalMs: 0, tenant: 0, kind: 0, inputTokens: 0, outputTokens: 0, prefixId: -1, prefixTokens: 0, priority: 0, turns: 1 };

export class Flow {
  /** Which use of this object; events that outlive a try carry it. */
  serial = 0;
  /** Which try of all; an event of an earlier one is void. */
  generation = 0;
  request: FleetRequest = NOBODY;
  readonly record: MutableOutcome = emptyRecord();
  /** Notes of everything that happens; only for requests that are looked at. */
  diary: Diary | null = null;

  tries = 0;
  tryStartMs = 0;
  accessMs = 0;
  region = -1;
  inGateway = false;
  /** Refused or answered: on the way back to the client. */
  settled = false;
  turn = 0;
  promptTokens = 0;
  outputTokens = 0;
  small = false;
  judged = false;
  degraded = false;
  /** A small model gave a hard request an answer that will be thrown away. */
  toEscalate = false;
  phase: 'none' | 'retrieval' | 'tools' = 'none';
  phaseStartMs = 0;
  calls = 0;
  routedMs = 0;
  pending = false;
  hasFirstToken = false;
  job: Job | null = null;
  copy: Job | null = null;

  constructor(readonly id: number) {}

  begin(request: FleetRequest): void {
    this.request = request;
    const { record } = this;
    record.request = request;
    record.outcome = 'completed';
    record.httpStatus = 0;
    record.retryMs = 0;
    record.endMs = Number.NaN;
    record.preemptions = 0;
    record.retries = 0;
    record.hedged = false;
    record.region = -1;
    record.gpuMs = 0;
    record.costUsd = 0;
    this.diary = null;
    this.tries = 0;
    this.region = -1;
    this.inGateway = false;
  }

  beginTry(nowMs: number): void {
    const { record, request } = this;
    this.generation = (this.generation + 1) & 0x3fff_ffff;
    this.tryStartMs = nowMs;
    this.settled = false;
    this.turn = 0;
    this.promptTokens = request.inputTokens;
    this.outputTokens = request.outputTokens;
    this.small = false;
    this.judged = false;
    this.degraded = false;
    this.toEscalate = false;
    this.phase = 'none';
    this.pending = false;
    this.hasFirstToken = false;
    this.job = null;
    this.copy = null;
    record.stage = null;
    record.reason = '';
    record.networkMs = 0;
    record.gatewayMs = 0;
    record.balancerMs = 0;
    record.retrievalMs = 0;
    record.toolsMs = 0;
    record.tokenizerMs = 0;
    record.routerMs = 0;
    record.queueMs = 0;
    record.prefillMs = 0;
    record.decodeMs = 0;
    record.postMs = 0;
    record.billingMs = 0;
    record.queuedMs = Number.NaN;
    record.startMs = Number.NaN;
    record.firstTokenMs = Number.NaN;
    record.lastTokenMs = Number.NaN;
    record.clientFirstTokenMs = Number.NaN;
    record.inputTokens = 0;
    record.outputTokens = 0;
    record.cachedTokens = 0;
    record.itlMaxMs = 0;
    record.hedgeWon = false;
    record.coldStartMs = 0;
    record.turns = 1;
    record.replica = -1;
    record.smallModel = false;
    record.misrouted = false;
  }

  /** Tells tries and turns apart in draws. */
  get sub(): number {
    return this.tries * 1024 + this.turn;
  }
}

function emptyRecord(): MutableOutcome {
  return {
    request: NOBODY, outcome: 'completed', stage: null, httpStatus: 0, reason: '',
    networkMs: 0, gatewayMs: 0, balancerMs: 0, retrievalMs: 0, toolsMs: 0, tokenizerMs: 0, routerMs: 0, queueMs: 0, prefillMs: 0, decodeMs: 0, postMs: 0, billingMs: 0, retryMs: 0,
    queuedMs: Number.NaN, startMs: Number.NaN, firstTokenMs: Number.NaN, lastTokenMs: Number.NaN, clientFirstTokenMs: Number.NaN, endMs: Number.NaN,
    inputTokens: 0, outputTokens: 0, cachedTokens: 0, itlMaxMs: 0, preemptions: 0, retries: 0, hedged: false, hedgeWon: false, coldStartMs: 0, turns: 1,
    replica: -1, region: -1, smallModel: false, misrouted: false, gpuMs: 0, costUsd: 0,
  };
}

export class FlowPool {
  readonly #flows: Flow[] = [];
  readonly #free: Flow[] = [];

  take(request: FleetRequest): Flow {
    let flow = this.#free.pop();
    if (flow === undefined) {
      flow = new Flow(this.#flows.length);
      this.#flows.push(flow);
    }
    flow.begin(request);
    return flow;
  }

  give(flow: Flow): void {
    flow.serial = (flow.serial + 1) & 0x3fff_ffff;
    flow.generation = (flow.generation + 1) & 0x3fff_ffff;
    flow.diary = null;
    this.#free.push(flow);
  }

  at(id: number): Flow {
    const flow = this.#flows[id];
    if (flow === undefined) throw new RangeError(`there is no flow ${id}`);
    return flow;
  }

  get inUse(): number {
    return this.#flows.length - this.#free.length;
  }
}
