/**
 * Data parallelism of a mixture-of-experts model, as vLLM does it: each rank has its own requests, attention and KV cache,
 * but the experts are spread over the GPUs of all ranks. So all ranks step together: each waits for the slowest, their
 * tokens are gathered before every layer of experts and scattered after it, and a step's experts cost what the tokens of
 * all ranks cost on all GPUs.
 */
import { parameterCounts, weightBytes, type ModelSpec } from '@/catalog/models';
import { StepTimes } from '@/datacenter/fleet/replica/step-times';
import { capacityOf } from '@/stages/inference/capacity';
import { allReduceTime } from '@/stages/inference/kernels';
import { KERNELS } from '@/stages/inference/parameters';
import { Roofline, type Deployment, type StepTerms } from '@/stages/inference/roofline';

export interface LockstepLimits {
  readonly maxSequences: number;
  readonly maxTokensPerStep: number;
}

export interface LockstepRequest {
  readonly arrivalMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Moments in ms since the start. */
export interface LockstepTimes {
  readonly startMs: Float64Array;
  readonly firstTokenMs: Float64Array;
  readonly endMs: Float64Array;
}

/** Whether ranks of this model have experts in common. */
export const sharesExperts = (model: ModelSpec, ranks: number): boolean => ranks > 1 && model.moe !== undefined;

/** The same model with experts that weigh nothing: what a rank does by itself. */
function withoutExperts(model: ModelSpec): ModelSpec {
  return model.moe === undefined ? model : { ...model, moe: { ...model.moe, expertIntermediate: 0 } };
}

/** Times of a group of ranks. */
class GroupTimes {
  /** Of one rank's own part, as if launching kernels took no time. */
  readonly own: StepTimes;
  /** Room for KV cache on each rank, in tokens. */
  readonly kvTokens: number;
  readonly #experts = new Map<number, number>();
  readonly #all: Roofline;
  readonly #bare: Roofline;

