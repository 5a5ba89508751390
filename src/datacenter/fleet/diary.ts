/** Notes on one request of a simulation, laid end to end as they happen, and the Trace that comes of them. */
import { findModel, kvLayout } from '@/catalog/models';
import { PER_TOKEN_POST_MS } from '@/catalog/stage-budgets';
import { costUsd } from '@/core/metrics';
import { DEFAULT_SCENARIO, patchScenario, type Scenario } from '@/core/scenario';
import type { LayerOf, PlaceId } from '@/core/stage';
import { msg } from '@/core/text';
import { TRACE_VERSION, type Attributes, type Span, type Trace } from '@/core/trace';
import type { FleetScenario } from './config';
import type { Job } from './replica/job';
import type { RequestOutcome } from './types';

export class Diary {
  readonly #spans: Span[] = [];
  #endMs = 0;
  /** Tokens of the answer: when sampled, since the request was sent, and the context then. */
  #tokens: { generatedMs: number; context: number }[] = [];
  #earlierTokens = 0;
  #kvBytesPerToken = 0;
  #coldStartMs = 0;

  constructor(private readonly config: FleetScenario, private readonly arrivalMs: number) {}

  /** What took `durationMs` after what was noted last. */
  add<P extends PlaceId>(stage: P, layer: LayerOf<P>, durationMs: number, attributes: Attributes = {}): void {
    const span: Span = { stage, layer, startMs: this.#endMs, durationMs: Math.max(0, durationMs), provenance: 'modeled', attributes };
    this.#spans.push(span);
    this.#endMs = span.startMs + span.durationMs;
  }

  /** What ended at `timeMs` of the simulation. */
  until<P extends PlaceId>(stage: P, layer: LayerOf<P>, timeMs: number, attributes: Attributes = {}): void {
    this.add(stage, layer, timeMs - this.arrivalMs - this.#endMs, attributes);
  }

  /** What was foreseen after `timeMs` did not happen. */
  #cut(timeMs: number): void {
    const atMs = timeMs - this.arrivalMs;
    while (this.#endMs > atMs) {
      const last = this.#spans.pop();
      if (last === undefined) return;
      this.#endMs = last.startMs;
      if (last.startMs >= atMs) continue;
      this.add(last.stage, last.layer as never, atMs - last.startMs, { ...last.attributes, brokenOff: true });
      return;
    }
  }

  /** Time spent waiting for a replica to start, until `timeMs`. */
  coldStart(timeMs: number): void {
    this.#coldStartMs += Math.max(0, timeMs - this.arrivalMs - this.#endMs);
    this.until('router', 'cold-start', timeMs, { waitedForReplica: true });
  }

  /** A try that ended at `endedMs`, before another at `againMs`: its answer is forgotten, its time stays. */
  tryEnded(endedMs: number, againMs: number, reason: string): void {
    this.#cut(endedMs);
    this.#earlierTokens += this.#tokens.length;
    this.#tokens = [];
    this.until('network', 'request', againMs, { earlierTry: true, reason });
  }

  /** A model call: the wait, the prompt, and each token. `small`: whose KV cache. */
  inference(job: Job, small: boolean, untilMs: number, attributes: Attributes): void {
    const pool = small ? this.config.smallPool ?? this.config.pool : this.config.pool;
    const model = findModel(pool.model);
    if (model !== undefined) this.#kvBytesPerToken = kvLayout(model, pool.kvPrecision).bytesPerToken;
    this.#earlierTokens += this.#tokens.length;
    this.#tokens = [];
    const started = Number.isNaN(job.startMs) ? untilMs : Math.min(job.startMs, untilMs);
    this.until('router', 'queue', started, { replica: job.replica, waitedMs: started - job.queuedMs });
    if (Number.isNaN(job.startMs)) return;
    const times = job.tokenMs ?? [];
    const first = times[0];
    this.until('inference', 'prefill', first ?? untilMs, { tokens: job.promptTokens - job.cachedTokens, cachedTokens: job.cachedTokens, ...attributes });
    times.forEach((timeMs, i) => {
      if (i > 0) this.until('inference', 'decode', timeMs, { token: i, contextTokens: job.promptTokens + i });
      this.#tokens.push({ generatedMs: timeMs - this.arrivalMs, context: job.promptTokens + i + 1 });
    });
    if (first !== undefined && untilMs > (times.at(-1) ?? first)) this.until('inference', 'stream-out', untilMs, { unfinished: true });
  }

  /** The whole request as a Trace like any other. `transitMs`: the way of one token to the client. */
  trace(outcome: RequestOutcome, transitMs: number): Trace {
    this.#cut(outcome.endMs);
    this.until('network', 'response', outcome.endMs, outcome.outcome === 'completed' ? {} : { outcome: outcome.outcome });
    const scenario = scenarioOf(this.config, outcome);
    const endMs = this.#endMs;
    const usage = { inputTokens: outcome.request.inputTokens, cachedTokens: Math.min(outcome.cachedTokens, outcome.request.inputTokens), outputTokens: this.#tokens.length };
    const pool = outcome.smallModel ? this.config.smallPool ?? this.config.pool : this.config.pool;
    const model = findModel(pool.model);
    if (model === undefined) throw new Error(`no model ${pool.model}`);
    const ended = outcome.outcome;
    return {
      schemaVersion: TRACE_VERSION, scenario, source: 'datacenter', spans: this.#spans,
      tokens: this.#tokens.map(({ generatedMs, context }, index) => ({
        index, id: 0, text: '', generatedMs: Math.min(generatedMs, endMs), timeMs: Math.max(Math.min(generatedMs, endMs), Math.min(endMs, generatedMs + PER_TOKEN_POST_MS + transitMs)),
        kvBytes: Math.round(context * this.#kvBytesPerToken),
      })),
      usage: { ...usage, costUsd: ended === 'completed' || ended === 'degraded' ? costUsd(usage, scenario.prices) : 0 },
      outcome: ended === 'completed' || ended === 'degraded'
        ? { status: 'completed', httpStatus: 200, billed: true, ...(ended === 'degraded' ? { reason: outcome.reason } : {}) }
        : {
          status: ended, httpStatus: outcome.httpStatus,
          ...(outcome.stage === null ? {} : { stage: outcome.stage }), reason: outcome.reason, billed: false,
        },
      kv: kvLayout(model, pool.kvPrecision),
      coldStart: this.#coldStartMs > 0 ? { totalMs: this.#coldStartMs, steps: [{ name: msg('replica'), durationMs: this.#coldStartMs, detail: msg('waited for a replica of the fleet to start') }] } : null,
      environment: {
        fleet: this.config.name, request: outcome.request.index, arrivalMs: outcome.request.arrivalMs, replica: outcome.replica,
        region: this.config.regions[outcome.region]?.region ?? 'none', model: model.name, turns: outcome.turns, retries: outcome.retries, preemptions: outcome.preemptions,
        hedged: outcome.hedged, tokensOfEarlierCalls: this.#earlierTokens,
      },
    };
  }
}

