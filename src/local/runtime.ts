/** The model runtime: one library, one WebAssembly build of it, served by this app. Never touches another host. */
import { env } from '@huggingface/transformers';
import { env as ortEnv } from 'onnxruntime-web/webgpu';
import type { FileStore } from './file-store';
import { serveInner } from './inner-fetch';
import { bestBuild, runtimeFiles, type RuntimeBuild } from './runtime-files';
import type { DeviceProbe } from './types';
import { rememberingModuleUrl } from './wasm-module';

export type { RuntimeBuild };

/** Chooses the build and points the library at the app's own files. Once per worker, before the first session. */
export function configureRuntime(probe: DeviceProbe, store: FileStore, folders: ReadonlyMap<string, string>, build = bestBuild(probe)): RuntimeBuild {
  const { mjs, wasm } = runtimeFiles(build);
  ortEnv.wasm.wasmPaths = { mjs: rememberingModuleUrl(mjs), wasm };
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
