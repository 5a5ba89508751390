/**
 * One replica with iteration-level continuous batching (Yu et al. 2022, Orca): in every step each running sequence gets its
 * next token, while prompts that fit the step's token budget are read (Agrawal et al. 2024, Sarathi). Between two moments
 * at which something else can happen, steps differ only in the context's length, so they are taken together.
 */
import { BlockPhases, DecodeRun } from './decode-run';
import type { Engine, ReplicaHost } from './engine';
import { JOB, NO_KEY, type Job } from './job';
import { KvPool, type CachedPrefix } from './kv-pool';
import { EndingHeap, LongestSince, WaitingLine } from './queues';
import type { StepTimes } from './step-times';

export interface ReplicaLimits {
  /** Sequences that run together at most. */
  readonly maxSequences: number;
  /** Tokens in one step at most: prompt pieces and one for each running sequence. */
  readonly maxTokensPerStep: number;
  /** Whether a prompt may be cut to fill a step; if not, a longer one takes a step without other prompts. */
  readonly chunkedPrefill: boolean;
  /** Room for KV cache, in tokens of all sequences together. */
  readonly kvTokens: number;
  /** Size of a block; not used when `reserve` is set. */
  readonly blockTokens: number;
  /** Prompt and answer must fit before a request is taken in; nobody ever gives way. */
  readonly reserve: boolean;
  readonly prefixCaching: boolean;
  readonly prefixTtlMs: number;
}

const GAPS_KEPT = 512;

export class Replica implements Engine {
  readonly running: Job[] = [];
  readonly filling: Job[] = [];
  readonly waiting = new WaitingLine();
  readonly kv: KvPool;
  /** Steps taken so far. */
  step = 0;
  /** Tokens of context that running sequences hold, the one being written included. */
  contextTokens = 0;
  /** Time spent on steps that have ended, ms. */
  busyMs = 0;
  preemptions = 0;
  lookups = 0;
  hits = 0;
  /** Version of the boundary that counts; older ones in the heap are void. */
  version = 0;
  /** Next boundary; infinite when idle. */
  boundaryMs = Number.POSITIVE_INFINITY;

  readonly #ending = new EndingHeap();
  readonly #gaps = new LongestSince();
  readonly #run = new DecodeRun();
  readonly #phases: BlockPhases;
  readonly #unit: number;
  #doing: 'nothing' | 'decode' | 'mixed' = 'nothing';
  /** Whether running sequences are those the run began with. */
  #sameRun = false;
  #mixedStartMs = 0;
  readonly #pieceJobs: Job[] = [];
  readonly #pieceTokens: number[] = [];
  readonly #pieceContexts: number[] = [];
  #pieces = 0;
  /** Each step's time divided by the sequences in it, summed. */
  #shareMs = 0;
  #runShareMs = 0;
  #runBusyMs = 0;
  #orders = 0;
  #recorded = 0;
  readonly #leaving: { job: Job; generation: number }[] = [];

