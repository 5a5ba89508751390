/**
 * A request without its per-token spans: the same stages, run by the same code as `modelTrace`, with all decode passes
 * in one span. Its cost does not depend on the answer's length, so that a ranking of twenty levers or a search over
 * a parameter stays within a frame. Tests hold it against `modelTrace`.
 */
import { PER_TOKEN_POST_MS } from '@/catalog/stage-budgets';
import { costUsd } from '@/core/metrics';
import { ok, type Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import { SpanLine } from '@/core/spans';
import type { Span, Trace } from '@/core/trace';
import { describeRequest, type RequestContent } from '@/datacenter/model-trace';
import { modelBilling } from '@/stages/billing/modeled';
import { modelGateway } from '@/stages/gateway/modeled';
import { modelInference } from '@/stages/inference/modeled';
import { planInference, type InferencePlan } from '@/stages/inference/plan';
import { expectedError, spreadOf } from '@/stages/inference/uncertainty';
import { roundSizes } from '@/stages/inference/speculative';
import { modelLoadBalancer } from '@/stages/load-balancer/modeled';
import type { EarlyEnd, ModeledRequest } from '@/stages/modeling';
import { modelRequest, modelResponse, networkPath, tokenTransitMs } from '@/stages/network/modeled';
import { modelPostProcessing } from '@/stages/post-processing/modeled';
import { modelRetrieval } from '@/stages/retrieval/modeled';
import { modelRouter } from '@/stages/router/modeled';
import { modelTokenizer } from '@/stages/tokenizer/modeled';
import { modelTools } from '@/stages/tools/modeled';
import { sentenceEndToken } from './usable-answer';

/** The typical (seed 0) request, layer by layer, and what follows from it. */
export interface RequestProfile {
  readonly scenario: Scenario;
  readonly request: ModeledRequest;
  readonly plan: InferencePlan;
  /** In order, end to end; one for each layer, all decode passes and all sampling in one span each. */
  readonly spans: readonly Span[];
  /** Null when the request was refused. */
  readonly ttftMs: number | null;
  readonly usableAnswerMs: number | null;
  readonly totalMs: number;
  /** Mean time of one decode pass, interruptions by other prefills left out; 0 with a single token. */
  readonly passMs: number;
  /** Decode passes after the first token. */
  readonly passes: number;
  /** Time on the wire of one streamed token. */
  readonly transitMs: number;
  readonly usage: Trace['usage'];
  /** GPU time that this request costs: slot time × GPUs ÷ sequences that share it, and the GPUs that read its prompt where those are others, in seconds. */
  readonly gpuSeconds: number;
  /** Why it never reached inference. Null: it was answered. */
  readonly refused: EarlyEnd | null;
  /** A failure that strikes in mid-answer is left out: the profile is of the request that runs to its end. */
  readonly ignoresFailure: boolean;
}

/** Bytes of a refusal's body, as far as it matters for its transfer time. */
const REFUSAL_BYTES = 256;

/** Profiles a scenario. Errors are those of `modelTrace`: set-ups that cannot exist. Pure. */
export function profileOf(scenario: Scenario, content?: RequestContent): Result<RequestProfile> {
  const midStream = scenario.failure?.kind === 'client-disconnect' || scenario.failure?.kind === 'device-lost';
  const typical: Scenario = { ...scenario, seed: 0, failure: midStream ? null : scenario.failure };
  const described = describeRequest(typical, content);
  if (!described.ok) return described;
  const request = described.value;
  const planned = planInference(typical, request);
  if (!planned.ok) return planned;
  const plan = planned.value;

  const line = new SpanLine('modeled');
  const path = networkPath(typical);
  const transitMs = tokenTransitMs(path);
  const common = { scenario, request, plan, transitMs, ignoresFailure: midStream };
  modelRequest(line, request, path);
  const refused = beforeInference(line, request, plan);
  if (refused !== null) {
    modelResponse(line, request, path, REFUSAL_BYTES);
    return ok({
      ...common, spans: line.spans, ttftMs: null, usableAnswerMs: null, totalMs: line.endMs, passMs: 0, passes: 0,
      usage: { inputTokens: request.inputTokens, cachedTokens: 0, outputTokens: 0, costUsd: 0 }, gpuSeconds: 0, refused,
    });
  }

  const passes = condenseInference(line, request, plan);
  modelPostProcessing(line, request, request.outputTokens);
  modelBilling(line, request, { cachedTokens: plan.cachedTokens, outputTokens: request.outputTokens });
  modelResponse(line, request, path, request.answerBytes);

  const totalMs = line.endMs;
  const arrives = (generatedMs: number): number =>
    typical.request.stream ? Math.max(generatedMs, Math.min(totalMs, generatedMs + PER_TOKEN_POST_MS + transitMs)) : totalMs;
  const lastUsable = sentenceEndToken(typical, content, request.outputTokens);
  const usage = { inputTokens: request.inputTokens, cachedTokens: plan.cachedTokens, outputTokens: request.outputTokens };
  return ok({
    ...common, spans: line.spans, totalMs, passMs: passes.meanMs, passes: passes.count,
    ttftMs: arrives(passes.firstTokenMs), usableAnswerMs: arrives(passes.generatedMs(lastUsable)),
    usage: { ...usage, costUsd: costUsd(usage, typical.prices) },
    gpuSeconds: plan.gpuMs / 1000,
    refused: null,
  });
}

function beforeInference(line: SpanLine, request: ModeledRequest, plan: InferencePlan): EarlyEnd | null {
  const atGateway = modelGateway(line, request);
  if (atGateway !== null) return atGateway;
  modelLoadBalancer(line, request);
  modelRetrieval(line, request);
  modelTools(line, request);
  return modelTokenizer(line, request, plan.deployment.model) ?? modelRouter(line, request, plan);
}

/** Passes until token `index` of a typical answer is there, and how many tokens are written when the last of them begins. */
function passesUntil(index: number, scenario: Scenario): { count: number; lastPassAt: number } {
  if (!scenario.speculative.enabled) return { count: index, lastPassAt: index };
  const yielded = roundSizes(scenario.speculative, null);
  let count = 0;
  let lastPassAt = 0;
  for (let written = 1; written <= index; written += yielded()) {
    count++;
    lastPassAt = written;
  }
  return { count, lastPassAt };
}

interface Passes {
  readonly count: number;
  readonly meanMs: number;
  readonly firstTokenMs: number;
  /** When token `index` is generated. */
  generatedMs(index: number): number;
}

/** Prefill and first token by the stage's own code, then the decode passes as an integral over the growing context. */
function condenseInference(line: SpanLine, request: ModeledRequest, plan: InferencePlan): Passes {
  const { scenario, outputTokens } = request;
  const quiet = { count: 0, eachMs: plan.interruptions.eachMs };
  const first = new SpanLine('modeled');
  modelInference(first, request, { ...plan, outputTokens: 1, interruptions: quiet }, 0);
  let sampleMs = 0;
  for (const span of first.spans) {
    if (span.layer === 'stream-out') continue;
    if (span.layer === 'sampling') sampleMs = span.durationMs;
    line.add('inference', span.layer === 'prefill' ? 'prefill' : 'sampling', span.durationMs, span.attributes, span.rangeMs);
  }
  const firstTokenMs = line.endMs;

  const after = Math.max(0, outputTokens - 1);
  const { count, lastPassAt } = passesUntil(after, scenario);
  // One pass when `written` tokens of the answer are in the context. A draft's time is that of the prompt alone.
  let draftMs: number | null = null;
  const passAt = (written: number): number => {
    const one = new SpanLine('modeled');
    modelInference(one, request, { ...plan, inputTokens: plan.inputTokens + written - 1, outputTokens: 2, interruptions: quiet }, 0);
    const span = one.spans.find(({ layer }) => layer === 'decode');
    if (span === undefined) return 0;
    const drafted = typeof span.attributes.draftMs === 'number' ? span.attributes.draftMs : 0;
    draftMs ??= drafted;
    return span.durationMs - drafted + draftMs;
  };
  // Simpson's rule: a pass is very nearly linear in the context it reads.
  const start = after === 0 ? 0 : passAt(1);
  const middle = after === 0 ? 0 : passAt(1 + (after - 1) / 2);
  const end = after === 0 ? 0 : passAt(after);
  const meanMs = (start + 4 * middle + end) / 6;
  // Interruptions fall due as tokens are written; those due within the last round are the next request's.
  const interruptedBy = (at: number): number => (after === 0 ? 0 : Math.floor((Math.min(at, after) * plan.interruptions.count) / after));
  const interruptions = interruptedBy(lastPassAt);
  const interrupted = interruptions * plan.interruptions.eachMs;
  if (count > 0) {
    const decodeMs = count * meanMs + interrupted;
    const spread = spreadOf(expectedError(plan.deployment, 'decode'));
    line.add('inference', 'decode', decodeMs, {
      passes: count, passMs: meanMs, interruptions, interruptionMs: interrupted,
    }, { low: decodeMs / spread, high: decodeMs * spread });
    line.add('inference', 'sampling', count * sampleMs, { passes: count });
  }
  const streamOut = first.spans.find((span) => span.layer === 'stream-out');
  if (streamOut !== undefined) line.add('inference', 'stream-out', streamOut.durationMs, streamOut.attributes);
  return {
    count, meanMs, firstTokenMs,
    generatedMs: (index) => {
      if (index <= 0 || after === 0) return firstTokenMs;
      const done = passesUntil(index, scenario);
      // Mean of the passes so far: from the line through the first and the last.
      const mean = start + ((end - start) * Math.min(index, after)) / after / 2;
      return firstTokenMs + done.count * (mean + sampleMs) + interruptedBy(done.lastPassAt) * plan.interruptions.eachMs;
    },
  };
}
