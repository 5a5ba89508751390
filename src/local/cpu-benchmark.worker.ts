/** One thread of the processor's probe. The page starts as many as the runtime uses and has them measure at the same moment. */
import * as Comlink from 'comlink';
import { flopsOf, startKernel, WEIGHTS_AT, type RunKernel } from './cpu-kernel';

/** Times each of these is repeated; the shortest counts. */
const REPEATS = 5;
/** A measurement has to take this long before it is trusted. */
const LONG_MS = 20;
const MOST_TIMES = 1 << 20;
/** Fits the first cache of any processor. */
const CACHED_BYTES = 16 * 1024;

let run: RunKernel | null = null;
let weightBytes = 0;

/** ms of one pass over so many bytes: the least of a few. */
function passMs(kernel: RunKernel, bytes: number): number {
  let times = 1;
  const measure = (): number => {
    const from = performance.now();
    kernel(bytes, times);
    return performance.now() - from;
  };
  while (times < MOST_TIMES && measure() < LONG_MS) times *= 2;
  return Math.min(...Array.from({ length: REPEATS }, measure)) / times;
}

function started(): RunKernel {
  if (run === null) throw new Error('the probe was not started');
  return run;
}

const api = {
  /** Takes memory and fills it, so that every page of it is there. */
  async start(bytes: number): Promise<void> {
    const kernel = await startKernel(bytes);
    new Float32Array(kernel.memory.buffer, 0, WEIGHTS_AT / 4).fill(0.5);
    new Float32Array(kernel.memory.buffer, WEIGHTS_AT, bytes / 4).fill(0.001);
    run = kernel.run;
    weightBytes = bytes;
  },
  /** 10^9 bytes a second, read from memory. */
  readGBs: (): number => weightBytes / passMs(started(), weightBytes) / 1e6,
  /** 10^9 operations a second, from the cache. */
  gflops: (): number => flopsOf(CACHED_BYTES) / passMs(started(), CACHED_BYTES) / 1e6,
  /** From one call of WebAssembly to the next, µs. */
  callUs(): number {
    const kernel = started();
    const calls = 20_000;
    const from = performance.now();
    for (let i = 0; i < calls; i++) kernel(1, 1);
    return ((performance.now() - from) * 1000) / calls;
  },
};
export type CpuProbeApi = typeof api;

Comlink.expose(api);