/** The scenario of one request of a fleet, as Explore knows scenarios. */
export function scenarioOf(config: FleetScenario, outcome: RequestOutcome): Scenario {
  const { request } = outcome;
  const tenant = config.workload.tenants[request.tenant];
  const pool = outcome.smallModel ? config.smallPool ?? config.pool : config.pool;
  const { engine, gpu, tensorParallel, weightPrecision, kvPrecision } = pool;
  return patchScenario(DEFAULT_SCENARIO, {
    name: `${config.name.slice(0, 90)}: request ${request.index}`,
    request: { inputTokens: request.inputTokens, outputTokens: request.outputTokens, maxOutputTokens: Math.max(1, request.outputTokens), stream: true },
    ...(tenant === undefined ? {} : { client: { network: tenant.network, region: tenant.region, connection: tenant.connection } }),
    gateway: { profile: config.gateway.profile },
    loadBalancer: { policy: config.balancer.policy, region: config.regions[Math.max(0, outcome.region)]?.region ?? 'us-east' },
    cache: { prefix: pool.prefixCache.enabled, sharedPrefixTokens: outcome.cachedTokens, ttlS: pool.prefixCache.ttlS },
    model: pool.model,
    deployment: { gpu, tensorParallel, weightPrecision, kvPrecision, engine, warm: true, disaggregated: pool.prefillReplicas > 0 },
    retrieval: { enabled: config.retrieval.calls > 0, latencyMs: Math.min(60_000, config.retrieval.latencyMs) },
    tools: { calls: config.tools.calls, parallel: config.tools.parallel, latencyMs: Math.min(60_000, config.tools.latencyMs) },
    safety: config.safety,
  });
}
