/**
 * The sequences a replica works on: those that decode, those whose prompt is being read, and the blocks they hold. Tokens are
 * not counted one by one: a sequence knows the step it began in, and all advance together.
 */
import { BlockPhases } from './decode-run';
import { JOB, NO_KEY, type Job } from './job';
import { KvPool } from './kv-pool';
import { EndingHeap, LongestSince } from './queues';
import type { ReplicaLimits } from './limits';

const GAPS_KEPT = 512;

export class Sequences {
  readonly running: Job[] = [];
  readonly filling: Job[] = [];
  readonly kv: KvPool;
  /** Tokens of a block; 1 where they are reserved one by one. */
  readonly unit: number;
  readonly phases: BlockPhases;
  readonly ending = new EndingHeap();
  readonly gaps = new LongestSince();
  /** Steps taken so far. */
  step = 0;
  /** Tokens of context that running sequences hold, the one being written included. */
  contextTokens = 0;
  /** Each step's time divided by the sequences in it, summed. */
  shareMs = 0;
  /** Running sequences whose tokens are noted. */
  recorded = 0;
  /** Whether somebody has joined or left since this was last set to false. */
  changed = true;

  constructor(private readonly limits: ReplicaLimits) {
    this.unit = limits.reserve ? 1 : limits.blockTokens;
    this.phases = new BlockPhases(this.unit);
    this.kv = new KvPool(Math.floor(limits.kvTokens / this.unit), limits.prefixCaching, limits.prefixTtlMs);
  }

  get count(): number {
    return this.running.length + this.filling.length;
  }

  /** From now on the job gets a token in every step. */
  join(job: Job): void {
    job.state = JOB.running;
    job.runningAt = this.running.length;
    this.running.push(job);
    job.beginStep = this.step;
    job.beginContext = job.target + 1;
    job.endStep = this.step + job.outputTokens - job.produced;
    this.ending.push(job);
    this.contextTokens += job.beginContext;
    if (!this.limits.reserve) {
      job.phase = this.phases.phaseOf(this.step, job.target);
      this.phases.add(job.phase, 1);
    }
    if (job.tokenMs !== null) this.recorded++;
    this.changed = true;
  }

  /** Frees the slot and the blocks of a running or filling job. */
  takeOut(job: Job, nowMs: number): void {
    this.#bringUpToDate(job, nowMs);
    this.#giveBlocks(job, nowMs);
    if (job.state === JOB.running) {
      this.ending.remove(job);
      const last = this.running.pop() as Job;
      if (last !== job) {
        this.running[job.runningAt] = last;
        last.runningAt = job.runningAt;
      }
      this.contextTokens -= job.beginContext + this.step - job.beginStep;
      if (!this.limits.reserve) this.phases.add(job.phase, -1);
      if (job.tokenMs !== null) this.recorded--;
      this.changed = true;
    } else {
      this.filling.splice(this.filling.indexOf(job), 1);
    }
    job.gpuMs += this.shareMs - job.shareFromMs;
  }

  /** Keeps the blocks of a prompt's shared opening for those who come after. */
  keepPrefix(job: Job, nowMs: number): void {
    const blocks = Math.floor(job.prefixTokens / this.unit);
    if (blocks > 0) job.cached = this.kv.keep(job.prefixKey, blocks * this.unit, blocks, nowMs);
  }

  /** Tokens of a running or filling job that are in the KV cache: the last one sampled is not yet. */
  tokensHeld(job: Job): number {
    return job.state === JOB.running ? job.beginContext + this.step - job.beginStep - 1 : job.done;
  }

  /** Blocks of a job beside the prefix it shares. */
  blocksOf(job: Job): number {
    const shared = (job.cached?.tokens ?? 0) / this.unit;
    if (this.limits.reserve) return job.promptTokens + job.outputTokens - shared;
    return Math.ceil(this.tokensHeld(job) / this.unit) - shared;
  }

  #giveBlocks(job: Job, nowMs: number): void {
    const blocks = this.blocksOf(job);
    const { cached } = job;
    const wholeTokens = Math.floor(this.tokensHeld(job) / this.unit) * this.unit;
    const kept = wholeTokens / this.unit - (cached?.tokens ?? 0) / this.unit;
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

  /** Tokens and gaps of a job, which are not counted step by step. */
  #bringUpToDate(job: Job, nowMs: number): void {
    if (job.state !== JOB.running) return;
    job.produced = job.outputTokens - (job.endStep - this.step);
    job.longestGapMs = Math.max(job.longestGapMs, this.gaps.since(job.beginStep));
    job.lastTokenMs = nowMs;
  }

  /** Blocks that running sequences take in the next steps. */
  growth(steps = 1): number {
    return this.limits.reserve ? 0 : this.phases.growth(this.step, steps);
  }

  /** Steps have been taken, the longest of them the last: every running sequence has so many tokens more. */
  advance(steps: number, longestMs: number): void {
    this.step += steps;
    this.contextTokens += this.running.length * steps;
    this.gaps.add(this.step - 1, longestMs);
  }

  /** Lets go of gaps that nobody here has seen. */
  forgetGaps(): void {
    if (this.gaps.length > GAPS_KEPT) this.gaps.forget(this.running.reduce((least, job) => Math.min(least, job.beginStep), this.step));
  }

  /** Everything that does not add up, when the step under way has taken `taken` blocks for prompts and (`riding`) those for the next tokens. For tests: linear in the jobs. */
  faults(index: number, taken: number, riding: boolean): string[] {
    const faults: string[] = [];
    const must = (holds: boolean, what: string): void => {
      if (!holds) faults.push(`replica ${index}: ${what}`);
    };
    const here = [...this.running, ...this.filling];
    const prefixes = new Set(here.flatMap((job) => (job.cached === null ? [] : [job.cached])));
    let blocks = [...prefixes].reduce((sum, prefix) => sum + prefix.blocks, 0);
    for (const job of here) blocks += this.blocksOf(job);
    blocks += taken;
    if (riding) for (const job of this.running) blocks += this.tokensHeld(job) % this.unit === 0 ? 1 : 0;
    must(blocks === this.kv.held, `${blocks} blocks are accounted for, ${this.kv.held} are held`);
    must(here.length <= this.limits.maxSequences, `${here.length} sequences run, ${this.limits.maxSequences} may`);
    must(this.kv.held <= this.kv.capacity || here.length === 1, `${this.kv.held} blocks are held, there are ${this.kv.capacity}`);
    const context = this.running.reduce((sum, job) => sum + job.beginContext + this.step - job.beginStep, 0);
    must(context === this.contextTokens, `the context is ${context} tokens, ${this.contextTokens} are counted`);
    for (const job of this.running) must(job.endStep > this.step && job.outputTokens - (job.endStep - this.step) >= 1, `request ${job.request} runs beyond its end`);
    for (const job of this.filling) must(job.done <= job.target, `request ${job.request} has read more than its prompt`);
    return faults;
  }

  /** Who gives way first: the least important, then the last to join. */
  youngest(of: 'all' | 'filling'): Job {
    let found: Job | null = null;
    for (const list of of === 'all' ? [this.running, this.filling] : [this.filling]) {
      for (const job of list) if (found === null || job.priority < found.priority || (job.priority === found.priority && job.order > found.order)) found = job;
    }
    if (found === null) throw new Error('nobody can give way');
    return found;
  }
}
