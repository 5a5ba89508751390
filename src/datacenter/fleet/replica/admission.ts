/** What goes into a replica's next step: pieces of prompts that have been begun, then of those that wait. */
import { JOB, NO_KEY, type Job } from './job';
import type { CachedPrefix } from './kv-pool';
import type { WaitingLine } from './queues';
import type { ReplicaLimits } from './limits';
import type { Sequences } from './sequences';

export class Admission {
  /** The pieces of the step, `pieces` of them: whose, how many tokens, after how many. */
  readonly jobs: Job[] = [];
  readonly tokens: number[] = [];
  readonly contexts: number[] = [];
  pieces = 0;
  lookups = 0;
  hits = 0;

  constructor(private readonly limits: ReplicaLimits, private readonly held: Sequences, private readonly waiting: WaitingLine) {}

  /** Pieces of prompts for the next step: those begun first, then who waits. */
  fill(nowMs: number, preempted: boolean): void {
    const { maxTokensPerStep, maxSequences, reserve } = this.limits;
    this.pieces = 0;
    let room = maxTokensPerStep - this.held.running.length;
    let spare = this.held.kv.available - this.held.growth();
    for (const job of this.held.filling) {
      const tokens = this.#pieceOf(job, job.done, room, reserve ? Number.POSITIVE_INFINITY : spare);
      if (tokens <= 0) return;
      room -= tokens;
      spare -= this.#addPiece(job, tokens);
    }
    while (!preempted && room > 0 && this.waiting.length > 0 && this.held.count < maxSequences) {
      const job = this.waiting.first() as Job;
      const kept = this.#prefixFor(job, nowMs);
      const besideKept = kept === null || kept.readers > 0 ? spare : spare - kept.blocks;
      const alone = this.held.count === 0;
      // Where the kept prefix leaves no room it is not spared: so whoever is turned away now will be at every later
      // step, until something ends, even if the prefix expires or is dropped meanwhile.
      const prefix = kept !== null && this.#firstBlocks(job, kept.tokens, room) <= besideKept ? kept : null;
      const cached = prefix?.tokens ?? 0;
      const tokens = this.#firstTokens(job, cached, room);
      const blocks = this.#firstBlocks(job, cached, room);
      if (tokens <= 0 || (blocks > (prefix === null ? spare : besideKept) && !alone)) return;
      this.#admit(job, prefix, cached, nowMs);
      room -= tokens;
      if (reserve) this.held.kv.take(blocks);
      if (job.handedOver) {
        job.done = job.target;
        if (!reserve) this.held.kv.take(Math.ceil(job.target / this.held.unit));
        this.held.join(job);
      } else {
        this.held.filling.push(job);
        this.#addPiece(job, tokens);
      }
      spare = this.held.kv.available - this.held.growth();
    }
  }

  /** Tokens of a waiting job that its first step would take; what has been read elsewhere only decodes. */
  #firstTokens(job: Job, cached: number, room: number): number {
    return job.handedOver ? 1 : this.#pieceOf(job, cached, room, Number.POSITIVE_INFINITY);
  }

  /** Blocks it would take for that: all it will ever need where they are reserved. */
  #firstBlocks(job: Job, cached: number, room: number): number {
    const end = job.handedOver ? job.target + 1 : cached + this.#firstTokens(job, cached, room);
    return (this.limits.reserve ? job.promptTokens + job.outputTokens : Math.ceil(end / this.held.unit)) - cached / this.held.unit;
  }

  /** How many tokens of a prompt go into a step with `room` tokens and `blocks` blocks left; 0: none. */
  #pieceOf(job: Job, done: number, room: number, blocks: number): number {
    const left = job.target - done;
    if (!this.limits.chunkedPrefill) {
      // A prompt that may not be cut and does not fit is the only one of its step.
      return (left > room && this.pieces > 0) || Math.ceil((done + left) / this.held.unit) - Math.ceil(done / this.held.unit) > blocks ? 0 : left;
    }
    return Math.min(left, room, (Math.ceil(done / this.held.unit) + blocks) * this.held.unit - done);
  }

  #addPiece(job: Job, tokens: number): number {
    const at = this.pieces++;
    this.jobs[at] = job;
    this.tokens[at] = tokens;
    this.contexts[at] = job.done;
    if (this.limits.reserve) return 0;
    const blocks = Math.ceil((job.done + tokens) / this.held.unit) - Math.ceil(job.done / this.held.unit);
    this.held.kv.take(blocks);
    return blocks;
  }

  /** The kept prefix this job can build on: never its whole prompt, whose last token has to be computed. */
  #prefixFor(job: Job, nowMs: number): CachedPrefix | null {
    if (job.prefixKey === NO_KEY || job.handedOver || !this.held.kv.caching) return null;
    const prefix = this.held.kv.find(job.prefixKey, nowMs);
    return prefix !== null && prefix.tokens <= job.prefixTokens && prefix.tokens < job.target ? prefix : null;
  }

  #admit(job: Job, prefix: CachedPrefix | null, cached: number, nowMs: number): void {
    this.waiting.remove(job);
    const again = !Number.isNaN(job.startMs);
    if (again) job.requeuedMs += nowMs - job.waitingSinceMs;
    else {
      job.startMs = nowMs;
      if (!job.handedOver) job.cachedTokens = cached;
      if (job.prefixKey !== NO_KEY && this.held.kv.caching && !job.handedOver) {
        this.lookups++;
        if (prefix !== null) this.hits++;
      }
    }
    if (prefix !== null) this.held.kv.read(prefix, nowMs);
    job.cached = prefix;
    job.done = cached;
    job.state = JOB.filling;
    job.shareFromMs = this.held.shareMs;
  }

  /** Blocks that the pieces have taken and nobody has filled yet. For tests. */
  blocksTaken(): number {
    if (this.limits.reserve) return 0;
    let blocks = 0;
    for (let i = 0; i < this.pieces; i++) {
      const { done } = this.jobs[i] as Job;
      blocks += Math.ceil((done + (this.tokens[i] as number)) / this.held.unit) - Math.ceil(done / this.held.unit);
    }
    return blocks;
  }
}
