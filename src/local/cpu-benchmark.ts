/**
 * What this machine's processor can do in WebAssembly, measured by as many threads as the runtime uses, at the same
 * time: how fast weights are read from memory, how fast they are multiplied, what calling a function costs.
 */
import * as Comlink from 'comlink';
import { err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import type { CpuProbeApi } from './cpu-benchmark.worker';
import { causeText, localError } from './errors';

/** The rates that `decisions/mirror` predicts from. */
export interface CpuBenchmark {
  /** Bytes read by all threads together, 10^9 a second. */
  copyGBs: number;
  /** Multiplications and additions in fp32 of all threads together, 10^9 a second. */
  matmulGflops: number;
  /** From one call of WebAssembly to the next, µs. */
  dispatchUs: number;
  threads: number;
  elapsedMs: number;
}

/** Together: more than most caches hold, as much as a small model's weights. */
const WEIGHT_BYTES = 64 * 2 ** 20;
const MOST_THREADS = 16;

/** Measures the processor with so many threads. Takes about a second; no page is held up. Errors: no WebAssembly SIMD, no workers. */
export async function benchmarkCpu(threads: number): Promise<Result<CpuBenchmark>> {
  const count = Math.min(Math.max(1, Math.floor(threads)), MOST_THREADS);
  const workers: Worker[] = [];
  const from = performance.now();
  try {
    const broken = new Promise<never>((_, reject) => {
      for (let i = 0; i < count; i++) {
        const worker = new Worker(new URL('./cpu-benchmark.worker.ts', import.meta.url), { type: 'module', name: '400ms-cpu-probe' });
        worker.addEventListener('error', (event) => reject(new Error(event.message || t('a worker could not be started'))));
        workers.push(worker);
      }
    });
    broken.catch(() => undefined);
    const remotes = workers.map((worker) => Comlink.wrap<CpuProbeApi>(worker));
    const bytes = Math.floor(WEIGHT_BYTES / count / 65_536) * 65_536;
    const all = (ask: (remote: Comlink.Remote<CpuProbeApi>) => Promise<number>): Promise<number[]> => Promise.race([Promise.all(remotes.map(ask)), broken]);
    await Promise.race([Promise.all(remotes.map((remote) => remote.start(bytes))), broken]);
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    const copyGBs = sum(await all((remote) => remote.readGBs()));
    const matmulGflops = sum(await all((remote) => remote.gflops()));
    const calls = await all((remote) => remote.callUs());
    return ok({ copyGBs, matmulGflops, dispatchUs: sum(calls) / count, threads: count, elapsedMs: performance.now() - from });
  } catch (cause) {
    return err(localError('session-failed', t('The processor could not be measured ({why}).', { why: causeText(cause) }), t('Use a current browser: WebAssembly with SIMD is needed.')));
  } finally {
    for (const worker of workers) worker.terminate();
  }
}
