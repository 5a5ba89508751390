import { ENGINE_PARAMETERS, type EngineParameters } from '@/stages/inference/engines';
import { FITTED } from '@/stages/inference/fitted';
import type { FittedEngine, FittedParameters } from '@/stages/inference/fitted-types';
import { Roofline, type Deployment } from '@/stages/inference/roofline';

/** The part of the model that a fit replaces. */
export type Parameters = Pick<FittedParameters, 'kernels' | 'engines'>;

const FITTED_ENGINE = { vllm: 'vllm', sglang: 'vllm', 'tensorrt-llm': 'tensorrt-llm', nim: 'nim', 'vllm-2023': 'vllm-2023' } as const satisfies Record<Deployment['engine'], FittedEngine>;

/** The step model of a deployment with the given parameters; `FITTED` unless a fit is going on. `engine` replaces what a table says of its own set-up. */
export const rooflineWith = (deployment: Deployment, parameters: Parameters = FITTED, engine: Partial<EngineParameters> = {}): Roofline =>
  new Roofline(deployment, parameters.kernels, { ...ENGINE_PARAMETERS[deployment.engine], ...parameters.engines[FITTED_ENGINE[deployment.engine]], ...engine });
