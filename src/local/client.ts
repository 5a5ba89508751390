/** The page's side of the local serving stack: owns the workers' lives, sends requests, turns messages into events. */
import * as Comlink from 'comlink';
import { err, type Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import type { Trace } from '@/core/trace';
import { t } from '@/core/text';
import { workerName } from '@/messages/load';
import { localError } from './errors';
import { probeDevice, storageEstimate } from './probe';
import type { CounterApi, LoadMessage, RunMessage, ServingApi, WorkerSettings } from './protocol';
import counterWorker from './counter-worker?worker&url';
import { RunRecorder } from './run-recorder';
import { startWorker } from './start-worker';
import { ClientCredentials } from './wire';
import type {
  DeviceProbe, LoadedModel, LoadPlan, LoadProgress, LoadRequest, LocalError, LocalStack, LocalStackOptions, RunEvent,
} from './types';
import servingWorker from './worker?worker&url';
import { WorkerHandle } from './worker-handle';

/** Prefill pass in tokens: long enough to fill a GPU, short enough that cancelling is felt at once. */
const PREFILL_CHUNK_TOKENS = 128;
/** A worker that does not stop by itself within this time after a cancel is ended. */
const CANCEL_GRACE_MS = 10_000;

/** Makes the page's serving stack. Workers start at the first call that needs one. */
export function createLocalStack(options: LocalStackOptions = {}): LocalStack {
  return new Stack(options);
}

class Stack implements LocalStack {
  #serving: WorkerHandle<ServingApi> | null = null;
  #counter: WorkerHandle<CounterApi> | null = null;
  #settings: Promise<WorkerSettings> | null = null;
  readonly #credentials = new ClientCredentials();
  #running = false;
  #disposed = false;
  /** Set once a load's cold start has been told in a trace. */
  #coldStartTold = new Set<string>();

  constructor(private readonly options: LocalStackOptions) {}

  probe(): Promise<DeviceProbe> {
    return probeDevice();
  }

  async inspect(request: LoadRequest): Promise<Result<LoadPlan>> {
    if (this.#disposed) return err(disposed());
    const worker = await this.#servingWorker();
    const storage = await storageEstimate();
    return worker.call((api) => api.inspect(request, storage));
  }

  async countTokens(model: string, text: string): Promise<Result<number>> {
    if (this.#disposed) return err(disposed());
    const { modelsUrl, hubUrl } = await this.#workerSettings();
    if (this.#counter === null || this.#counter.dead) {
      const worker = startWorker(counterWorker, workerName('400ms-counter'));
      this.#counter = new WorkerHandle<CounterApi>(worker);
      this.#counter.send((api) => api.configure({ modelsUrl, hubUrl }));
    }
    return this.#counter.call((api) => api.count(model, text));
  }

  async load(request: LoadRequest, onProgress: (progress: LoadProgress) => void, signal?: AbortSignal): Promise<Result<LoadedModel>> {
    if (this.#disposed) return err(disposed());
    if (signal?.aborted === true) return cancelledEarly();
    const worker = await this.#servingWorker();
    const storage = await storageEstimate();
    const channel = new MessageChannel();
    return new Promise((resolve) => {
      const finish = (result: Result<LoadedModel>): void => {
        stopWatching();
        signal?.removeEventListener('abort', abort);
        channel.port1.close();
        resolve(result);
      };
      const abort = (): void => channel.port1.postMessage({ type: 'abort' });
      const stopWatching = worker.onDeath((error) => finish(err(error)));
      channel.port1.onmessage = ({ data }: MessageEvent<LoadMessage>) => {
        if (data.type === 'progress') return onProgress(data.progress);
        if (data.result.ok && data.result.value.fresh) this.#coldStartTold.delete(keyOf(data.result.value));
        finish(data.result);
        if (data.broken) worker.kill();
      };
      signal?.addEventListener('abort', abort, { once: true });
      worker.send((api) => api.load(request, storage, Comlink.transfer(channel.port2, [channel.port2])));
    });
  }

  async run(scenario: Scenario, onEvent: (event: RunEvent) => void, signal?: AbortSignal): Promise<Result<Trace>> {
    if (this.#disposed) return err(disposed());
    if (this.#running) return err(localError('busy', t('Another run is still going.'), t('Wait for it or stop it first.')));
    this.#running = true;
    try {
      const loaded = await this.load(scenario.local, (progress) => onEvent({ type: 'load', progress }), signal);
      if (!loaded.ok) return loaded;
      if (signal?.aborted === true) return cancelledEarly();
      return await this.#send(scenario, loaded.value, onEvent, signal);
    } finally {
      this.#running = false;
    }
  }

  async #send(scenario: Scenario, loaded: LoadedModel, onEvent: (event: RunEvent) => void, signal: AbortSignal | undefined): Promise<Result<Trace>> {
    const worker = await this.#servingWorker();
    const channel = new MessageChannel();
    const cold = !this.#coldStartTold.has(keyOf(loaded));
    const recorder = new RunRecorder(scenario, loaded, cold, onEvent);
    const request = await this.#credentials.seal(scenario, loaded, cold);
    return new Promise((resolve) => {
      let grace: ReturnType<typeof setTimeout> | undefined;
      const finish = (result: Result<Trace>): void => {
        stopWatching();
        clearTimeout(grace);
        signal?.removeEventListener('abort', abort);
        channel.port1.close();
        if (result.ok) this.#coldStartTold.add(keyOf(loaded));
        resolve(result);
      };
      const abort = (): void => {
        if (request.goneFlag !== null) Atomics.store(new Int32Array(request.goneFlag), 0, 1);
        channel.port1.postMessage({ type: 'abort' });
        grace = setTimeout(() => {
          finish(recorder.broken('cancelled', t('The client went away. The backend did not stop by itself and was ended.')));
          worker.kill();
        }, CANCEL_GRACE_MS);
      };
      const stopWatching = worker.onDeath((error) => finish(recorder.broken('failed', error.message)));
      channel.port1.onmessage = ({ data }: MessageEvent<RunMessage>) => {
        if (data.type === 'done') {
          finish(data.result.ok ? recorder.finished(data.result.value) : data.result);
          if (data.broken) worker.kill();
          return;
        }
        recorder.take(data);
      };
      if (signal?.aborted === true) abort();
      else signal?.addEventListener('abort', abort, { once: true });
      recorder.start(request.sentAtMs);
      worker.send((api) => api.run(Comlink.transfer(request, [request.record]), Comlink.transfer(channel.port2, [channel.port2])));
    });
  }

  async forget(model: string): Promise<Result<number>> {
    if (this.#disposed) return err(disposed());
    const worker = await this.#servingWorker();
    return worker.call((api) => api.forget(model));
  }

  dispose(): void {
    this.#disposed = true;
    this.#serving?.kill(disposed());
    this.#counter?.kill(disposed());
  }

  #workerSettings(): Promise<WorkerSettings> {
    this.#settings ??= this.#makeSettings();
    return this.#settings;
  }

  async #makeSettings(): Promise<WorkerSettings> {
    return {
      modelsUrl: new URL(this.options.modelsUrl ?? 'models/', document.baseURI).href,
      hubUrl: this.options.hubUrl ?? 'https://huggingface.co/',
      prefillChunkTokens: this.options.prefillChunkTokens ?? PREFILL_CHUNK_TOKENS,
      probe: await probeDevice(),
      ...(await this.#credentials.forServer()),
    };
  }

  async #servingWorker(): Promise<WorkerHandle<ServingApi>> {
    const settings = await this.#workerSettings();
    if (this.#serving === null || this.#serving.dead) {
      this.#coldStartTold = new Set();
      const worker = startWorker(servingWorker, workerName('400ms-serving'));
      this.#serving = new WorkerHandle<ServingApi>(worker);
      this.#serving.send((api) => api.configure(settings));
    }
    return this.#serving;
  }
}

const keyOf = (loaded: LoadedModel): string => `${loaded.model} ${loaded.device}`;
const disposed = (): LocalError => localError('disposed', t('The local stack was closed.'), t('Reload the page.'));
const cancelledEarly = (): Result<never> => err(localError('cancelled', t('Cancelled before anything ran.'), t('Run it again when you like; finished downloads are kept.')));
