/**
 * A fleet scenario: who asks for what, what stands in the way, what serves it, and what is done when things go wrong.
 * Immutable, versioned and validated at every boundary; the schema below is the only definition.
 */
import * as v from 'valibot';
import '@/core/problems';
import { appError, err, ok, type Result } from '@/core/result';
import { BALANCING, ENGINES, GATEWAYS, KV_PRECISIONS, NETWORKS, PRECISIONS, REGIONS, SAFETY } from '@/core/scenario';
import { t } from '@/core/text';

export const FLEET_VERSION = 1;

/** Ceilings that keep hostile input bounded. */
export const FLEET_LIMITS = {
  requests: 100_000_000, perSecond: 1_000_000, clients: 1_000_000, tokens: 2_000_000, replicas: 2_048, kinds: 16, tenants: 64, durationS: 31_536_000, batch: 4_096,
} as const;

const whole = (max: number, min = 0) =>
  v.pipe(v.number(() => t('must be a number')), v.integer(() => t('must be a whole number')), v.minValue(min, () => t('must be at least {min}', { min })), v.maxValue(max, () => t('must be at most {max}', { max })));
const amount = (max: number, min = 0) =>
  v.pipe(v.number(() => t('must be a number')), v.finite(() => t('must be finite')), v.minValue(min, () => t('must be at least {min}', { min })), v.maxValue(max, () => t('must be at most {max}', { max })));
const positive = (max: number) => v.pipe(amount(max), v.gtValue(0, () => t('must be more than 0')));
const share = amount(1);
const text = v.pipe(v.string(() => t('must be text')), v.maxLength(120, () => t('must be at most {maxChars} characters', { maxChars: 120 })));
const slug = v.pipe(v.string(() => t('must be text')), v.maxLength(80, () => t('must be at most {maxChars} characters', { maxChars: 80 })), v.regex(/^[a-z0-9][a-z0-9._-]*$/, () => t('must be a lower-case name')));
const oneOf = <const T extends readonly string[]>(names: T) => v.picklist(names, () => t('must be one of {names}', { names: names.join(', ') }));
const seconds = amount(FLEET_LIMITS.durationS);
const perSecond = positive(FLEET_LIMITS.perSecond);
const tokens = (min: number) => whole(FLEET_LIMITS.tokens, min);

/** A stretch of time, in seconds since the start. */
const window = v.strictObject({ startS: seconds, endS: seconds });

/** When requests come. Rates are means over the whole run. */
export const ArrivalsSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('poisson'), perSecond }),
  v.strictObject({ kind: v.literal('constant'), perSecond }),
  /** Gamma gaps with coefficient of variation `cv`: 1 is Poisson, more is burstier. */
  v.strictObject({ kind: v.literal('gamma'), perSecond, cv: positive(100) }),
  /** Poisson at one rate or the other; the stretches are exponential with these means. */
  v.strictObject({ kind: v.literal('on-off'), onPerSecond: perSecond, offPerSecond: amount(FLEET_LIMITS.perSecond), onS: positive(86_400), offS: positive(86_400) }),
  /** Poisson with a sine over the period: mean · (1 + (peak − 1) · sin). `peakFactor` 1 is flat, 2 falls to nothing at night. */
  v.strictObject({ kind: v.literal('daily'), perSecond, peakFactor: amount(2, 1), periodS: positive(FLEET_LIMITS.durationS), peakAtS: seconds }),
  /** Clients that wait for their answer, think, and ask again. */
  v.strictObject({ kind: v.literal('closed'), clients: whole(FLEET_LIMITS.clients, 1), thinkMs: amount(86_400_000), think: oneOf(['fixed', 'exponential']) }),
  /** From a log that is handed to the run beside the scenario. */
  v.strictObject({ kind: v.literal('replay') }),
]);

export const LengthSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('fixed'), tokens: tokens(1) }),
  v.strictObject({ kind: v.literal('uniform'), low: tokens(1), high: tokens(1) }),
  /** Cut off at `max`. */
  v.strictObject({ kind: v.literal('lognormal'), median: tokens(1), sigma: amount(4), max: tokens(1) }),
  v.strictObject({ kind: v.literal('exponential'), mean: positive(FLEET_LIMITS.tokens), max: tokens(1) }),
]);

