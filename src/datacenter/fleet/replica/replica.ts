/**
 * One replica with iteration-level continuous batching (Yu et al. 2022, Orca): in every step each running sequence gets its
 * next token, while prompts that fit the step's token budget are read (Agrawal et al. 2024, Sarathi). Between two moments
 * at which something else can happen, steps differ only in the context's length, so they are taken together.
 */
import { Admission } from './admission';
import { DecodeRun } from './decode-run';
import type { Engine, ReplicaHost } from './engine';
import { JOB, NO_KEY, type Job } from './job';
import type { ReplicaLimits } from './limits';
import { WaitingLine } from './queues';
import { Sequences } from './sequences';
import type { StepTimes } from './step-times';

export class Replica implements Engine {
  readonly waiting = new WaitingLine();
  /** Time spent on steps that have ended, ms. */
  busyMs = 0;
  preemptions = 0;
  /** Version of the boundary that counts; older ones in the heap are void. */
  version = 0;
  /** Next boundary; infinite when idle. */
  boundaryMs = Number.POSITIVE_INFINITY;

  readonly #held: Sequences;
  readonly #plan: Admission;
  readonly #run = new DecodeRun();
  #doing: 'nothing' | 'decode' | 'mixed' = 'nothing';
  #mixedStartMs = 0;
  #runShareMs = 0;
  #runBusyMs = 0;
  #orders = 0;
  readonly #leaving: { job: Job; generation: number }[] = [];

  constructor(readonly index: number, readonly limits: ReplicaLimits, private readonly times: StepTimes, private readonly host: ReplicaHost) {
    this.#held = new Sequences(limits);
    this.#plan = new Admission(limits, this.#held, this.waiting);
  }

  get step(): number {
    return this.#held.step;
  }

  get lookups(): number {
    return this.#plan.lookups;
  }

  get hits(): number {
    return this.#plan.hits;
  }

  get runningCount(): number {
    return this.#held.count;
  }

  get batchLimit(): number {
    return this.limits.maxSequences;
  }

