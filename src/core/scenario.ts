/**
 * A Scenario is everything that decides what happens to one request.
 * Immutable, versioned and validated at every boundary; the schema below is the only definition.
 */
import * as v from 'valibot';
import './problems';
import { appError, err, ok, type Result } from './result';
import { msg, t } from './text';

export const SCENARIO_VERSION = 1;

/** Hard ceilings, far above anything real, so that hostile input stays bounded. */
export const LIMITS = {
  promptChars: 4_000_000,
  tokens: 2_000_000,
  outputTokens: 131_072,
  batch: 4_096,
} as const;

export const NETWORKS = ['fibre', 'wifi', '5g', '4g', 'slow-4g'] as const;
export const REGIONS = [
  'us-east', 'us-west', 'eu-west', 'eu-central', 'ap-south', 'ap-southeast', 'ap-northeast', 'sa-east',
] as const;
export const PRECISIONS = ['bf16', 'fp8', 'int8', 'int4', 'fp4'] as const;
export const KV_PRECISIONS = ['bf16', 'fp8', 'int8'] as const;
export const ENGINES = ['vllm', 'tensorrt-llm', 'nim', 'sglang', 'vllm-2023'] as const;
export const BALANCING = ['round-robin', 'least-connections', 'power-of-two', 'prefix-affinity'] as const;
export const SAFETY = ['none', 'rules', 'small-classifier', 'large-classifier'] as const;
export const GATEWAYS = ['typical', 'tuned'] as const;
export const FAILURES = [
  'unauthorized', 'rate-limited', 'invalid-request', 'context-overflow',
  'saturated', 'shed', 'client-disconnect', 'device-lost',
] as const;
export const LOCAL_DEVICES = ['auto', 'webgpu', 'wasm'] as const;

const count = (max: number, min = 0) =>
  v.pipe(
    v.number(() => t('must be a number')),
    v.integer(() => t('must be a whole number')),
    v.minValue(min, () => t('must be at least {min}', { min })),
    v.maxValue(max, () => t('must be at most {max}', { max })),
  );
const amount = (max: number, min = 0) =>
  v.pipe(
    v.number(() => t('must be a number')),
    v.finite(() => t('must be finite')),
    v.minValue(min, () => t('must be at least {min}', { min })),
    v.maxValue(max, () => t('must be at most {max}', { max })),
  );
const text = (maxChars: number) =>
  v.pipe(v.string(() => t('must be text')), v.maxLength(maxChars, () => t('must be at most {maxChars} characters', { maxChars })));
/** Names of catalogue entries; whether the entry exists is the catalogue's to say. */
const slug = v.pipe(text(80), v.regex(/^[a-z0-9][a-z0-9._-]*$/, () => t('must be a lower-case name')));
const oneOf = <const T extends readonly string[]>(names: T) =>
  v.picklist(names, () => t('must be one of {names}', { names: names.join(', ') }));

