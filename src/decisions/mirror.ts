/**
 * The roofline turned on this device: a short probe measures what its GPU can do, the layout of the local model says
 * what has to be done, and prefill and decode are predicted before the run. Afterwards the two are compared.
 */
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import { significant } from '@/core/units';

/** What the probe measures. */
export interface DeviceRates {
  /** Bytes read plus bytes written by a copy kernel, 10^9 a second. */
  readonly copyGBs: number;
  /** Multiplications and additions of a tiled matrix product, 10^9 a second. */
  readonly matmulGflops: number;
  /** Time from one empty dispatch to the next, in µs. */
  readonly dispatchUs: number;
}

/** Shape of a decoder, by the names of the hub's config.json. */
export interface LocalLayout {
  readonly id: string;
  readonly layers: number;
  readonly hidden: number;
  readonly intermediate: number;
  readonly queryHeads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly vocabulary: number;
  readonly source: string;
}

const HUB = 'config.json of the repository';
const layout = (id: string, layers: number, hidden: number, intermediate: number, queryHeads: number, kvHeads: number, headDim: number, vocabulary: number, source = HUB): LocalLayout =>
  ({ id, layers, hidden, intermediate, queryHeads, kvHeads, headDim, vocabulary, source });

/** Models that run on this machine, by their name in the scenario. All share input table and output head. */
export const LOCAL_LAYOUTS: readonly LocalLayout[] = [
  layout('stories15M', 6, 288, 768, 6, 6, 48, 32_000, 'header of the llama2.c checkpoint'),
  layout('smollm2-135m-instruct', 30, 576, 1_536, 9, 3, 64, 49_152),
  layout('smollm2-360m-instruct', 32, 960, 2_560, 15, 5, 64, 49_152),
  layout('qwen2.5-0.5b-instruct', 24, 896, 4_864, 14, 2, 64, 151_936),
  layout('qwen3-0.6b', 28, 1_024, 3_072, 16, 8, 128, 151_936),
  layout('llama-3.2-1b-instruct', 16, 2_048, 8_192, 32, 8, 64, 128_256),
];

/** The layout of a local model, or undefined for one that is given by its address. */
export const findLocalLayout = (id: string): LocalLayout | undefined => LOCAL_LAYOUTS.find((entry) => entry.id === id);

export type LocalDtype = 'q4f16' | 'q4' | 'q8' | 'fp16' | 'fp32';

/** Bytes of one weight, scales included: blocks of 32 with one scale each (ONNX Runtime MatMulNBits), 16 or 32 bits wide. */
export const LOCAL_WEIGHT_BYTES: Readonly<Record<LocalDtype, number>> = {
  q4f16: 0.5 + 2 / 32, q4: 0.5 + 4 / 32, q8: 1 + 2 / 32, fp16: 2, fp32: 4,
};

/**
 * Kernels of one pass, counted on the embedded model's graph: two norms, five products (query-key-value in one, output,
 * gate, up, down), activation and its product, and attention, which ONNX Runtime's WebGPU provider runs as five
 * (split and rotate, copy to the cache, scores, weighted sum, reduction). Around the layers: table rows and their
 * look-up, final norm, last position, head, order of the logits, two lengths.
 */
export const DISPATCHES = { perLayer: 2 + 5 + 2 + 5, around: 8 } as const;

/** Parameters of the layers (each token passes through all of them) and of the output head. */
export function localParameters(model: LocalLayout): { readonly layers: number; readonly head: number } {
  const { layers, hidden, intermediate, queryHeads, kvHeads, headDim, vocabulary } = model;
  const attention = hidden * headDim * (2 * queryHeads + 2 * kvHeads);
  return { layers: layers * (attention + 3 * hidden * intermediate), head: vocabulary * hidden };
}

export interface LocalWork {
  readonly dtype: LocalDtype;
  /** Prompt tokens to compute. */
  readonly inputTokens: number;
  /** Prompt tokens already in the cache. */
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** Longest pass of prefill. */
  readonly chunkTokens: number;
  /** Bytes of one element of the KV cache: 4, or 2 with 16-bit shaders. */
  readonly kvElementBytes: number;
}

export interface LocalPass {
  readonly totalMs: number;
  /** If reading, multiplying and starting kernels all overlapped, and if nothing did: between these it lies as far as the rates hold. */
  readonly range: { readonly low: number; readonly high: number };
  /** Reading weights and KV cache at the copy kernel's rate. */
  readonly memoryMs: number;
  /** Multiplying at the matrix kernel's rate. */
  readonly computeMs: number;
  /** Kernels × time for each. */
  readonly dispatchMs: number;
  readonly boundBy: 'memory' | 'compute' | 'dispatch';
  readonly bytes: number;
  readonly flops: number;
  readonly dispatches: number;
}

export interface LocalPrediction {
  readonly prefill: LocalPass;
  /** One decode pass in the middle of the answer. */
  readonly decode: LocalPass;
  /** Prefill and all decode passes. */
  readonly inferenceMs: number;
  readonly tokensPerSecond: number;
}

/** Work of a kernel overlaps reading and multiplying; starting it does not overlap with either. */
function pass(rates: DeviceRates, work: { bytes: number; flops: number; dispatches: number }): LocalPass {
  const memoryMs = work.bytes / (rates.copyGBs * 1e6);
  const computeMs = work.flops / (rates.matmulGflops * 1e6);
  const dispatchMs = (work.dispatches * rates.dispatchUs) / 1000;
  const parts = [['memory', memoryMs], ['compute', computeMs], ['dispatch', dispatchMs]] as const;
  const boundBy = parts.reduce((most, next) => (next[1] > most[1] ? next : most))[0];
  const range = { low: Math.max(memoryMs, computeMs, dispatchMs), high: memoryMs + computeMs + dispatchMs };
  return { totalMs: Math.max(memoryMs, computeMs) + dispatchMs, range, memoryMs, computeMs, dispatchMs, boundBy, ...work };
}

