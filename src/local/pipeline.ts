/** One request through the seven stages on this machine: the stages do the work, this file hands it on. */
import { hash32 } from '@/core/random';
import { LapTimer } from '@/core/spans';
import { t } from '@/core/text';
import { TRACE_VERSION, type Outcome, type TokenEvent, type Trace } from '@/core/trace';
import { bill } from '@/stages/billing/local';
import type { LocalGateway } from '@/stages/gateway/local';
import type { ChatRequest } from '@/stages/gateway/local-request';
import { decode, LocalSampler, prefill, streamOut, type InferencePlace } from '@/stages/inference/local';
import type { LocalBalancer } from '@/stages/load-balancer/local';
import type { EarlyEnd } from '@/stages/modeling';
import { LocalPostProcessor } from '@/stages/post-processing/local';
import { route } from '@/stages/router/local';
import type { DeviceQueue } from '@/stages/router/local-queue';
import { clientGone, endAt, type ClientPresence, type LocalRun } from '@/stages/serving';
import { encodePrompt, type Encoded } from '@/stages/tokenizer/local';
import type { Backend } from './backend';
import { breatheAtLeastEvery } from './breathe';
import { classify } from './errors';
import { Jam } from './jam';
import type { RunMessage, WireRequest } from './protocol';

/** Spans travel to the page at most this often: each message costs the decode loop time. */
const SPANS_EVERY_MS = 40;
/** With a shared cancel flag: other messages are read this often. */
const BREATHE_EVERY_MS = 16;
/** Characters of the prompt that prefix affinity goes by. */
const AFFINITY_CHARS = 64;

export interface PipelineParts {
  gateway: LocalGateway;
  balancer: LocalBalancer;
  queue: DeviceQueue;
  /** Live backends that have the model, fastest kind first. */
  candidates: readonly Backend[];
  chunkTokens: number;
  environment: (backend: Backend | null) => Trace['environment'];
}

export class Pipeline {
  readonly #run: LocalRun;
  readonly #timer: LapTimer;
  readonly #tokens: TokenEvent[] = [];
  #sentSpans = 0;
  #lastSendMs = 0;
  #backend: Backend | null = null;
  #inputTokens = 0;
  #cachedTokens = 0;
  #finishReason = '';
  #broken = false;

  constructor(
    private readonly parts: PipelineParts, private readonly wire: WireRequest, client: ClientPresence, private readonly send: (message: RunMessage) => void,
  ) {
    // The client's clock began when it sealed the request; both count from the same epoch.
    const originMs = Math.min(wire.sentAtMs - performance.timeOrigin, performance.now());
    this.#timer = new LapTimer(() => performance.now(), originMs);
    this.#run = { scenario: wire.scenario, timer: this.#timer, client };
  }

  /** True when the device is gone and the worker must be replaced. */
  get broken(): boolean {
    return this.#broken;
  }

