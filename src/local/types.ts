/** What crosses the boundary between the page and the local serving stack. Types only: nothing here costs a byte. */
import type { AppError, Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import type { KvLayout, Span, TokenEvent, Trace } from '@/core/trace';

/** A device that can run the model. */
export type LocalDevice = 'webgpu' | 'wasm';

/** Weight formats of the hub's file layout, by the suffix of the graph's file name. */
export type Dtype = 'q4f16' | 'q4' | 'q8' | 'fp16' | 'fp32';

/** What this machine and browser offer. */
export interface DeviceProbe {
  webgpu: WebGpuProbe;
  wasm: {
    /** Threads the runtime will use; 1 without cross-origin isolation. */
    threads: number;
    /** Why not more. */
    reason: string;
  };
  /** What `device: 'auto'` chooses, and why, in one sentence. */
  chosen: LocalDevice;
  reason: string;
  crossOriginIsolated: boolean;
  hardwareConcurrency: number;
  /** Smallest step of `performance.now()` seen, in ms (0.005 isolated, 0.1 otherwise in Chrome). */
  clockResolutionMs: number;
  /** Storage of this origin; null where the browser does not say. */
  storage: { quotaBytes: number; usageBytes: number } | null;
  /** True where `crypto.subtle` exists (a secure context): records are then really encrypted. */
  webCrypto: boolean;
}

export type WebGpuProbe =
  | { available: false; reason: string }
  | {
      available: true;
      /** Vendor, architecture, device and description as the browser gives them; empty where it does not. */
      adapter: { vendor: string; architecture: string; device: string; description: string };
      /** One line for people. */
      adapterName: string;
      /** True for a CPU rasterizer such as SwiftShader. */
      software: boolean;
      features: string[];
      shaderF16: boolean;
      timestampQuery: boolean;
      subgroups: boolean;
      limits: { maxBufferBytes: number; maxStorageBufferBindingBytes: number; maxComputeWorkgroupStorageBytes: number };
    };

/** A model that can be asked for by name. */
export interface LocalModel {
  /** Lower-case name, as in `scenario.local.model`. */
  id: string;
  title: string;
  kind: 'embedded' | 'hub';
  /** Hub repository `owner/name`; for the embedded model its folder under the app. */
  repo: string;
  /** Where to read about it. */
  url: string;
  licence: string;
  parameters: number;
  /** The model's own context; the stack serves at most `MAX_CONTEXT_TOKENS` of it. */
  contextTokens: number;
  /** False: a base model that continues plain text. */
  chat: boolean;
  /** Query heads that share one KV head; 1: plain multi-head attention. */
  queryHeadsPerKvHead: number;
  /** Formats to try, best first, per kind of device. */
  dtypes: { webgpuF16: readonly Dtype[]; webgpu: readonly Dtype[]; wasm: readonly Dtype[] };
  /** In English: `t(note)` where it is shown. */
  note: string;
}

export interface LoadRequest {
  /** An id of LOCAL_MODELS, or the URL of a folder in the hub's layout. */
  model: string;
  device: 'auto' | LocalDevice;
}

/** What a load would fetch. Nothing has been downloaded yet but the small configuration. */
export interface LoadPlan {
  model: string;
  title: string;
  device: LocalDevice;
  /** Why this device. */
  deviceReason: string;
  dtype: Dtype;
  /** Why this format. */
  dtypeReason: string;
  files: { path: string; bytes: number | null; cachedBytes: number }[];
  /** Null when a server does not say. */
  totalBytes: number | null;
  /** True where every size is listed (by a manifest or the hub) or told by the app's own server; false: about right. */
  exact: boolean;
  /** Of these, already in the browser's cache. */
  cachedBytes: number;
  /** True when all is at hand but some of it in memory only, because the browser's storage had no room. */
  thisVisitOnly: boolean;
  /** False when the browser's storage has no room for the rest. */
  fits: boolean;
}

export type LoadPhase = 'plan' | 'download' | 'verify' | 'runtime' | 'session' | 'warm-up' | 'ready';

export interface LoadProgress {
  phase: LoadPhase;
  /** What is happening, for people. */
  message: string;
  /** Bytes of the model at hand (from the cache or the network). */
  loadedBytes: number;
  /** Null while unknown. */
  totalBytes: number | null;
  /** Of the loaded bytes, those that came from the browser's cache. */
  cachedBytes: number;
  elapsedMs: number;
}

/** A model in memory, ready to run. */
export interface LoadedModel {
  model: string;
  title: string;
  device: LocalDevice;
  deviceReason: string;
  dtype: Dtype;
  dtypeReason: string;
  adapterName: string;
  chat: boolean;
  /** Tokens served: the model's context or the stack's own limit. */
  contextTokens: number;
  vocabularySize: number;
  kvBytesPerToken: number;
  /** Where keys and values live: one preallocated buffer written in place, or tensors that grow. */
  kvMode: 'preallocated' | 'growing';
  totalBytes: number;
  /** Bytes that came over the network for this load. */
  downloadedBytes: number;
  /** True when this call loaded it; false when it was ready already. */
  fresh: boolean;
  coldStart: NonNullable<Trace['coldStart']>;
}

export type RunEvent =
  /** The model had to be loaded first. */
  | { type: 'load'; progress: LoadProgress }
  /** The clock of the trace has started. */
  | { type: 'started'; loaded: LoadedModel; kv: KvLayout }
  | { type: 'span'; span: Span }
  | { type: 'token'; token: TokenEvent };

/**
 * Codes of the errors that leave no run at all. What happens *during* a run (rejected, cancelled, device lost)
 * is a Trace with that outcome.
 */
export type LocalErrorCode =
  | 'model-unknown'
  | 'model-url-invalid'
  | 'model-not-found'
  | 'model-not-a-file'
  | 'model-unsupported'
  | 'model-corrupt'
  | 'offline'
  | 'server-error'
  | 'storage-full'
  | 'out-of-memory'
  | 'webgpu-missing'
  | 'device-lost'
  | 'session-failed'
  | 'worker-crashed'
  | 'cancelled'
  | 'busy'
  | 'disposed';
export type LocalError = AppError & { code: LocalErrorCode };

export interface LocalStackOptions {
  /** Address of the embedded models' folder; default: `models/` beside the page. */
  modelsUrl?: string;
  /** Address of the hub; default `https://huggingface.co/`. */
  hubUrl?: string;
  /** Prefill at most this many tokens in one pass; default 128. */
  prefillChunkTokens?: number;
}

export interface LocalStack {
  /** Asks the browser what it has. Starts no worker. */
  probe(): Promise<DeviceProbe>;
  /** What loading would fetch, with sizes, before any download. */
  inspect(request: LoadRequest): Promise<Result<LoadPlan>>;
  /** Tokens of `text` by this model's own tokenizer, begin token included, without chat template; 0 for empty text. */
  countTokens(model: string, text: string): Promise<Result<number>>;
  /**
   * Downloads (or takes from the cache), creates the session and compiles the shaders: the cold start.
   * Returns at once when the model is ready. Abort stops the download; finished parts stay in the cache.
   */
  load(request: LoadRequest, onProgress: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<Result<LoadedModel>>;
  /**
   * Runs the scenario's request through the seven stages. Loads the model first if needed. Abort is a client that
   * goes away: generation stops within one decode step or prefill chunk and the trace says `cancelled`.
   */
  run(scenario: Scenario, onEvent: (event: RunEvent) => void, signal?: AbortSignal): Promise<Result<Trace>>;
  /** Removes a model's files from the browser's cache. Returns the bytes set free. */
  forget(model: string): Promise<Result<number>>;
  /** Ends the workers. Pending calls end with `disposed`. */
  dispose(): void;
}
