/**
 * Continuous batching, iteration by iteration: in every step each running sequence gets its next token while prompts
 * that fit the step's token budget are read (Yu et al. 2022, Orca; Agrawal et al. 2024, Sarathi). Deterministic.
 * A step costs constant time however many sequences run, because all of them advance together.
 */
import type { Roofline } from './roofline';

export interface BatchingLimits {
  /** Sequences that run together at most. */
  readonly maxSequences: number;
  /** Tokens in one step at most: prompt pieces and one for each running sequence. */
  readonly maxTokensPerStep: number;
  /** Whether a prompt may be cut to fill a step; if not, a longer one takes a step alone. */
  readonly chunkedPrefill: boolean;
  /** Room for KV cache, in tokens of all sequences together. */
  readonly kvTokens: number;
}

export interface BatchRequest {
  readonly arrivalMs: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** When things happened to a request, in ms since the start; NaN if they did not. */
export interface ServedRequest extends BatchRequest {
  readonly index: number;
  /** Taken into its first step. */
  startMs: number;
  firstTokenMs: number;
  endMs: number;
}

/** Where requests come from: a list that is known, or clients that ask again once they are answered. */
export interface RequestSource {
  /** The next request to arrive, or null if none is known yet. */
  peek(): BatchRequest | null;
  take(): void;
  /** Told when a request has been answered. */
  answered(request: ServedRequest, nowMs: number): void;
}

/** Requests of a trace, by arrival. */
export function replaySource(requests: readonly BatchRequest[]): RequestSource {
  const sorted = [...requests].sort((a, b) => a.arrivalMs - b.arrivalMs);
  let next = 0;
  return { peek: () => sorted[next] ?? null, take: () => { next++; }, answered: () => undefined };
}

/**
 * `clients` that each send an equal request as soon as the last is answered, `total` in all. A request needs `delayMs`
 * to reach the engine, so it misses the step that begins when its predecessor ends; requests sent together come
 * `spacingMs` apart, because one process sends them.
 */
export function closedSource(shape: { inputTokens: number; outputTokens: number }, clients: number, total: number, delayMs: number, spacingMs: number): RequestSource {
  const pending: BatchRequest[] = [];
  let sent = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  const send = (nowMs: number): void => {
    if (sent >= total) return;
    sent++;
    lastMs = Math.max(nowMs + delayMs, lastMs + spacingMs);
    pending.push({ arrivalMs: lastMs, ...shape });
  };
  for (let i = 0; i < clients; i++) send(0);
  let head = 0;
  return { peek: () => pending[head] ?? null, take: () => { head++; }, answered: (_, nowMs) => { send(nowMs); } };
}

interface Filling { readonly request: ServedRequest; done: number }

/** Serves requests until the source is dry; returns them in order of arrival. `maxSteps` bounds the work. */
export function serve(roofline: Roofline, limits: BatchingLimits, source: RequestSource, maxSteps = 200_000): ServedRequest[] {
  return new Server(roofline, limits, source).run(maxSteps);
}

class Server {
  readonly #served: ServedRequest[] = [];
  readonly #waiting: ServedRequest[] = [];
  #head = 0;
  readonly #filling: Filling[] = [];
  /** Sequences by the decode step in which they end. */
  readonly #ending = new Map<number, ServedRequest[]>();
  #step = 0;
  #nowMs = 0;
  #running = 0;
  #contextTokens = 0;
  #reservedTokens = 0;
  readonly #steps: DecodeSteps;

  constructor(private readonly roofline: Roofline, private readonly limits: BatchingLimits, private readonly source: RequestSource) {
    this.#steps = new DecodeSteps(roofline);
  }

  run(maxSteps: number): ServedRequest[] {
    for (let i = 0; i < maxSteps; i++) {
      this.#arrive();
      if (this.#running === 0 && this.#filling.length === 0 && this.#head >= this.#waiting.length) {
        const next = this.source.peek();
        if (next === null) break;
        this.#nowMs = next.arrivalMs;
        this.#arrive();
      }
      this.#iterate();
    }
    return this.#served;
  }

  #arrive(): void {
    for (let next = this.source.peek(); next !== null && next.arrivalMs <= this.#nowMs; next = this.source.peek()) {
      this.source.take();
      const request = { ...next, index: this.#served.length, startMs: Number.NaN, firstTokenMs: Number.NaN, endMs: Number.NaN };
      this.#served.push(request);
      this.#waiting.push(request);
    }
  }

