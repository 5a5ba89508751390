/** The nearest set-up that works, as a change that one click applies. */
import { GPUS, findGpu } from '@/catalog/gpus';
import { MODELS } from '@/catalog/models';
import { PRECISIONS, patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { t } from '@/core/text';
import { modelTrace, type RequestContent } from '@/datacenter/model-trace';

export interface Remedy {
  /** What the button says: "Use 2 GPUs". */
  label: string;
  patch: ScenarioPatch;
}

const TENSOR_PARALLEL = [1, 2, 4, 8] as const;

/**
 * Changes of one thing that make the set-up possible, nearest first: the batch, the number of GPUs, the precision,
 * then a larger GPU, then another model. Null when none of them does.
 */
export function nearestRemedy(scenario: Scenario, content?: RequestContent): Remedy | null {
  return candidates(scenario).find(({ patch }) => modelTrace(patchScenario(scenario, patch), content).ok) ?? null;
}

function candidates(scenario: Scenario): Remedy[] {
  const { deployment, load } = scenario;
  const batches: Remedy[] = [];
  for (let batch = Math.floor(load.batch / 2); batch >= 1; batch = Math.floor(batch / 2)) {
    batches.push({ label: t('Use a batch of {batch}', { batch }), patch: { load: { batch } } });
  }
  const counts = [...TENSOR_PARALLEL].sort((a, b) => Math.abs(a - deployment.tensorParallel) - Math.abs(b - deployment.tensorParallel));
  const gpus = (findGpu(deployment.gpu) === undefined ? [...GPUS] : GPUS.filter((gpu) => gpu.id !== deployment.gpu));
  return [
    ...counts.filter((n) => n !== deployment.tensorParallel).map((tensorParallel) => ({
      label: t('Use {count, plural, one {# GPU} other {# GPUs}}', { count: tensorParallel }), patch: { deployment: { tensorParallel } },
    })),
    ...PRECISIONS.filter((p) => p !== deployment.weightPrecision).map((weightPrecision) => ({
      label: t('Use {precision} weights', { precision: weightPrecision }), patch: { deployment: { weightPrecision } },
    })),
    ...batches,
    ...gpus.map((gpu) => ({ label: t('Use {thing}', { thing: gpu.name }), patch: { deployment: { gpu: gpu.id } } })),
    ...gpus.map((gpu) => ({ label: t('Use 8 × {gpu}', { gpu: gpu.name }), patch: { deployment: { gpu: gpu.id, tensorParallel: 8 as const } } })),
    ...MODELS.map((model) => ({ label: t('Use {thing}', { thing: model.name }), patch: { model: model.id } })),
  ];
}