/**
 * Predicts a local run from measured rates. Pure. Errors name the rate or count that is not a positive number.
 * Not in it: reading logits back, sampling, and the runtime's own work between passes; the comparison shows what they come to.
 */
export function predictLocal(rates: DeviceRates, model: LocalLayout, work: LocalWork): Result<LocalPrediction> {
  const { copyGBs, matmulGflops, dispatchUs } = rates;
  const { inputTokens, outputTokens, chunkTokens } = work;
  for (const [field, value] of Object.entries({ copyGBs, matmulGflops, dispatchUs, inputTokens, outputTokens, chunkTokens })) {
    if (!(value > 0 && Number.isFinite(value))) {
      return err(appError('mirror-invalid', t('{field} is {value}; it has to be a positive number.', { field, value }), t('Measure the device again.'), field));
    }
  }
  const { layers, head } = localParameters(model);
  const weight = LOCAL_WEIGHT_BYTES[work.dtype];
  const kvBytesPerToken = 2 * model.layers * model.kvHeads * model.headDim * work.kvElementBytes;
  const dispatches = model.layers * DISPATCHES.perLayer + DISPATCHES.around;
  const newTokens = Math.max(1, work.inputTokens - work.cachedTokens);
  const chunks = Math.ceil(newTokens / work.chunkTokens);
  // Causal attention: scores and weighted sum, each over what came before and the token itself.
  const pairs = newTokens * work.cachedTokens + (newTokens * (newTokens + 1)) / 2;
  const perPair = 4 * model.queryHeads * model.headDim * model.layers;
  const prefill = pass(rates, {
    bytes: chunks * (layers + head) * weight + ((chunks + 1) / 2) * newTokens * kvBytesPerToken + work.cachedTokens * chunks * kvBytesPerToken,
    flops: 2 * layers * newTokens + 2 * head * chunks + pairs * perPair,
    dispatches: chunks * dispatches,
  });
  const context = work.inputTokens + work.outputTokens / 2;
  const decode = pass(rates, {
    bytes: (layers + head) * weight + context * kvBytesPerToken,
    flops: 2 * (layers + head) + context * perPair,
    dispatches,
  });
  return ok({
    prefill, decode,
    inferenceMs: prefill.totalMs + (work.outputTokens - 1) * decode.totalMs,
    tokensPerSecond: 1000 / decode.totalMs,
  });
}

export interface MirrorRow {
  readonly id: 'prefill' | 'decode' | 'inference';
  readonly label: string;
  readonly predictedMs: number;
  readonly rangeMs: { readonly low: number; readonly high: number };
  /** Null when the run had none, or has not been made. */
  readonly measuredMs: number | null;
  /** Predicted over measured, less one: negative when the device was slower than predicted. */
  readonly error: number | null;
  /** By how much it was wrong, in words. */
  readonly sentence: string;
}

/** What is predicted, before anything was measured: `outputTokens` are those of the work that was predicted. */
export function mirrorAhead(prediction: LocalPrediction, outputTokens: number): MirrorRow[] {
  return rowsOf(prediction, Math.max(0, outputTokens - 1), { prefillMs: null, decodeMs: null, inferenceMs: null });
}

function rowsOf({ prefill, decode }: LocalPrediction, passes: number, measured: { prefillMs: number | null; decodeMs: number | null; inferenceMs: number | null }): MirrorRow[] {
  const both = { low: prefill.range.low + passes * decode.range.low, high: prefill.range.high + passes * decode.range.high };
  return [
    mirrorRow('prefill', t('Prefill'), prefill.totalMs, prefill.range, measured.prefillMs),
    mirrorRow('decode', t('One decode pass'), decode.totalMs, decode.range, measured.decodeMs),
    mirrorRow('inference', t('Prefill and decode'), prefill.totalMs + passes * decode.totalMs, both, measured.inferenceMs),
  ];
}

/** Predicted against measured, from a trace of this machine. */
export function compareMirror(prediction: LocalPrediction, trace: Trace): MirrorRow[] {
  const of = (layer: string): number[] => trace.spans.filter((span) => span.stage === 'inference' && span.layer === layer).map((span) => span.durationMs);
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const prefills = of('prefill');
  const decodes = of('decode');
  const prefillMs = prefills.length === 0 ? null : sum(prefills);
  const decodeMs = decodes.length === 0 ? null : sum(decodes) / decodes.length;
  // A run may have been shorter than planned: the passes that it made count.
  return rowsOf(prediction, decodes.length, { prefillMs, decodeMs, inferenceMs: prefillMs === null ? null : prefillMs + sum(decodes) });
}

function mirrorRow(id: MirrorRow['id'], label: string, predictedMs: number, rangeMs: MirrorRow['rangeMs'], measuredMs: number | null): MirrorRow {
  if (measuredMs === null || measuredMs === 0) return { id, label, predictedMs, rangeMs, measuredMs, error: null, sentence: t('{label}: nothing was measured.', { label }) };
  const error = predictedMs / measuredMs - 1;
  const times = Math.max(predictedMs / measuredMs, measuredMs / predictedMs);
  const close = Math.abs(error) < CLOSE;
  const sentence = close
    ? t('{label}: predicted within {percent} %.', { label, percent: Math.round(Math.abs(error) * 100) })
    : error < 0
      ? t('{label}: it took {times} times as long as predicted.', { label, times: significant(times, 2) })
      : t('{label}: it took only {times} times as long as predicted.', { label, times: significant(1 / times, 2) });
  return { id, label, predictedMs, rangeMs, measuredMs, error, sentence };
}

const CLOSE = 0.1;
