/** What a stranger's model folder says of itself: manifest, configuration, listing. A plan or an error fit to be shown. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LocalFailure } from '@/local/errors';
import { FileStore } from '@/local/file-store';
import { planModel, resolveSource } from '@/local/model-source';
import type { DeviceProbe } from '@/local/types';
import { damagedJson, damagedText, faultOf, PATIENCE_MS, RUNS } from './support';

const FOLDER = 'https://host.test/model/';
const SHA = 'a'.repeat(64);
const manifests = [
  JSON.stringify({ graphs: { webgpu: 'onnx/model_q4.onnx', wasm: 'onnx/model_quantized.onnx' }, weights: 'onnx/model.onnx_data', parameters: 5, files: [{ path: 'config.json', bytes: 4, sha256: SHA }, { path: 'onnx/model_quantized.onnx', bytes: 9, sha256: SHA }] }),
  JSON.stringify({ files: [] }),
];
const configs = [
  JSON.stringify({ model_type: 'llama', max_position_embeddings: 8, num_attention_heads: 2, 'transformers.js_config': { use_external_data_format: { 'model_quantized.onnx': 1, model: true } } }),
  JSON.stringify({ 'transformers.js_config': { use_external_data_format: 2 } }),
];
const probe: DeviceProbe = {
  webgpu: { available: false, reason: 'none' }, wasm: { threads: 1, reason: '' }, chosen: 'wasm', reason: '', crossOriginIsolated: false,
  hardwareConcurrency: 1, clockResolutionMs: 0.1, storage: null, webCrypto: true,
};

let files: Map<string, string>;
let requests = 0;
/** No folder has so many parts: a plan that asks for more follows a number from a file without looking at it. */
const MOST_REQUESTS = 5_000;
beforeAll(() => {
  vi.stubGlobal('caches', undefined);
  vi.stubGlobal('fetch', (input: string | URL, init?: RequestInit): Promise<Response> => {
    if (++requests > MOST_REQUESTS) return Promise.reject(new TypeError('too many requests'));
    const path = String(input).replace(FOLDER, '');
    // Graphs and weights are there whatever they are called; small files as the test gives them.
    const body = files.get(path) ?? (/\.onnx(_data)?(_\d+)?$/.test(path) ? 'x' : undefined);
    if (body === undefined) return Promise.resolve(new Response(null, { status: 404 }));
    return Promise.resolve(new Response(init?.method === 'HEAD' ? null : body, { headers: { 'content-length': String(body.length), 'content-type': 'application/octet-stream' } }));
  });
});
afterAll(() => vi.unstubAllGlobals());

async function check(manifest: string | null, config: string): Promise<void> {
  requests = 0;
  files = new Map([['config.json', config], ['tokenizer.json', '{}'], ['tokenizer_config.json', '{}'], ...(manifest === null ? [] : [['manifest.json', manifest] as const])]);
  try {
    const plan = await planModel(new FileStore(), resolveSource(FOLDER, { modelsUrl: FOLDER, hubUrl: 'https://hub.test/' }), 'wasm', 'asked for', probe);
    expect(plan.files.length).toBeGreaterThan(3);
  } catch (cause) {
    if (!(cause instanceof LocalFailure)) throw cause;
    expect(faultOf(cause.error)).toBe(null);
  }
  expect(requests).toBeLessThan(MOST_REQUESTS);
}

describe('model folders', () => {
  it('with a damaged manifest', async () => {
    const damaged = fc.oneof(damagedText(manifests), damagedJson(manifests).map((value) => JSON.stringify(value) ?? 'null'), fc.json());
    await fc.assert(fc.asyncProperty(damaged, fc.constantFrom(...configs), check), { numRuns: RUNS });
  }, PATIENCE_MS);
  it('with a damaged configuration', async () => {
    const damaged = fc.oneof(damagedText(configs), damagedJson(configs).map((value) => JSON.stringify(value) ?? 'null'), fc.json());
    await fc.assert(fc.asyncProperty(fc.option(fc.constantFrom(...manifests.slice(1))), damaged, check), { numRuns: RUNS });
  }, PATIENCE_MS);
});
