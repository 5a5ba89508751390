/** Runs the stages' modeled halves over a scenario: what one request would take in a datacenter. */
import { CHARACTERS_PER_TOKEN, PER_TOKEN_POST_MS, TOKENS_PER_DOCUMENT } from '@/catalog/stage-budgets';
import { appError, err, ok, type Result } from '@/core/result';
import { LIMITS, type Scenario } from '@/core/scenario';
import { SpanLine } from '@/core/spans';
import { t } from '@/core/text';
import { TRACE_VERSION, type TokenEvent, type Trace } from '@/core/trace';
import { formatCount } from '@/core/units';
import { modelBilling } from '@/stages/billing/modeled';
import { modelGateway } from '@/stages/gateway/modeled';
import { modelInference, type GeneratedToken } from '@/stages/inference/modeled';
import { planInference, type InferencePlan } from '@/stages/inference/plan';
import { modelLoadBalancer } from '@/stages/load-balancer/modeled';
import type { EarlyEnd, ModeledRequest } from '@/stages/modeling';
import { modelRequest, modelResponse, networkPath, tokenTransitMs } from '@/stages/network/modeled';
import { modelPostProcessing } from '@/stages/post-processing/modeled';
import { modelRetrieval } from '@/stages/retrieval/modeled';
import { modelRouter } from '@/stages/router/modeled';
import { modelTokenizer } from '@/stages/tokenizer/modeled';
import { modelTools } from '@/stages/tools/modeled';

/** What the tokenizer or a local run knows about the same request. */
export interface RequestContent {
  /** Tokens of the prompt's text; used where `scenario.request.inputTokens` is null. */
  readonly inputTokens: number;
  /** The answer's tokens, as far as known. */
  readonly answer: readonly { readonly id: number; readonly text: string }[];
}

/**
 * The trace of `scenario` in a datacenter. Rejected, shed, cancelled and failed requests are traces too;
 * only a set-up that cannot exist is an error, whose `action` names one that can. Pure and deterministic in the seed.
 */
export function modelTrace(scenario: Scenario, content?: RequestContent): Result<Trace> {
  const request = describeRequest(scenario, content);
  if (!request.ok) return request;
  const plan = planInference(scenario, request.value);
  if (!plan.ok) return plan;
  return ok(new RequestRun(request.value, plan.value, content).trace());
}

/** What the model knows about inference before it runs: terms of the roofline, capacity, cache, queue. For the inspector. */
export function explainInference(scenario: Scenario, content?: RequestContent): Result<InferencePlan> {
  const request = describeRequest(scenario, content);
  return request.ok ? planInference(scenario, request.value) : request;
}

/** Token counts and bytes of the request. The prompt is estimated at four characters a token where nobody has counted. */
export function describeRequest(scenario: Scenario, content?: RequestContent): Result<ModeledRequest> {
  const { request, retrieval } = scenario;
  const text = request.systemPrompt + request.prompt;
  const counted = content?.inputTokens ?? Math.max(1, Math.ceil(text.length / CHARACTERS_PER_TOKEN));
  const documents = retrieval.enabled ? retrieval.documents * TOKENS_PER_DOCUMENT : 0;
  const inputTokens = request.inputTokens ?? Math.max(1, counted) + documents;
  if (inputTokens > LIMITS.tokens) {
    return err(appError('prompt-too-long', t('The prompt comes to {tokens} tokens.', { tokens: formatCount(inputTokens) }), t('Keep it under {tokens}.', { tokens: formatCount(LIMITS.tokens) }), 'request.inputTokens'));
  }
  const answered = content !== undefined && content.answer.length > 0 ? content.answer.length : request.maxOutputTokens;
  const outputTokens = Math.min(request.outputTokens ?? answered, request.maxOutputTokens);
  const stated = request.inputTokens === null ? 0 : request.inputTokens * CHARACTERS_PER_TOKEN;
  const known = content?.answer.slice(0, outputTokens).reduce((sum, token) => sum + token.text.length, 0) ?? 0;
  const unknownTokens = outputTokens - Math.min(outputTokens, content?.answer.length ?? 0);
  return ok({
    scenario, inputTokens, outputTokens,
    promptBytes: Math.max(utf8Bytes(text), stated),
    answerBytes: known + unknownTokens * CHARACTERS_PER_TOKEN,
  });
}

/** UTF-8 length without encoding: surrogate pairs count four bytes, lone surrogates three (as U+FFFD). */
function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}

