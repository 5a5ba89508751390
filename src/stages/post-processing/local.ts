/** Post-processing on this machine, token by token: text, safety rules, stop sequences, packaging. */
import type { ChatRequest } from '../gateway/local-request';
import type { LocalRun, Tokenizer } from '../serving';
import { CONTEXT_TOKENS, createDetokenizer, type Detokenizer } from './local-detokenizer';
import { chunkEvent, completionBody, DONE_EVENT, type FinishReason } from './local-packaging';
import { SafetyCheck } from './local-safety';
import { StopMatcher } from './local-stops';

export interface Processed {
  /** Text that goes out with this token. */
  text: string;
  finish: FinishReason | null;
}

export class LocalPostProcessor {
  readonly #detokenizer: Detokenizer;
  readonly #stops: StopMatcher;
  readonly #safety: SafetyCheck | null;
  readonly #meta: { id: string; model: string; createdS: number };
  #answer = '';
  #tokens = 0;

  constructor(
    private readonly run: LocalRun, private readonly request: ChatRequest, private readonly promptIds: readonly number[], tokenizer: Tokenizer,
  ) {
    this.#detokenizer = createDetokenizer(tokenizer, promptIds.slice(-CONTEXT_TOKENS));
    this.#stops = new StopMatcher(request.stop);
    this.#safety = run.scenario.safety === 'none' ? null : new SafetyCheck();
    this.#meta = { id: `chatcmpl-local-${run.scenario.seed}`, model: request.model, createdS: Math.floor(performance.timeOrigin / 1000) };
  }

  get answer(): string {
    return this.#answer;
  }

  /** Processes the next token. `ended`: it is the model's end token; `last`: no more may follow. */
  next(id: number, { ended, last }: { ended: boolean; last: boolean }): Processed {
    const { timer } = this.run;
    const index = this.#tokens++;
    const over = ended || last;
    let piece = ended ? '' : this.#detokenizer.push(id);
    if (over) piece += this.#detokenizer.flush();
    timer.lap('post-processing', 'detokenize', { token: index, characters: piece.length });

    let broken: string | null = null;
    if (this.#safety !== null) {
      broken = this.#safety.push(piece);
      timer.lap('post-processing', 'safety', {
        token: index, check: 'rules', flagged: broken !== null,
        ...(broken === null ? {} : { rule: broken }),
      });
    }

    const matched = broken === null ? this.#stops.push(piece) : { text: '', stop: null };
    let finish: FinishReason | null = null;
    if (broken !== null) finish = 'content_filter';
    else if (matched.stop !== null || ended) finish = 'stop';
    else if (last) finish = 'length';
    const held = finish !== null && matched.stop === null && broken === null ? this.#stops.flush() : '';
    const text = matched.text + held;
    timer.lap('post-processing', 'stop-sequences', { token: index, sequences: this.request.stop.length, stopped: matched.stop !== null });

    this.#answer += text;
    this.#package(text, finish);
    return { text, finish };
  }

  #package(text: string, finish: FinishReason | null): void {
    const { stream, response_format: format } = this.request;
    let frame = '';
    if (stream) frame = chunkEvent(this.#meta, text, finish) + (finish === null ? '' : DONE_EVENT);
    else if (finish !== null) {
      frame = completionBody(this.#meta, this.#answer, finish, { inputTokens: this.promptIds.length, outputTokens: this.#tokens });
    }
    this.run.timer.lap('post-processing', 'packaging', {
      token: this.#tokens - 1, format: stream ? 'sse' : 'json', frameChars: frame.length,
      ...(finish !== null && format.type === 'json_object' ? { validJson: isJson(this.#answer) } : {}),
    });
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
