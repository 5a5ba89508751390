/** The serving worker: gateway, balancer, queue and backends live here for as long as the page does. */
import * as Comlink from 'comlink';
import { err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { speaking } from '@/messages/load';
import { LocalGateway } from '@/stages/gateway/local';
import { LocalBalancer } from '@/stages/load-balancer/local';
import { DeviceQueue } from '@/stages/router/local-queue';
import type { ClientPresence } from '@/stages/serving';
import type { Backend } from './backend';
import { causeText, classify, LocalFailure, localError } from './errors';
import { FileStore } from './file-store';
import { Loader, publicPlan } from './loader';
import { planModel, resolveSource, type ModelPlan } from './model-source';
import { Pipeline } from './pipeline';
import type { LoadMessage, RunControl, RunMessage, ServingApi, WireRequest, WorkerSettings } from './protocol';
import { configureRuntime, runtimeVersions, type RuntimeBuild } from './runtime';
import type { DeviceProbe, LoadedModel, LoadPlan, LoadRequest, LocalDevice } from './types';

/** Requests that may wait for the device; more are shed. */
const QUEUE_LIMIT = 4;

class Server implements ServingApi {
  #settings: WorkerSettings | null = null;
  #gateway: LocalGateway | null = null;
  #build: RuntimeBuild = 'plain';
  readonly #balancer = new LocalBalancer();
  readonly #queue = new DeviceQueue(QUEUE_LIMIT);
  readonly #store = new FileStore();
  readonly #folders = new Map<string, string>();
  #backends: Backend[] = [];

  configure(settings: WorkerSettings): void {
    this.#settings = settings;
    this.#gateway = new LocalGateway(settings, () => performance.now());
    this.#build = configureRuntime(settings.probe, this.#store, this.#folders);
  }

  async inspect(request: LoadRequest, storage: DeviceProbe['storage']): Promise<Result<LoadPlan>> {
    try {
      return ok(await publicPlan(await this.#plan(request), storage, this.#store));
    } catch (cause) {
      return err(classify(cause, 'inspect'));
    }
  }

  load(request: LoadRequest, storage: DeviceProbe['storage'], port: MessagePort): void {
    const abort = abortOn(port);
    const send = (message: LoadMessage): void => port.postMessage(message);
    void this.#load(request, storage, abort, send).then((message) => {
      send(message);
      port.close();
    });
  }

  run(wire: WireRequest, port: MessagePort): void {
    const abort = abortOn(port);
    const flag = wire.goneFlag === null ? null : new Int32Array(wire.goneFlag);
    const client: ClientPresence = {
      signal: abort,
      get gone() {
        return abort.aborted || (flag !== null && Atomics.load(flag, 0) === 1);
      },
    };
    void this.#run(wire, client, (message) => port.postMessage(message)).then((message) => {
      port.postMessage(message);
      port.close();
    });
  }

  async forget(model: string): Promise<Result<number>> {
    try {
      return ok(await this.#store.dropUnder(resolveSource(model, this.#known()).baseUrl));
    } catch (cause) {
      return err(classify(cause, 'remove'));
    }
  }

  async #load(request: LoadRequest, storage: DeviceProbe['storage'], signal: AbortSignal, send: (message: LoadMessage) => void): Promise<LoadMessage> {
    const done = (result: Result<LoadedModel>, broken = false): LoadMessage => ({ type: 'done', result, broken });
    const ready = this.#backends.find((backend) => backend.model === request.model && backend.fault === null
      && (request.device === 'auto' ? backend.device === this.#known().probe.chosen : backend.device === request.device));
    if (ready !== undefined) return done(ok({ ...ready.parts.loaded, fresh: false }));
    const release = await this.#queue.acquire(signal);
    if (release === null) return done(err(localError('cancelled', t('Cancelled while waiting for a run to end.'), t('Load again when you like.'))));
    try {
      const loader = new Loader({
        store: this.#store, probe: this.#known().probe, storage, folders: this.#folders, signal,
        onProgress: (progress) => send({ type: 'progress', progress }),
      });
      const plan = await this.#plan(request, signal);
      await this.#makeRoom(plan);
      const backend = await loader.load(plan);
      this.#backends.push(backend);
      this.#backends.sort((a, b) => Number(b.device === 'webgpu') - Number(a.device === 'webgpu'));
      return done(ok(backend.parts.loaded));
    } catch (cause) {
      const error = classify(cause, 'load');
      // After running out of memory or losing its device the runtime cannot be trusted any more.
      return done(err(error), error.code === 'out-of-memory' || error.code === 'device-lost' || error.code === 'session-failed');
    } finally {
      release();
    }
  }

  async #run(wire: WireRequest, client: ClientPresence, send: (message: RunMessage) => void): Promise<RunMessage> {
    const gateway = this.#gateway;
    const candidates = this.#backends.filter((backend) => backend.model === wire.scenario.local.model);
    const first = candidates[0];
    if (gateway === null || first === undefined) {
      return { type: 'done', broken: true, result: err(localError('worker-crashed', t('The backend was started afresh and has no model yet.'), t('Run again.'))) };
    }
    send({ type: 'started', loaded: first.parts.loaded, kv: first.parts.decoder.kv });
    const pipeline = new Pipeline({
      gateway, balancer: this.#balancer, queue: this.#queue, candidates,
      chunkTokens: this.#known().prefillChunkTokens,
      environment: (backend) => this.#environment(backend),
    }, wire, client, send);
    try {
      return { type: 'done', result: ok(await pipeline.execute()), broken: pipeline.broken };
    } catch (cause) {
      return { type: 'done', broken: true, result: err(localError('worker-crashed', t('The run broke off ({why}).', { why: causeText(cause) }), t('Run again: the backend is started afresh.'))) };
    }
  }

  async #plan(request: LoadRequest, signal?: AbortSignal): Promise<ModelPlan> {
    const settings = this.#known();
    const source = resolveSource(request.model, settings);
    const { device, reason } = chooseDevice(request.device, settings.probe);
    return planModel(this.#store, source, device, reason, settings.probe, signal);
  }

  /** One model at a time: others give their memory back, and so does a lost backend of the same one. */
  async #makeRoom(plan: ModelPlan): Promise<void> {
    const leaving = this.#backends.filter((backend) => backend.model !== plan.source.id || backend.device === plan.device);
    this.#backends = this.#backends.filter((backend) => !leaving.includes(backend));
    for (const backend of leaving) await backend.dispose();
  }

  #environment(backend: Backend | null): Record<string, string | number | boolean> {
    const { probe, prefillChunkTokens } = this.#known();
    const loaded = backend?.parts.loaded;
    return {
      ...(loaded === undefined ? {} : {
        device: loaded.device, deviceReason: loaded.deviceReason, adapter: loaded.adapterName, model: loaded.model, modelTitle: loaded.title,
        dtype: loaded.dtype, contextTokens: loaded.contextTokens, kvMode: loaded.kvMode,
      }),
      runtime: `onnxruntime-web (${this.#build})`,
      ...runtimeVersions(),
      prefillChunkTokens,
      wasmThreads: probe.wasm.threads,
      clockResolutionMs: probe.clockResolutionMs,
      crossOriginIsolated: probe.crossOriginIsolated,
      hardwareConcurrency: probe.hardwareConcurrency,
      userAgent: navigator.userAgent,
    };
  }

  #known(): WorkerSettings {
    if (this.#settings === null) throw new Error('the worker was not configured');
    return this.#settings;
  }
}

function chooseDevice(wanted: 'auto' | LocalDevice, probe: DeviceProbe): { device: LocalDevice; reason: string } {
  if (wanted === 'auto') return { device: probe.chosen, reason: probe.reason };
  if (wanted === 'webgpu' && !probe.webgpu.available) {
    throw new LocalFailure(localError('webgpu-missing', t('WebGPU was asked for. {reason}', { reason: probe.webgpu.reason }), t('Choose “auto” or “wasm”, or open the page in a browser with WebGPU.')));
  }
  return { device: wanted, reason: t('{device}, as asked for.', { device: wanted === 'webgpu' ? 'WebGPU' : 'WebAssembly' }) };
}

function abortOn(port: MessagePort): AbortSignal {
  const controller = new AbortController();
  port.onmessage = ({ data }: MessageEvent<RunControl>) => {
    if (data.type === 'abort') controller.abort();
  };
  return controller.signal;
}

Comlink.expose(speaking(new Server()));