/** Bytes of an error body such as the vendors send. */
const ERROR_BODY_BYTES = '{"error":{"message":"","type":"invalid_request_error","param":null,"code":null}}'.length;

class RequestRun {
  readonly #line = new SpanLine('modeled');

  constructor(
    private readonly request: ModeledRequest,
    private readonly plan: InferencePlan,
    private readonly content: RequestContent | undefined,
  ) {}

  trace(): Trace {
    const { request, plan } = this;
    const line = this.#line;
    const path = networkPath(request.scenario);
    modelRequest(line, request, path);
    const refused = this.#beforeInference();
    if (refused !== null) {
      modelResponse(line, request, path, ERROR_BODY_BYTES + refused.reason.length);
      return this.#finish([], refused, 0, 0);
    }
    const { tokens, end } = modelInference(line, request, plan, path.rttMs / 2);
    if (end !== null && end.status === 'failed') {
      modelResponse(line, request, path, ERROR_BODY_BYTES + end.reason.length);
      return this.#finish(tokens, end, 0, tokenTransitMs(path));
    }
    if (end === null) modelPostProcessing(line, request, tokens.length);
    const usage = modelBilling(line, request, { cachedTokens: plan.cachedTokens, outputTokens: tokens.length });
    // A client that has left gets no response.
    if (end === null) modelResponse(line, request, path, request.answerBytes);
    return this.#finish(tokens, end, usage.costUsd, tokenTransitMs(path));
  }

  #beforeInference(): EarlyEnd | null {
    const { request, plan } = this;
    const line = this.#line;
    const atGateway = modelGateway(line, request);
    if (atGateway !== null) return atGateway;
    modelLoadBalancer(line, request);
    modelRetrieval(line, request);
    modelTools(line, request);
    return modelTokenizer(line, request, plan.deployment.model) ?? modelRouter(line, request, plan);
  }

  #finish(generated: readonly GeneratedToken[], end: EarlyEnd | null, costUsd: number, transitMs: number): Trace {
    const { request, plan } = this;
    const { scenario } = request;
    // Everything before inference has happened once inference has begun; a refused request was not prefilled.
    const reached = this.#line.spans.some((span) => span.stage === 'inference');
    return {
      schemaVersion: TRACE_VERSION,
      scenario,
      source: 'datacenter',
      spans: this.#line.spans,
      tokens: this.#tokens(generated, transitMs),
      usage: { inputTokens: request.inputTokens, cachedTokens: reached ? plan.cachedTokens : 0, outputTokens: generated.length, costUsd },
      outcome: end === null
        ? { status: 'completed', httpStatus: 200, billed: true }
        : { status: end.status, stage: end.stage, layer: end.layer, httpStatus: end.httpStatus, reason: end.reason, billed: end.billed },
      kv: plan.kv,
      coldStart: plan.coldStart.length > 0 && reached
        ? { totalMs: plan.coldStart.reduce((sum, step) => sum + step.durationMs, 0), steps: plan.coldStart.map((step) => ({ ...step })) }
        : null,
      environment: this.#environment(generated.length),
    };
  }

  #tokens(generated: readonly GeneratedToken[], transitMs: number): TokenEvent[] {
    const endMs = this.#line.endMs;
    const streamed = this.request.scenario.request.stream;
    const answer = this.content?.answer;
    return generated.map((token) => {
      const known = answer?.[token.index];
      // A token is on the screen once it is detokenized, framed and across; whatever is cut off by the end arrives with it.
      const timeMs = streamed ? Math.max(token.generatedMs, Math.min(endMs, token.generatedMs + PER_TOKEN_POST_MS + transitMs)) : endMs;
      return { index: token.index, id: known?.id ?? 0, text: known?.text ?? '', timeMs, generatedMs: token.generatedMs, kvBytes: token.kvBytes };
    });
  }

  #environment(outputTokens: number): Trace['environment'] {
    const { plan } = this;
    const { model, gpu, tensorParallel } = plan.deployment;
    return {
      model: model.name, gpu: gpu.name, tensorParallel, engine: plan.roofline.engine.name,
      weightBytesPerGpu: plan.capacity.weightBytesPerGpu, maxBatch: plan.maxBatch,
      prefillBoundBy: plan.prefill.boundBy, decodeBoundBy: plan.decode.boundBy,
      // The model answers the same number of tokens; their text is the local run's, beyond it unknown.
      answerTextKnownTokens: Math.min(outputTokens, this.content?.answer.length ?? 0),
    };
  }
}
