/** What this device can do, measured when asked, and the local run it is held against. */
import { create } from 'zustand';
import { CHARACTERS_PER_TOKEN } from '@/catalog/stage-budgets';
import type { AppError, Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import type { Trace } from '@/core/trace';
import { findLocalLayout, predictLocal, type DeviceRates, type LocalDtype, type LocalLayout, type LocalPrediction, type LocalWork } from '@/decisions/mirror';
import type { CpuBenchmark } from '@/local/cpu-benchmark';
import type { DeviceBenchmark } from '@/local/device-benchmark';
import { LOCAL_MODELS } from '@/local/models';

export type Device = 'webgpu' | 'wasm';

interface MirrorStore {
  gpu: DeviceBenchmark | null;
  cpu: CpuBenchmark | null;
  measuring: boolean;
  /** Why the GPU could not be measured; the processor's rates may be there all the same. */
  gpuError: AppError | null;
  cpuError: AppError | null;
}

export const useMirror = create<MirrorStore>()(() => ({ gpu: null, cpu: null, measuring: false, gpuError: null, cpuError: null }));

/** Measures processor (with as many threads as the runtime takes) and GPU, one after the other; their code is loaded when first asked for. */
export async function measureDevice(): Promise<void> {
  if (useMirror.getState().measuring) return;
  useMirror.setState({ measuring: true, gpuError: null, cpuError: null });
  const [{ benchmarkCpu }, { probeDevice }] = await Promise.all([import('@/local/cpu-benchmark'), import('@/local/probe')]);
  const cpu = await benchmarkCpu((await probeDevice()).wasm.threads);
  useMirror.setState(cpu.ok ? { cpu: cpu.value } : { cpuError: cpu.error });
  const { benchmarkDevice } = await import('@/local/device-benchmark');
  const gpu = await benchmarkDevice();
  useMirror.setState(gpu.ok ? { measuring: false, gpu: gpu.value } : { measuring: false, gpuError: gpu.error });
}

/** Why a local run cannot be held against the probe; null when it can. */
export type Obstacle = 'no-run' | 'unknown-model';

export interface Planned { layout: LocalLayout; device: Device; work: LocalWork }
export interface Measured extends Planned { trace: Trace }

const DTYPES: readonly LocalDtype[] = ['q4f16', 'q4', 'q8', 'fp16', 'fp32'];

/** The work that a finished local run did, as the prediction wants it. */
export function workOf(trace: Trace | null): Measured | Obstacle {
  if (trace === null || trace.tokens.length === 0) return 'no-run';
  const { environment, usage, kv } = trace;
  const layout = findLocalLayout(String(environment['model'] ?? ''));
  const dtype = DTYPES.find((known) => known === environment['dtype']);
  const chunkTokens = environment['prefillChunkTokens'];
  if (layout === undefined || dtype === undefined || typeof chunkTokens !== 'number') return 'unknown-model';
  return {
    layout, trace, device: environment['device'] === 'webgpu' ? 'webgpu' : 'wasm',
    work: {
      dtype, chunkTokens, kvElementBytes: kv.bytesPerElement,
      inputTokens: usage.inputTokens, cachedTokens: usage.cachedTokens, outputTokens: Math.max(1, usage.outputTokens),
    },
  };
}

/** As the runtime reads prompts unless told otherwise, and keeps keys and values (src/local). */
const CHUNK_TOKENS = 128;
const KV_ELEMENT_BYTES = 4;

/** The work that the request on screen will be on this machine: what is predicted before the run. Null for a model whose layout is not known. */
export function plannedWork({ request, local }: Scenario, countedTokens: number | null, device: Device): Planned | null {
  const layout = findLocalLayout(local.model);
  const model = LOCAL_MODELS.find(({ id }) => id === local.model);
  if (layout === undefined || model === undefined) return null;
  const [dtype = 'q8'] = device === 'wasm' ? model.dtypes.wasm : model.dtypes.webgpu;
  const text = request.systemPrompt.length + request.prompt.length;
  const inputTokens = Math.min(Math.max(1, countedTokens ?? Math.ceil(text / CHARACTERS_PER_TOKEN)), model.contextTokens - 1);
  const outputTokens = Math.max(1, Math.min(request.maxOutputTokens, model.contextTokens - inputTokens));
  return { layout, device, work: { dtype, chunkTokens: CHUNK_TOKENS, kvElementBytes: KV_ELEMENT_BYTES, inputTokens, cachedTokens: 0, outputTokens } };
}

/** What the device's rates predict for the work. */
export const predictRun = (rates: DeviceRates, { layout, work }: Planned): Result<LocalPrediction> => predictLocal(rates, layout, work);
