/** Does it fit? Weights, KV cache and the context window against the memory of the GPUs. */
import { GPUS, type GpuSpec } from '@/catalog/gpus';
import { kvLayout, weightBytes, WEIGHT_BYTES, type ModelSpec } from '@/catalog/models';
import { appError, err, ok, type AppError, type Result } from '@/core/result';
import { PRECISIONS, type Precision } from '@/core/scenario';
import { t } from '@/core/text';
import { formatBytes, formatCount } from '@/core/units';
import { ENGINE_PARAMETERS } from './parameters';
import { kvHeadsPerGpu } from './products';
import { kvShare, type Deployment } from './roofline';

export interface Capacity {
  /** Bytes of one GPU that the engine may use. */
  readonly usableBytes: number;
  readonly weightBytesPerGpu: number;
  /** KV bytes that one token of one sequence takes on each GPU. */
  readonly kvBytesPerTokenPerGpu: number;
  /** Tokens of KV cache that fit beside the weights. */
  readonly kvTokens: number;
}

/** Memory of one GPU of the deployment, split. `kvTokens` is negative when not even the weights fit. */
export function capacityOf(deployment: Deployment): Capacity {
  const { model, gpu, tensorParallel, weightPrecision, kvPrecision, engine } = deployment;
  const usableBytes = gpu.memoryGb * 1e9 * ENGINE_PARAMETERS[engine].memoryShare;
  const weightBytesPerGpu = weightBytes(model, weightPrecision) / tensorParallel + copiedKvWeights(model, tensorParallel) * WEIGHT_BYTES[weightPrecision];
  const kvBytesPerTokenPerGpu = kvLayout(model, kvPrecision).bytesPerToken * kvShare(model, tensorParallel);
  return {
    usableBytes, weightBytesPerGpu, kvBytesPerTokenPerGpu,
    kvTokens: Math.floor((usableBytes - weightBytesPerGpu) / kvBytesPerTokenPerGpu),
  };
}

/** Weights of key and value projections that a GPU has beyond its share, because there are more GPUs than KV heads. */
function copiedKvWeights(model: ModelSpec, tensorParallel: number): number {
  if (model.mla !== undefined) return 0;
  const extraHeads = kvHeadsPerGpu(model, tensorParallel) - model.kvHeads / tensorParallel;
  return model.layers * extraHeads * 2 * model.headDim * model.hidden;
}

const TENSOR_PARALLEL = [1, 2, 4, 8] as const;

/**
 * Checks that the deployment can exist and holds `sequences` sequences of `tokensPerSequence` tokens.
 * The error's action names the nearest set-up that works: more GPUs, then fewer bits, then a larger GPU, then a smaller batch.
 */
export function checkCapacity(deployment: Deployment, sequences: number, tokensPerSequence: number): Result<Capacity> {
  const { model, gpu, tensorParallel } = deployment;
  if (model.queryHeads % tensorParallel !== 0) {
    const works = TENSOR_PARALLEL.filter((tp) => model.queryHeads % tp === 0);
    return err(appError(
      'tensor-parallel-uneven',
      t('The {heads} attention heads of {model} cannot be shared evenly by {gpus} GPUs.', { heads: model.queryHeads, model: model.name, gpus: tensorParallel }),
      t('Set tensor parallelism to {works}.', { works: works.join(', ') }), 'deployment.tensorParallel',
    ));
  }
  const capacity = capacityOf(deployment);
  if (capacity.kvTokens < tokensPerSequence) return err(doesNotFit(deployment, capacity, sequences, tokensPerSequence));
  const needed = sequences * tokensPerSequence;
  if (needed > capacity.kvTokens) {
    const most = Math.floor(capacity.kvTokens / tokensPerSequence);
    return err(appError(
      'kv-cache-does-not-fit',
      t('A batch of {sequences} needs {needed} of KV cache on each {gpu}; beside the weights there is room for {room}.', {
        sequences, gpu: gpu.name, needed: formatBytes(needed * capacity.kvBytesPerTokenPerGpu), room: formatBytes(capacity.kvTokens * capacity.kvBytesPerTokenPerGpu),
      }),
      t('Lower the batch to {most} or less, use an 8-bit KV cache, or use more GPUs.', { most }), 'load.batch',
    ));
  }
  return ok(capacity);
}

function doesNotFit(deployment: Deployment, capacity: Capacity, sequences: number, tokensPerSequence: number): AppError {
  const { model, gpu, weightPrecision, tensorParallel } = deployment;
  const values = { model: model.name, precision: weightPrecision, count: tensorParallel, gpu: gpu.name, usable: formatBytes(capacity.usableBytes) };
  const what = capacity.weightBytesPerGpu > capacity.usableBytes
    ? t('The weights of {model} in {precision} take {bytes} on each of {count} × {gpu}; {usable} can be used.', { ...values, bytes: formatBytes(capacity.weightBytesPerGpu) })
    : t('{model} in {precision} with the KV cache of {tokens} tokens takes more than one GPU\'s share on {count} × {gpu}; {usable} can be used.', { ...values, tokens: formatCount(tokensPerSequence) });
  return appError(
    'model-does-not-fit',
    what,
    nearestThatFits(deployment, sequences * tokensPerSequence) ?? nearestThatFits(deployment, tokensPerSequence, true)
      ?? t('Choose a smaller model or a shorter prompt.'),
    'deployment',
  );
}

function fits(deployment: Deployment, tokens: number): boolean {
  return deployment.model.queryHeads % deployment.tensorParallel === 0 && capacityOf(deployment).kvTokens >= tokens;
}

/** A sentence naming set-ups that hold `tokens` tokens of KV cache beside the weights; null when the catalogue has none. */
function nearestThatFits(deployment: Deployment, tokens: number, smallerBatch = false): string | null {
  const { gpu } = deployment;
  const smaller = smallerBatch ? 'yes' : 'no';
  const more = TENSOR_PARALLEL.find((tp) => tp > deployment.tensorParallel && fits({ ...deployment, tensorParallel: tp }, tokens));
  const fewer = smallerPrecisions(deployment.weightPrecision).find((p) => fits({ ...deployment, weightPrecision: p }, tokens));
  if (more !== undefined && fewer !== undefined) {
    return t('Set tensor parallelism to {more}, or use {fewer} weights{smaller, select, yes { with a smaller batch} other {}}.', { more, fewer, smaller });
  }
  if (more !== undefined) return t('Set tensor parallelism to {more}{smaller, select, yes { with a smaller batch} other {}}.', { more, smaller });
  if (fewer !== undefined) return t('Use {fewer} weights{smaller, select, yes { with a smaller batch} other {}}.', { fewer, smaller });
  const larger = largerGpus(gpu).flatMap((other) => TENSOR_PARALLEL.map((tp) => ({ ...deployment, gpu: other, tensorParallel: tp })))
    .find((candidate) => fits(candidate, tokens));
  return larger === undefined
    ? null
    : t('Use {count} × {gpu}{smaller, select, yes { with a smaller batch} other {}}.', { count: larger.tensorParallel, gpu: larger.gpu.name, smaller });
}

const BITS: Readonly<Record<Precision, number>> = { bf16: 16, fp8: 8, int8: 8, int4: 4, fp4: 4 };
const smallerPrecisions = (from: Precision): Precision[] => PRECISIONS.filter((p) => BITS[p] < BITS[from]);
const largerGpus = (than: GpuSpec): GpuSpec[] =>
  GPUS.filter((gpu) => gpu.memoryGb > than.memoryGb).sort((a, b) => a.memoryGb - b.memoryGb);
