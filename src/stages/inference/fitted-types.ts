import type { EngineOverheads } from './engines';
import type { KernelParameters } from './kernels';

/** What kind of work an error belongs to. */
export type ErrorKind = 'prefill' | 'decode' | 'load-ttft' | 'load-itl';

export interface KindError {
  /** Mean absolute error on the rows the parameters were fitted to, as a share. */
  readonly fitted: number;
  /** The same on rows of a GPU, a model or pairs of both that were left out of the fit, whichever is worst: what to expect of what was not measured. */
  readonly unseen: number;
}

export type FittedEngine = 'vllm' | 'tensorrt-llm' | 'nim' | 'vllm-2023';

/** The outcome of a fit (`npm run fit`), stored as data. */
export interface FittedParameters {
  readonly date: string;
  /** SHA-256 over the files the fit read, in the order they are listed. */
  readonly data: { readonly sha256: string; readonly files: readonly string[]; readonly rows: number };
  readonly kernels: KernelParameters;
  readonly engines: Readonly<Record<FittedEngine, EngineOverheads>>;
  /** GPUs and models of the catalogue that the fit saw. */
  readonly seen: { readonly gpus: readonly string[]; readonly models: readonly string[] };
  readonly errors: Readonly<Record<ErrorKind, KindError>>;
}
