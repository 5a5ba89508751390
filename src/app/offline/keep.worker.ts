/**
 * Stores the embedded model and the runtime that this browser needs, beside the page, so that a first run needs no
 * network. The model goes where a run looks for it (the file store): it is never stored twice, and every load
 * still compares its SHA-256.
 */
import * as Comlink from 'comlink';
import { err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { classify, LocalFailure, localError } from '@/local/errors';
import { FileStore } from '@/local/file-store';
import { planModel, resolveSource, type PlannedFile } from '@/local/model-source';
import { LOCAL_MODELS } from '@/local/models';
import { probeDevice } from '@/local/probe';
import { allRuntimeWasm, bestBuild, runtimeFiles } from '@/local/runtime-files';
import type { DeviceProbe, LocalError } from '@/local/types';
import { speaking } from '@/messages/load';
import { RUNTIME_CACHE } from './caches';

export type KeepProgress = (bytes: number, totalBytes: number | null) => void;

const api = {
  /** @param modelsUrl address of the embedded models' folder. Calls `onProgress` with bytes at hand and bytes in all. */
  async keep(modelsUrl: string, onProgress: KeepProgress): Promise<Result<null>> {
    try {
      const probe = await probeDevice();
      const store = new FileStore();
      const files = await embeddedFiles(store, modelsUrl, probe);
      const { wasm } = runtimeFiles(bestBuild(probe));
      const wasmResponse = await runtimeResponse(wasm);
      const wasmBytes = wasmResponse === null ? 0 : lengthOf(wasmResponse);
      const modelBytes = files.some(({ remote }) => remote.bytes === null) ? null : files.reduce((sum, { remote }) => sum + (remote.bytes ?? 0), 0);
      const totalBytes = modelBytes === null || wasmBytes === null ? null : modelBytes + wasmBytes;
      let bytes = 0;
      for (const { url } of files) {
        await store.ensure(url, (piece) => {
          bytes += piece;
          onProgress(bytes, totalBytes);
        });
      }
      if (store.storageFull) return err(full());
      await keepRuntime(wasm, wasmResponse);
      onProgress(totalBytes ?? bytes, totalBytes);
      return ok(null);
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'QuotaExceededError') return err(full());
      return err(classify(cause, 'keep'));
    }
  },
};
export type KeepApi = typeof api;

const full = (): LocalError => localError('storage-full', t('The browser’s storage is full, so not everything could be kept.'), t('Remove a downloaded model or free space on the disk, then try again.'));

/** Files of the embedded models for every device that this browser could run them on; each once. */
async function embeddedFiles(store: FileStore, modelsUrl: string, probe: DeviceProbe): Promise<PlannedFile[]> {
  const files = new Map<string, PlannedFile>();
  const devices = probe.webgpu.available ? (['wasm', 'webgpu'] as const) : (['wasm'] as const);
  for (const { id } of LOCAL_MODELS.filter(({ kind }) => kind === 'embedded')) {
    for (const device of devices) {
      // The hub has no part in this: an embedded model is found under modelsUrl alone.
      const plan = await planModel(store, resolveSource(id, { modelsUrl, hubUrl: modelsUrl }), device, '', probe);
      for (const file of plan.files) files.set(file.url, file);
    }
  }
  return [...files.values()];
}

/** The runtime from the network; null when it is stored already. @throws LocalFailure */
async function runtimeResponse(wasm: string): Promise<Response | null> {
  const cache = await caches.open(RUNTIME_CACHE);
  if ((await cache.match(wasm)) !== undefined) return null;
  const response = await fetch(wasm);
  if (response.ok) return response;
  throw new LocalFailure(localError('server-error', t('The server answered {status} for the model runtime.', { status: response.status }), t('Try again later.')));
}

/** Stores the runtime and drops what earlier versions of the app kept of it. */
async function keepRuntime(wasm: string, response: Response | null): Promise<void> {
  const cache = await caches.open(RUNTIME_CACHE);
  if (response !== null) await cache.put(wasm, response);
  const current = new Set(allRuntimeWasm());
  const folder = new URL('.', wasm).href;
  for (const { url } of await cache.keys()) {
    // Another copy of the app may live elsewhere under this origin; its files are its own.
    if (url.startsWith(folder) && !current.has(url)) await cache.delete(url);
  }
}

/** Null when the transfer is compressed or the server does not say: its length is then not the file's. */
function lengthOf({ headers }: Response): number | null {
  const length = headers.get('content-length');
  return length === null || headers.has('content-encoding') ? null : Number(length);
}

Comlink.expose(speaking(api));
