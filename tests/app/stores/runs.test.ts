import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { appError, err, ok, type Result } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario, type Scenario } from '@/core/scenario';
import type { Span, TokenEvent, Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import type { LocalStack, RunEvent } from '@/local/types';

/** What the fake stack is told to do next. */
const script = vi.hoisted(() => ({
  run: (_scenario: Scenario, _onEvent: (event: RunEvent) => void, _signal?: AbortSignal): Promise<Result<Trace>> => Promise.reject(new Error('no script')),
  count: (_model: string, _text: string): Promise<Result<number>> => Promise.reject(new Error('no script')),
}));
vi.mock('@/local/client', () => ({
  createLocalStack: (): Partial<LocalStack> => ({
    run: (...args) => script.run(...args),
    countTokens: (...args) => script.count(...args),
  }),
}));

const { cancelRun, startRun, useRuns } = await import('@/app/store/runs');
const { learn } = await import('@/app/store/runs-state');
const { useScenario } = await import('@/app/store/scenario');
const { keepCounting } = await import('@/app/store/token-count');
const { useModels } = await import('@/app/models/state');
const { clearFailure, playFailure } = await import('@/app/store/failures');

const EMPTY = { count: null, recorded: null, finished: null } as const;

/** A trace with the shape of a local run: the modeled one under another name. */
function runOf(scenario: Scenario, words: readonly string[]): Trace {
  const answer = words.map((text, id) => ({ id, text }));
  const trace = modelTrace(scenario, { inputTokens: 7, answer });
  if (!trace.ok) throw new Error(trace.error.message);
  return { ...trace.value, source: 'local', spans: trace.value.spans.map((span): Span => ({ ...span, provenance: 'measured' })) };
}

const WORDS = ['One', ' day', ' it', ' rained', '.'];
const token = (index: number): TokenEvent => ({ index, id: index, text: ` t${index}`, timeMs: index, generatedMs: index, kvBytes: index });

const kv = { layers: 6, kvHeads: 6, headDim: 48, bytesPerElement: 4, bytesPerToken: 13_824 };
const started: RunEvent = {
  type: 'started', kv,
  loaded: {
    model: 'stories15M', title: 'Stories 15M', device: 'wasm', deviceReason: '', dtype: 'q8', dtypeReason: '', adapterName: 'CPU', chat: false,
    fresh: true, contextTokens: 256, vocabularySize: 32_000, kvBytesPerToken: 13_824, kvMode: 'growing', totalBytes: 0, downloadedBytes: 0, coldStart: { totalMs: 0, steps: [] },
  },
};

let frames: (() => void)[] = [];
/** Lets everything that waits for a frame or a promise happen. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}
function frame(): void {
  const due = frames;
  frames = [];
  for (const callback of due) callback();
}

beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (callback: () => void) => frames.push(callback));
  vi.stubGlobal('cancelAnimationFrame', () => { frames = []; });
  useScenario.setState({ scenario: DEFAULT_SCENARIO, presetId: null, replaced: null });
  useRuns.setState({ local: null, localKind: 'none', status: 'idle', progress: null, error: null, countError: null });
  learn(EMPTY);
});
afterEach(() => vi.unstubAllGlobals());

const modeled = (): Trace => {
  const trace = useRuns.getState().modeled;
  if (trace === null) throw new Error('no modeled trace');
  return trace;
};

describe('the modeled trace', () => {
  it('follows the scenario at once', () => {
    const before = modeled();
    useScenario.getState().edit({ request: { maxOutputTokens: 12 } });
    expect(modeled()).not.toBe(before);
    expect(modeled().tokens).toHaveLength(12);
    expect(modeled().scenario).toBe(useScenario.getState().scenario);
  });

  it('gives way to an error in words while the set-up is impossible, and comes back', () => {
    useScenario.getState().edit({ model: 'llama-3.1-405b' });
    expect(useRuns.getState()).toMatchObject({ modeled: null, modeledError: { code: 'model-does-not-fit' } });
    useScenario.getState().edit({ model: DEFAULT_SCENARIO.model });
    expect(useRuns.getState().modeledError).toBeNull();
    expect(modeled().outcome.status).toBe('completed');
  });

  it('takes the answer of a run that read the same prompt, and not of another', () => {
    learn({ recorded: runOf(DEFAULT_SCENARIO, WORDS) });
    expect(modeled().tokens.map(({ text }) => text)).toEqual(WORDS);
    expect(modeled().usage.inputTokens).toBe(7);
    useScenario.getState().edit({ request: { prompt: 'Something else' } });
    expect(modeled().tokens.map(({ text }) => text).join('')).toBe('');
  });

  it('does not take an answer that was cut off by its limit for a whole one', () => {
    const short = patchScenario(DEFAULT_SCENARIO, { request: { maxOutputTokens: WORDS.length } });
    learn({ recorded: runOf(short, WORDS) });
    expect(modeled().tokens).toHaveLength(DEFAULT_SCENARIO.request.maxOutputTokens);
    expect(modeled().tokens.slice(0, WORDS.length).map(({ text }) => text)).toEqual(WORDS);
  });

  it('does not take a run for an answer that was stopped on the way', () => {
    const stopped: Trace = { ...runOf(DEFAULT_SCENARIO, WORDS), outcome: { status: 'cancelled', billed: true } };
    learn({ recorded: stopped });
    expect(modeled().tokens).toHaveLength(DEFAULT_SCENARIO.request.maxOutputTokens);
  });
});

describe('a run on this machine', () => {
  it('grows once a frame however many tokens arrive, and ends as the stack says', async () => {
    const whole = runOf(DEFAULT_SCENARIO, WORDS);
    let tell: (event: RunEvent) => void = () => undefined;
    let end: (result: Result<Trace>) => void = () => undefined;
    script.run = (_scenario, onEvent) => {
      tell = onEvent;
      return new Promise((resolve) => { end = resolve; });
    };
    const done = startRun();
    await settle();
    expect(useRuns.getState().status).toBe('loading');
    tell(started);
    expect(useRuns.getState()).toMatchObject({ status: 'running', localKind: 'live' });

    let changes = 0;
    const stop = useRuns.subscribe(() => changes++);
    tell({ type: 'span', span: { stage: 'tokenizer', layer: 'encode', startMs: 0, durationMs: 1, provenance: 'measured', attributes: { tokens: 7 } } });
    for (let i = 0; i < 20; i++) tell({ type: 'token', token: token(i) });
    expect(changes).toBe(0);
    frame();
    expect(changes).toBe(1);
    expect(useRuns.getState().local?.kv).toEqual(kv);
    expect(useRuns.getState().local?.tokens).toHaveLength(20);
    expect(useRuns.getState().local?.usage).toMatchObject({ inputTokens: 7, cachedTokens: 0, outputTokens: 20 });
    stop();

    tell({ type: 'token', token: token(20) });
    end(ok(whole));
    await done;
    expect(useRuns.getState()).toMatchObject({ status: 'idle', localKind: 'live', error: null, finished: whole });
    expect(useRuns.getState().local).toBe(whole);
    // What was still waiting for its frame does not undo the end.
    frame();
    tell({ type: 'token', token: token(21) });
    frame();
    expect(useRuns.getState().local).toBe(whole);
    expect(modeled().tokens.map(({ text }) => text)).toEqual(WORDS);
  });

  it('shows the load in bytes', async () => {
    script.run = (_scenario, onEvent) => {
      onEvent({ type: 'load', progress: { phase: 'download', message: 'weights', loadedBytes: 5, totalBytes: 10, cachedBytes: 0, elapsedMs: 1 } });
      return new Promise((resolve) => setImmediate(() => resolve(err(appError('offline', 'The server cannot be reached.', 'Go online.')))));
    };
    const seen: unknown[] = [];
    const stop = useRuns.subscribe((s) => seen.push(s.progress?.loadedBytes));
    await startRun();
    stop();
    expect(seen).toContain(5);
    expect(useRuns.getState().progress).toBeNull();
  });

  it('that leaves no trace keeps what stood there, what was typed, and says why', async () => {
    const recorded = runOf(DEFAULT_SCENARIO, WORDS);
    useRuns.setState({ local: recorded, localKind: 'recorded' });
    useScenario.getState().edit({ request: { prompt: 'typed by hand' } });
    script.run = (_scenario, onEvent) => {
      onEvent(started);
      onEvent({ type: 'token', token: token(0) });
      return Promise.resolve(err(appError('storage-full', 'The storage is full.', 'Free some.')));
    };
    await startRun();
    expect(useRuns.getState()).toMatchObject({ status: 'idle', localKind: 'recorded', error: { code: 'storage-full' } });
    expect(useRuns.getState().local).toBe(recorded);
    expect(useScenario.getState().scenario.request.prompt).toBe('typed by hand');
  });

  it('survives a stack that throws', async () => {
    script.run = () => Promise.reject(new Error('worker gone'));
    await startRun();
    expect(useRuns.getState()).toMatchObject({ status: 'idle', error: { code: 'run-broke' } });
    expect(useRuns.getState().error?.message).toContain('worker gone');
  });

  it('is one at a time, and can be cancelled', async () => {
    const calls: AbortSignal[] = [];
    script.run = (scenario, _onEvent, signal) => {
      if (signal === undefined) throw new Error('no signal');
      calls.push(signal);
      return new Promise((resolve) => signal.addEventListener('abort', () => {
        resolve(ok({ ...runOf(scenario, WORDS), outcome: { status: 'cancelled', billed: true } }));
      }));
    };
    const first = startRun();
    await settle();
    await startRun();
    expect(calls).toHaveLength(1);
    cancelRun();
    await first;
    expect(useRuns.getState()).toMatchObject({ status: 'idle', error: null, finished: null, local: { outcome: { status: 'cancelled' } } });
    cancelRun();
    expect(useRuns.getState().status).toBe('idle');
  });

  it('cancelled before the model was there says nothing of an error', async () => {
    script.run = (_scenario, _onEvent, signal) => new Promise((resolve) => {
      signal?.addEventListener('abort', () => resolve(err(appError('cancelled', 'Cancelled.', 'Run again.'))));
    });
    const run = startRun();
    await settle();
    cancelRun();
    await run;
    expect(useRuns.getState()).toMatchObject({ status: 'idle', error: null, localKind: 'none' });
  });
});

describe('failures on purpose', () => {
  it('are injected, run here too, and taken away', async () => {
    const ran: Scenario[] = [];
    script.run = (scenario) => {
      ran.push(scenario);
      return Promise.resolve(ok(runOf(scenario, WORDS)));
    };
    playFailure('rate-limited');
    await settle();
    expect(ran[0]?.failure?.kind).toBe('rate-limited');
    expect(modeled().outcome).toMatchObject({ status: 'rejected', httpStatus: 429, stage: 'gateway', billed: false });
    clearFailure();
    expect(modeled().outcome.status).toBe('completed');
  });
});

describe('counting tokens', () => {
  it('fetches no tokenizer from elsewhere before its model is loaded', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const asked: string[] = [];
      script.count = (model) => {
        asked.push(model);
        return Promise.resolve(ok(5));
      };
      useScenario.getState().edit({ local: { model: 'smollm2-135m-instruct' } });
      const stop = keepCounting();
      await vi.advanceTimersByTimeAsync(1_000);
      await settle();
      expect(asked).toEqual([]);
      if (started.type !== 'started') throw new Error('not a start');
      useModels.setState({ loaded: { ...started.loaded, model: 'smollm2-135m-instruct' } });
      await vi.advanceTimersByTimeAsync(1_000);
      await settle();
      expect(asked).toEqual(['smollm2-135m-instruct']);
      stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it('waits for the last keystroke and forgets answers to older texts', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const asked: string[] = [];
      const answers: ((n: number) => void)[] = [];
      script.count = (_model, text) => {
        asked.push(text);
        return new Promise((resolve) => answers.push((n) => resolve(ok(n))));
      };
      const stop = keepCounting();
      const { edit } = useScenario.getState();
      edit({ request: { prompt: 'a' } });
      edit({ request: { prompt: 'ab' } });
      await vi.advanceTimersByTimeAsync(1_000);
      await settle();
      expect(asked).toEqual(['ab']);
      edit({ request: { prompt: 'abc' } });
      await vi.advanceTimersByTimeAsync(1_000);
      await settle();
      expect(asked).toEqual(['ab', 'abc']);
      answers[1]?.(3);
      await settle();
      answers[0]?.(99);
      await settle();
      expect(useRuns.getState().count).toEqual({ model: DEFAULT_SCENARIO.local.model, text: 'abc', tokens: 3 });
      expect(modeled().usage.inputTokens).toBe(3);
      stop();
      edit({ request: { prompt: 'abcd' } });
      await vi.advanceTimersByTimeAsync(1_000);
      await settle();
      expect(asked).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });
});
