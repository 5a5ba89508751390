/** How far off a prediction is likely to be: from the fit's residuals for that kind of work. */
import { normalQuantile } from '@/core/statistics';
import { FITTED } from './fitted';
import type { ErrorKind } from './fitted-types';
import type { Deployment } from './roofline';

/** Engines whose own measurements are in the fit; SGLang borrows vLLM's overheads. */
const MEASURED_ENGINES: readonly Deployment['engine'][] = ['tensorrt-llm', 'nim', 'vllm', 'vllm-2023'];

/** Whether the fit saw this GPU, this model and this engine. If not, the errors of hardware left out of the fit apply. */
export const isMeasured = ({ gpu, model, engine }: Deployment): boolean =>
  FITTED.seen.gpus.includes(gpu.id) && FITTED.seen.models.includes(model.id) && MEASURED_ENGINES.includes(engine);

/** Expected mean absolute error of a prediction, as a share. */
export const expectedError = (deployment: Deployment, kind: ErrorKind): number => FITTED.errors[kind][isMeasured(deployment) ? 'fitted' : 'unseen'];

/**
 * Factor to the 95th percentile, and by which to divide for the 5th, when log errors are normal with the given mean
 * absolute value: sigma = e · sqrt(pi / 2).
 */
export const spreadOf = (meanAbsoluteError: number): number => Math.exp(meanAbsoluteError * Math.sqrt(Math.PI / 2) * normalQuantile(0.95));

export const ERROR_SOURCE = `range: 5th to 95th percentile from the model's own errors against ${FITTED.data.rows.toLocaleString('en-US')} public measurements (docs/accuracy.md)`;
