/** Does it fit? Weights, KV cache and the context window against the memory of the GPUs. */
import { GPUS, type GpuSpec } from '@/catalog/gpus';
import { kvLayout, weightBytes, WEIGHT_BYTES, type ModelSpec } from '@/catalog/models';
import { appError, err, ok, type AppError, type Result } from '@/core/result';
import { PRECISIONS, type Precision } from '@/core/scenario';
import { formatBytes } from '@/core/units';
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
      `The ${model.queryHeads} attention heads of ${model.name} cannot be shared evenly by ${tensorParallel} GPUs.`,
      `Set tensor parallelism to ${works.join(', ')}.`, 'deployment.tensorParallel',
    ));
  }
  const capacity = capacityOf(deployment);
  if (capacity.kvTokens < tokensPerSequence) return err(doesNotFit(deployment, capacity, sequences, tokensPerSequence));
  const needed = sequences * tokensPerSequence;
  if (needed > capacity.kvTokens) {
    const most = Math.floor(capacity.kvTokens / tokensPerSequence);
    return err(appError(
      'kv-cache-does-not-fit',
      `A batch of ${sequences} needs ${formatBytes(needed * capacity.kvBytesPerTokenPerGpu)} of KV cache on each ${gpu.name}; beside the weights there is room for ${formatBytes(capacity.kvTokens * capacity.kvBytesPerTokenPerGpu)}.`,
      `Lower the batch to ${most} or less, use an 8-bit KV cache, or use more GPUs.`, 'load.batch',
    ));
  }
  return ok(capacity);
}

function doesNotFit(deployment: Deployment, capacity: Capacity, sequences: number, tokensPerSequence: number): AppError {
  const { model, gpu, weightPrecision, tensorParallel } = deployment;
  const what = capacity.weightBytesPerGpu > capacity.usableBytes
    ? `The weights of ${model.name} in ${weightPrecision} take ${formatBytes(capacity.weightBytesPerGpu)} on each of ${tensorParallel} × ${gpu.name}`
    : `${model.name} in ${weightPrecision} with the KV cache of ${tokensPerSequence.toLocaleString('en-US')} tokens takes more than one GPU's share on ${tensorParallel} × ${gpu.name}`;
  return appError(
    'model-does-not-fit',
    `${what}; ${formatBytes(capacity.usableBytes)} can be used.`,
    nearestThatFits(deployment, sequences * tokensPerSequence) ?? nearestThatFits(deployment, tokensPerSequence)?.replace(/\.$/, ' with a smaller batch.')
      ?? 'Choose a smaller model or a shorter prompt.',
    'deployment',
  );
}

function fits(deployment: Deployment, tokens: number): boolean {
  return deployment.model.queryHeads % deployment.tensorParallel === 0 && capacityOf(deployment).kvTokens >= tokens;
}

/** A sentence naming set-ups that hold `tokens` tokens of KV cache beside the weights; null when the catalogue has none. */
function nearestThatFits(deployment: Deployment, tokens: number): string | null {
  const { gpu } = deployment;
  const options: string[] = [];
  const more = TENSOR_PARALLEL.find((tp) => tp > deployment.tensorParallel && fits({ ...deployment, tensorParallel: tp }, tokens));
  if (more !== undefined) options.push(`set tensor parallelism to ${more}`);
  const fewer = smallerPrecisions(deployment.weightPrecision).find((p) => fits({ ...deployment, weightPrecision: p }, tokens));
  if (fewer !== undefined) options.push(`use ${fewer} weights`);
  if (options.length === 0) {
    const larger = largerGpus(gpu).flatMap((other) => TENSOR_PARALLEL.map((tp) => ({ ...deployment, gpu: other, tensorParallel: tp })))
      .find((candidate) => fits(candidate, tokens));
    if (larger !== undefined) options.push(`use ${larger.tensorParallel} × ${larger.gpu.name}`);
  }
  if (options.length === 0) return null;
  const text = options.join(', or ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const BITS: Readonly<Record<Precision, number>> = { bf16: 16, fp8: 8, int8: 8, int4: 4, fp4: 4 };
const smallerPrecisions = (from: Precision): Precision[] => PRECISIONS.filter((p) => BITS[p] < BITS[from]);
const largerGpus = (than: GpuSpec): GpuSpec[] =>
  GPUS.filter((gpu) => gpu.memoryGb > than.memoryGb).sort((a, b) => a.memoryGb - b.memoryGb);
