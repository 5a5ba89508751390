/** Constants of the inference model: those fitted to measurements (`fitted.ts`) and those taken from publications. */
import { FITTED } from './fitted';
import type { KernelParameters } from './kernels';

export { ENGINE_PARAMETERS, type EngineOverheads, type EngineParameters } from './engines';
export type { KernelParameters } from './kernels';

/** What GPUs reach in practice; the catalogue holds the peaks. Fitted by `npm run fit` (docs/accuracy.md). */
export const KERNELS: KernelParameters = FITTED.kernels;

/** 95th percentile over mean of the time between tokens of a lone stream: NIM on A100 30.065 ÷ 29.862, on H100 13.992 ÷ 13.731. */
export const STEP_JITTER_P95 = { value: 1.013, source: 'NIM measurements of single streams (NVIDIA DLI, GenAI-Perf): 95th percentile 0.7 % to 1.9 % above the mean' } as const;

/**
 * Sampling on the GPU, per step: kernels launched, and passes over the logits (4 bytes each).
 * Greedy reads them once; temperature adds a soft-max (read, write, read); top-k and top-p add a radix sort of
 * 32-bit keys with their indices, four digits, each read and written (16 passes of 4 bytes).
 */
export const SAMPLING = {
  launchMs: 0.005,
  greedy: { launches: 1, passes: 1 },
  temperature: { launches: 3, passes: 4 },
  sorted: { launches: 8, passes: 20 },
} as const;
