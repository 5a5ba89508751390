/** What the stages' local halves share: the run being timed, and the machine parts they are handed. */
import type { Scenario } from '@/core/scenario';
import type { LapTimer } from '@/core/spans';
import type { LayerOf, PlaceId } from '@/core/stage';
import type { EarlyEnd } from './modeling';

/** One request on its way through this machine. */
export interface LocalRun {
  readonly scenario: Scenario;
  /** Cuts the run's time into spans: each layer calls `lap` when its work is done. */
  readonly timer: LapTimer;
  /** Whether the client has gone away. */
  readonly client: ClientPresence;
}

export interface ClientPresence {
  /** True as soon as the client has gone, even before its message could be read. */
  readonly gone: boolean;
  /** Aborted when the client's message has been read: wakes what waits. */
  readonly signal: AbortSignal;
}

/** Goes on with a value, or ends the request at a layer. */
export type Step<T> = { end: null; value: T } | { end: EarlyEnd };

export const proceed = <T>(value: T): Step<T> => ({ end: null, value });

/** Ends the request at `stage/layer`; `billed` only where work was done that the client had asked for. */
export function endAt<P extends PlaceId>(
  stage: P, layer: LayerOf<P>, status: EarlyEnd['status'], httpStatus: number, reason: string, billed = false,
): { end: EarlyEnd } {
  return { end: { status, stage, layer, httpStatus, reason, billed } };
}

/** The client went away: whatever layer notices it ends the request there. 499 is nginx's code for it. */
export const clientGone = <P extends PlaceId>(stage: P, layer: LayerOf<P>, reason: string, billed: boolean): { end: EarlyEnd } =>
  endAt(stage, layer, 'cancelled', 499, reason, billed);

/**
 * What one token stands for: bytes of UTF-8, in which a character may begin or end anywhere, or whole characters.
 * A character never goes across a token that is text.
 */
export type TokenPiece = { bytes: Uint8Array } | { text: string };

export interface Tokenizer {
  /** Ids of plain text, with the model's begin token if it wants one. */
  encode(text: string): number[];
  /** Ids of a conversation by the model's chat template, ready for the answer; null for a base model. */
  encodeChat: ((messages: readonly ChatMessage[]) => number[]) | null;
  /** Text of ids, special tokens left out. */
  decode(ids: readonly number[]): string;
  /** What a token stands for by itself; null where that depends on its neighbours and only `decode` can tell. */
  piece: ((id: number) => TokenPiece) | null;
  /** Characters of the longest token: text longer than this times the context cannot fit. */
  readonly longestTokenChars: number;
}

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** A sequence whose keys and values are held on a device. */
export interface KvSequence {
  /** Tokens in the cache, oldest first. */
  readonly ids: readonly number[];
  /** Runs the model over `ids` after what is held; resolves when the logits of the last position are back. */
  forward(ids: readonly number[]): Promise<ForwardResult>;
  /** Forgets every position from `tokens` on. */
  truncate(tokens: number): void;
}

export interface ForwardResult {
  /** Logits of the last position; valid until the next forward. */
  logits: Float32Array;
  /** Bytes of logits copied back from the device. */
  readBackBytes: number;
}

/** A live backend: a model in memory on a device. */
export interface LocalBackend {
  readonly device: 'webgpu' | 'wasm';
  readonly adapterName: string;
  /** Null: healthy. Else why not. */
  readonly fault: string | null;
  /** Requests running or waiting. */
  readonly load: number;
  /** When a request last ran here, on the worker's clock. */
  readonly lastUsedMs: number;
  /** Hash of the last prompt's opening, for prefix affinity. */
  readonly promptHash: number | null;
}
