/**
 * The runtime's WebAssembly module itself. Its public interface copies every CPU tensor into the module's memory
 * before a run and out of it after: for a KV cache that is the whole cache, twice a token. With the module at hand
 * the cache can stay where the kernels write it. Used only where the parts it needs are there; see `heap-sequence.ts`.
 */
import rememberModule from './remember-module.js?url&no-inline';

/** The few C functions and helpers used here, as `onnxruntime-web` itself declares them (lib/wasm/wasm-types.ts). */
export interface RuntimeModule {
  HEAPU8: Uint8Array;
  PTR_SIZE: number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  stackSave(): number;
  stackAlloc(bytes: number): number;
  stackRestore(stack: number): void;
  getValue(pointer: number, type: string): number;
  setValue(pointer: number, value: number, type: string): void;
  UTF8ToString(pointer: number): string;
  _OrtCreateTensor(type: number, data: number, bytes: number, dims: number, rank: number, location: number): number;
  _OrtReleaseTensor(tensor: number): number;
  _OrtGetTensorData(tensor: number, type: number, data: number, dims: number, rank: number): number;
  _OrtFree(pointer: number): number;
  _OrtRun(
    session: number, inputNames: number, inputs: number, inputCount: number, outputNames: number, outputCount: number, outputs: number, options: number,
  ): number | Promise<number>;
  _OrtGetLastError(code: number, message: number): number;
}

/** Written by remember-module.js, which reads the other. */
const SLOT = '400ms.runtime-module';
const URL_SLOT = '400ms.runtime-module-url';
const slots = globalThis as unknown as Record<string, unknown>;

/** Address of a module that makes the runtime's module as `moduleUrl` does and remembers it under SLOT. One in a worker. */
export function rememberingModuleUrl(moduleUrl: string): string {
  slots[URL_SLOT] = moduleUrl;
  return new URL(rememberModule, self.origin).href;
}

/** The module of this worker, if it was remembered and has all that is needed. */
export function runtimeModule(): RuntimeModule | null {
  const found = slots[SLOT];
  return isRuntimeModule(found) ? found : null;
}

const FUNCTIONS = [
  '_malloc', '_free', 'stackSave', 'stackAlloc', 'stackRestore', 'getValue', 'setValue', 'UTF8ToString', '_OrtCreateTensor',
  '_OrtReleaseTensor', '_OrtGetTensorData', '_OrtFree', '_OrtRun', '_OrtGetLastError',
] as const;

function isRuntimeModule(value: unknown): value is RuntimeModule {
  if (typeof value !== 'object' || value === null) return false;
  const parts = value as Record<string, unknown>;
  // Pointers are written as 32-bit integers below.
  return parts['PTR_SIZE'] === 4 && parts['HEAPU8'] instanceof Uint8Array && FUNCTIONS.every((name) => typeof parts[name] === 'function');
}

/** The native handle of a session; null when the runtime keeps it elsewhere. */
export function nativeSession(session: object): number | null {
  const handler = 'handler' in session ? session.handler : null;
  const id: unknown = typeof handler === 'object' && handler !== null && 'sessionId' in handler ? handler.sessionId : null;
  return typeof id === 'number' ? id : null;
}