export const ScenarioSchema = v.strictObject({
  schemaVersion: v.literal(SCENARIO_VERSION),
  name: text(120),
  /** 0 is the typical request (every layer at its median); any other seed draws one request. Also seeds sampling. */
  seed: count(0xffff_ffff),
  request: v.strictObject({
    systemPrompt: text(LIMITS.promptChars),
    prompt: text(LIMITS.promptChars),
    /** Prompt length in tokens for the modeled lane; null: as the tokenizer counts the text. */
    inputTokens: v.nullable(count(LIMITS.tokens, 1)),
    /** How many tokens the model would write if nothing stopped it; null: as the local run did, else the maximum. */
    outputTokens: v.nullable(count(LIMITS.outputTokens, 1)),
    maxOutputTokens: count(LIMITS.outputTokens, 1),
    stream: v.boolean(),
    temperature: amount(2),
    /** 0 switches top-k off. */
    topK: count(1_000),
    topP: v.pipe(amount(1), v.gtValue(0, () => t('must be more than 0'))),
    stop: v.pipe(v.array(v.pipe(text(64), v.nonEmpty(() => t('must not be empty')))), v.maxLength(4, () => t('at most 4 stop sequences'))),
    responseFormat: oneOf(['text', 'json']),
  }),
  client: v.strictObject({
    network: oneOf(NETWORKS),
    region: oneOf(REGIONS),
    connection: oneOf(['cold', 'reused']),
  }),
  gateway: v.strictObject({
    profile: oneOf(GATEWAYS),
    requestsPerMinute: count(1_000_000, 1),
  }),
  loadBalancer: v.strictObject({
    policy: oneOf(BALANCING),
    /** Where the request is served. */
    region: oneOf(REGIONS),
  }),
  cache: v.strictObject({
    prefix: v.boolean(),
    /** Tokens of this prompt that an earlier request had in common with it (the exact prefix). */
    sharedPrefixTokens: count(LIMITS.tokens),
    ttlS: amount(86_400),
    /** Time since the prefix was last used; older than the TTL, it is gone. */
    ageS: amount(86_400),
  }),
  model: slug,
  deployment: v.strictObject({
    gpu: slug,
    tensorParallel: v.picklist([1, 2, 4, 8], () => t('must be 1, 2, 4 or 8')),
    weightPrecision: oneOf(PRECISIONS),
    kvPrecision: oneOf(KV_PRECISIONS),
    engine: oneOf(ENGINES),
    /** False: the replica has to load its weights first (a cold start). */
    warm: v.boolean(),
    /** Prompts are read by GPUs of their own, which hand the KV cache over to those that decode. Absent in older files. */
    disaggregated: v.optional(v.boolean(), false),
  }),
  load: v.strictObject({
    /** Sequences decoded together on the replica, this one included. */
    batch: count(LIMITS.batch, 1),
    /** Requests ahead of this one at the router. */
    queueDepth: count(10_000),
  }),
  speculative: v.strictObject({
    enabled: v.boolean(),
    /** Tokens the draft proposes before each verification. */
    draftTokens: count(16, 1),
    /** Probability that one draft token is accepted. */
    acceptance: amount(1),
    /** Time of one draft step over time of one target step. */
    draftCost: amount(1),
  }),
  retrieval: v.strictObject({ enabled: v.boolean(), documents: count(1_000), latencyMs: amount(60_000) }),
  tools: v.strictObject({ calls: count(50), parallel: v.boolean(), latencyMs: amount(60_000) }),
  safety: oneOf(SAFETY),
  failure: v.nullable(
    v.strictObject({
      kind: oneOf(FAILURES),
      /** For failures in mid-stream: after how many output tokens. */
      afterTokens: count(LIMITS.outputTokens),
    }),
  ),
  budgetMs: amount(600_000),
  /** US dollars per million tokens, with where the price comes from. */
  prices: v.strictObject({
    inputUsdPerMillion: amount(10_000),
    cachedUsdPerMillion: amount(10_000),
    outputUsdPerMillion: amount(10_000),
    source: text(200),
  }),
  local: v.strictObject({
    /** A model of the local catalogue or the URL of a folder in the hub's layout. */
    model: text(2_000),
    device: oneOf(LOCAL_DEVICES),
  }),
});

export type Scenario = v.InferOutput<typeof ScenarioSchema>;
export type FailureKind = (typeof FAILURES)[number];
export type NetworkId = (typeof NETWORKS)[number];
export type RegionId = (typeof REGIONS)[number];
export type Precision = (typeof PRECISIONS)[number];
export type KvPrecision = (typeof KV_PRECISIONS)[number];
export type EngineId = (typeof ENGINES)[number];

type DeepPartial<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;
/** A change to a scenario: only the fields that differ. */
export type ScenarioPatch = DeepPartial<Scenario>;

/**
 * The scenario the page opens with. A short prompt the embedded model can really continue, served by
 * Llama-3.1-8B on one H100 to a nearby client: the "400 ms" request of the write-ups.
 */
