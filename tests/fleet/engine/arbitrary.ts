/** Random fleets: every feature now and then, small enough to walk through step by step. */
import fc from 'fast-check';
import { DEFAULT_FLEET, parseFleetScenario, type FleetDependency, type FleetScenario } from '@/datacenter/fleet/config';

/** Null `weight` times as often as not. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, weight = 2): fc.Arbitrary<T | null> => fc.oneof({ arbitrary: fc.constant(null), weight }, { arbitrary, weight: 1 });
const share = fc.oneof({ arbitrary: fc.constant(0), weight: 2 }, { arbitrary: fc.double({ min: 0, max: 0.5, noNaN: true }), weight: 1 });

const length = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), tokens: fc.integer({ min: 1, max: 600 }) }),
  fc.record({ kind: fc.constant('lognormal' as const), median: fc.integer({ min: 1, max: 300 }), sigma: fc.double({ min: 0, max: 1.5, noNaN: true }), max: fc.constant(1200) }),
  fc.record({ kind: fc.constant('uniform' as const), low: fc.integer({ min: 1, max: 50 }), high: fc.integer({ min: 50, max: 400 }) }),
);
const dependency: fc.Arbitrary<FleetDependency> = fc.record({
  calls: fc.constantFrom(0, 0, 0, 1, 2, 3), parallel: fc.boolean(), latencyMs: fc.integer({ min: 0, max: 300 }), slow: fc.record({ share, factor: fc.integer({ min: 1, max: 20 }) }),
  failureShare: share, outage: maybe(fc.constant({ startS: 0.5, endS: 2 }), 4), timeoutMs: maybe(fc.integer({ min: 50, max: 600 })), retries: fc.integer({ min: 0, max: 2 }),
  backoffMs: fc.integer({ min: 0, max: 100 }), breaker: maybe(fc.record({ failures: fc.integer({ min: 1, max: 4 }), openMs: fc.integer({ min: 10, max: 2000 }) })),
  onFailure: fc.constantFrom('answer-without' as const, 'answer-without' as const, 'fail' as const),
});
const tenant = fc.record({
  name: fc.constantFrom('a', 'b'), weight: fc.integer({ min: 1, max: 3 }), kinds: fc.constant(null), network: fc.constantFrom('fibre' as const, '4g' as const),
  region: fc.constantFrom('us-east' as const, 'eu-west' as const), connection: fc.constantFrom('cold' as const, 'reused' as const), priority: fc.integer({ min: 0, max: 2 }),
  rateLimit: maybe(fc.record({ perSecond: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 1, max: 20 }) }), 5),
  quotaTokensPerMinute: maybe(fc.integer({ min: 1000, max: 100_000 }), 8), maxConcurrent: maybe(fc.integer({ min: 1, max: 20 }), 8),
});
const kind = fc.record({
  name: fc.constant('k'), weight: fc.integer({ min: 1, max: 3 }), inputTokens: length, outputTokens: length,
  prefix: maybe(fc.record({ count: fc.integer({ min: 1, max: 6 }), tokens: fc.integer({ min: 1, max: 400 }), skew: fc.constant(1) }), 1),
  turns: fc.record({ mean: fc.constantFrom(1, 1, 2), max: fc.constantFrom(1, 4) }).filter(({ mean, max }) => mean <= max), easyShare: share,
}).filter(({ prefix, inputTokens }) => prefix === null || inputTokens.kind !== 'fixed' || prefix.tokens <= inputTokens.tokens);

export const fleets: fc.Arbitrary<FleetScenario> = fc.record({
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  requests: fc.integer({ min: 1, max: 80 }),
  arrivals: fc.oneof(
    fc.record({ kind: fc.constant('poisson' as const), perSecond: fc.integer({ min: 5, max: 400 }) }),
    fc.record({ kind: fc.constant('gamma' as const), perSecond: fc.integer({ min: 5, max: 100 }), cv: fc.constantFrom(0.5, 4) }),
    fc.record({ kind: fc.constant('closed' as const), clients: fc.integer({ min: 1, max: 20 }), thinkMs: fc.integer({ min: 0, max: 500 }), think: fc.constantFrom('fixed' as const, 'exponential' as const) }),
  ),
  kinds: fc.array(kind, { minLength: 1, maxLength: 2 }), tenants: fc.array(tenant, { minLength: 1, maxLength: 2 }),
  maxTurns: maybe(fc.integer({ min: 1, max: 3 })), path: fc.boolean(), maxConcurrent: maybe(fc.integer({ min: 1, max: 40 }), 8),
  replicas: fc.array(fc.constantFrom(0, 1, 1, 2, 3), { minLength: 1, maxLength: 2 }), outage: maybe(fc.constant({ startS: 0.3, endS: 1.5 }), 5),
  policy: fc.constantFrom('round-robin' as const, 'least-connections' as const, 'power-of-two' as const, 'prefix-affinity' as const),
  small: fc.boolean(), split: fc.boolean(), misroutedShare: share, escalate: fc.boolean(),
  engine: fc.constantFrom('vllm' as const, 'nim' as const), maxSequences: maybe(fc.integer({ min: 1, max: 12 })), maxTokensPerStep: maybe(fc.integer({ min: 16, max: 1024 })),
  chunkedPrefill: maybe(fc.boolean()), kvTokens: maybe(fc.integer({ min: 800, max: 5000 }), 1), kvAdmission: fc.constantFrom('paged' as const, 'reserve' as const),
  blockTokens: fc.constantFrom(1, 16, 16, 64), maxQueue: maybe(fc.integer({ min: 0, max: 20 }), 6), caching: fc.constantFrom(true, true, false), ttlS: fc.constantFrom(0.2, 300), prefillReplicas: fc.constantFrom(0, 0, 1, 2),
  autoscaler: maybe(fc.record({
    minReplicas: fc.integer({ min: 0, max: 1 }), maxReplicas: fc.integer({ min: 1, max: 4 }), targetPerReplica: fc.integer({ min: 1, max: 10 }), intervalS: fc.constantFrom(0.2, 1),
    downAfterS: fc.constantFrom(0.3, 2), provisionS: fc.constantFrom(0, 1), coldStartS: maybe(fc.constantFrom(0.2, 2)), warmPool: fc.integer({ min: 0, max: 1 }),
  })),
  retrieval: dependency, tools: dependency,
  timeoutMs: maybe(fc.integer({ min: 50, max: 4000 }), 4), firstTokenTimeoutMs: maybe(fc.integer({ min: 20, max: 2000 }), 6), retries: fc.integer({ min: 0, max: 2 }), leaving: share,
  hedge: maybe(fc.record({ delayMs: fc.integer({ min: 0, max: 80 }), maxShare: fc.constantFrom(0.3, 1) }), 1),
  shedding: maybe(fc.record({ maxWaiting: fc.integer({ min: 0, max: 5 }), answer: fc.constantFrom('refuse' as const, 'short' as const, 'small' as const), shortTokens: fc.integer({ min: 1, max: 20 }) }), 4),
}).map((r): FleetScenario => {
  const pool = {
    ...DEFAULT_FLEET.pool, engine: r.engine, maxSequences: r.maxSequences, maxTokensPerStep: r.maxTokensPerStep, chunkedPrefill: r.chunkedPrefill, kvTokens: r.kvTokens,
    kvAdmission: r.kvAdmission, blockTokens: r.blockTokens, maxQueue: r.maxQueue, prefixCache: { enabled: r.caching, ttlS: r.ttlS },
  };
  return {
    ...DEFAULT_FLEET, seed: r.seed,
    workload: { ...DEFAULT_FLEET.workload, requests: r.requests, arrivals: r.arrivals, kinds: r.kinds, tenants: r.tenants, maxTurns: r.maxTurns },
    path: r.path, gateway: { profile: 'typical', maxConcurrent: r.maxConcurrent },
    regions: r.replicas.map((replicas, i) => ({ region: (['us-east', 'eu-west'] as const)[i] ?? 'us-east', replicas, smallReplicas: r.small ? 1 : 0, outage: i === 0 ? r.outage : null })),
    balancer: { policy: r.policy, spillFactor: 1.25 }, router: { split: r.split && r.small, misroutedShare: r.misroutedShare, escalate: r.escalate },
    pool: { ...pool, prefillReplicas: r.prefillReplicas }, smallPool: r.small ? { ...pool, model: 'llama-3.2-1b' } : null,
    autoscaler: r.autoscaler, retrieval: r.retrieval, tools: r.tools,
    client: { timeoutMs: r.timeoutMs, firstTokenTimeoutMs: r.firstTokenTimeoutMs, retries: r.retries, backoffMs: 100, disconnect: { share: r.leaving, meanMs: 800 } },
    hedge: r.hedge, shedding: r.shedding?.answer === 'small' && !r.small ? null : r.shedding,
  };
}).filter((config) => parseFleetScenario(config).ok);
