/** Messages between the page and the workers. Every method answers with a Result: nothing is thrown across. */
import type { Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import type { Span, TokenEvent, Trace } from '@/core/trace';
import type { KvLayout } from '@/core/trace';
import type { DeviceProbe, LoadedModel, LoadPlan, LoadProgress, LoadRequest } from './types';

/** What a worker must know before its first request. */
export interface WorkerSettings {
  modelsUrl: string;
  hubUrl: string;
  prefillChunkTokens: number;
  probe: DeviceProbe;
  /** Keys the gateway accepts, as SHA-256 in hex, with the tenant each belongs to. Plain text without Web Crypto. */
  apiKeys: { digest: string; tenant: string }[];
  /** AES-GCM key of the page's connection; null without Web Crypto. */
  recordKey: CryptoKey | null;
}

/** A request as it travels: the HTTP part in clear or sealed, and the page's bookkeeping beside it. */
export interface WireRequest {
  scenario: Scenario;
  /** When the client began to send, in ms since the epoch of `performance.timeOrigin`. */
  sentAtMs: number;
  /** Sealed record (12-byte nonce, then AES-GCM), or UTF-8 in clear where `recordKey` is null. */
  record: ArrayBuffer;
  /** Time the client took to encode and seal it, in ms: part of the first layer. */
  sealMs: number;
  /** Set to 1 when the client goes away; null without cross-origin isolation, where only the message tells. */
  goneFlag: SharedArrayBuffer | null;
  /** True: the trace reports the cold start that came before. */
  cold: boolean;
}

/** Worker to page, over the port of one run, in order. */
export type RunMessage =
  | { type: 'started'; loaded: LoadedModel; kv: KvLayout }
  | { type: 'step'; spans: Span[]; token: TokenEvent | null }
  | { type: 'done'; result: Result<Trace>; broken: boolean };

/** Page to worker, over the same port. */
export type RunControl = { type: 'abort' };

export type LoadMessage =
  | { type: 'progress'; progress: LoadProgress }
  | { type: 'done'; result: Result<LoadedModel>; broken: boolean };

export interface ServingApi {
  configure(settings: WorkerSettings): void;
  inspect(request: LoadRequest, storage: DeviceProbe['storage']): Promise<Result<LoadPlan>>;
  load(request: LoadRequest, storage: DeviceProbe['storage'], port: MessagePort): void;
  run(request: WireRequest, port: MessagePort): void;
  forget(model: string): Promise<Result<number>>;
}

export interface CounterApi {
  configure(settings: Pick<WorkerSettings, 'modelsUrl' | 'hubUrl'>): void;
  count(model: string, text: string): Promise<Result<number>>;
}