  constructor(readonly index: number, readonly limits: ReplicaLimits, private readonly times: StepTimes, private readonly host: ReplicaHost) {
    this.#unit = limits.reserve ? 1 : limits.blockTokens;
    this.#phases = new BlockPhases(this.#unit);
    this.kv = new KvPool(Math.floor(limits.kvTokens / this.#unit), limits.prefixCaching, limits.prefixTtlMs);
  }

  get runningCount(): number {
    return this.running.length + this.filling.length;
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
    let shareMs = this.#shareMs;
    if (this.#doing === 'decode') {
      this.#interrupt(nowMs);
      shareMs = this.#shareAt(this.#run.planned);
    } else shareMs += (this.boundaryMs - this.#mixedStartMs) / (this.running.length + this.filling.length);
    return job.gpuMs + shareMs - job.shareFromMs;
  }

  /** Loses everything (outage): jobs are handed back by `ended` with their tokens so far. */
  lose(nowMs: number): Job[] {
    this.#breakOff(nowMs);
    const lost = [...this.running, ...this.filling, ...this.waiting];
    for (const job of lost) {
      if (job.state === JOB.running || job.state === JOB.filling) this.#takeOut(job, nowMs);
      else this.waiting.remove(job);
    }
    this.#leaving.length = 0;
    this.kv.clear();
    this.#doing = 'nothing';
    this.#sameRun = false;
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
    this.#shareMs += (nowMs - sinceMs) / Math.max(1, this.runningCount);
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
    return job.outputTokens - (job.endStep - this.step) + Math.max(0, inRun);
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
    const fill = (growth: number): number => (this.kv.capacity === 0 ? 0 : (this.kv.held + growth) / this.kv.capacity);
    if (this.#doing === 'nothing') return { kvFill: fill(0), busyMs: this.busyMs, steps: this.step };
    if (this.#doing === 'mixed') return { kvFill: fill(0), busyMs: this.busyMs + nowMs - this.#mixedStartMs, steps: this.step };
    const steps = Math.max(0, this.#run.stepsEndedAt(nowMs) - this.#run.done);
    const growth = this.limits.reserve ? 0 : this.#phases.growth(this.step, steps);
    return { kvFill: fill(growth), busyMs: this.#runBusyMs + nowMs - this.#run.startMs, steps: this.step + steps };
  }

  #hasSlot(): boolean {
    const { maxSequences, maxTokensPerStep } = this.limits;
    return this.running.length + this.filling.length < maxSequences && this.running.length < maxTokensPerStep;
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
    if (this.#recorded > 0) for (let j = run.done + 1; j <= run.planned; j++) this.#record(run.endMs(j));
    if (!this.limits.reserve) this.kv.take(this.#phases.growth(this.step, steps));
    this.step += steps;
    this.contextTokens += run.sequences * steps;
    this.#gaps.add(this.step - 1, lastMs);
    this.#shareMs = this.#shareAt(run.planned);
    this.busyMs = this.#runBusyMs + run.endMs(run.planned) - run.startMs;
    run.done = run.planned;
    this.#finish(nowMs);
  }

  #endMixed(nowMs: number): void {
    const durationMs = nowMs - this.#mixedStartMs;
    const riding = this.running.length;
    this.#shareMs += durationMs / (riding + this.filling.length);
    this.busyMs += durationMs;
    if (riding > 0) {
      this.host.steps(riding, 1, durationMs, durationMs);
      if (this.#recorded > 0) this.#record(nowMs);
    }
    this.step++;
    this.contextTokens += riding;
    this.#gaps.add(this.step - 1, durationMs);
    this.#finish(nowMs);
    for (let i = 0; i < this.#pieces; i++) {
      const job = this.#pieceJobs[i] as Job;
      job.done += this.#pieceTokens[i] as number;
      if (job.done >= job.target) this.#read(job, nowMs);
    }
    this.#pieces = 0;
  }

  #record(timeMs: number): void {
    for (const job of this.running) job.tokenMs?.push(timeMs);
  }

  #finish(nowMs: number): void {
    for (let job = this.#ending.first; job !== undefined && job.endStep <= this.step; job = this.#ending.first) this.#end(job, nowMs);
    if (this.#gaps.length > GAPS_KEPT) this.#gaps.forget(this.running.reduce((least, job) => Math.min(least, job.beginStep), this.step));
  }

  /** The prompt has been read: its next token is there. */
  #read(job: Job, nowMs: number): void {
    job.produced++;
    job.tokenMs?.push(nowMs);
    if (job.prefixKey !== NO_KEY && job.cached === null && this.kv.caching) this.#keepPrefix(job, nowMs);
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
    this.filling.splice(this.filling.indexOf(job), 1);
    this.#join(job);
  }

  /** From now on the job gets a token in every step. */
  #join(job: Job): void {
    job.state = JOB.running;
    job.runningAt = this.running.length;
    this.running.push(job);
    job.beginStep = this.step;
    job.beginContext = job.target + 1;
    job.endStep = this.step + job.outputTokens - job.produced;
    this.#ending.push(job);
    this.contextTokens += job.beginContext;
    if (!this.limits.reserve) {
      job.phase = this.#phases.phaseOf(this.step, job.target);
      this.#phases.add(job.phase, 1);
    }
    if (job.tokenMs !== null) this.#recorded++;
    this.#sameRun = false;
  }

  #keepPrefix(job: Job, nowMs: number): void {
    const blocks = Math.floor(job.prefixTokens / this.#unit);
    if (blocks > 0) job.cached = this.kv.keep(job.prefixKey, blocks * this.#unit, blocks, nowMs);
  }

  #end(job: Job, nowMs: number): void {
    job.endMs = nowMs;
    this.#takeOut(job, nowMs);
    this.host.ended(job, nowMs);
  }

  /** Frees the slot and the blocks of a running or filling job. */
  #takeOut(job: Job, nowMs: number): void {
    this.#bringUpToDate(job, nowMs);
    this.#giveBlocks(job, nowMs);
    if (job.state === JOB.running) {
      this.#ending.remove(job);
      const last = this.running.pop() as Job;
      if (last !== job) {
        this.running[job.runningAt] = last;
        last.runningAt = job.runningAt;
      }
      this.contextTokens -= job.beginContext + this.step - job.beginStep;
      if (!this.limits.reserve) this.#phases.add(job.phase, -1);
      if (job.tokenMs !== null) this.#recorded--;
      this.#sameRun = false;
    } else {
      this.filling.splice(this.filling.indexOf(job), 1);
    }
    job.gpuMs += this.#shareMs - job.shareFromMs;
  }

  /** Tokens and gaps of a job, which are not counted step by step. */
  #bringUpToDate(job: Job, nowMs: number): void {
    if (job.state !== JOB.running) return;
    job.produced = job.outputTokens - (job.endStep - this.step);
    job.longestGapMs = Math.max(job.longestGapMs, this.#gaps.since(job.beginStep));
    job.lastTokenMs = nowMs;
  }

  /** Tokens of a running or filling job that are in the KV cache: the last one sampled is not yet. */
  #tokensHeld(job: Job): number {
    return job.state === JOB.running ? job.beginContext + this.step - job.beginStep - 1 : job.done;
  }

  /** Blocks of a job beside the prefix it shares. */
  #blocksOf(job: Job): number {
    const shared = (job.cached?.tokens ?? 0) / this.#unit;
    if (this.limits.reserve) return job.promptTokens + job.outputTokens - shared;
    return Math.ceil(this.#tokensHeld(job) / this.#unit) - shared;
  }

  #giveBlocks(job: Job, nowMs: number): void {
    const blocks = this.#blocksOf(job);
    const { cached } = job;
    const wholeTokens = Math.floor(this.#tokensHeld(job) / this.#unit) * this.#unit;
    const kept = wholeTokens / this.#unit - (cached?.tokens ?? 0) / this.#unit;
    const ended = job.endMs === nowMs;
    if (ended && job.keepKey !== NO_KEY && this.kv.caching && kept > 0) {
      this.kv.give(blocks - kept);
      if (cached?.key === job.keepKey) {
        cached.tokens = wholeTokens;
        cached.blocks += kept;
      } else {
        const prefix = this.kv.keep(job.keepKey, wholeTokens, kept, nowMs);
        if (prefix === null) this.kv.give(kept);
        else this.kv.leave(prefix, nowMs);
      }
    } else this.kv.give(blocks);
    if (cached !== null) this.kv.leave(cached, nowMs);
    job.cached = null;
  }

  #leave(nowMs: number): void {
    if (this.#leaving.length === 0) return;
    for (const { job, generation } of this.#leaving) {
      // It may have ended in this very step.
      if (job.generation !== generation || (job.state !== JOB.running && job.state !== JOB.filling)) continue;
      this.#takeOut(job, nowMs);
      this.host.ended(job, nowMs);
    }
    this.#leaving.length = 0;
  }

  #schedule(nowMs: number): void {
    const preempted = !this.limits.reserve && this.#makeRoom(nowMs);
    this.#fill(nowMs, preempted);
    // Prompts that are half read and hold every block: the youngest gives way until one can go on.
    while (this.#pieces === 0 && this.running.length === 0 && this.filling.length > 1) {
      this.#preempt(youngest(this.filling), nowMs);
      this.#fill(nowMs, true);
    }
    if (this.#pieces > 0) this.#beginMixed(nowMs);
    else if (this.running.length > 0) this.#beginSteps(nowMs, preempted);
    else this.#doing = 'nothing';
  }

  #beginMixed(nowMs: number): void {
    const riding = this.running.length;
    if (!this.limits.reserve) this.kv.take(this.#phases.growth(this.step, 1));
    this.#doing = 'mixed';
    this.#sameRun = false;
    this.#mixedStartMs = nowMs;
    this.#wake(nowMs + this.times.mixed(this.#pieceTokens, this.#pieceContexts, this.#pieces, riding, this.contextTokens));
  }

  #beginSteps(nowMs: number, preempted: boolean): void {
    const run = this.#run;
    const sequences = this.running.length;
    if (!this.#sameRun || this.#doing !== 'decode' || run.stepsOnLine <= 0) {
      run.begin(nowMs, sequences, this.contextTokens, this.times.line(sequences, this.contextTokens));
      this.#runShareMs = this.#shareMs;
      this.#runBusyMs = this.busyMs;
      this.#sameRun = true;
    }
    this.#doing = 'decode';
    let steps = Math.min((this.#ending.first as Job).endStep - this.step, run.stepsOnLine);
    if (!this.limits.reserve) steps = Math.max(1, this.#phases.stepsWithin(this.step, steps, this.kv.available));
    // Right after somebody gave way nobody was let in: that is looked at again at the next step.
    if (this.host.ticking || preempted) steps = 1;
    run.planned = run.done + steps;
    this.#wake(run.endMs(run.planned));
  }

  /** Every running sequence needs a place for its next token: the youngest gives way until there is one. */
  #makeRoom(nowMs: number): boolean {
    let preempted = false;
    while (this.running.length > 0 && this.running.length + this.filling.length > 1 && this.#phases.growth(this.step, 1) > this.kv.available) {
      this.#preempt(youngest(this.running, this.filling), nowMs);
      preempted = true;
    }
    return preempted;
  }

  /** Back into the queue; what it had is computed again (recomputation, as vLLM does). */
  #preempt(job: Job, nowMs: number): void {
    this.#takeOut(job, nowMs);
    job.state = JOB.waiting;
    job.target = job.promptTokens + job.produced;
    job.done = 0;
    job.handedOver = false;
    job.preemptions++;
    job.waitingSinceMs = nowMs;
    this.preemptions++;
    this.waiting.pushFront(job);
  }

  /** Pieces of prompts for the next step: those begun first, then who waits. */
  #fill(nowMs: number, preempted: boolean): void {
    const { maxTokensPerStep, maxSequences, reserve } = this.limits;
    this.#pieces = 0;
    let room = maxTokensPerStep - this.running.length;
    let spare = this.kv.available - this.#growth();
    for (const job of this.filling) {
      const tokens = this.#pieceOf(job, job.done, room, reserve ? Number.POSITIVE_INFINITY : spare);
      if (tokens <= 0) return;
      room -= tokens;
      spare -= this.#addPiece(job, tokens);
    }
    while (!preempted && room > 0 && this.waiting.length > 0 && this.running.length + this.filling.length < maxSequences) {
      const job = this.waiting.first() as Job;
      const kept = this.#prefixFor(job, nowMs);
      const besideKept = kept === null || kept.readers > 0 ? spare : spare - kept.blocks;
      const alone = this.running.length + this.filling.length === 0;
      // Where the kept prefix leaves no room it is not spared: so whoever is turned away now will be at every later
      // step, until something ends, even if the prefix expires or is dropped meanwhile.
      const prefix = kept !== null && this.#firstBlocks(job, kept.tokens, room) <= besideKept ? kept : null;
      const cached = prefix?.tokens ?? 0;
      const tokens = this.#firstTokens(job, cached, room);
      const blocks = this.#firstBlocks(job, cached, room);
      if (tokens <= 0 || (blocks > (prefix === null ? spare : besideKept) && !alone)) return;
      this.#admit(job, prefix, cached, nowMs);
      room -= tokens;
      if (reserve) this.kv.take(blocks);
      if (job.handedOver) {
        job.done = job.target;
        if (!reserve) this.kv.take(Math.ceil(job.target / this.#unit));
        this.#join(job);
      } else {
        this.filling.push(job);
        this.#addPiece(job, tokens);
      }
      spare = this.kv.available - this.#growth();
    }
  }

  /** Blocks that running sequences take in the next step. */
  #growth(): number {
    return this.limits.reserve ? 0 : this.#phases.growth(this.step, 1);
  }

  /** Tokens of a waiting job that its first step would take; what has been read elsewhere only decodes. */
  #firstTokens(job: Job, cached: number, room: number): number {
    return job.handedOver ? 1 : this.#pieceOf(job, cached, room, Number.POSITIVE_INFINITY);
  }

  /** Blocks it would take for that: all it will ever need where they are reserved. */
  #firstBlocks(job: Job, cached: number, room: number): number {
    const end = job.handedOver ? job.target + 1 : cached + this.#firstTokens(job, cached, room);
    return (this.limits.reserve ? job.promptTokens + job.outputTokens : Math.ceil(end / this.#unit)) - cached / this.#unit;
  }

  /** How many tokens of a prompt go into a step with `room` tokens and `blocks` blocks left; 0: none. */
  #pieceOf(job: Job, done: number, room: number, blocks: number): number {
    const left = job.target - done;
    if (!this.limits.chunkedPrefill) {
      // A prompt that may not be cut and does not fit is the only one of its step.
      return (left > room && this.#pieces > 0) || Math.ceil((done + left) / this.#unit) - Math.ceil(done / this.#unit) > blocks ? 0 : left;
    }
    return Math.min(left, room, (Math.ceil(done / this.#unit) + blocks) * this.#unit - done);
  }

  #addPiece(job: Job, tokens: number): number {
    const at = this.#pieces++;
    this.#pieceJobs[at] = job;
    this.#pieceTokens[at] = tokens;
    this.#pieceContexts[at] = job.done;
    if (this.limits.reserve) return 0;
    const blocks = Math.ceil((job.done + tokens) / this.#unit) - Math.ceil(job.done / this.#unit);
    this.kv.take(blocks);
    return blocks;
  }

  /** The kept prefix this job can build on: never its whole prompt, whose last token has to be computed. */
  #prefixFor(job: Job, nowMs: number): CachedPrefix | null {
    if (job.prefixKey === NO_KEY || job.handedOver || !this.kv.caching) return null;
    const prefix = this.kv.find(job.prefixKey, nowMs);
    return prefix !== null && prefix.tokens <= job.prefixTokens && prefix.tokens < job.target ? prefix : null;
  }

  #admit(job: Job, prefix: CachedPrefix | null, cached: number, nowMs: number): void {
    this.waiting.remove(job);
    const again = !Number.isNaN(job.startMs);
    if (again) job.requeuedMs += nowMs - job.waitingSinceMs;
    else {
      job.startMs = nowMs;
      if (!job.handedOver) job.cachedTokens = cached;
      if (job.prefixKey !== NO_KEY && this.kv.caching && !job.handedOver) {
        this.lookups++;
        if (prefix !== null) this.hits++;
      }
    }
    if (prefix !== null) this.kv.read(prefix, nowMs);
    job.cached = prefix;
    job.done = cached;
    job.state = JOB.filling;
    job.shareFromMs = this.#shareMs;
  }

  /** Everything that does not add up; empty if all is well. For tests: linear in the jobs. */
  faults(): string[] {
    const faults: string[] = [];
    const must = (holds: boolean, what: string): void => {
      if (!holds) faults.push(`replica ${this.index}: ${what}`);
    };
    const here = [...this.running, ...this.filling];
    const prefixes = new Set(here.flatMap((job) => (job.cached === null ? [] : [job.cached])));
    let blocks = [...prefixes].reduce((sum, prefix) => sum + prefix.blocks, 0);
    for (const job of here) blocks += this.#blocksOf(job);
    // What the step under way takes is taken when it begins, for those that ride in it.
    if (this.#doing === 'mixed') {
      if (!this.limits.reserve) for (const job of this.running) blocks += this.#tokensHeld(job) % this.#unit === 0 ? 1 : 0;
      if (!this.limits.reserve) for (let i = 0; i < this.#pieces; i++) {
        const { done } = this.#pieceJobs[i] as Job;
        blocks += Math.ceil((done + (this.#pieceTokens[i] as number)) / this.#unit) - Math.ceil(done / this.#unit);
      }
    }
    must(blocks === this.kv.held, `${blocks} blocks are accounted for, ${this.kv.held} are held`);
    must(here.length <= this.limits.maxSequences, `${here.length} sequences run, ${this.limits.maxSequences} may`);
    must(this.kv.held <= this.kv.capacity || here.length === 1, `${this.kv.held} blocks are held, there are ${this.kv.capacity}`);
    const context = this.running.reduce((sum, job) => sum + job.beginContext + this.step - job.beginStep, 0);
    must(context === this.contextTokens, `the context is ${context} tokens, ${this.contextTokens} are counted`);
    for (const job of this.running) must(job.endStep > this.step && job.outputTokens - (job.endStep - this.step) >= 1, `request ${job.request} runs beyond its end`);
    for (const job of this.filling) must(job.done <= job.target, `request ${job.request} has read more than its prompt`);
    must(Math.abs(this.busyMs) < Number.POSITIVE_INFINITY, 'busy time is not a number');
    return faults;
  }
}

/** The least important, then the last to join. */
function youngest(...lists: readonly (readonly Job[])[]): Job {
  let found: Job | null = null;
  for (const list of lists) {
    for (const job of list) if (found === null || job.priority < found.priority || (job.priority === found.priority && job.order > found.order)) found = job;
  }
  if (found === null) throw new Error('nobody can give way');
  return found;
}