  async execute(): Promise<Trace> {
    const arrivedMs = performance.now() - (this.wire.sentAtMs - performance.timeOrigin);
    const { gateway, balancer, candidates } = this.parts;
    const admitted = await gateway.admit(this.#run, { record: this.wire.record, sealMs: this.wire.sealMs, arrivedMs });
    if (admitted.end !== null) return this.#finish(admitted.end, null);
    const { request, billedFromMs } = admitted.value;
    const promptHash = hash32((request.messages[0]?.content ?? '').slice(0, AFFINITY_CHARS));
    const picked = balancer.pick(this.#run, candidates, promptHash);
    if (picked.end !== null) return this.#finish(picked.end, null);
    const { backend } = picked.value;
    this.#backend = backend;
    const encoded = encodePrompt(this.#run, request, backend.parts.tokenizer, backend.contextTokens);
    if (encoded.end !== null) return this.#finish(encoded.end, null);
    this.#inputTokens = encoded.value.ids.length;

    const jam = new Jam(this.wire.scenario.failure, this.parts.queue, backend);
    backend.load++;
    try {
      const { ids } = encoded.value;
      const routed = await route(this.#run, ids, { backend, sequence: backend.kept, queue: this.parts.queue, nowMs: performance.now() }, () => jam.build());
      if (routed.end !== null) return this.#finish(routed.end, null);
      this.#cachedTokens = routed.value.cachedTokens;
      try {
        backend.promptHash = promptHash;
        return await this.#generate(request, encoded.value, backend, billedFromMs);
      } finally {
        backend.lastUsedMs = performance.now();
        routed.value.release();
      }
    } finally {
      backend.load--;
      jam.clear();
    }
  }

  async #generate(request: ChatRequest, { ids, maxOutputTokens }: Encoded, backend: Backend, billedFromMs: number): Promise<Trace> {
    const run = this.#run;
    // With a shared flag a cancel is seen without reading messages; the worker then need not stop for them each step.
    const breathe = breatheAtLeastEvery(this.wire.goneFlag === null ? 0 : BREATHE_EVERY_MS);
    const place: InferencePlace = { sequence: backend.kept, bytesPerToken: backend.bytesPerToken, chunkTokens: this.parts.chunkTokens, breathe };
    const sampler = new LocalSampler(request);
    const post = new LocalPostProcessor(run, request, ids, backend.parts.tokenizer);
    const { failure } = this.wire.scenario;
    // As on the modeled lane, a failure "after n tokens" of a shorter answer strikes just before its end.
    const strikesAfter = Math.min(failure?.afterTokens ?? Infinity, maxOutputTokens - 1);
    const loseAt = failure?.kind === 'device-lost' ? Math.max(1, strikesAfter) : Infinity;
    // The injected client leaves on the very token. A message from the page would be read some tokens later, how many
    // depending on how busy the page is; a client that really leaves (`client.gone`) is noticed like that.
    const leavesAfter = failure?.kind === 'client-disconnect' ? strikesAfter : Infinity;
    let logits: Float32Array | null;
    try {
      logits = await prefill(run, ids, place);
    } catch (cause) {
      return this.#deviceFault('prefill', cause);
    }
    if (logits === null) return this.#gone('prefill', billedFromMs);
    if (leavesAfter === 0) return this.#gone('stream-out', billedFromMs);
    for (let index = 0; ; index++) {
      const id = sampler.sample(run, logits, index);
      const generatedMs = this.#timer.elapsedMs;
      const done = post.next(id, { ended: backend.parts.endTokens.has(id), last: index + 1 >= maxOutputTokens });
      const token: TokenEvent = {
        index, id, text: done.text, timeMs: generatedMs, generatedMs, kvBytes: (ids.length + index + 1) * backend.bytesPerToken,
      };
      this.#tokens.push(token);
      await streamOut(run, index, () => this.#emit(token), place);
      if (run.client.gone || index + 1 === leavesAfter) return this.#gone('stream-out', billedFromMs);
      if (done.finish !== null) {
        this.#finishReason = done.finish;
        return this.#finish(null, billedFromMs);
      }
      try {
        if (index + 1 === loseAt) await backend.breakDevice();
        logits = await decode(run, id, index, place);
      } catch (cause) {
        return this.#deviceFault('decode', cause);
      }
    }
  }

  /** The client has left: the slot and its keys and values are given back, what was generated is billed. */
  #gone(layer: 'prefill' | 'stream-out', billedFromMs: number): Trace {
    const tokens = this.#tokens.length;
    this.#backend?.kept.truncate(0);
    const reason = t('The client went away after {count} {tokens, plural, one {token} other {tokens}}. Generation stopped and the KV cache was freed.', { count: String(tokens), tokens });
    return this.#finish(clientGone('inference', layer, reason, true).end, billedFromMs);
  }

  #deviceFault(layer: 'prefill' | 'decode', cause: unknown): Trace {
    const error = classify(cause, layer);
    this.#broken = true;
    this.#timer.lap('inference', layer, { token: this.#tokens.length, failed: true, code: error.code });
    return this.#finish(endAt('inference', layer, 'failed', error.code === 'out-of-memory' ? 507 : 500, `${error.message} ${error.action}`).end, null);
  }

  /** Sends a token at once; the spans that led to it when enough time has passed. */
  #emit(token: TokenEvent): void {
    const nowMs = this.#timer.elapsedMs;
    const due = nowMs - this.#lastSendMs >= SPANS_EVERY_MS || token.index === 0;
    const { spans } = this.#timer;
    this.send({ type: 'step', spans: due ? spans.slice(this.#sentSpans) : [], token });
    if (!due) return;
    this.#sentSpans = spans.length;
    this.#lastSendMs = nowMs;
  }

  #finish(end: EarlyEnd | null, billedFromMs: number | null): Trace {
    const metered = { inputTokens: this.#inputTokens, cachedTokens: this.#cachedTokens, outputTokens: this.#tokens.length };
    const billed = end === null || end.billed;
    if (end !== null) this.#finishReason = end.status;
    const usage = billed && billedFromMs !== null ? bill(this.#run, metered, this.#finishReason, billedFromMs) : { ...metered, costUsd: 0 };
    const outcome: Outcome = end === null
      ? { status: 'completed', httpStatus: 200, billed: true }
      : { status: end.status, stage: end.stage, layer: end.layer, httpStatus: end.httpStatus, reason: end.reason, billed: end.billed };
    const backend = this.#backend ?? this.parts.candidates[0] ?? null;
    return {
      schemaVersion: TRACE_VERSION,
      scenario: this.wire.scenario,
      source: 'local',
      spans: this.#timer.spans,
      tokens: this.#tokens,
      usage,
      outcome,
      kv: backend?.parts.decoder.kv ?? { layers: 0, kvHeads: 0, headDim: 0, bytesPerElement: 0, bytesPerToken: 0 },
      coldStart: this.wire.cold ? (backend?.parts.loaded.coldStart ?? null) : null,
      environment: { ...this.parts.environment(backend), ...(this.#finishReason === '' ? {} : { finishReason: this.#finishReason }) },
    };
  }
}
