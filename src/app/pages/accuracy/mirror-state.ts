/** What this device can do, measured when asked, and the local run it is held against. */
import { create } from 'zustand';
import type { AppError } from '@/core/result';
import type { Trace } from '@/core/trace';
import { findLocalLayout, predictLocal, type LocalDtype, type LocalLayout, type LocalPrediction, type LocalWork } from '@/decisions/mirror';
import type { DeviceBenchmark } from '@/local/device-benchmark';
import type { Result } from '@/core/result';

interface MirrorStore {
  device: DeviceBenchmark | null;
  measuring: boolean;
  error: AppError | null;
}

export const useMirror = create<MirrorStore>()(() => ({ device: null, measuring: false, error: null }));

/** Measures the device; its code is loaded when first asked for. */
export async function measureDevice(): Promise<void> {
  if (useMirror.getState().measuring) return;
  useMirror.setState({ measuring: true, error: null });
  const { benchmarkDevice } = await import('@/local/device-benchmark');
  const measured = await benchmarkDevice();
  useMirror.setState(measured.ok ? { measuring: false, device: measured.value } : { measuring: false, error: measured.error });
}

/** Why a local run cannot be held against the probe of the GPU; null when it can. */
export type Obstacle = 'no-run' | 'not-webgpu' | 'unknown-model';

export interface Measured { layout: LocalLayout; work: LocalWork; trace: Trace }

const DTYPES: readonly LocalDtype[] = ['q4f16', 'q4', 'q8', 'fp16', 'fp32'];

/** The work that a finished local run did, as the prediction wants it. */
export function workOf(trace: Trace | null): Measured | Obstacle {
  if (trace === null || trace.tokens.length === 0) return 'no-run';
  const { environment, usage, kv } = trace;
  if (environment['device'] !== 'webgpu') return 'not-webgpu';
  const layout = findLocalLayout(String(environment['model'] ?? ''));
  const dtype = DTYPES.find((known) => known === environment['dtype']);
  const chunkTokens = environment['prefillChunkTokens'];
  if (layout === undefined || dtype === undefined || typeof chunkTokens !== 'number') return 'unknown-model';
  return {
    layout, trace,
    work: {
      dtype, chunkTokens, kvElementBytes: kv.bytesPerElement,
      inputTokens: usage.inputTokens, cachedTokens: usage.cachedTokens, outputTokens: Math.max(1, usage.outputTokens),
    },
  };
}

/** What the device's rates predict for the same work. */
export const predictRun = (device: DeviceBenchmark, { layout, work }: Measured): Result<LocalPrediction> => predictLocal(device, layout, work);
