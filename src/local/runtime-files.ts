/** The runtime's own files, served by this app, and which of them a browser needs. Loads nothing by itself. */
import asyncifyModule from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiModule from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import plainModule from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { DeviceProbe } from './types';

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

/** The build that this browser runs best. */
export const bestBuild = (probe: DeviceProbe): RuntimeBuild => ('Suspending' in WebAssembly ? 'jspi' : probe.webgpu.available ? 'asyncify' : 'plain');

/** Full addresses of a build's module and its WebAssembly. */
export function runtimeFiles(build: RuntimeBuild): { mjs: string; wasm: string } {
  const { mjs, wasm } = BUILDS[build];
  // A built app's are full already; the development server's begin at the root.
  return { mjs: new URL(mjs, self.origin).href, wasm: new URL(wasm, self.origin).href };
}

/** The WebAssembly of every build. */
export const allRuntimeWasm = (): string[] => (Object.keys(BUILDS) as RuntimeBuild[]).map((build) => runtimeFiles(build).wasm);
