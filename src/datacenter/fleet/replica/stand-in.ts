/** A server whose service times are given, not modeled: first come, first served, one job at a time on each of `servers`. */
import type { FleetService } from '../config';
import { drawAt, type Cause } from '../draws';
import { quantileOf } from '@/core/distributions';
import { JOB, type Job } from './job';
import type { Engine, ReplicaHost } from './engine';
import { WaitingLine } from './queues';

export type StandInService = Exclude<FleetService, { kind: 'model' }>;

/** Service time of a request in ms; `sub` tells turns and copies apart. The lognormal's mean is that of the distribution, not its median. */
export function serviceMs(service: StandInService, of: Cause, request: number, sub: number): number {
  switch (service.kind) {
    case 'fixed': return service.ms;
    case 'exponential': return -Math.log(drawAt(of, request, sub)) * service.meanMs;
    case 'lognormal': return quantileOf({ kind: 'lognormal', medianMs: service.meanMs * Math.exp(-(service.sigma ** 2) / 2), sigma: service.sigma }, drawAt(of, request, sub));
  }
}

/** What is slow about a request is its server (Dean & Barroso 2013): a second copy elsewhere has luck of its own. */
const COPY = 4_096;

export class StandIn implements Engine {
  readonly running: Job[] = [];
  readonly waiting = new WaitingLine();
  step = 0;
  preemptions = 0;
  lookups = 0;
  hits = 0;
  version = 0;
  boundaryMs = Number.POSITIVE_INFINITY;
  #busyMs = 0;
  #lastMs = 0;

  constructor(readonly index: number, readonly batchLimit: number, private readonly service: StandInService, private readonly of: Cause, private readonly host: ReplicaHost) {}

  get runningCount(): number {
    return this.running.length;
  }

  enqueue(job: Job, nowMs: number): void {
    job.state = JOB.waiting;
    job.replica = this.index;
    job.queuedMs = nowMs;
    if (Number.isNaN(job.firstQueuedMs)) job.firstQueuedMs = nowMs;
    this.waiting.push(job);
    this.#wake(nowMs);
  }

  cancel(job: Job, nowMs: number): number {
    job.flow = -1;
    this.#account(nowMs);
    if (job.state === JOB.waiting) this.waiting.remove(job);
    else this.#takeOut(job, nowMs);
    const { gpuMs } = job;
    this.host.ended(job, nowMs);
    this.#wake(nowMs);
    return gpuMs;
  }

  lose(nowMs: number): Job[] {
    this.#account(nowMs);
    const lost = [...this.running, ...this.waiting];
    for (const job of [...this.running]) this.#takeOut(job, nowMs);
    while (this.waiting.length > 0) this.waiting.remove(this.waiting.first() as Job);
    this.version++;
    this.boundaryMs = Number.POSITIVE_INFINITY;
    return lost;
  }

  boundary(nowMs: number): void {
    this.#account(nowMs);
    this.boundaryMs = Number.POSITIVE_INFINITY;
    for (const job of [...this.running]) {
      if (job.lastTokenMs > nowMs) continue;
      job.firstTokenMs = nowMs;
      job.produced = job.outputTokens;
      job.endMs = nowMs;
      for (let i = 0; i < job.outputTokens; i++) job.tokenMs?.push(nowMs);
      this.host.firstToken(job, nowMs);
      this.#takeOut(job, nowMs);
      this.step++;
      this.host.ended(job, nowMs);
    }
    while (this.running.length < this.batchLimit && this.waiting.length > 0) {
      const job = this.waiting.first() as Job;
      this.waiting.remove(job);
      job.state = JOB.running;
      job.startMs = nowMs;
      // When it will be done.
      job.lastTokenMs = nowMs + serviceMs(this.service, this.of, job.request, job.turn + (job.copy ? COPY : 0));
      this.running.push(job);
    }
    this.#wake(this.running.reduce((least, job) => Math.min(least, job.lastTokenMs), Number.POSITIVE_INFINITY));
  }

  producedAt(): number {
    return 0;
  }

  tokensSince(): number[] {
    return [];
  }

  at(nowMs: number): { readonly kvFill: number; readonly busyMs: number; readonly steps: number } {
    return { kvFill: 0, busyMs: this.#busyMs + (this.running.length > 0 ? nowMs - this.#lastMs : 0), steps: this.step };
  }

  faults(): string[] {
    return this.running.length <= this.batchLimit ? [] : [`server ${this.index}: ${this.running.length} jobs at ${this.batchLimit} servers`];
  }

  #account(nowMs: number): void {
    if (this.running.length > 0) this.#busyMs += nowMs - this.#lastMs;
    this.#lastMs = nowMs;
  }

  #takeOut(job: Job, nowMs: number): void {
    this.running.splice(this.running.indexOf(job), 1);
    job.gpuMs += nowMs - job.startMs;
  }

  #wake(timeMs: number): void {
    if (!Number.isFinite(timeMs) || timeMs >= this.boundaryMs) return;
    this.boundaryMs = timeMs;
    this.version++;
    this.host.wake(this, timeMs);
  }
}
