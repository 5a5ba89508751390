/** A bare page around the local stack: what the tests and benchmarks drive instead of the whole app. */
import { DEFAULT_SCENARIO, patchScenario, type ScenarioPatch } from '@/core/scenario';
import type { Result } from '@/core/result';
import type { Trace } from '@/core/trace';
import { createLocalStack } from '@/local/client';
import type { LocalStack, LocalStackOptions, LoadProgress, RunEvent } from '@/local/types';

export interface HarnessRun {
  result: Result<Trace>;
  events: RunEvent[];
}

export interface Harness {
  stack: LocalStack;
  /** A stack of its own beside the page's. */
  create(options?: LocalStackOptions): LocalStack;
  /** Runs the default scenario with `patch`; `abortAfter` tokens the client goes away. */
  run(patch: ScenarioPatch, abortAfter?: number): Promise<HarnessRun>;
  /** Loads and keeps every progress message; aborts once `abortAtBytes` have come. */
  load(model: string, device: 'auto' | 'webgpu' | 'wasm', abortAtBytes?: number): Promise<{ result: Awaited<ReturnType<LocalStack['load']>>; progress: LoadProgress[] }>;
}

const stack = createLocalStack({ modelsUrl: '/models/' });

const harness: Harness = {
  stack,
  create: (options) => createLocalStack({ modelsUrl: '/models/', ...options }),
  async run(patch, abortAfter) {
    const events: RunEvent[] = [];
    const controller = new AbortController();
    const result = await stack.run(patchScenario(DEFAULT_SCENARIO, patch), (event) => {
      events.push(event);
      if (event.type === 'token' && abortAfter !== undefined && event.token.index + 1 >= abortAfter) controller.abort();
    }, controller.signal);
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
