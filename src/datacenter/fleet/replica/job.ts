/** One attempt at an answer on one replica. Reused after it ends: nothing is allocated for a request in the long run. */
import type { CachedPrefix } from './kv-pool';

export const JOB = { free: 0, joining: 1, waiting: 2, filling: 3, running: 4 } as const;
export type JobState = (typeof JOB)[keyof typeof JOB];

/** No prefix to look for or to keep. */
export const NO_KEY = -1;

export class Job {
  /** Position in the pool; events carry it with `generation`, so that those of an earlier use can be told. */
  generation = 0;
  state: JobState = JOB.free;
  /** Whose attempt it is; −1 once nobody waits for it any more. */
  flow = -1;
  /** Index of the request, for draws and messages. */
  request = 0;
  /** Which of an agent's model calls. */
  turn = 0;
  /** The second copy of a hedged request. */
  copy = false;
  replica = -1;
  priority = 0;
  promptTokens = 0;
  outputTokens = 0;
  /** Only the prompt is read here; another replica decodes. */
  prefillOnly = false;
  /** Read elsewhere: its KV cache has been handed over. */
  handedOver = false;
  /** Key of the shared prefix and how many tokens of it could be reused. */
  prefixKey = NO_KEY;
  prefixTokens = 0;
  /** Key under which the whole context is kept when it ends (the next turn of an agent opens with it). */
  keepKey = NO_KEY;

  /** Output tokens so far. */
  produced = 0;
  /** Tokens to read before the next token comes: the prompt, after a preemption also what was written. */
  target = 0;
  /** Of those, read or found in the cache. */
  done = 0;
  cached: CachedPrefix | null = null;
  /** In the order of joining: the youngest gives way first. */
  order = 0;
  runningAt = -1;
  endingAt = -1;
  /** Number of the step after which it has all its tokens. */
  endStep = 0;
  /** Number of the first step it decodes in, and its context then. */
  beginStep = 0;
  beginContext = 0;
  /** Steps whose number leaves this remainder take it a new block. */
  phase = 0;
  /** Cached tokens of the first reading; later ones, after preemptions, are not counted. */
  cachedTokens = 0;
  preemptions = 0;

  /** Put into the queue: of this replica, and of the first that had it. */
  queuedMs = Number.NaN;
  firstQueuedMs = Number.NaN;
  startMs = Number.NaN;
  firstTokenMs = Number.NaN;
  endMs = Number.NaN;
  lastTokenMs = Number.NaN;
  longestGapMs = 0;
  /** Waited for again after preemptions. */
  requeuedMs = 0;
  /** The part of it before the first token. */
  requeuedToFirstMs = 0;
  waitingSinceMs = Number.NaN;
  /** Share of the replica's time. */
  gpuMs = 0;
  shareFromMs = 0;
  /** When each token was sampled; only for requests that are looked at. */
  tokenMs: number[] | null = null;

  constructor(readonly id: number) {}

  reset(): void {
    this.flow = -1;
    this.copy = false;
    this.replica = -1;
    this.prefillOnly = false;
    this.handedOver = false;
    this.prefixKey = NO_KEY;
    this.prefixTokens = 0;
    this.keepKey = NO_KEY;
    this.produced = 0;
    this.target = 0;
    this.done = 0;
    this.cached = null;
    this.runningAt = -1;
    this.endingAt = -1;
    this.cachedTokens = 0;
    this.preemptions = 0;
    this.queuedMs = Number.NaN;
    this.firstQueuedMs = Number.NaN;
    this.startMs = Number.NaN;
    this.firstTokenMs = Number.NaN;
    this.endMs = Number.NaN;
    this.lastTokenMs = Number.NaN;
    this.longestGapMs = 0;
    this.requeuedMs = 0;
    this.requeuedToFirstMs = 0;
    this.waitingSinceMs = Number.NaN;
    this.gpuMs = 0;
    this.shareFromMs = 0;
    this.tokenMs = null;
  }
}

export class JobPool {
  readonly #jobs: Job[] = [];
  readonly #free: Job[] = [];

  take(): Job {
    const job = this.#free.pop() ?? this.#make();
    job.reset();
    job.state = JOB.joining;
    return job;
  }

  give(job: Job): void {
    if (job.state === JOB.free) throw new Error('a job given back twice');
    job.state = JOB.free;
    job.generation = (job.generation + 1) & 0x3fff_ffff;
    job.cached = null;
    job.tokenMs = null;
    this.#free.push(job);
  }

  /** The job with this id if it is still the one of that generation. */
  find(id: number, generation: number): Job | null {
    const job = this.#jobs[id];
    return job !== undefined && job.generation === generation && job.state !== JOB.free ? job : null;
  }

  get inUse(): number {
    return this.#jobs.length - this.#free.length;
  }

  #make(): Job {
    const job = new Job(this.#jobs.length);
    this.#jobs.push(job);
    return job;
  }
}