/** A class of requests: chat, document, agent … */
const kind = v.strictObject({
  name: text,
  weight: amount(1e6),
  inputTokens: LengthSchema,
  outputTokens: LengthSchema,
  /** Requests that open with one of `count` shared prefixes of `tokens` tokens, drawn with Zipf exponent `skew`. Null: none. */
  prefix: v.nullable(v.strictObject({ count: whole(1_000_000, 1), tokens: tokens(1), skew: amount(4) })),
  /** Model calls that one request makes in turn (an agent loop); each sees all that came before. */
  turns: v.strictObject({ mean: amount(1_000, 1), max: whole(1_000, 1) }),
  /** Share of these requests that a small model answers as well. */
  easyShare: share,
});

const tenant = v.strictObject({
  name: text,
  weight: amount(1e6),
  /** Weights of the classes in `workload.kinds`, in order; null: as they stand there. */
  kinds: v.nullable(v.pipe(v.array(amount(1e6)), v.maxLength(FLEET_LIMITS.kinds))),
  network: oneOf(NETWORKS),
  region: oneOf(REGIONS),
  connection: oneOf(['cold', 'reused']),
  /** More is served first. */
  priority: whole(7),
  /** Token bucket at the gateway; null: no limit. */
  rateLimit: v.nullable(v.strictObject({ perSecond, burst: positive(1e6) })),
  /** Input and output tokens together that may be asked for in a minute; null: no quota. */
  quotaTokensPerMinute: v.nullable(positive(1e12)),
  /** Requests under way at once; null: no cap. */
  maxConcurrent: v.nullable(whole(1_000_000, 1)),
});

/** Service times that stand in for the inference model, one request at a time on a replica: for checks against queueing theory. */
export const ServiceSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('model') }),
  v.strictObject({ kind: v.literal('fixed'), ms: positive(1e9) }),
  v.strictObject({ kind: v.literal('exponential'), meanMs: positive(1e9) }),
  v.strictObject({ kind: v.literal('lognormal'), meanMs: positive(1e9), sigma: amount(4) }),
]);

const pool = v.strictObject({
  model: slug,
  gpu: slug,
  tensorParallel: v.picklist([1, 2, 4, 8], () => t('must be 1, 2, 4 or 8')),
  weightPrecision: oneOf(PRECISIONS),
  kvPrecision: oneOf(KV_PRECISIONS),
  engine: oneOf(ENGINES),
  /** Null: as the engine is configured unless told otherwise. */
  maxSequences: v.nullable(whole(FLEET_LIMITS.batch, 1)),
  maxTokensPerStep: v.nullable(whole(1_000_000, 1)),
  chunkedPrefill: v.nullable(v.boolean()),
  /** Room for KV cache on a replica, in tokens; null: what memory leaves beside the weights. */
  kvTokens: v.nullable(whole(1_000_000_000)),
  /**
   * 'paged': blocks are taken as they are needed, and the youngest of the least important gives way when none is left
   * (vLLM). 'reserve': a request waits until its whole prompt and answer fit.
   */
  kvAdmission: oneOf(['paged', 'reserve']),
  blockTokens: whole(1_024, 1),
  /** Requests that may wait at one replica; null: no limit. One more is refused. */
  maxQueue: v.nullable(whole(10_000_000)),
  prefixCache: v.strictObject({ enabled: v.boolean(), ttlS: amount(86_400) }),
  /** Replicas that only read prompts and hand the KV cache to the others, in each region; 0: every replica does both. */
  prefillReplicas: whole(FLEET_LIMITS.replicas),
  service: ServiceSchema,
  usdPerGpuHour: amount(10_000),
});