  /** Puts a job into the queue. */
  enqueue(job: Job, nowMs: number): void {
    job.state = JOB.waiting;
    job.replica = this.index;
    job.queuedMs = nowMs;
    if (Number.isNaN(job.firstQueuedMs)) job.firstQueuedMs = nowMs;
    job.waitingSinceMs = nowMs;
    job.order = this.#orders++;
    job.target = job.promptTokens + (job.handedOver ? 0 : job.produced);
    this.waiting.push(job);
    if (this.#doing === 'nothing') this.#wake(nowMs);
    else if (this.#doing === 'decode' && this.waiting.first() === job && this.#hasSlot()) this.#interrupt(nowMs);
  }

  /**
   * Takes a job out: at once if it waits, else at the end of the step under way. Returns the share of the replica's time it
   * will have taken, in ms.
   */
  cancel(job: Job, nowMs: number): number {
    job.flow = -1;
    job.produced = this.producedAt(job, nowMs);
    if (job.state === JOB.waiting) {
      const blocking = this.waiting.first() === job;
      this.waiting.remove(job);
      const { gpuMs } = job;
      this.host.ended(job, nowMs);
      // Whoever stands behind it may fit.
      if (blocking && this.waiting.length > 0 && this.#doing === 'decode' && this.#hasSlot()) this.#interrupt(nowMs);
      return gpuMs;
    }
    this.#leaving.push({ job, generation: job.generation });
    let shareMs = this.#held.shareMs;
    if (this.#doing === 'decode') {
      this.#interrupt(nowMs);
      shareMs = this.#shareAt(this.#run.planned);
    } else shareMs += (this.boundaryMs - this.#mixedStartMs) / (this.#held.count);
    return job.gpuMs + shareMs - job.shareFromMs;
  }

  /** Loses everything (outage): jobs are handed back by `ended` with their tokens so far. */
  lose(nowMs: number): Job[] {
    this.#breakOff(nowMs);
    const lost = [...this.#held.running, ...this.#held.filling, ...this.waiting];
    for (const job of lost) {
      if (job.state === JOB.running || job.state === JOB.filling) this.#held.takeOut(job, nowMs);
      else this.waiting.remove(job);
    }
    this.#leaving.length = 0;
    this.#held.kv.clear();
    this.#doing = 'nothing';
    this.#held.changed = true;
    this.version++;
    this.boundaryMs = Number.POSITIVE_INFINITY;
    return lost;
  }

  /** Accounts for what has been done of the steps under way. */
  #breakOff(nowMs: number): void {
    const run = this.#run;
    let sinceMs = this.#mixedStartMs;
    if (this.#doing === 'nothing') return;
    if (this.#doing === 'decode') {
      run.planned = run.stepsEndedAt(nowMs);
      sinceMs = run.endMs(run.planned);
      if (run.planned > run.done) this.#endSteps(nowMs);
    }
    this.busyMs += nowMs - sinceMs;
    this.#held.shareMs += (nowMs - sinceMs) / Math.max(1, this.runningCount);
  }

  /** The step boundary that was asked for has come. */
  boundary(nowMs: number): void {
    this.boundaryMs = Number.POSITIVE_INFINITY;
    if (this.#doing === 'decode') this.#endSteps(nowMs);
    else if (this.#doing === 'mixed') this.#endMixed(nowMs);
    this.#leave(nowMs);
    this.#schedule(nowMs);
  }

  /** Tokens of a job that have been sampled by now. */
  producedAt(job: Job, nowMs: number): number {
    if (job.state !== JOB.running) return job.produced;
    const run = this.#run;
    const inRun = this.#doing === 'decode' ? run.stepsEndedAt(nowMs) - run.done : 0;
    return job.outputTokens - (job.endStep - this.#held.step) + Math.max(0, inRun);
  }

  /** When tokens of a running job were sampled that are not yet on its list, up to now. */
  tokensSince(nowMs: number): number[] {
    const run = this.#run;
    const times: number[] = [];
    if (this.#doing === 'decode') for (let j = run.done + 1; j <= run.stepsEndedAt(nowMs); j++) times.push(run.endMs(j));
    return times;
  }

  /** Blocks in use, busy time and tokens in the making, at a moment between boundaries. */
  at(nowMs: number): { readonly kvFill: number; readonly busyMs: number; readonly steps: number } {
    const fill = (growth: number): number => (this.#held.kv.capacity === 0 ? 0 : (this.#held.kv.held + growth) / this.#held.kv.capacity);
    if (this.#doing === 'nothing') return { kvFill: fill(0), busyMs: this.busyMs, steps: this.#held.step };
    if (this.#doing === 'mixed') return { kvFill: fill(0), busyMs: this.busyMs + nowMs - this.#mixedStartMs, steps: this.#held.step };
    const steps = Math.max(0, this.#run.stepsEndedAt(nowMs) - this.#run.done);
    return { kvFill: fill(this.#held.growth(steps)), busyMs: this.#runBusyMs + nowMs - this.#run.startMs, steps: this.#held.step + steps };
  }

  #hasSlot(): boolean {
    const { maxSequences, maxTokensPerStep } = this.limits;
    return this.#held.count < maxSequences && this.#held.running.length < maxTokensPerStep;
  }

  #wake(timeMs: number): void {
    if (this.boundaryMs === timeMs) return;
    this.boundaryMs = timeMs;
    this.version++;
    this.host.wake(this, timeMs);
  }

  /** Steps are not interrupted: what comes in the middle of one waits for its end. */
  #interrupt(nowMs: number): void {
    const run = this.#run;
    const j = run.stepEndingBy(nowMs, this.host.boundaryPassed(this.index, nowMs));
    if (j >= run.planned) return;
    run.planned = j;
    this.#wake(run.endMs(j));
  }

  #shareAt(j: number): number {
    return this.#runShareMs + (this.#run.endMs(j) - this.#run.startMs) / this.#run.sequences;
  }

  #endSteps(nowMs: number): void {
    const run = this.#run;
    const steps = run.planned - run.done;
    const lastMs = run.stepMs(run.planned - 1);
    this.host.steps(run.sequences, steps, run.stepMs(run.done), lastMs);
    if (this.#held.recorded > 0) for (let j = run.done + 1; j <= run.planned; j++) this.#record(run.endMs(j));
    this.#held.kv.take(this.#held.growth(steps));
    this.#held.advance(steps, lastMs);
    this.#held.shareMs = this.#shareAt(run.planned);
    this.busyMs = this.#runBusyMs + run.endMs(run.planned) - run.startMs;
    run.done = run.planned;
    this.#finish(nowMs);
  }

  #endMixed(nowMs: number): void {
    const durationMs = nowMs - this.#mixedStartMs;
    const riding = this.#held.running.length;
    this.#held.shareMs += durationMs / (riding + this.#held.filling.length);
    this.busyMs += durationMs;
    if (riding > 0) {
      this.host.steps(riding, 1, durationMs, durationMs);
      if (this.#held.recorded > 0) this.#record(nowMs);
    }
    this.#held.advance(1, durationMs);
    this.#finish(nowMs);
    for (let i = 0; i < this.#plan.pieces; i++) {
      const job = this.#plan.jobs[i] as Job;
      job.done += this.#plan.tokens[i] as number;
      if (job.done >= job.target) this.#read(job, nowMs);
    }
    this.#plan.pieces = 0;
  }

  #record(timeMs: number): void {
    for (const job of this.#held.running) job.tokenMs?.push(timeMs);
  }

  #finish(nowMs: number): void {
    for (let job = this.#held.ending.first; job !== undefined && job.endStep <= this.#held.step; job = this.#held.ending.first) this.#end(job, nowMs);
    this.#held.forgetGaps();
  }

  /** The prompt has been read: its next token is there. */
  #read(job: Job, nowMs: number): void {
    job.produced++;
    job.tokenMs?.push(nowMs);
    if (job.prefixKey !== NO_KEY && job.cached === null && this.#held.kv.caching) this.#held.keepPrefix(job, nowMs);
    if (job.produced > 1) job.longestGapMs = Math.max(job.longestGapMs, nowMs - job.lastTokenMs);
    else {
      job.firstTokenMs = nowMs;
      job.requeuedToFirstMs = job.requeuedMs;
      if (job.flow >= 0) this.host.firstToken(job, nowMs);
    }
    if (job.prefillOnly || job.produced >= job.outputTokens) {
      this.#end(job, nowMs);
      return;
    }
    this.#held.filling.splice(this.#held.filling.indexOf(job), 1);
    this.#held.join(job);
  }

  #end(job: Job, nowMs: number): void {
    job.endMs = nowMs;
    this.#held.takeOut(job, nowMs);
    this.host.ended(job, nowMs);
  }

  #leave(nowMs: number): void {
    if (this.#leaving.length === 0) return;
    for (const { job, generation } of this.#leaving) {
      // It may have ended in this very step.
      if (job.generation !== generation || (job.state !== JOB.running && job.state !== JOB.filling)) continue;
      this.#held.takeOut(job, nowMs);
      this.host.ended(job, nowMs);
    }
    this.#leaving.length = 0;
  }

  #schedule(nowMs: number): void {
    const preempted = !this.limits.reserve && this.#makeRoom(nowMs);
    this.#plan.fill(nowMs, preempted);
    // Prompts that are half read and hold every block: the youngest gives way until one can go on.
    while (this.#plan.pieces === 0 && this.#held.running.length === 0 && this.#held.filling.length > 1) {
      this.#preempt(this.#held.youngest('filling'), nowMs);
      this.#plan.fill(nowMs, true);
    }
    if (this.#plan.pieces > 0) this.#beginMixed(nowMs);
    else if (this.#held.running.length > 0) this.#beginSteps(nowMs, preempted);
    else this.#doing = 'nothing';
  }

  #beginMixed(nowMs: number): void {
    const riding = this.#held.running.length;
    this.#held.kv.take(this.#held.growth());
    this.#doing = 'mixed';
    this.#held.changed = true;
    this.#mixedStartMs = nowMs;
    this.#wake(nowMs + this.times.mixed(this.#plan.tokens, this.#plan.contexts, this.#plan.pieces, riding, this.#held.contextTokens));
  }

  #beginSteps(nowMs: number, preempted: boolean): void {
    const run = this.#run;
    const sequences = this.#held.running.length;
    if (this.#held.changed || this.#doing !== 'decode' || run.stepsOnLine <= 0) {
      run.begin(nowMs, sequences, this.#held.contextTokens, this.times.line(sequences, this.#held.contextTokens));
      this.#runShareMs = this.#held.shareMs;
      this.#runBusyMs = this.busyMs;
      this.#held.changed = false;
    }
    this.#doing = 'decode';
    let steps = Math.min((this.#held.ending.first as Job).endStep - this.#held.step, run.stepsOnLine);
    if (!this.limits.reserve) steps = Math.max(1, this.#held.phases.stepsWithin(this.#held.step, steps, this.#held.kv.available));
    // Right after somebody gave way nobody was let in: that is looked at again at the next step.
    if (this.host.ticking || preempted) steps = 1;
    run.planned = run.done + steps;
    this.#wake(run.endMs(run.planned));
  }

  /** Every running sequence needs a place for its next token: the youngest gives way until there is one. */
  #makeRoom(nowMs: number): boolean {
    let preempted = false;
    while (this.#held.running.length > 0 && this.#held.count > 1 && this.#held.growth() > this.#held.kv.available) {
      this.#preempt(this.#held.youngest('all'), nowMs);
      preempted = true;
    }
    return preempted;
  }

  /** Back into the queue; what it had is computed again (recomputation, as vLLM does). */
  #preempt(job: Job, nowMs: number): void {
    this.#held.takeOut(job, nowMs);
    job.state = JOB.waiting;
    job.target = job.promptTokens + job.produced;
    job.done = 0;
    job.handedOver = false;
    job.preemptions++;
    job.waitingSinceMs = nowMs;
    this.preemptions++;
    this.waiting.pushFront(job);
  }

  faults(): string[] {
    const held = this.#held;
    const mixed = this.#doing === 'mixed';
    return held.faults(this.index, mixed ? this.#plan.blocksTaken() : 0, mixed && !this.limits.reserve);
  }
}
