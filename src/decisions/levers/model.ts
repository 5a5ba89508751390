/** Levers on what computes the answer: model, precision, GPUs, batch, speculation. */
import { findGpu, GPUS, type GpuSpec } from '@/catalog/gpus';
import { findModel, MODELS, type ModelSpec } from '@/catalog/models';
import { defaultPrices } from '@/catalog/prices';
import { LIMITS, type Precision, type Scenario } from '@/core/scenario';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { cannot, does, from, type Lever } from './types';

const family = (id: string): string => id.replace(/-\d+(\.\d+)?b.*$/, '');

/** The next smaller model: of the same family if there is one, else the largest with at most half the parameters. */
function nextSmaller(model: ModelSpec): ModelSpec | undefined {
  const smaller = MODELS.filter((other) => other.paramsB <= model.paramsB / 2 && other.contextTokens >= Math.min(model.contextTokens, 32_768))
    .sort((a, b) => b.paramsB - a.paramsB);
  return smaller.find((other) => family(other.id) === family(model.id)) ?? smaller[0];
}

export const smallerModel: Lever = {
  id: 'smaller-model', title: 'Smaller model', group: 'model',
  what: 'Takes the next smaller model of the catalogue, of the same family where there is one, at its own price.',
  sources: [from('S0', 'Right-sized model.'), from('S1', 'Smaller model against latency and cost.')],
  leavesOut: 'Whether the smaller model answers well enough.',
  apply: ({ model: id }) => {
    const model = findModel(id);
    const smaller = model === undefined ? undefined : nextSmaller(model);
    if (model === undefined || smaller === undefined) return cannot(t('The catalogue has no smaller model.'));
    return does({ model: smaller.id, prices: defaultPrices(smaller.id, smaller.name) }, `${model.name} → ${smaller.name}.`);
  },
};

const BITS: Readonly<Record<Precision, number>> = { bf16: 16, fp8: 8, int8: 8, int4: 4, fp4: 4 };

function fewerBits(precision: Precision, gpu: GpuSpec): Precision | null {
  if (BITS[precision] === 16) return gpu.fp8Tflops === null ? 'int8' : 'fp8';
  if (BITS[precision] === 8) return gpu.fp4Tflops === null ? 'int4' : 'fp4';
  return null;
}

export const quantization: Lever = {
  id: 'quantization', title: 'Fewer bits for each weight', group: 'model',
  what: 'Halves the bits of the weights, in a format that the GPU computes in where it has one.',
  sources: [from('S0', 'Right-sized model.'), from('S3', 'Quantization.')],
  leavesOut: 'The loss in accuracy.',
  apply: ({ deployment }) => {
    const gpu = findGpu(deployment.gpu);
    const precision = gpu === undefined ? null : fewerBits(deployment.weightPrecision, gpu);
    if (precision === null) return cannot(t('The weights have four bits already.'));
    return does({ deployment: { weightPrecision: precision } }, t('Weights {from} → {to}.', { from: deployment.weightPrecision, to: precision }));
  },
};

export const tensorParallelism: Lever = {
  id: 'tensor-parallel', title: 'Twice the GPUs', group: 'model',
  what: 'Divides every layer among twice as many GPUs.',
  sources: [from('S1', 'Tensor parallelism.'), from('S3', 'Parallel inference.')],
  leavesOut: 'Token prices stay as they are; on your own GPUs the cost column shows what twice as many cost.',
  apply: ({ deployment }) => {
    const next = ({ 1: 2, 2: 4, 4: 8, 8: null } as const)[deployment.tensorParallel];
    if (next === null) return cannot(t('Eight GPUs is the most that one replica has.'));
    return does({ deployment: { tensorParallel: next } }, t('{from} → {to} GPUs for each replica.', { from: deployment.tensorParallel, to: next }));
  },
};

export const fasterGpu: Lever = {
  id: 'faster-gpu', title: 'Faster GPU', group: 'model',
  what: 'Takes the next GPU of the catalogue with more memory bandwidth and no less arithmetic.',
  sources: [from('S1', 'A100, H100, H200.'), from('S3', 'Hardware.')],
  apply: ({ deployment }) => {
    const gpu = findGpu(deployment.gpu);
    const faster = gpu === undefined ? undefined : GPUS.filter((other) =>
      other.memoryTbPerS > gpu.memoryTbPerS && other.bf16Tflops >= gpu.bf16Tflops && other.memoryGb >= gpu.memoryGb
      && (gpu.fp8Tflops === null || other.fp8Tflops !== null) && (gpu.interconnect === 'pcie' || other.interconnect !== 'pcie'))
      .sort((a, b) => a.memoryTbPerS - b.memoryTbPerS)[0];
    if (gpu === undefined || faster === undefined) return cannot(t('The catalogue has no faster GPU.'));
    return does({ deployment: { gpu: faster.id } }, `${gpu.name} → ${faster.name}.`);
  },
};

const resize = (id: string, title: string, what: string, factor: number): Lever => ({
  id, title, group: 'serving', what,
  sources: [from('S1', 'Batching against cost.'), from('S3', 'Aggressive batching raises the tail.'), from('S4', 'Continuous batching raises throughput and adds tens of ms to the first token.')],
  leavesOut: 'Token prices do not follow the batch; on your own GPUs the cost column does.',
  apply: ({ load }: Scenario) => {
    const batch = Math.min(LIMITS.batch, Math.max(1, Math.round(load.batch * factor)));
    if (batch === load.batch) return cannot(factor < 1 ? t('The request is alone on its replica already.') : t('The batch is as large as it can be.'));
    return does({ load: { batch } }, t('Batch {from} → {to}.', { from: formatCount(load.batch), to: formatCount(batch) }));
  },
});

export const largerBatch = resize('larger-batch', 'Larger batch', 'Decodes twice as many sequences together: cheaper for each, slower for each.', 2);
export const smallerBatch = resize('smaller-batch', 'Smaller batch', 'Decodes half as many sequences together: faster for each, dearer for each.', 0.5);

export const speculativeDecoding: Lever = {
  id: 'speculative', title: 'Speculative decoding', group: 'model',
  what: 'A draft proposes tokens, the model checks them in one pass; draft length, acceptance and cost are the scenario\'s.',
  sources: [from('S3', 'A win at high acceptance, overhead at low.'), from('Leviathan 2023', 'Fast inference from transformers via speculative decoding.')],
  apply: ({ speculative }) => (speculative.enabled ? cannot(t('It is on already.'))
    : does({ speculative: { enabled: true } }, t('{tokens} draft tokens, {percent} % accepted.', { tokens: speculative.draftTokens, percent: Math.round(speculative.acceptance * 100) }))),
};

export const MODEL_LEVERS: readonly Lever[] = [
  smallerModel, quantization, tensorParallelism, fasterGpu, largerBatch, smallerBatch, speculativeDecoding,
];
