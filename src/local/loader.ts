/** Cold start: files, checks, session, shaders. Everything that must happen once before a first request can run. */
import { AutoModelForCausalLM } from '@huggingface/transformers';
import type { InferenceSession } from 'onnxruntime-web/webgpu';
import { msg, t } from '@/core/text';
import { formatBytes } from '@/core/units';
import type { Trace } from '@/core/trace';
import { cpuAdapter, UNKNOWN_GPU } from './adapter';
import { Backend } from './backend';
import { Decoder, runtimeGpuDevice, type KvMode } from './decoder';
import { cancelled, LocalFailure, localError } from './errors';
import type { FileStore } from './file-store';
import { useGpuDevice } from './kv-buffers';
import type { ModelPlan, PlannedFile } from './model-source';
import { MAX_CONTEXT_TOKENS } from './models';
import { loadTokenizer } from './tokenizer';
import type { DeviceProbe, LoadedModel, LoadPhase, LoadPlan, LoadProgress, LocalError } from './types';

/** Progress messages at most this often. */
const PROGRESS_EVERY_MS = 50;
/** Largest difference of logits between the two ways of driving the KV cache that rounding explains. */
const KV_TOLERANCE = 0.05;

const WARM_UP_TEXT = 'Once upon a time, there was a little girl who liked to ask where the time goes.';

interface LoaderContext {
  store: FileStore;
  probe: DeviceProbe;
  /** Room in the browser's storage, as the page sees it now. */
  storage: DeviceProbe['storage'];
  /** Folder of each inner name that the runtime may ask for. */
  folders: Map<string, string>;
  onProgress: (progress: LoadProgress) => void;
  signal: AbortSignal;
}

/** What a load would fetch, as the page shows it. */
export async function publicPlan(plan: ModelPlan, storage: DeviceProbe['storage'], store: FileStore): Promise<LoadPlan> {
  const files = plan.files.map(({ path, remote, storedBytes }) => ({ path, bytes: remote.bytes, cachedBytes: storedBytes }));
  const totalBytes = files.some(({ bytes }) => bytes === null) ? null : files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const cachedBytes = files.reduce((sum, file) => sum + file.cachedBytes, 0);
  const complete = totalBytes !== null && cachedBytes >= totalBytes;
  const kept = await Promise.all(plan.files.map(({ url }) => store.kept(url)));
  return {
    model: plan.source.id, title: plan.source.title,
    device: plan.device, deviceReason: plan.deviceReason, dtype: plan.dtype, dtypeReason: plan.dtypeReason,
    files, totalBytes, exact: plan.files.every(({ remote }) => remote.exact), cachedBytes,
    thisVisitOnly: complete && !kept.every(Boolean),
    fits: storage === null || totalBytes === null || totalBytes - cachedBytes <= storage.quotaBytes - storage.usageBytes,
  };
}

export class Loader {
  readonly #startMs = performance.now();
  readonly #steps: { name: string; durationMs: number; detail: string }[] = [];
  #stepMs = performance.now();
  #loadedBytes = 0;
  #cachedBytes = 0;
  #totalBytes: number | null = null;
  #lastProgressMs = -Infinity;
  static #count = 0;

  constructor(private readonly context: LoaderContext) {}

