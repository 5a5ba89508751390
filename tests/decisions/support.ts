import fc from 'fast-check';
import { GPUS } from '@/catalog/gpus';
import { MODELS } from '@/catalog/models';
import * as s from '@/core/scenario';
import { DEFAULT_SCENARIO, patchScenario, type Scenario } from '@/core/scenario';
import type { RequestContent } from '@/datacenter/model-trace';

/** True when `a` is within a relative tolerance of `b`, or a tenth of a millisecond. */
export const near = (a: number, b: number, tolerance: number): boolean => Math.abs(a - b) <= Math.max(tolerance * Math.abs(b), 0.1);

/** An answer whose first sentence ends at its ninth token. */
export const STORY: RequestContent = {
  inputTokens: 21,
  answer: ['The', ' robot', ' opened', ' the', ' clock', ' and', ' looked', ' inside', '.', ' It', ' saw', ' wheels', '.'].map((text, id) => ({ id, text })),
};

const int = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

/** Any request that a datacenter could be asked for, without failures that strike in mid-answer. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  seed: int(0, 0xffff_ffff),
  request: fc.record({
    systemPrompt: fc.string({ maxLength: 200 }), inputTokens: fc.option(int(1, 6000)), outputTokens: fc.option(int(1, 400)), maxOutputTokens: int(1, 400),
    stream: fc.boolean(), temperature: fc.constantFrom(0, 0.7), topP: fc.constantFrom(1, 0.9), responseFormat: fc.constantFrom('text' as const, 'json' as const),
  }),
  client: fc.record({ network: fc.constantFrom(...s.NETWORKS), region: fc.constantFrom(...s.REGIONS), connection: fc.constantFrom('cold' as const, 'reused' as const) }),
  gateway: fc.record({ profile: fc.constantFrom(...s.GATEWAYS) }),
  loadBalancer: fc.record({ policy: fc.constantFrom(...s.BALANCING), region: fc.constantFrom(...s.REGIONS) }),
  cache: fc.record({ prefix: fc.boolean(), sharedPrefixTokens: int(0, 8000), ttlS: int(0, 600), ageS: int(0, 600) }),
  model: fc.constantFrom(...MODELS.map((m) => m.id)),
  deployment: fc.record({
    gpu: fc.constantFrom(...GPUS.map((g) => g.id)), tensorParallel: fc.constantFrom(1 as const, 2 as const, 4 as const, 8 as const),
    weightPrecision: fc.constantFrom(...s.PRECISIONS), kvPrecision: fc.constantFrom(...s.KV_PRECISIONS), engine: fc.constantFrom(...s.ENGINES), warm: fc.boolean(),
  }),
  load: fc.record({ batch: int(1, 64), queueDepth: int(0, 50) }),
  speculative: fc.record({ enabled: fc.boolean(), draftTokens: int(1, 8), acceptance: fc.double({ min: 0, max: 1, noNaN: true }), draftCost: fc.double({ min: 0, max: 1, noNaN: true }) }),
  retrieval: fc.record({ enabled: fc.boolean(), documents: int(0, 8), latencyMs: int(0, 500) }),
  tools: fc.record({ calls: int(0, 5), parallel: fc.boolean(), latencyMs: int(0, 1000) }),
  safety: fc.constantFrom(...s.SAFETY),
  failure: fc.option(fc.record({ kind: fc.constantFrom('unauthorized' as const, 'rate-limited' as const, 'context-overflow' as const, 'shed' as const), afterTokens: fc.constant(0) }), { freq: 2 }),
}).map((patch) => patchScenario(DEFAULT_SCENARIO, patch));
