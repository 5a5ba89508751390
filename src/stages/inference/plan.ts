/**
 * Everything about a request's inference that can be known before it runs: the deployment, what fits, how much of the
 * prompt is cached, how long prefill, decode steps, the queue and a cold start take. The inspector reads this too.
 */
import { TOKENIZER_LOADING_MS, WEIGHT_LOADING_BYTES_PER_MS } from '@/catalog/cold-start';
import { findGpu, GPUS } from '@/catalog/gpus';
import { findModel, kvLayout, MODELS, weightBytes, type ModelSpec } from '@/catalog/models';
import { appError, err, ok, type Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import { t } from '@/core/text';
import type { KvLayout } from '@/core/trace';
import { capacityOf, checkCapacity, type Capacity } from './capacity';
import { handoverOf, type Handover } from './disaggregation';
import { Roofline, type Deployment, type StepTerms } from './roofline';
import { expectedTokensPerRound, verificationWork } from './speculative';

export interface InferencePlan {
  readonly deployment: Deployment;
  readonly roofline: Roofline;
  readonly capacity: Capacity;
  /** Sequences of this length that fit in memory together. */
  readonly maxBatch: number;
  readonly kv: KvLayout;
  readonly inputTokens: number;
  /** Of the input tokens, those found in the prefix cache. */
  readonly cachedTokens: number;
  readonly cacheState: 'off' | 'unsupported' | 'nothing-shared' | 'expired' | 'hit';
  readonly outputTokens: number;
  readonly prefill: StepTerms;
  /** The decode step in the middle of the answer (a verification pass when speculating). */
  readonly decode: StepTerms;
  /** Context tokens that the other sequences of the batch hold together. */
  readonly otherContextTokens: number;
  /** Moving the prompt's KV cache to the GPUs that decode; null where the same GPUs do both. */
  readonly handover: Handover | null;
  /** Prefills of other requests that interrupt this one's decoding, and what one costs. */
  readonly interruptions: { readonly count: number; readonly eachMs: number };
  /** Time a replica's slot is taken by one such request. */
  readonly serviceMs: number;
  /** GPU time that one such request costs, in GPU · ms: its share of a batch; where prompts are read elsewhere, those GPUs work for it alone. */
  readonly gpuMs: number;
  readonly coldStart: readonly { readonly name: string; readonly durationMs: number; readonly detail: string }[];
}

/** Resolves the scenario's model and GPU. */
export function resolveDeployment(scenario: Scenario): Result<Deployment> {
  const model = findModel(scenario.model);
  if (model === undefined) {
    return err(appError('unknown-model', t('There is no model called {name}.', { name: scenario.model }), t('Choose one of {names}.', { names: MODELS.map((m) => m.id).join(', ') }), 'model'));
  }
  const gpu = findGpu(scenario.deployment.gpu);
  if (gpu === undefined) {
    return err(appError('unknown-gpu', t('There is no GPU called {name}.', { name: scenario.deployment.gpu }), t('Choose one of {names}.', { names: GPUS.map((g) => g.id).join(', ') }), 'deployment.gpu'));
  }
  const { tensorParallel, weightPrecision, kvPrecision, engine } = scenario.deployment;
  return ok({ model, gpu, tensorParallel, weightPrecision, kvPrecision, engine });
}

/** True when prompt and longest answer fit the model's window; if not, the tokenizer stage refuses the request. */
export const fitsContext = (model: ModelSpec, scenario: Scenario, inputTokens: number): boolean =>
  inputTokens + scenario.request.maxOutputTokens <= model.contextTokens;

/** Plans inference for a request of known lengths. Errors name the nearest set-up that works. Pure. */
export function planInference(scenario: Scenario, tokens: { inputTokens: number; outputTokens: number }): Result<InferencePlan> {
  const resolved = resolveDeployment(scenario);
  if (!resolved.ok) return resolved;
  const deployment = resolved.value;
  const { model } = deployment;
  const { inputTokens, outputTokens } = tokens;
  const refused = !fitsContext(model, scenario, inputTokens);
  // A request that is refused for its length never reaches the GPUs, so its KV cache need not fit them.
  const checked = refused ? ok(capacityOf(deployment)) : checkCapacity(deployment, scenario.load.batch, inputTokens + outputTokens);
  if (!checked.ok) return checked;

  const roofline = new Roofline(deployment);
  const kv = kvLayout(model, deployment.kvPrecision);
  const { batch } = scenario.load;
  const { cachedTokens, cacheState } = cachedPrefix(scenario, roofline, inputTokens);
  // The others are taken to be requests like this one, on average half way through their answers.
  const others = batch - 1;
  const otherContextTokens = others * (inputTokens + outputTokens / 2);
  // GPUs that only read prompts have no decoding beside them.
  const alone = scenario.deployment.disaggregated;
  const alongside = alone ? { sequences: 0, contextTokens: 0 } : { sequences: others, contextTokens: otherContextTokens };
  const newTokens = inputTokens - cachedTokens;
  const prefill = roofline.prefill({ newTokens, cachedTokens, sequences: 1, alongside });

  const context = otherContextTokens + inputTokens + outputTokens / 2;
  const work = scenario.speculative.enabled
    ? verificationWork(scenario.speculative, batch, context)
    : { sequences: batch, contextTokens: context };
  const decode = roofline.decode(work);
  const plain = scenario.speculative.enabled ? roofline.decode({ sequences: batch, contextTokens: context }).totalMs : decode.totalMs;
  const rounds = Math.max(0, outputTokens - 1) / (scenario.speculative.enabled ? expectedTokensPerRound(scenario.speculative) : 1);
  const roundMs = decode.totalMs + (scenario.speculative.enabled ? scenario.speculative.draftTokens * scenario.speculative.draftCost * plain : 0);

  const chunks = Math.max(1, Math.ceil(newTokens / roofline.engine.prefillChunkTokens));
  // In a steady state each of the others ends once, and is replaced once, while this request decodes: their prefills
  // ride in our steps. What one adds is the step with its chunk less the step without.
  const count = outputTokens > 1 && !alone ? others * chunks : 0;
  const handover = alone && outputTokens > 1 ? handoverOf(deployment, inputTokens, prefill.totalMs) : null;
  const eachMs = count === 0 ? 0 : Math.max(0, prefill.totalMs / chunks - plain);
  const serviceMs = roofline.engine.perRequestMs + prefill.totalMs + rounds * roundMs + count * eachMs + (handover?.ms ?? 0);

  const { tensorParallel } = deployment;
  // Whoever reads a prompt for others holds its KV cache until the last layer has been sent.
  const gpuMs = alone
    ? tensorParallel * (prefill.totalMs + (handover?.ms ?? 0) + (rounds * roundMs) / batch)
    : (tensorParallel * serviceMs) / batch;

  return ok({
    deployment, roofline, capacity: checked.value, kv, inputTokens, cachedTokens, cacheState, outputTokens, prefill, decode,
    maxBatch: Math.floor(checked.value.kvTokens / (inputTokens + outputTokens)),
    otherContextTokens, handover, interruptions: { count, eachMs }, serviceMs, gpuMs,
    coldStart: scenario.deployment.warm ? [] : coldStartSteps(deployment),
  });
}

/**
 * Prefix cache: only an exact prefix counts, in whole blocks, not older than the TTL, and never the whole prompt
 * (its last token has to be computed for the first output).
 */
function cachedPrefix(scenario: Scenario, roofline: Roofline, inputTokens: number): Pick<InferencePlan, 'cachedTokens' | 'cacheState'> {
  const { cache } = scenario;
  const block = roofline.engine.cacheBlockTokens;
  if (!cache.prefix) return { cachedTokens: 0, cacheState: 'off' };
  if (block === null) return { cachedTokens: 0, cacheState: 'unsupported' };
  const whole = Math.floor(Math.min(cache.sharedPrefixTokens, inputTokens - 1) / block) * block;
  if (whole <= 0) return { cachedTokens: 0, cacheState: 'nothing-shared' };
  if (cache.ageS > cache.ttlS) return { cachedTokens: 0, cacheState: 'expired' };
  return { cachedTokens: whole, cacheState: 'hit' };
}

function coldStartSteps(deployment: Deployment): InferencePlan['coldStart'] {
  const bytes = weightBytes(deployment.model, deployment.weightPrecision);
  const perGpu = bytes / deployment.tensorParallel;
  return [
    { name: 'weights', durationMs: perGpu / WEIGHT_LOADING_BYTES_PER_MS.value, detail: WEIGHT_LOADING_BYTES_PER_MS.source },
    { name: 'tokenizer', durationMs: TOKENIZER_LOADING_MS.value, detail: TOKENIZER_LOADING_MS.source },
  ];
}