  #iterate(): void {
    const pieces = this.#fill();
    const { sequences, contextTokens } = { sequences: this.#running, contextTokens: this.#contextTokens };
    this.#nowMs += pieces.length === 0
      ? this.#steps.ms(sequences, contextTokens)
      : this.roofline.mixed(pieces.map(({ tokens, filling }) => ({ newTokens: tokens, contextTokens: filling.done, sequences: 1 })), { sequences, contextTokens }).totalMs;
    this.#step++;
    this.#contextTokens += sequences;
    this.#finish();
    for (const { tokens, filling } of pieces) {
      filling.done += tokens;
      if (filling.done >= filling.request.inputTokens) this.#begin(filling);
    }
  }

  /** Pieces of prompts that fit the step, oldest first. */
  #fill(): { tokens: number; filling: Filling }[] {
    const { maxSequences, maxTokensPerStep, chunkedPrefill, kvTokens } = this.limits;
    const pieces: { tokens: number; filling: Filling }[] = [];
    let room = maxTokensPerStep - this.#running;
    const add = (filling: Filling): boolean => {
      const left = filling.request.inputTokens - filling.done;
      // A prompt that may not be cut and does not fit is the only one of its step.
      if (!chunkedPrefill && left > room && pieces.length > 0) return false;
      const tokens = chunkedPrefill ? Math.min(left, room) : left;
      if (tokens <= 0) return false;
      room -= tokens;
      pieces.push({ tokens, filling });
      return true;
    };
    for (const filling of this.#filling) if (!add(filling)) return pieces;
    while (this.#head < this.#waiting.length && room > 0) {
      const request = this.#waiting[this.#head] as ServedRequest;
      const tokens = request.inputTokens + request.outputTokens;
      const alone = this.#running + this.#filling.length === 0;
      if (this.#running + this.#filling.length >= maxSequences || (this.#reservedTokens + tokens > kvTokens && !alone)) break;
      const filling = { request, done: 0 };
      if (!add(filling)) break;
      this.#filling.push(filling);
      request.startMs = this.#nowMs;
      this.#reservedTokens += tokens;
      this.#head++;
    }
    return pieces;
  }

  #begin(filling: Filling): void {
    const { request } = filling;
    this.#filling.splice(this.#filling.indexOf(filling), 1);
    request.firstTokenMs = this.#nowMs;
    if (request.outputTokens <= 1) {
      this.#end(request);
      return;
    }
    this.#running++;
    this.#contextTokens += request.inputTokens + 1;
    const last = this.#step + request.outputTokens - 1;
    const together = this.#ending.get(last);
    if (together === undefined) this.#ending.set(last, [request]);
    else together.push(request);
  }

  #finish(): void {
    const done = this.#ending.get(this.#step);
    if (done === undefined) return;
    this.#ending.delete(this.#step);
    for (const request of done) {
      this.#running--;
      this.#contextTokens -= request.inputTokens + request.outputTokens;
      this.#end(request);
    }
  }

  #end(request: ServedRequest): void {
    request.endMs = this.#nowMs;
    this.#reservedTokens -= request.inputTokens + request.outputTokens;
    this.source.answered(request, this.#nowMs);
  }
}

/** Decode steps by batch and context. For a given batch a step grows linearly with the context unless attention is windowed or the GPU waits for launches. */
class DecodeSteps {
  readonly #lines: { at0: number; perToken: number; linear: boolean }[] = [];
  readonly #linear: boolean;

  constructor(private readonly roofline: Roofline) {
    this.#linear = roofline.deployment.model.slidingWindow === undefined;
  }

  ms(sequences: number, contextTokens: number): number {
    if (!this.#linear) return this.roofline.decode({ sequences, contextTokens }).totalMs;
    let line = this.#lines[sequences];
    if (line === undefined) {
      const at0 = this.roofline.decode({ sequences, contextTokens: 0 });
      const far = 1000 * sequences;
      const there = this.roofline.decode({ sequences, contextTokens: far });
      // Where launches show at no context, they hide behind a longer step: the sum has a bend.
      line = { at0: at0.totalMs, perToken: (there.totalMs - at0.totalMs) / far, linear: Math.abs(there.overheadMs - at0.overheadMs) < 1e-9 };
      this.#lines[sequences] = line;
    }
    return line.linear ? line.at0 + line.perToken * contextTokens : this.roofline.decode({ sequences, contextTokens }).totalMs;
  }
}
