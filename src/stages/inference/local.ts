/** Inference on this machine: prefill in chunks, decode step by step, sample, and hand each token out. */
import { randomStream, type Random } from '@/core/random';
import type { ChatRequest } from '../gateway/local-request';
import type { KvSequence, LocalRun } from '../serving';
import { sampleToken, type SamplingParameters } from './local-sampling';

export interface InferencePlace {
  sequence: KvSequence;
  bytesPerToken: number;
  /** Longest pass of prefill, in tokens: between two passes the run can be cancelled. */
  chunkTokens: number;
  /** Lets the worker read its messages (a macrotask). */
  breathe: () => Promise<void>;
}

/**
 * Runs the part of the prompt that is not in the cache. Resolves with the logits after its last token, or null when
 * the client went away in between. @throws whatever the device throws.
 */
export async function prefill({ timer, client }: LocalRun, ids: readonly number[], place: InferencePlace): Promise<Float32Array | null> {
  const { sequence } = place;
  const from = sequence.ids.length;
  const chunks = Math.ceil((ids.length - from) / place.chunkTokens);
  let logits: Float32Array | null = null;
  for (let chunk = 0; chunk < chunks; chunk++) {
    if (chunk > 0) await place.breathe();
    if (client.gone) return null;
    const part = ids.slice(sequence.ids.length, Math.min(ids.length, from + (chunk + 1) * place.chunkTokens));
    const result = await sequence.forward(part);
    logits = result.logits;
    timer.lap('inference', 'prefill', {
      chunk: chunk + 1, chunks, tokens: part.length, contextTokens: sequence.ids.length,
      kvBytes: sequence.ids.length * place.bytesPerToken, readBackBytes: result.readBackBytes,
    });
  }
  return logits;
}

/** One decode step: the token's keys and values enter the cache, the logits for the next come back. */
export async function decode({ timer }: LocalRun, id: number, index: number, place: InferencePlace): Promise<Float32Array> {
  const { sequence } = place;
  const { logits, readBackBytes } = await sequence.forward([id]);
  timer.lap('inference', 'decode', {
    token: index, contextTokens: sequence.ids.length, kvBytes: sequence.ids.length * place.bytesPerToken, readBackBytes,
  });
  return logits;
}

/** The request's sampler: draws by its own seeded stream, so that the same seed gives the same answer. */
export class LocalSampler {
  readonly #random: Random;
  readonly #parameters: SamplingParameters;
  readonly #method: string;

  constructor(request: Pick<ChatRequest, 'temperature' | 'top_k' | 'top_p' | 'seed'>) {
    this.#random = randomStream(request.seed, 'inference/sampling');
    this.#parameters = { temperature: request.temperature, topK: request.top_k, topP: request.top_p };
    this.#method = request.temperature === 0 ? 'greedy' : 'temperature';
  }

  sample({ timer }: LocalRun, logits: Float32Array, index: number): number {
    const { id, candidates } = sampleToken(logits, this.#parameters, this.#random);
    timer.lap('inference', 'sampling', { token: index, id, method: this.#method, candidates });
    return id;
  }
}

/** Hands a token out and lets the worker read its messages: a cancelled run is seen here, one step later at most. */
export async function streamOut({ timer }: LocalRun, index: number, send: () => void, place: InferencePlace): Promise<void> {
  send();
  await place.breathe();
  timer.lap('inference', 'stream-out', { token: index });
}
