/** From a scenario to the machines it describes: deployments that exist, their limits, their step times, their cold starts. */
import { appError, err, ok, type Result } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario } from '@/core/scenario';
import { t } from '@/core/text';
import { checkCapacity } from '@/stages/inference/capacity';
import { planInference, resolveDeployment } from '@/stages/inference/plan';
import { Roofline } from '@/stages/inference/roofline';
import type { FleetPool, FleetScenario } from './config';
import type { ReplicaLimits } from './replica/limits';
import { StepTimes } from './replica/step-times';

/** A model on its hardware, as every replica of a pool runs it. */
export interface PoolSetup {
  readonly config: FleetPool;
  readonly roofline: Roofline;
  readonly times: StepTimes;
  readonly limits: ReplicaLimits;
  /** Tokens of prompt and answer that the model's window holds. */
  readonly contextTokens: number;
  /** Prefixes are shared in whole pieces of so many tokens. */
  readonly prefixBlockTokens: number;
  /** Loading the weights and starting, ms. */
  readonly coldStartMs: number;
  /** US dollars for a millisecond of a whole replica. */
  readonly usdPerMs: number;
}

export interface FleetSetup {
  readonly config: FleetScenario;
  readonly main: PoolSetup;
  readonly small: PoolSetup | null;
}

/** Resolves the pools. Errors say which field names something that cannot exist and what would work. */
export function setUpFleet(config: FleetScenario): Result<FleetSetup> {
  const main = setUpPool(config.pool, 'pool', config);
  if (!main.ok) return main;
  if (config.smallPool === null) return ok({ config, main: main.value, small: null });
  const small = setUpPool(config.smallPool, 'smallPool', config);
  return small.ok ? ok({ config, main: main.value, small: small.value }) : small;
}

function setUpPool(pool: FleetPool, field: string, config: FleetScenario): Result<PoolSetup> {
  const { model, gpu, tensorParallel, weightPrecision, kvPrecision, engine } = pool;
  const scenario = patchScenario(DEFAULT_SCENARIO, { model, deployment: { gpu, tensorParallel, weightPrecision, kvPrecision, engine, warm: false }, load: { batch: 1 } });
  const named = <T>(result: Result<T>): Result<T> => (result.ok ? result : err({ ...result.error, field: `${field}.${result.error.field?.replace('deployment.', '') ?? 'model'}` }));
  const deployment = named(resolveDeployment(scenario));
  if (!deployment.ok) return deployment;
  const capacity = named(checkCapacity(deployment.value, 1, 1));
  if (!capacity.ok) return capacity;
  const plan = named(planInference(scenario, { inputTokens: 1, outputTokens: 1 }));
  if (!plan.ok) return plan;
  const roofline = new Roofline(deployment.value);
  const reserve = pool.kvAdmission === 'reserve';
  const kvTokens = pool.kvTokens ?? capacity.value.kvTokens;
  if (pool.service.kind === 'model' && kvTokens < (reserve ? 2 : pool.blockTokens)) {
    return err(appError('fleet-invalid', t('A replica has room for {kvTokens} tokens of KV cache, which holds no request.', { kvTokens: String(kvTokens) }), t('Set {field}.kvTokens to some thousands, or to null for what memory leaves.', { field }), `${field}.kvTokens`));
  }
  const { engine: own } = roofline;
  const cacheBlock = own.cacheBlockTokens;
  const coldStartMs = config.autoscaler?.coldStartS === null || config.autoscaler === null
    ? plan.value.coldStart.reduce((sum, step) => sum + step.durationMs, 0)
    : config.autoscaler.coldStartS * 1000;
  return ok({
    config: pool, roofline, times: new StepTimes(roofline), coldStartMs,
    limits: {
      maxSequences: pool.maxSequences ?? own.maxSequences, maxTokensPerStep: pool.maxTokensPerStep ?? own.prefillChunkTokens,
      chunkedPrefill: pool.chunkedPrefill ?? own.chunkedPrefill, kvTokens, blockTokens: pool.blockTokens, reserve,
      prefixCaching: pool.prefixCache.enabled && cacheBlock !== null, prefixTtlMs: pool.prefixCache.ttlS * 1000,
    },
    contextTokens: deployment.value.model.contextTokens,
    prefixBlockTokens: reserve ? cacheBlock ?? 1 : pool.blockTokens,
    usdPerMs: (pool.usdPerGpuHour * tensorParallel) / 3_600_000,
  });
}
