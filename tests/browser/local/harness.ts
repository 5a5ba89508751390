/** A bare page around the local stack: what the tests and benchmarks drive instead of the whole app. */
import { DEFAULT_SCENARIO, patchScenario, type ScenarioPatch } from '@/core/scenario';
import type { Result } from '@/core/result';
import type { Trace } from '@/core/trace';
import { createLocalStack } from '@/local/client';
import type { LocalStack, LoadProgress, RunEvent } from '@/local/types';

export interface HarnessRun {
  result: Result<Trace>;
  events: RunEvent[];
}

export interface RunOptions {
  /** The client goes away once it has this many tokens. */
  abortAfter?: number;
  /** The client goes away this long after the run began. */
  abortAfterMs?: number;
  /** Runs on a stack of its own with this prefill chunk. */
  chunkTokens?: number;
}

export interface Harness {
  stack: LocalStack;
  /** Runs the default scenario with `patch`. */
  run(patch: ScenarioPatch, options?: RunOptions): Promise<HarnessRun>;
  /** Loads and keeps every progress message; aborts once `abortAtBytes` have come. */
  load(model: string, device: 'auto' | 'webgpu' | 'wasm', abortAtBytes?: number): Promise<{ result: Awaited<ReturnType<LocalStack['load']>>; progress: LoadProgress[] }>;
}

// `?hub=` puts a server of the test in the hub's place.
const hub = new URLSearchParams(location.search).get('hub');
const options = { modelsUrl: '/models/', ...(hub === null ? {} : { hubUrl: hub }) };
const stack = createLocalStack(options);

const harness: Harness = {
  stack,
  async run(patch, { abortAfter, abortAfterMs, chunkTokens } = {}) {
    const events: RunEvent[] = [];
    const controller = new AbortController();
    const own = chunkTokens === undefined ? null : createLocalStack({ ...options, prefillChunkTokens: chunkTokens });
    const result = await (own ?? stack).run(patchScenario(DEFAULT_SCENARIO, patch), (event) => {
      events.push(event);
      if (event.type === 'started' && abortAfterMs !== undefined) setTimeout(() => controller.abort(), abortAfterMs);
      if (event.type === 'token' && abortAfter !== undefined && event.token.index + 1 >= abortAfter) controller.abort();
    }, controller.signal);
    own?.dispose();
    return { result, events };
  },
  async load(model, device, abortAtBytes) {
    const progress: LoadProgress[] = [];
    const controller = new AbortController();
    const result = await stack.load({ model, device }, (state) => {
      progress.push(state);
      if (abortAtBytes !== undefined && state.loadedBytes >= abortAtBytes) controller.abort();
    }, controller.signal);
    return { result, progress };
  },
};

declare global {
  var harness: Harness;
}
globalThis.harness = harness;
document.title = 'ready';