  constructor(private readonly deployment: Deployment, private readonly ranks: number) {
    const { model, tensorParallel, weightPrecision } = deployment;
    const bare = withoutExperts(model);
    const spread = { ...deployment, tensorParallel: tensorParallel * ranks };
    this.#all = new Roofline(spread);
    this.own = new StepTimes(new Roofline({ ...deployment, model: bare }, KERNELS, { ...this.#all.engine, launchPerLayerMs: { prefill: 0, decode: 0 } }));
    this.#bare = new Roofline({ ...spread, model: bare });
    const { usableBytes, weightBytesPerGpu, kvBytesPerTokenPerGpu } = capacityOf({ ...deployment, model: bare });
    const expertBytes = (weightBytes(model, weightPrecision) - weightBytes(bare, weightPrecision)) / spread.tensorParallel;
    this.kvTokens = Math.floor((usableBytes - weightBytesPerGpu - expertBytes) / kvBytesPerTokenPerGpu);
  }

  /** A whole step, ms: ranks wait for the slowest; a GPU that is done before its kernels are launched waits for them. */
  stepMs(ranks: readonly Rank[], tokens: number): number {
    const reading = ranks.some((rank) => rank.reading);
    const sharedMs = this.sharedMs(tokens, reading);
    const { perStepMs, perSequenceMs, launchPerLayerMs } = this.#all.engine;
    const launchMs = this.deployment.model.layers * (reading ? launchPerLayerMs.prefill : launchPerLayerMs.decode);
    let slowestMs = 0;
    for (const rank of ranks) {
      if (rank.sequences === 0) continue;
      const hostMs = perStepMs + rank.sequences * perSequenceMs;
      slowestMs = Math.max(slowestMs, hostMs + Math.max(launchMs, rank.ownMs(this.own) - hostMs + sharedMs));
    }
    return slowestMs;
  }

  /** Experts and exchanges of a step in which all ranks together put `tokens` tokens through the model, some of prompts if `reading`, ms. */
  sharedMs(tokens: number, reading: boolean): number {
    const key = reading ? tokens : -tokens;
    const known = this.#experts.get(key);
    if (known !== undefined) return known;
    const [all, bare] = [this.#all, this.#bare].map((roofline) => (reading
      ? roofline.mixed([{ newTokens: tokens, contextTokens: 0, sequences: 1 }], { sequences: 0, contextTokens: 0 })
      : roofline.decode({ sequences: tokens, contextTokens: 0 }))) as [StepTerms, StepTerms];
    const { model, gpu } = this.deployment;
    const { allReduce, pcieExchangeFactor } = this.#all.engine;
    // Gathering the tokens of all ranks and scattering the sums back moves what one all-reduce moves.
    const exchangeMs = parameterCounts(model).moeLayers * allReduceTime(KERNELS, gpu, this.ranks, tokens * model.hidden * 2, allReduce, pcieExchangeFactor);
    const ms = all.gemmMs + all.elementwiseMs - bare.gemmMs - bare.elementwiseMs + exchangeMs;
    this.#experts.set(key, ms);
    return ms;
  }
}

interface Sequence { readonly index: number; readonly input: number; readonly output: number; done: number; written: number }

/** One rank: its queue and its batch, first come, first served, prompts cut to fill a step. */
class Rank {
  readonly waiting: Sequence[] = [];
  readonly #filling: Sequence[] = [];
  #running: Sequence[] = [];
  #context = 0;
  #reserved = 0;
  #pieces: { readonly sequence: Sequence; readonly tokens: number; readonly context: number }[] = [];

  constructor(private readonly limits: LockstepLimits, private readonly kvTokens: number, private readonly times: LockstepTimes) {}

  get busy(): boolean {
    return this.waiting.length + this.#filling.length + this.#running.length > 0;
  }

  /** In the planned step. */
  get sequences(): number {
    return this.#running.length + this.#pieces.length;
  }

  /** Whether the planned step reads a piece of a prompt. */
  get reading(): boolean {
    return this.#pieces.length > 0;
  }

  /** How full a rank is, as vLLM's balancer counts: those that wait weigh four times. */
  get score(): number {
    return 4 * this.waiting.length + this.#filling.length + this.#running.length;
  }

  /** Chooses what the next step reads. Returns the tokens it puts through the model. */
  plan(nowMs: number): number {
    this.#pieces = [];
    let room = this.limits.maxTokensPerStep - this.#running.length;
    const take = (sequence: Sequence): void => {
      const tokens = Math.min(sequence.input - sequence.done, room);
      room -= tokens;
      this.#pieces.push({ sequence, tokens, context: sequence.done });
    };
    for (const sequence of this.#filling) if (room > 0) take(sequence);
    for (let next = this.waiting[0]; next !== undefined && room > 0; next = this.waiting[0]) {
      const held = this.#running.length + this.#filling.length;
      const needed = next.input + next.output;
      if (held >= this.limits.maxSequences || (held > 0 && this.#reserved + needed > this.kvTokens)) break;
      this.waiting.shift();
      this.#reserved += needed;
      this.#filling.push(next);
      this.times.startMs[next.index] = nowMs;
      take(next);
    }
    return this.limits.maxTokensPerStep - room;
  }

  /** Time of the rank's own part of the planned step, ms; 0 when it has nothing to do. */
  ownMs(times: StepTimes): number {
    const running = this.#running.length;
    if (this.#pieces.length > 0) return times.mixed(this.#pieces.map((p) => p.tokens), this.#pieces.map((p) => p.context), this.#pieces.length, running, this.#context);
    if (running === 0) return 0;
    const { at0, perToken } = times.line(running, this.#context);
    return at0 + perToken * this.#context;
  }

  /** The planned step has ended. */
  end(nowMs: number): void {
    this.#context += this.#running.length;
    for (const sequence of this.#running) if (++sequence.written >= sequence.output) this.#finish(sequence, nowMs);
    this.#running = this.#running.filter((sequence) => sequence.written < sequence.output);
    for (const { sequence, tokens } of this.#pieces) {
      sequence.done += tokens;
      if (sequence.done < sequence.input) continue;
      this.#filling.splice(this.#filling.indexOf(sequence), 1);
      this.times.firstTokenMs[sequence.index] = nowMs;
      sequence.written = 1;
      this.#context += sequence.input + 1;
      if (sequence.output > 1) this.#running.push(sequence);
      else this.#finish(sequence, nowMs);
    }
  }

  #finish(sequence: Sequence, nowMs: number): void {
    this.times.endMs[sequence.index] = nowMs;
    this.#reserved -= sequence.input + sequence.output;
    this.#context -= sequence.input + sequence.written;
  }
}

/**
 * Serves requests (by arrival) on `ranks` ranks that step together. Null when not even one request fits a rank's memory.
 * Time NaN: never happened.
 */
export function serveInLockstep(deployment: Deployment, ranks: number, limits: LockstepLimits, requests: readonly LockstepRequest[]): LockstepTimes | null {
  const group = new GroupTimes(deployment, ranks);
  const empty = (): Float64Array => new Float64Array(requests.length).fill(Number.NaN);
  const times: LockstepTimes = { startMs: empty(), firstTokenMs: empty(), endMs: empty() };
  if (requests.some((request) => request.inputTokens + request.outputTokens > group.kvTokens)) return null;
  const all = Array.from({ length: ranks }, () => new Rank(limits, group.kvTokens, times));
  let [nowMs, next, turn] = [0, 0, 0];
  for (;;) {
    const coming = requests[next];
    if (!all.some((rank) => rank.busy)) {
      if (coming === undefined) return times;
      nowMs = Math.max(nowMs, coming.arrivalMs);
    }
    for (let request = requests[next]; request !== undefined && request.arrivalMs <= nowMs; request = requests[++next]) {
      // The least full; of several the one whose turn it is.
      const order = all.map((_, i) => all[(turn + i) % ranks] as Rank);
      const best = order.reduce((least, rank) => (rank.score < least.score ? rank : least));
      turn = (all.indexOf(best) + 1) % ranks;
      best.waiting.push({ index: next, input: request.inputTokens, output: request.outputTokens, done: 0, written: 0 });
    }
    const tokens = all.reduce((sum, rank) => sum + rank.plan(nowMs), 0);
    nowMs += group.stepMs(all, tokens);
    for (const rank of all) rank.end(nowMs);
  }
}