  /** Loads what `plan` says. @throws LocalFailure, or whatever the runtime throws. */
  async load(plan: ModelPlan): Promise<Backend> {
    const { store, folders } = this.context;
    const shown = await publicPlan(plan, this.context.storage, store);
    this.#totalBytes = shown.totalBytes;
    this.#step(msg('configuration'), t('{files} files, {dtype} for {device}', { files: plan.files.length, dtype: plan.dtype, device: plan.device }));
    // Many browsers tell the true room; Chromium tells 10 GiB whatever there is, and its storage refuses when it is full.
    if (plan.source.catalogue?.kind !== 'embedded' && !shown.fits) {
      const needed = (shown.totalBytes ?? 0) - shown.cachedBytes;
      throw new LocalFailure(noRoom(plan.source.title, needed, this.context.storage));
    }

    await this.#fetch(plan);
    const amounts = { network: formatBytes(this.#loadedBytes - this.#cachedBytes), cache: formatBytes(this.#cachedBytes) };
    this.#step(msg('download'), store.storageFull
      ? t('{network} over the network, {cache} from the cache; the browser’s storage is full, so the files are kept for this visit only', amounts)
      : t('{network} over the network, {cache} from the cache', amounts));
    const checked = await this.#verify(plan.files);
    if (checked > 0) this.#step(msg('verify'), t('SHA-256 of {checked} files', { checked }));

    const name = `folder-${++Loader.#count}`;
    folders.set(name, plan.source.baseUrl);
    const { tokenizer, endTokenId } = await loadTokenizer(name);
    // The first call of any code is the slowest: it belongs here, not to the first request.
    tokenizer.decode(tokenizer.encode(WARM_UP_TEXT));
    this.#step(msg('tokenizer'), plan.source.baseUrl);

    this.#say('session', t('Starting the runtime and uploading the weights'));
    const graph = await graphText(store, plan);
    const model = await AutoModelForCausalLM.from_pretrained(name, {
      device: plan.device, dtype: plan.dtype, model_file_name: plan.graphName,
      ...(plan.sharedWeights
        // The library looks for `<graph>.onnx_data` only; the name inside the graph is the file's own.
        ? { use_external_data_format: false, session_options: { externalData: plan.weights.map(({ path }) => ({ path: path.replace(/^onnx\//, ''), data: path })) } }
        : { use_external_data_format: plan.weights.length === 0 ? false : plan.weights.length }),
    });
    this.#throwIfCancelled();
    const session = sessionOf(model.sessions);
    const contextTokens = Math.min(plan.config.max_position_embeddings ?? MAX_CONTEXT_TOKENS, MAX_CONTEXT_TOKENS);
    const decoder = new Decoder(session, plan.device, contextTokens);
    const gpuDevice = plan.device === 'webgpu' ? await runtimeGpuDevice() : null;
    if (gpuDevice !== null) useGpuDevice(gpuDevice);
    this.#step(msg('session'), t('{path}, {layers} layers', { path: plan.graph.path, layers: decoder.kv.layers }));

    this.#say('warm-up', plan.device === 'webgpu' ? t('Compiling shaders') : t('First pass'));
    const kvMode = await this.#warmUp(decoder, plan, graph);
    this.#step(plan.device === 'webgpu' ? msg('shader compilation') : msg('warm-up'), t('first prefill and decode; KV cache {kvMode, select, preallocated {preallocated} other {growing}}', { kvMode }));

    const coldStart: NonNullable<Trace['coldStart']> = { totalMs: this.#steps.reduce((sum, { durationMs }) => sum + durationMs, 0), steps: this.#steps };
    this.#say('ready', t('Ready'));
    const loaded: LoadedModel = {
      model: plan.source.id, title: plan.source.title,
      device: plan.device, deviceReason: plan.deviceReason, dtype: plan.dtype, dtypeReason: plan.dtypeReason,
      adapterName: adapterName(plan, this.context.probe),
      chat: tokenizer.encodeChat !== null, contextTokens, vocabularySize: decoder.vocabularySize,
      kvBytesPerToken: decoder.kv.bytesPerToken, kvMode,
      totalBytes: this.#loadedBytes, downloadedBytes: this.#loadedBytes - this.#cachedBytes, fresh: true, coldStart,
    };
    return new Backend({
      loaded, decoder, tokenizer, gpuDevice,
      endTokens: endTokens(model.generation_config ?? null, model.config, endTokenId),
      parameters: plan.source.catalogue?.parameters ?? plan.manifest?.parameters ?? null,
      model,
    });
  }

  /**
   * A model that cannot be kept is not downloaded: it would have to come again with each visit. The embedded one is
   * small and must always run, so it is kept in memory then.
   */
  async #fetch({ files, source }: ModelPlan): Promise<void> {
    const { store, signal } = this.context;
    store.tryStorageAgain();
    const refuseIfFull = (): void => {
      if (store.storageFull && source.catalogue?.kind !== 'embedded') throw new LocalFailure(storageFull(source.title));
    };
    for (const file of files) {
      try {
        await store.ensure(file.url, (bytes, fromCache) => {
          this.#loadedBytes += bytes;
          if (fromCache) this.#cachedBytes += bytes;
          this.#say('download', t('Loading {path}', { path: file.path }));
          refuseIfFull();
        }, signal);
        refuseIfFull();
      } catch (cause) {
        if (cause instanceof LocalFailure && cause.error.code === 'storage-full') await store.forgetUnstored(file.url);
        throw cause;
      }
    }
    this.#throwIfCancelled();
  }

  /** Compares checksums; a wrong file from the cache is fetched once more before the load fails. */
  async #verify(files: readonly PlannedFile[]): Promise<number> {
    if (!this.context.probe.webCrypto) return 0;
    let checked = 0;
    for (const file of files) {
      if (file.sha256 === null) continue;
      this.#say('verify', t('Checking {path}', { path: file.path }));
      if ((await this.#digest(file)) !== file.sha256) {
        const wasStored = file.storedBytes > 0;
        await this.context.store.drop(file.url);
        if (wasStored) await this.context.store.ensure(file.url, undefined, this.context.signal);
        if (!wasStored || (await this.#digest(file)) !== file.sha256) {
          await this.context.store.drop(file.url);
          throw new LocalFailure(localError('model-corrupt', t('{path} is damaged: its checksum is not the one in the manifest.', { path: file.path }), t('Load again; if it stays, the copy on the server is damaged.')));
        }
      }
      checked++;
    }
    return checked;
  }

  async #digest(file: PlannedFile): Promise<string> {
    const bytes = await (await this.context.store.read(file.url))?.arrayBuffer();
    if (bytes === undefined) return '';
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  }

  /**
   * Compiles what the first request needs and chooses how the KV cache is driven: a graph with GroupQueryAttention
   * can write into one preallocated cache; that both ways agree is checked, not assumed.
   */
  async #warmUp(decoder: Decoder, plan: ModelPlan, graph: string): Promise<KvMode> {
    const sample = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => id % Math.max(1, decoder.vocabularySize));
    const preallocates = decoder.canPreallocate(graph);
    // Shaders of both ways would have to be compiled; the embedded model's graph is checked by the tests instead.
    const trusted = plan.source.catalogue?.kind === 'embedded' && plan.device === 'webgpu';
    const drive = async (mode: KvMode): Promise<Float32Array> => {
      const sequence = decoder.newSequence(mode);
      try {
        await sequence.forward(sample.slice(0, 5));
        await sequence.forward(sample.slice(5, 7));
        return (await sequence.forward(sample.slice(7))).logits.slice();
      } finally {
        sequence.dispose();
      }
    };
    const logits = await drive(preallocates ? 'preallocated' : 'growing');
    this.#throwIfCancelled();
    if (!preallocates) return 'growing';
    if (trusted) return 'preallocated';
    const reference = await drive('growing');
    const same = logits.every((value, i) => Math.abs(value - (reference[i] ?? 0)) <= KV_TOLERANCE * Math.max(1, Math.abs(reference[i] ?? 0)));
    return same ? 'preallocated' : 'growing';
  }

  #step(name: string, detail: string): void {
    const nowMs = performance.now();
    this.#steps.push({ name, durationMs: nowMs - this.#stepMs, detail });
    this.#stepMs = nowMs;
  }

  #say(phase: LoadPhase, message: string): void {
    const nowMs = performance.now();
    if (phase === 'download' && nowMs - this.#lastProgressMs < PROGRESS_EVERY_MS) return;
    this.#lastProgressMs = nowMs;
    this.context.onProgress({
      phase, message, loadedBytes: this.#loadedBytes, totalBytes: this.#totalBytes, cachedBytes: this.#cachedBytes, elapsedMs: nowMs - this.#startMs,
    });
  }

  #throwIfCancelled(): void {
    if (this.context.signal.aborted) throw new LocalFailure(cancelled());
  }
}

/** The beginning of the graph file, where its nodes stand: enough to see which operators it has. */
async function graphText(store: FileStore, plan: ModelPlan): Promise<string> {
  const blob = await (await store.read(plan.graph.url))?.blob();
  return blob === undefined ? '' : new TextDecoder('latin1').decode(await blob.slice(0, 4 * 1024 * 1024).arrayBuffer());
}

function sessionOf(sessions: unknown): InferenceSession {
  const session: unknown = typeof sessions === 'object' && sessions !== null && 'model' in sessions ? sessions.model : null;
  if (!isSession(session)) throw new LocalFailure(localError('model-unsupported', t('This model is not a single decoder graph.'), t('Choose a text-generation model.')));
  return session;
}

const isSession = (value: unknown): value is InferenceSession =>
  typeof value === 'object' && value !== null && 'run' in value && 'inputMetadata' in value && 'outputMetadata' in value;

/** Tokens that end an answer, from the generation configuration, the configuration and the tokenizer. */
function endTokens(generation: unknown, config: unknown, tokenizerEnd: number | null): ReadonlySet<number> {
  const ids = new Set<number>();
  for (const source of [generation, config]) {
    const end: unknown = typeof source === 'object' && source !== null && 'eos_token_id' in source ? source.eos_token_id : null;
    for (const id of Array.isArray(end) ? end : [end]) if (typeof id === 'number') ids.add(id);
  }
  if (tokenizerEnd !== null) ids.add(tokenizerEnd);
  return ids;
}

const storageFull = (title: string): LocalError =>
  localError('storage-full', t('The browser’s storage is full: there is no room for all of {title}.', { title }), t('Remove another model, free space on the disk, or choose a smaller model, then load again: what could be stored is kept.'));

function noRoom(title: string, neededBytes: number, storage: DeviceProbe['storage']): LocalError {
  const needed = formatBytes(neededBytes);
  const message = storage === null
    ? t('{title} needs {needed} more than is stored, and the browser grants this page less.', { title, needed })
    : t('{title} needs {needed} more than is stored, and the browser grants this page {room} only.', { title, needed, room: formatBytes(Math.max(0, storage.quotaBytes - storage.usageBytes)) });
  return localError('storage-full', message, t('Remove another model, free space on the disk, or choose a smaller model. What you typed is kept.'));
}

function adapterName(plan: ModelPlan, probe: DeviceProbe): string {
  if (plan.device === 'webgpu') return probe.webgpu.available ? probe.webgpu.adapterName : UNKNOWN_GPU;
  return cpuAdapter(probe.wasm.threads);
}
