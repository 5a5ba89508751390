/**
 * Prefill, then one decode span and one sampling span for every pass. The first token comes out of the prefill.
 * Sampling is on the critical path (the next pass needs its token); detokenizing and sending are not, so they
 * appear only as an attribute until the last token.
 */
import { JSON_MASK_MS, JSON_MASK_SOURCE, PER_TOKEN_POST_MS, PER_TOKEN_POST_SOURCE } from '@/catalog/stage-budgets';
import { lognormal, quantileOf, uniform } from '@/core/distributions';
import { randomStream, type Random } from '@/core/random';
import type { SpanLine } from '@/core/spans';
import { t } from '@/core/text';
import type { TokenEvent } from '@/core/trace';
import { draw, type EarlyEnd, type ModeledRequest } from '../modeling';
import { HANDOVER_SOURCE } from './disaggregation';
import { SAMPLING, STEP_JITTER_P95 } from './parameters';
import type { InferencePlan } from './plan';
import { roundSizes, verificationWork } from './speculative';
import { ERROR_SOURCE, expectedError, isMeasured, spreadOf } from './uncertainty';

/** A token as the engine produced it; when the client has it is the network's to say. */
export type GeneratedToken = Pick<TokenEvent, 'index' | 'generatedMs' | 'kvBytes'>;

export interface InferenceRun {
  readonly tokens: readonly GeneratedToken[];
  readonly end: EarlyEnd | null;
}

const JITTER = lognormal(1, STEP_JITTER_P95.value, 0.95);

/** Time of sampling one token for each of `sequences`, in ms. */
export function samplingMs(plan: InferencePlan, sequences: number, request: Pick<ModeledRequest['scenario'], 'request'>['request']): number {
  const { gpu, model } = plan.deployment;
  const kind = request.temperature === 0 ? SAMPLING.greedy : request.topK > 0 || request.topP < 1 ? SAMPLING.sorted : SAMPLING.temperature;
  const bytes = kind.passes * sequences * model.vocabulary * 4;
  const mask = request.responseFormat === 'json' ? JSON_MASK_MS : 0;
  return kind.launches * SAMPLING.launchMs + bytes / (gpu.memoryTbPerS * 1e9) + mask;
}

/** Adds the inference spans. Stops at the injected failure, if it strikes here. */
export function modelInference(line: SpanLine, request: ModeledRequest, plan: InferencePlan, noticeMs: number): InferenceRun {
  const { scenario } = request;
  const { failure } = scenario;
  const strikes = failure !== null && (failure.kind === 'client-disconnect' || failure.kind === 'device-lost');
  // A failure "after n tokens" of a shorter answer strikes just before its end, so that it can be seen.
  const limit = strikes ? Math.min(failure.afterTokens, plan.outputTokens - 1) : plan.outputTokens;
  const tokens: GeneratedToken[] = [];
  addPrefill(line, request, plan);
  if (limit > 0) addTokens(line, request, plan, limit, tokens);

  if (strikes && failure.kind === 'device-lost') return { tokens, end: loseDevice(line, plan, tokens.length) };
  if (strikes) return { tokens, end: disconnect(line, request, plan, tokens.length, noticeMs) };
  line.add('inference', 'stream-out', PER_TOKEN_POST_MS, {
    tokens: tokens.length, hiddenMs: Math.max(0, tokens.length - 1) * PER_TOKEN_POST_MS, source: PER_TOKEN_POST_SOURCE,
  });
  return { tokens, end: null };
}

function addPrefill(line: SpanLine, request: ModeledRequest, plan: InferencePlan): void {
  const { seed, load } = request.scenario;
  const { prefill, roofline } = plan;
  const spread = spreadOf(expectedError(plan.deployment, 'prefill'));
  // A running batch is joined at its next step: on average half a step away.
  const together = load.batch > 1 && plan.handover === null && !request.scenario.deployment.disaggregated;
  const joinMs = together ? draw(seed, 'inference/join', uniform(0, plan.decode.totalMs)) : 0;
  const jitter = draw(seed, 'inference/prefill', JITTER);
  const computeMs = prefill.totalMs * jitter;
  const fixedMs = joinMs + roofline.engine.perRequestMs;
  line.add('inference', 'prefill', fixedMs + computeMs, {
    tokens: plan.inputTokens - plan.cachedTokens, cachedTokens: plan.cachedTokens, batch: load.batch,
    joinMs, engineMs: roofline.engine.perRequestMs, passMs: computeMs,
    gemmMs: prefill.gemmMs, weightsMs: prefill.weightsMs, computeMs: prefill.computeMs, attentionMs: prefill.attentionMs,
    allReduceMs: prefill.allReduceMs, elementwiseMs: prefill.elementwiseMs, overheadMs: prefill.overheadMs,
    boundBy: prefill.boundBy, flops: prefill.flops, measuredHardware: isMeasured(plan.deployment), source: `${roofline.engine.source}; ${ERROR_SOURCE}`,
  }, { low: fixedMs - joinMs + prefill.totalMs / spread, high: fixedMs - joinMs + (together ? plan.decode.totalMs : 0) + prefill.totalMs * spread });
}