/** Retrieval or a tool: another service on the way. */
const dependency = v.strictObject({
  /** Calls a request makes; 0: none. */
  calls: whole(50),
  parallel: v.boolean(),
  latencyMs: amount(600_000),
  /** Now and then a call takes `factor` times as long. */
  slow: v.strictObject({ share, factor: amount(1_000, 1) }),
  failureShare: share,
  /** While it lasts, every call fails after its timeout (or its latency, if it has none). */
  outage: v.nullable(window),
  timeoutMs: v.nullable(positive(600_000)),
  retries: whole(10),
  /** Before retry n: backoff · 2ⁿ⁻¹, of which a random part is kept ("full jitter"). */
  backoffMs: amount(600_000),
  /** Opens after so many failures in a row, fails at once for `openMs`, then lets one call try. */
  breaker: v.nullable(v.strictObject({ failures: whole(10_000, 1), openMs: positive(86_400_000) })),
  /** What a call that fails for good does to the request. */
  onFailure: oneOf(['answer-without', 'fail']),
});

export const FleetScenarioSchema = v.strictObject({
  fleetVersion: v.literal(FLEET_VERSION),
  name: text,
  seed: whole(0xffff_ffff),
  workload: v.strictObject({
    requests: whole(FLEET_LIMITS.requests, 1),
    arrivals: ArrivalsSchema,
    kinds: v.pipe(v.array(kind), v.minLength(1, () => t('needs at least one class')), v.maxLength(FLEET_LIMITS.kinds)),
    tenants: v.pipe(v.array(tenant), v.minLength(1, () => t('needs at least one tenant')), v.maxLength(FLEET_LIMITS.tenants)),
    /** Tokens a tool's answer adds before the next turn of an agent. */
    tokensPerTurn: tokens(0),
    /** Turns after which an agent is stopped; null: no cap. */
    maxTurns: v.nullable(whole(1_000, 1)),
  }),
  /** Off: requests reach the router at once and answers the client at once (logs taken at the engine, queueing theory). */
  path: v.boolean(),
  gateway: v.strictObject({ profile: oneOf(GATEWAYS), maxConcurrent: v.nullable(whole(10_000_000, 1)) }),
  safety: oneOf(SAFETY),
  regions: v.pipe(
    v.array(v.strictObject({
      region: oneOf(REGIONS),
      replicas: whole(FLEET_LIMITS.replicas),
      smallReplicas: whole(FLEET_LIMITS.replicas),
      /** While it lasts nothing is served here: running requests fail, new ones go to the next nearest region. */
      outage: v.nullable(window),
    })),
    v.minLength(1, () => t('needs at least one region')), v.maxLength(8),
  ),
  balancer: v.strictObject({
    policy: oneOf(BALANCING),
    /** Prefix affinity gives way when its replica has more than this many times the mean load (bounded loads). */
    spillFactor: amount(100, 1),
  }),
  router: v.strictObject({
    /** Whether easy requests go to the small pool. */
    split: v.boolean(),
    /** Share of requests whose difficulty is judged wrongly. */
    misroutedShare: share,
    /** A hard request that went to the small model is asked again of the large one. */
    escalate: v.boolean(),
  }),
  pool,
  /** The small model's pool; null: there is none. */
  smallPool: v.nullable(pool),
  autoscaler: v.nullable(v.strictObject({
    /** Per region. */
    minReplicas: whole(FLEET_LIMITS.replicas),
    maxReplicas: whole(FLEET_LIMITS.replicas, 1),
    /** Requests on a replica, running and waiting, that are aimed at. */
    targetPerReplica: positive(FLEET_LIMITS.batch),
    intervalS: positive(86_400),
    /** Load must stay below the target so long before a replica goes. */
    downAfterS: seconds,
    /** Getting the machine, before the weights are loaded. */
    provisionS: seconds,
    /** Loading weights and starting the engine; null: as the catalogue's loading rate gives it. */
    coldStartS: v.nullable(seconds),
    /** Machines in each region that wait with the weights loaded, at full price. */
    warmPool: whole(FLEET_LIMITS.replicas),
  })),
  retrieval: dependency,
  tools: dependency,
  client: v.strictObject({
    /** The client gives up after so long without the whole answer; null: never. */
    timeoutMs: v.nullable(positive(86_400_000)),
    /** The client gives up after so long without a first token; null: never. */
    firstTokenTimeoutMs: v.nullable(positive(86_400_000)),
    /** Tries again after 429, 503, 500 or a time-out. */
    retries: whole(10),
    backoffMs: amount(600_000),
    /** Share of clients that leave, after an exponential time with this mean. */
    disconnect: v.strictObject({ share, meanMs: positive(86_400_000) }),
  }),
  /** A second copy after `delayMs` without a first token, for at most `maxShare` of the requests; the slower is cancelled. */
  hedge: v.nullable(v.strictObject({ delayMs: amount(600_000), maxShare: share })),
  /** Requests turned away when more than `maxWaiting` wait at each replica (on average), or given a lesser answer. */
  shedding: v.nullable(v.strictObject({
    maxWaiting: amount(1e6),
    /** 'refuse': 503. 'short': at most `shortTokens` of output. 'small': the small pool answers. */
    answer: oneOf(['refuse', 'short', 'small']),
    shortTokens: tokens(1),
  })),
  slo: v.strictObject({ ttftMs: positive(86_400_000), tpotMs: positive(86_400_000), totalMs: positive(86_400_000) }),
});

