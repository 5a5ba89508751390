/** The model runtime: one library, one WebAssembly build of it, served by this app. Never touches another host. */
import { env } from '@huggingface/transformers';
import { env as ortEnv } from 'onnxruntime-web/webgpu';
import asyncifyModule from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiModule from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import plainModule from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { FileStore } from './file-store';
import { serveInner } from './inner-fetch';
import type { DeviceProbe } from './types';
import { rememberingModuleUrl } from './wasm-module';

/**
 * Builds of the runtime. `jspi` suspends WebAssembly natively; `asyncify` rewrites the code to suspend and is larger
 * and slower, but runs everywhere; `plain` cannot wait for a GPU at all and is enough for the CPU.
 */
export type RuntimeBuild = 'jspi' | 'asyncify' | 'plain';

const BUILDS: Record<RuntimeBuild, { mjs: string; wasm: string }> = {
  jspi: { mjs: jspiModule, wasm: jspiWasm },
  asyncify: { mjs: asyncifyModule, wasm: asyncifyWasm },
  plain: { mjs: plainModule, wasm: plainWasm },
};

/** Chooses the build and points the library at the app's own files. Once per worker, before the first session. */
export function configureRuntime(probe: DeviceProbe, store: FileStore, folders: ReadonlyMap<string, string>, build = bestBuild(probe)): RuntimeBuild {
  const { mjs, wasm } = BUILDS[build];
  ortEnv.wasm.wasmPaths = { mjs: rememberingModuleUrl(new URL(mjs, location.href).href), wasm: new URL(wasm, location.href).href };
  ortEnv.wasm.numThreads = probe.wasm.threads;
  ortEnv.wasm.proxy = false;
  ortEnv.logLevel = 'error';
  serveInner(env, store, folders);
  return build;
}

/** Versions for the trace's environment. */
export const runtimeVersions = (): { transformersJs: string; onnxRuntime: string } => ({
  transformersJs: String(env.version),
  onnxRuntime: ortEnv.versions.web ?? ortEnv.versions.common,
});

const bestBuild = (probe: DeviceProbe): RuntimeBuild => ('Suspending' in WebAssembly ? 'jspi' : probe.webgpu.available ? 'asyncify' : 'plain');
