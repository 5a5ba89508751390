/** From the names in a row to a deployment the model can compute, or the reason why not. */
import type { EngineId, KvPrecision, Precision } from '@/core/scenario';
import { t } from '@/core/text';
import type { Deployment } from '@/stages/inference/roofline';
import { engineNamed, gpuNamed, modelNamed, precisionNamed } from './names';

export interface Setup {
  readonly model: string;
  readonly gpu: string;
  readonly engine: string;
  readonly precision: string;
  /** Null: one GPU. */
  readonly tp: number | null;
  /** Null or "auto": what the engine does by itself. */
  readonly kv_precision?: string | null;
}

/** TensorRT-LLM's fp8 and fp4 checkpoints keep the KV cache in fp8 as well; the others keep it in 16 bits unless told otherwise. */
const kvPrecisionOf = (engine: EngineId, weights: Precision): KvPrecision =>
  (engine === 'tensorrt-llm' || engine === 'nim') && (weights === 'fp8' || weights === 'fp4') ? 'fp8' : 'bf16';

/** A cache of 8 or 16 bits where the table says so. */
function kvPrecisionNamed(name: string): KvPrecision | undefined {
  const precision = precisionNamed(name);
  return precision === 'bf16' || precision === 'fp8' || precision === 'int8' ? precision : undefined;
}

/** The deployment of a row, or the reason that the catalogue cannot model it. */
export function deploymentOf(setup: Setup): Deployment | string {
  const model = modelNamed(setup.model);
  if (model === undefined) return t('no layout for the model "{name}"', { name: setup.model });
  const gpu = gpuNamed(setup.gpu);
  if (gpu === undefined) return t('no data for the GPU "{name}"', { name: setup.gpu });
  const engine = engineNamed(setup.engine);
  if (engine === undefined) return t('no overheads for the engine "{name}"', { name: setup.engine });
  const weightPrecision = precisionNamed(setup.precision);
  if (weightPrecision === undefined) return t('unknown precision "{name}"', { name: setup.precision });
  const tensorParallel = setup.tp ?? 1;
  if (!Number.isInteger(tensorParallel) || tensorParallel < 1 || tensorParallel > 64) return t('tensor parallelism of {degree}', { degree: String(tensorParallel) });
  if (model.queryHeads % tensorParallel !== 0) return t('{gpus} GPUs do not divide the {heads} heads of {model}', { gpus: tensorParallel, heads: model.queryHeads, model: model.name });
  return { model, gpu, engine, weightPrecision, kvPrecision: kvPrecisionNamed(setup.kv_precision ?? 'auto') ?? kvPrecisionOf(engine, weightPrecision), tensorParallel };
}