export type FleetScenario = v.InferOutput<typeof FleetScenarioSchema>;
export type FleetPool = FleetScenario['pool'];
export type FleetTenant = FleetScenario['workload']['tenants'][number];
export type FleetKind = FleetScenario['workload']['kinds'][number];
export type FleetArrivals = v.InferOutput<typeof ArrivalsSchema>;
export type FleetLength = v.InferOutput<typeof LengthSchema>;
export type FleetService = v.InferOutput<typeof ServiceSchema>;
export type FleetDependency = FleetScenario['tools'];

const NO_DEPENDENCY: FleetDependency = {
  calls: 0, parallel: false, latencyMs: 100, slow: { share: 0, factor: 1 }, failureShare: 0, outage: null, timeoutMs: null, retries: 0, backoffMs: 100,
  breaker: null, onFailure: 'answer-without',
};

/** The workload the engine's speed is measured on: chats of 200 + 200 tokens at one replica of Llama 3.1 8B on an H100. */
export const DEFAULT_FLEET: FleetScenario = {
  fleetVersion: FLEET_VERSION,
  name: 'Steady chat',
  seed: 1,
  workload: {
    requests: 10_000,
    arrivals: { kind: 'poisson', perSecond: 20 },
    kinds: [{
      name: 'chat', weight: 1, inputTokens: { kind: 'fixed', tokens: 200 }, outputTokens: { kind: 'fixed', tokens: 200 }, prefix: null,
      turns: { mean: 1, max: 1 }, easyShare: 0,
    }],
    tenants: [{
      name: 'everyone', weight: 1, kinds: null, network: 'fibre', region: 'us-east', connection: 'reused', priority: 0,
      rateLimit: null, quotaTokensPerMinute: null, maxConcurrent: null,
    }],
    tokensPerTurn: 200,
    maxTurns: null,
  },
  path: true,
  gateway: { profile: 'typical', maxConcurrent: null },
  safety: 'rules',
  regions: [{ region: 'us-east', replicas: 1, smallReplicas: 0, outage: null }],
  balancer: { policy: 'least-connections', spillFactor: 1.25 },
  router: { split: false, misroutedShare: 0, escalate: true },
  pool: {
    model: 'llama-3.1-8b', gpu: 'h100-sxm', tensorParallel: 1, weightPrecision: 'bf16', kvPrecision: 'bf16', engine: 'vllm',
    maxSequences: null, maxTokensPerStep: null, chunkedPrefill: null, kvTokens: null, kvAdmission: 'paged', blockTokens: 16, maxQueue: null,
    prefixCache: { enabled: true, ttlS: 300 }, prefillReplicas: 0, service: { kind: 'model' },
    // S1 gives about $2 to $3 for an hour of an A100, H100 or H200; the middle.
    usdPerGpuHour: 2.5,
  },
  smallPool: null,
  autoscaler: null,
  retrieval: NO_DEPENDENCY,
  tools: NO_DEPENDENCY,
  client: { timeoutMs: null, firstTokenTimeoutMs: null, retries: 0, backoffMs: 500, disconnect: { share: 0, meanMs: 5_000 } },
  hedge: null,
  shedding: null,
  slo: { ttftMs: 500, tpotMs: 50, totalMs: 10_000 },
};

const refuse = (field: string, message: string, action: string): Result<never> => err(appError('fleet-invalid', message, action, field));