export const DEFAULT_SCENARIO: Scenario = {
  schemaVersion: SCENARIO_VERSION,
  name: msg('The 400 ms request'),
  seed: 0,
  request: {
    systemPrompt: '',
    prompt: 'Once upon a time, a little robot wanted to know where the time goes. One day,',
    inputTokens: null,
    outputTokens: null,
    maxOutputTokens: 44,
    stream: true,
    temperature: 0,
    topK: 0,
    topP: 1,
    stop: [],
    responseFormat: 'text',
  },
  client: { network: 'fibre', region: 'us-east', connection: 'reused' },
  gateway: { profile: 'typical', requestsPerMinute: 60 },
  loadBalancer: { policy: 'least-connections', region: 'us-east' },
  cache: { prefix: true, sharedPrefixTokens: 0, ttlS: 300, ageS: 0 },
  model: 'llama-3.1-8b',
  deployment: {
    gpu: 'h100-sxm', tensorParallel: 1, weightPrecision: 'bf16', kvPrecision: 'bf16', engine: 'vllm', warm: true, disaggregated: false,
  },
  load: { batch: 8, queueDepth: 0 },
  speculative: { enabled: false, draftTokens: 4, acceptance: 0.7, draftCost: 0.1 },
  retrieval: { enabled: false, documents: 4, latencyMs: 80 },
  tools: { calls: 0, parallel: false, latencyMs: 400 },
  safety: 'rules',
  failure: null,
  budgetMs: 2_500,
  // The catalogue's default for this model (a test holds them together); the app sets it anew when a model is chosen.
  prices: {
    inputUsdPerMillion: 0.1, cachedUsdPerMillion: 0.025, outputUsdPerMillion: 0.4,
    source: 'GPT-4.1 nano, standing in for Llama 3.1 8B; simonw/llm-prices (commit 723ef0b), copy of 2026-08-05',
  },
  local: { model: 'stories15M', device: 'auto' },
};

/** Applies a patch; arrays and nulls replace, objects merge. Pure: neither argument is changed. */
export function patchScenario(base: Scenario, patch: ScenarioPatch): Scenario {
  return merge(base, patch) as Scenario;
}

function merge(base: unknown, patch: unknown): unknown {
  if (!isRecord(base) || !isRecord(patch)) return patch;
  const out: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value !== undefined && Object.hasOwn(base, key)) out[key] = merge(base[key], value);
  }
  return out;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Validates unknown input as a whole scenario. The error names the first field at fault. */
export function parseScenario(input: unknown): Result<Scenario> {
  const parsed = v.safeParse(ScenarioSchema, input, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  const issue = parsed.issues[0];
  const field = v.getDotPath(issue) ?? 'scenario';
  return err(appError('scenario-invalid', t('{field} {problem}.', { field, problem: issue.message }), t('Correct {field} and try again.', { field }), field));
}

/** Validates a patch against `base`: unknown fields are refused, the merged result must be a valid scenario. */
export function parsePatch(base: Scenario, patch: unknown): Result<Scenario> {
  if (!isRecord(patch)) {
    return err(appError('scenario-invalid', t('A scenario must be a JSON object.'), t('Start from an exported scenario file.')));
  }
  const unknown = unknownField(base, patch, '');
  if (unknown !== null) {
    return err(appError('scenario-unknown-field', t('There is no scenario field {unknown}.', { unknown }), t('Remove or rename {unknown}.', { unknown }), unknown));
  }
  return parseScenario(merge(base, patch));
}

function unknownField(base: unknown, patch: unknown, path: string): string | null {
  if (!isRecord(patch) || !isRecord(base)) return null;
  for (const [key, value] of Object.entries(patch)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (path === '' && key === 'failure' && base[key] === null) continue; // its shape is the schema's to check
    if (!Object.hasOwn(base, key)) return here;
    const inner = unknownField(base[key], value, here);
    if (inner !== null) return inner;
  }
  return null;
}