function addTokens(line: SpanLine, request: ModeledRequest, plan: InferencePlan, limit: number, tokens: GeneratedToken[]): void {
  const { scenario } = request;
  const { seed, load, speculative } = scenario;
  const { roofline, kv, inputTokens } = plan;
  const sampleMs = samplingMs(plan, load.batch, scenario.request);
  const spread = spreadOf(expectedError(plan.deployment, 'decode'));
  const sampleAttributes = {
    temperature: scenario.request.temperature, topK: scenario.request.topK, topP: scenario.request.topP,
    ...(scenario.request.responseFormat === 'json' ? { maskMs: JSON_MASK_MS, maskSource: JSON_MASK_SOURCE } : {}),
  };
  const emit = (count: number): void => {
    line.add('inference', 'sampling', sampleMs, sampleAttributes);
    for (let i = 0; i < count; i++) {
      const index = tokens.length;
      tokens.push({ index, generatedMs: line.endMs, kvBytes: Math.round((inputTokens + index + 1) * kv.bytesPerToken) });
    }
  };
  emit(1);

  const random: Random | null = seed === 0 ? null : randomStream(seed, 'inference/decode');
  const accepted = roundSizes(speculative, seed === 0 ? null : randomStream(seed, 'inference/acceptance'));
  const interrupted = interruptionsPerStep(plan, random);
  // All of a step but attention stays the same while the context grows.
  const fixed = plan.decode.totalMs - plan.decode.attentionMs;
  const draftMs = speculative.enabled
    ? speculative.draftTokens * speculative.draftCost * roofline.decode({ sequences: load.batch, contextTokens: plan.otherContextTokens + inputTokens }).totalMs
    : 0;
  let first = true;
  while (tokens.length < limit) {
    const contextTokens = inputTokens + tokens.length;
    const context = plan.otherContextTokens + contextTokens;
    const attention = roofline.decodeAttention(
      speculative.enabled ? verificationWork(speculative, load.batch, context) : { sequences: load.batch, contextTokens: context },
    );
    const yielded = speculative.enabled ? Math.min(accepted(), limit - tokens.length) : 1;
    const stepMs = fixed + attention.attentionMs + draftMs;
    const prefills = interrupted(tokens.length);
    const handoverMs = first ? plan.handover?.ms ?? 0 : 0;
    const extraMs = prefills * plan.interruptions.eachMs + handoverMs;
    const jitter = random === null ? 1 : quantileOf(JITTER, random());
    const attributes: Record<string, number | boolean | string> = { token: tokens.length, contextTokens };
    if (prefills > 0) {
      attributes.interruptedByPrefills = prefills;
      attributes.interruptionMs = prefills * plan.interruptions.eachMs;
    }
    if (first && plan.handover !== null) {
      attributes.kvTransferMs = handoverMs;
      attributes.kvTransferBytes = plan.handover.bytes;
      attributes.kvTransferSource = HANDOVER_SOURCE;
    }
    first = false;
    if (speculative.enabled) {
      attributes.draftTokens = speculative.draftTokens;
      attributes.yieldedTokens = yielded;
      attributes.draftMs = draftMs;
    }
    const totalMs = stepMs * jitter + extraMs;
    line.add('inference', 'decode', totalMs, attributes, { low: totalMs / spread, high: totalMs * spread });
    emit(yielded);
  }
}

/**
 * How many foreign prefills ride in the pass after token n: those due since the pass before, which may have written
 * several tokens. Seed 0 spreads them evenly; otherwise each falls on a token drawn at random.
 */
function interruptionsPerStep(plan: InferencePlan, random: Random | null): (token: number) => number {
  const { count } = plan.interruptions;
  const steps = Math.max(1, plan.outputTokens - 1);
  if (random === null) {
    let seen = 0;
    return (token) => {
      const due = Math.floor((Math.min(token, steps) * count) / steps);
      const now = due - seen;
      seen = due;
      return now;
    };
  }
  const at = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const step = 1 + Math.floor(random() * steps);
    at.set(step, (at.get(step) ?? 0) + 1);
  }
  let seen = 0;
  return (token) => {
    let now = 0;
    while (seen < token) now += at.get(++seen) ?? 0;
    return now;
  };
}

function loseDevice(line: SpanLine, plan: InferencePlan, generated: number): EarlyEnd {
  // The pass in flight is lost with its KV cache.
  line.add('inference', 'decode', plan.decode.totalMs, { token: generated, lost: true, kvBytesLost: Math.round((plan.inputTokens + generated) * plan.kv.bytesPerToken) });
  return {
    status: 'failed', stage: 'inference', layer: 'decode', httpStatus: 500, billed: false,
    reason: t('The GPU failed after {generated} tokens and its KV cache is gone. The request would have to start over on another replica. It is not billed.', { generated }),
  };
}

function disconnect(line: SpanLine, request: ModeledRequest, plan: InferencePlan, generated: number, noticeMs: number): EarlyEnd {
  // The client's reset needs its way to the gateway; passes that run meanwhile are thrown away, the last one is finished.
  const stepMs = plan.decode.totalMs + samplingMs(plan, request.scenario.load.batch, request.scenario.request);
  const wastedPasses = Math.ceil(noticeMs / stepMs);
  line.add('inference', 'stream-out', wastedPasses * stepMs, { noticeMs, wastedPasses, tokensSent: generated });
  return {
    status: 'cancelled', stage: 'inference', layer: 'stream-out', httpStatus: 499, billed: true,
    reason: t('The client left after {generated, plural, one {one token} other {{generated} tokens}}. Generation stopped {passes, plural, one {one pass} other {{passes} passes}} later and the slot is free. The prompt and the {generated, plural, one {one token} other {{generated} tokens}} are billed.', {
      generated, passes: wastedPasses,
    }),
  };
}