/** Validates unknown input as a whole fleet scenario. The error names the first field at fault and what to change. */
export function parseFleetScenario(input: unknown): Result<FleetScenario> {
  const parsed = v.safeParse(FleetScenarioSchema, input, { abortEarly: true });
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const field = v.getDotPath(issue) ?? 'fleet';
    return refuse(field, t('{field} {problem}.', { field, problem: issue.message }), t('Correct {field} and try again.', { field }));
  }
  return contradictions(parsed.output) ?? ok(parsed.output);
}

/** Fields that are each in range but cannot hold together. */
function contradictions(config: FleetScenario): Result<never> | null {
  const { workload, regions, autoscaler, router, shedding, smallPool, pool: main } = config;
  const sum = (values: readonly { weight: number }[]): number => values.reduce((total, { weight }) => total + weight, 0);
  if (sum(workload.kinds) === 0) return refuse('workload.kinds', t('Every class has weight 0, so there is nothing to ask.'), t('Give at least one class a weight.'));
  if (sum(workload.tenants) === 0) return refuse('workload.tenants', t('Every tenant has weight 0, so nobody asks.'), t('Give at least one tenant a weight.'));
  for (const [i, { kinds, name }] of workload.tenants.entries()) {
    if (kinds === null) continue;
    if (kinds.length !== workload.kinds.length) return refuse(`workload.tenants.${i}.kinds`, t('{name} weighs {count} classes, there are {classes}.', { name, count: kinds.length, classes: workload.kinds.length }), t('Give one weight for each class.'));
    if (kinds.every((weight) => weight === 0)) return refuse(`workload.tenants.${i}.kinds`, t('{name} asks for no class.', { name }), t('Give at least one class a weight.'));
  }
  for (const [i, { inputTokens, outputTokens, prefix, name }] of workload.kinds.entries()) {
    for (const length of [inputTokens, outputTokens]) {
      if (length.kind === 'uniform' && length.low > length.high) return refuse(`workload.kinds.${i}`, t('{name}: the least length is above the greatest.', { name }), t('Swap low and high.'));
    }
    if (prefix !== null && inputTokens.kind === 'fixed' && prefix.tokens > inputTokens.tokens) return refuse(`workload.kinds.${i}.prefix.tokens`, t('{name}: the shared prefix is longer than the prompt.', { name }), t('Set it to {most} or less.', { most: String(inputTokens.tokens) }));
  }
  if (new Set(regions.map((r) => r.region)).size < regions.length) return refuse('regions', t('A region is listed twice.'), t('List each region once.'));
  const replicas = regions.reduce((total, r) => total + r.replicas, 0);
  if (replicas === 0 && (autoscaler === null || autoscaler.minReplicas === 0)) return refuse('regions', t('There is no replica, and nothing that would start one.'), t('Give at least one region a replica.'));
  if (autoscaler !== null && autoscaler.minReplicas > autoscaler.maxReplicas) return refuse('autoscaler.minReplicas', t('The autoscaler keeps more replicas than it may have.'), t('Set minReplicas to {most} or less.', { most: autoscaler.maxReplicas }));
  const needsSmall = router.split ? 'router.split' : shedding?.answer === 'small' ? 'shedding.answer' : null;
  if (needsSmall !== null && (smallPool === null || regions.every((r) => r.smallReplicas === 0))) return refuse(needsSmall, t('Requests are to go to a small model, but it has no replica.'), t('Set smallPool and give a region smallReplicas.'));
  if (smallPool === null && regions.some((r) => r.smallReplicas > 0)) return refuse('smallPool', t('There are small replicas without a model.'), t('Set smallPool or smallReplicas to 0.'));
  if (main.prefillReplicas > 0 && main.service.kind !== 'model') return refuse('pool.prefillReplicas', t('A stand-in service time has no prefill to hand over.'), t('Set prefillReplicas to 0.'));
  for (const [field, stretch] of [['retrieval.outage', config.retrieval.outage], ['tools.outage', config.tools.outage], ...regions.map((r, i) => [`regions.${i}.outage`, r.outage] as const)] as const) {
    if (stretch !== null && stretch.endS <= stretch.startS) return refuse(field, t('The outage ends before it begins.'), t('Set endS above startS.'));
  }
  return null;
}
