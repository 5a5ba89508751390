/** What a load would fetch, against a hub of a few lines: format by the adapter, sizes by the listing, files by the configuration. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileStore } from '../../src/local/file-store';
import { LOCAL_MODELS } from '../../src/local/models';
import { planModel, resolveSource, type ModelPlan } from '../../src/local/model-source';
import type { DeviceProbe, LocalDevice } from '../../src/local/types';

const HUB = 'https://hub.test/';
const SETTINGS = { modelsUrl: 'https://app.test/models/', hubUrl: HUB };
const CONFIG = { model_type: 'llama', max_position_embeddings: 2048 };

/** Files of the repository, by path; a number is so many bytes. */
let files: Record<string, number | object>;
let listed: boolean;
let asked: string[];
beforeEach(() => {
  files = { 'config.json': CONFIG, 'tokenizer.json': 900, 'tokenizer_config.json': 90 };
  listed = true;
  asked = [];
  vi.stubGlobal('caches', undefined);
  vi.stubGlobal('fetch', (url: string, init?: RequestInit): Promise<Response> => {
    asked.push(`${init?.method ?? 'GET'} ${url}`);
    const sizeOf = (content: number | object): number => (typeof content === 'number' ? content : JSON.stringify(content).length);
    if (url.includes('/api/models/')) {
      const listing = Object.entries(files).map(([path, content]) => ({ type: 'file', oid: 'x', path, size: sizeOf(content) }));
      return Promise.resolve(listed ? Response.json([{ type: 'directory', oid: 'x', path: 'onnx', size: 0 }, ...listing]) : new Response(null, { status: 404 }));
    }
    const content = files[url.replace(/^.*\/resolve\/main\//, '')];
    if (content === undefined) return Promise.resolve(new Response(null, { status: 404 }));
    // What a compressing server tells a page of another origin: the transfer's length, and not that it is compressed.
    const headers = { 'content-length': String(Math.ceil(sizeOf(content) / 2)), 'content-type': 'application/octet-stream' };
    return Promise.resolve(new Response(init?.method === 'HEAD' ? null : JSON.stringify(content), { headers }));
  });
});
afterEach(() => vi.unstubAllGlobals());

const probe = (shaderF16: boolean | null): DeviceProbe => ({
  webgpu: shaderF16 === null ? { available: false, reason: 'This browser has no WebGPU.' } : {
    available: true, adapter: { vendor: 'v', architecture: 'a', device: '', description: '' }, adapterName: 'v a', software: false,
    features: shaderF16 ? ['shader-f16'] : [], shaderF16, timestampQuery: false, subgroups: false,
    limits: { maxBufferBytes: 1, maxStorageBufferBindingBytes: 1, maxComputeWorkgroupStorageBytes: 1 },
  },
  wasm: { threads: 1, reason: '' }, chosen: shaderF16 === null ? 'wasm' : 'webgpu', reason: '', crossOriginIsolated: false,
  hardwareConcurrency: 1, clockResolutionMs: 0.1, storage: null, webCrypto: true,
});
const plan = (device: LocalDevice, f16: boolean | null, model = 'qwen3-0.6b'): Promise<ModelPlan> =>
  planModel(new FileStore(), resolveSource(model, SETTINGS), device, '', probe(f16));

const SUFFIXES = ['', '_fp16', '_q4', '_q4f16', '_quantized'];
const withGraphs = (...suffixes: string[]): void => {
  for (const suffix of suffixes) files[`onnx/model${suffix}.onnx`] = 1_000_000;
};

describe('the format', () => {
  it.each([
    ['webgpu', true, 'q4f16', /has 16-bit shaders/], ['webgpu', false, 'q4', /has no 16-bit shaders/], ['wasm', null, 'q8', /CPU/],
  ] as const)('on %s with shader-f16 %s is %s, and the reason is told', async (device, f16, dtype, reason) => {
    withGraphs(...SUFFIXES);
    expect(await plan(device, f16)).toMatchObject({ dtype, dtypeReason: expect.stringMatching(reason) as string });
  });

  it('is never a 16-bit one on an adapter without 16-bit shaders, whatever the repository has', async () => {
    for (let mask = 1; mask < 2 ** SUFFIXES.length; mask++) {
      const there = SUFFIXES.filter((_, i) => (mask & (1 << i)) !== 0);
      for (const suffix of SUFFIXES) delete files[`onnx/model${suffix}.onnx`];
      withGraphs(...there);
      const usable = there.filter((suffix) => !suffix.includes('16'));
      const planned = await plan('webgpu', false).catch((cause: unknown) => cause);
      if (usable.length === 0) expect(planned).toMatchObject({ error: { code: 'model-unsupported', action: expect.stringMatching(/Choose/) as string } });
      else expect(there).toContain((planned as ModelPlan).graph.path.replace(/^onnx\/model(.*)\.onnx$/, '$1'));
      if (usable.length > 0) expect((planned as ModelPlan).dtype).not.toMatch(/16/);
    }
  });

  it('is the next best where the repository lacks the best, and says which is missing', async () => {
    withGraphs('', '_fp16', '_q4', '_q4f16'); // as the SmolLM2 repositories are
    expect(await plan('wasm', null, 'smollm2-135m-instruct')).toMatchObject({ dtype: 'q4', dtypeReason: expect.stringContaining('no q8') as string });
  });
});

describe('the files', () => {
  const bytesOf = ({ files: planned }: ModelPlan): Record<string, number | null> => Object.fromEntries(planned.map(({ path, remote }) => [path, remote.bytes]));

  it('have the sizes of the hub’s listing, exactly, though the server compresses', async () => {
    withGraphs('_quantized');
    files['generation_config.json'] = 70;
    const planned = await plan('wasm', null);
    expect(bytesOf(planned)).toEqual({ 'config.json': JSON.stringify(CONFIG).length, 'tokenizer.json': 900, 'tokenizer_config.json': 90, 'generation_config.json': 70, 'onnx/model_quantized.onnx': 1_000_000 });
    expect(planned.files.every(({ remote }) => remote.exact)).toBe(true);
    // Nothing but small JSON was fetched for that.
    expect(asked.filter((line) => line.startsWith('GET'))).toEqual([expect.stringContaining('/api/models/'), expect.stringContaining('/config.json')]);
  });

  it('are not called exact where there is no listing', async () => {
    listed = false;
    withGraphs('_quantized');
    expect((await plan('wasm', null)).files.some(({ remote }) => remote.exact && remote.bytes !== null)).toBe(false);
  });

  it.each([[true, 1], [2, 2], [{ 'model_q4.onnx': 3 }, 3], [{ model: 1 }, 1]])('include the weights beside the graph: %j', async (format, parts) => {
    withGraphs('_q4');
    files['config.json'] = { ...CONFIG, 'transformers.js_config': { use_external_data_format: format } };
    for (let i = 0; i < parts; i++) files[`onnx/model_q4.onnx_data${i === 0 ? '' : `_${i}`}`] = 5_000_000;
    const planned = await plan('webgpu', false);
    expect(planned.weights).toHaveLength(parts);
    expect(planned.files).toHaveLength(4 + parts);
  });
});

describe('a model’s name', () => {
  it('leads to its own repository for every hub model, and to the app’s folder for the embedded one', () => {
    for (const { id, kind, repo } of LOCAL_MODELS) {
      const { baseUrl, listingUrl } = resolveSource(id, SETTINGS);
      expect(baseUrl).toBe(kind === 'hub' ? `${HUB}${repo}/resolve/main/` : `${SETTINGS.modelsUrl}${repo}/`);
      expect(listingUrl).toBe(kind === 'hub' ? `${HUB}api/models/${repo}/tree/main?recursive=true` : null);
    }
  });

  it('may be owner/name of any repository or the address of a folder, of a file in it, with or without a slash', () => {
    expect(resolveSource('someone/some-model', SETTINGS).baseUrl).toBe(`${HUB}someone/some-model/resolve/main/`);
    for (const end of ['', '/', '/config.json', '/tokenizer.json', '/onnx', '/onnx/model_q4.onnx', '/?download=true#top']) {
      expect(resolveSource(`https://host.test/a/model${end}`, SETTINGS)).toMatchObject({ baseUrl: 'https://host.test/a/model/', title: 'model', listingUrl: null });
    }
  });
});
