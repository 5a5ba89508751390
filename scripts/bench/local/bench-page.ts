/** The page of the local benchmarks: hands requests to their worker. */
import type { BenchRequest, LoopComparison, OverheadRequest } from './bench-worker';

export interface LocalBench {
  loops(request: Omit<BenchRequest, 'kind' | 'modelsUrl'>): Promise<LoopComparison>;
  overhead(request: Omit<OverheadRequest, 'kind'>): Promise<{ perTokenUs: number[] }>;
}

function ask<T>(request: BenchRequest | OverheadRequest): Promise<T> {
  const worker = new Worker(new URL('./bench-worker.ts', import.meta.url), { type: 'module' });
  const channel = new MessageChannel();
  // The page reads the messages as the app would.
  channel.port1.onmessage = () => undefined;
  return new Promise<T>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<{ ok: true; value: T } | { ok: false; error: string }>) => {
      if (data.ok) resolve(data.value);
      else reject(new Error(data.error));
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(request, [channel.port2]);
  }).finally(() => worker.terminate());
}

const bench: LocalBench = {
  loops: (request) => ask({ kind: 'loops', modelsUrl: new URL('/models/', location.href).href, ...request }),
  overhead: (request) => ask({ kind: 'overhead', ...request }),
};

declare global {
  var localBench: LocalBench;
}
globalThis.localBench = bench;
document.title = 'ready';
