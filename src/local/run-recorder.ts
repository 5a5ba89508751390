/** Keeps the page's side of a run: stamps what arrives with the page's own clock and completes the trace. */
import { costUsd } from '@/core/metrics';
import { err, ok, type Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { TRACE_VERSION, type KvLayout, type Span, type TokenEvent, type Trace } from '@/core/trace';
import { absoluteNowMs } from './clock';
import { localError } from './errors';
import type { RunMessage } from './protocol';
import type { LoadedModel, RunEvent } from './types';

const NO_KV: KvLayout = { layers: 0, kvHeads: 0, headDim: 0, bytesPerElement: 0, bytesPerToken: 0 };

export class RunRecorder {
  #sentAtMs = 0;
  #kv: KvLayout = NO_KV;
  readonly #spans: Span[] = [];
  readonly #tokens: TokenEvent[] = [];
  readonly #receivedMs: number[] = [];

  constructor(
    private readonly scenario: Scenario,
    private readonly loaded: LoadedModel,
    private readonly cold: boolean,
    private readonly onEvent: (event: RunEvent) => void,
  ) {}

  /** The request leaves: time zero of the trace, in absolute ms. */
  start(sentAtMs: number): void {
    this.#sentAtMs = sentAtMs;
  }

  take(message: Exclude<RunMessage, { type: 'done' }>): void {
    if (message.type === 'started') {
      this.#kv = message.kv;
      this.onEvent({ type: 'started', loaded: message.loaded, kv: message.kv });
      return;
    }
    for (const span of message.spans) {
      this.#spans.push(span);
      this.onEvent({ type: 'span', span });
    }
    if (message.token === null) return;
    const receivedMs = Math.max(absoluteNowMs() - this.#sentAtMs, message.token.generatedMs, this.#receivedMs.at(-1) ?? 0);
    this.#receivedMs.push(receivedMs);
    const token = { ...message.token, timeMs: receivedMs };
    this.#tokens.push(token);
    this.onEvent({ type: 'token', token });
  }

  /** The worker's trace, completed with the way back: when each token and the end reached the page. */
  finished(trace: Trace): Result<Trace> {
    const endMs = this.#endOf(trace.spans);
    const arrivedMs = Math.max(absoluteNowMs() - this.#sentAtMs, endMs);
    const gone = trace.outcome.status === 'cancelled';
    // A client that has left receives nothing more; what it had received it keeps.
    const spans = gone ? trace.spans : [...trace.spans, responseSpan(endMs, arrivedMs)];
    const lastMs = gone ? endMs : arrivedMs;
    const { stream } = this.scenario.request;
    const tokens = trace.tokens.map((token, i) => ({
      ...token,
      timeMs: Math.max(token.generatedMs, Math.min(lastMs, stream ? (this.#receivedMs[i] ?? lastMs) : lastMs)),
    }));
    this.#announce(spans.slice(this.#spans.length));
    return ok({ ...trace, spans, tokens });
  }

  /** What is left of a run whose worker died or had to be ended: a trace up to that moment. */
  broken(status: 'cancelled' | 'failed', reason: string): Result<Trace> {
    const last = this.#spans.at(-1);
    if (last === undefined) return err(localError('worker-crashed', t('{reason} Nothing had run yet.', { reason }), t('Run again: the backend is started afresh.')));
    const endMs = this.#endOf(this.#spans);
    const nowMs = Math.max(absoluteNowMs() - this.#sentAtMs, endMs);
    const dying: Span = { ...last, startMs: endMs, durationMs: nowMs - endMs, attributes: { endedBy: status === 'failed' ? 'crash' : 'cancel' } };
    const usage = { inputTokens: this.#inputTokens(), cachedTokens: 0, outputTokens: this.#tokens.length };
    const billed = status === 'cancelled';
    return ok({
      schemaVersion: TRACE_VERSION,
      scenario: this.scenario,
      source: 'local',
      spans: [...this.#spans, dying],
      tokens: this.#tokens,
      usage: { ...usage, costUsd: billed ? costUsd(usage, this.scenario.prices) : 0 },
      outcome: { status, stage: last.stage, layer: last.layer, httpStatus: status === 'failed' ? 500 : 499, reason, billed },
      kv: this.#kv,
      coldStart: this.cold ? this.loaded.coldStart : null,
      environment: { device: this.loaded.device, adapter: this.loaded.adapterName, model: this.loaded.model, dtype: this.loaded.dtype, note: msg('The backend died; what it had reported is kept.') },
    });
  }

  #inputTokens(): number {
    const encoded = this.#spans.find((span) => span.stage === 'tokenizer' && span.layer === 'encode')?.attributes['tokens'];
    return typeof encoded === 'number' ? encoded : 0;
  }

  #endOf(spans: readonly Span[]): number {
    const last = spans.at(-1);
    return last === undefined ? 0 : last.startMs + last.durationMs;
  }

  #announce(spans: readonly Span[]): void {
    for (const span of spans) this.onEvent({ type: 'span', span });
  }
}

const responseSpan = (startMs: number, endMs: number): Span => ({
  stage: 'network',
  layer: 'response',
  startMs,
  durationMs: endMs - startMs,
  provenance: 'measured',
  attributes: { what: msg('message from the worker to the page, on this machine') },
});
