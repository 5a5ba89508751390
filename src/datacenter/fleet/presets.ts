/**
 * Fleets worth a look: each shows one thing, most of them as two policies on the same requests. What comes out is computed,
 * never stated here; where a source makes a claim about it, the claim is named.
 */
import { DEFAULT_FLEET, type FleetDependency, type FleetKind, type FleetScenario, type FleetTenant } from './config';
import { lognormalFromMedian } from './workload/lengths';

export interface FleetPreset {
  readonly id: string;
  readonly title: string;
  /** What to look at. */
  readonly lesson: string;
  readonly scenario: FleetScenario;
  /** Another policy for the same requests; null where there is nothing to compare. */
  readonly against: { readonly title: string; readonly scenario: FleetScenario } | null;
  /** Number of the claim (decisions/claims) that it bears on, and what the source says. */
  readonly claim?: { readonly number: number; readonly says: string; readonly source: string };
}

type Change<T> = T extends readonly unknown[] ? T : T extends object ? { readonly [K in keyof T]?: Change<T[K]> } : T;

/** A scenario with some fields changed; lists, nulls and objects with a `kind` replace, other objects merge. */
export function changeFleet(base: FleetScenario, change: Change<FleetScenario>): FleetScenario {
  return merged(base, change) as FleetScenario;
}

/** The same for input that is not yet known to fit; `parseFleetScenario` tells whether the result does. */
export const changeFleetUnchecked = (base: FleetScenario, change: unknown): unknown => merged(base, change);

function merged(base: unknown, change: unknown): unknown {
  // Something of another kind (other arrivals, other lengths) has other fields.
  if (!isObject(base) || !isObject(change) || 'kind' in change) return change;
  const out: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) if (value !== undefined) out[key] = merged(base[key], value);
  return out;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

const FIRST_KIND = DEFAULT_FLEET.workload.kinds[0] as FleetKind;
const FIRST_TENANT = DEFAULT_FLEET.workload.tenants[0] as FleetTenant;
const REGION = { region: 'us-east', smallReplicas: 0, outage: null } as const;

/** Short questions, short answers. */
const CHAT: FleetKind = { ...FIRST_KIND, inputTokens: lognormalFromMedian(300, 1_500, 16_000), outputTokens: lognormalFromMedian(150, 600, 2_000) };
const tenant = (name: string, change: Partial<FleetTenant>): FleetTenant => ({ ...FIRST_TENANT, name, ...change });
const replicas = (count: number): FleetScenario['regions'] => [{ ...REGION, replicas: count }];
const fleet = (name: string, change: Change<FleetScenario>): FleetScenario => changeFleet(DEFAULT_FLEET, { ...change, name });

/**
 * Requests a second that one replica of the default deployment ends when 256 clients ask without pause for 200 tokens
 * after 200: 52.8 by its own simulation (a test computes it again).
 */
export const STEADY_CAPACITY_PER_S = 52.8;
const STEADY_LOAD = 0.6;

const steady = fleet('Steady chat', { workload: { arrivals: { kind: 'poisson', perSecond: STEADY_CAPACITY_PER_S * STEADY_LOAD } } });

const noisy = fleet('Noisy tenant', {
  workload: {
    arrivals: { kind: 'poisson', perSecond: 70 }, requests: 10_000,
    tenants: [tenant('noisy', { weight: 5 }), tenant('calm', { weight: 1 }), tenant('quiet', { weight: 1 })],
  },
});

const huge = fleet('One huge context', {
  workload: {
    arrivals: { kind: 'poisson', perSecond: 3 }, requests: 4_000,
    kinds: [{ ...CHAT, weight: 99 }, { ...FIRST_KIND, name: 'document', weight: 1, inputTokens: { kind: 'fixed', tokens: 100_000 }, outputTokens: { kind: 'fixed', tokens: 300 } }],
  },
});
const CAP_TOKENS = 8_000;

const cold = fleet('Cold autoscaling', {
  workload: { arrivals: { kind: 'on-off', onPerSecond: 120, offPerSecond: 10, onS: 120, offS: 240 }, requests: 40_000 },
  autoscaler: { minReplicas: 1, maxReplicas: 6, targetPerReplica: 64, intervalS: 10, downAfterS: 60, provisionS: 60, coldStartS: null, warmPool: 0 },
});

const prefixes = fleet('Many system prompts', {
  workload: {
    arrivals: { kind: 'poisson', perSecond: 40 }, requests: 20_000,
    kinds: [{ ...CHAT, inputTokens: lognormalFromMedian(4_600, 6_000, 16_000), prefix: { count: 400, tokens: 4_000, skew: 0.6 } }],
  },
  regions: replicas(8), balancer: { policy: 'round-robin' },
});

const hedged = fleet('Slow now and then', {
  workload: {
    arrivals: { kind: 'poisson', perSecond: 40 }, requests: 20_000,
    kinds: [{ ...CHAT, weight: 399 }, { ...FIRST_KIND, name: 'document', weight: 1, inputTokens: { kind: 'fixed', tokens: 40_000 }, outputTokens: { kind: 'fixed', tokens: 200 } }],
  },
  regions: replicas(8), balancer: { policy: 'round-robin' },
});

const saturated = fleet('More than it can serve', {
  workload: { arrivals: { kind: 'poisson', perSecond: 1.3 * STEADY_CAPACITY_PER_S }, requests: 12_000 },
  client: { timeoutMs: 30_000 },
});

const TOOL: FleetDependency = { ...DEFAULT_FLEET.tools, calls: 1, latencyMs: 400, timeoutMs: 5_000, retries: 2, backoffMs: 200, onFailure: 'answer-without' };
const flaky = fleet('A tool that stops answering', {
  workload: { arrivals: { kind: 'poisson', perSecond: 20 }, requests: 6_000 },
  tools: { ...TOOL, outage: { startS: 60, endS: 180 } },
});

const outage = fleet('A region goes away', {
  workload: {
    arrivals: { kind: 'poisson', perSecond: 130 }, requests: 40_000,
    tenants: [tenant('east', { weight: 1 }), tenant('west', { weight: 1, region: 'us-west' })],
  },
  regions: [{ ...REGION, replicas: 2, outage: { startS: 90, endS: 180 } }, { ...REGION, region: 'us-west', replicas: 2 }],
  client: { timeoutMs: 30_000, retries: 2, backoffMs: 500 },
});

const AGENT: FleetKind = { ...CHAT, name: 'agent', weight: 1, turns: { mean: 12, max: 200 }, outputTokens: lognormalFromMedian(120, 400, 1_000) };
const agents = fleet('Agents without a cap', {
  workload: { arrivals: { kind: 'poisson', perSecond: 2.5 }, requests: 4_000, kinds: [{ ...CHAT, weight: 3 }, AGENT], tokensPerTurn: 400, maxTurns: null },
});

const serialTools = fleet('Two tools in turn', {
  workload: { arrivals: { kind: 'poisson', perSecond: 15 }, requests: 6_000 },
  tools: { ...TOOL, calls: 2, latencyMs: 700, slow: { share: 0.1, factor: 3 }, timeoutMs: null, retries: 0 },
});
const TOOL_BUDGET_MS = 1_000;

const small = fleet('Small batches', { workload: { arrivals: { kind: 'poisson', perSecond: 7.5 }, requests: 8_000 }, pool: { maxSequences: 16 } });
const lone = fleet('One user at a time', { workload: { arrivals: { kind: 'closed', clients: 1, thinkMs: 1_000, think: 'exponential' }, kinds: [CHAT], requests: 4_000 } });

/** In the order in which they are offered. */
export const FLEET_PRESETS: readonly FleetPreset[] = [
  {
    id: 'steady-chat', title: 'Steady chat', scenario: steady, against: null,
    lesson: 'One replica at 60 % of what it can serve: 200 tokens in, 200 out. The yardstick for everything else.',
  },
  {
    id: 'noisy-tenant', title: 'Noisy tenant', scenario: noisy,
    lesson: 'One tenant asks for more than the replica can serve, and everyone waits. A rate limit at the gateway gives the wait back to the one who makes it.',
    against: { title: 'With a rate limit', scenario: changeFleet(noisy, { workload: { tenants: noisy.workload.tenants.map((t) => (t.name === 'noisy' ? { ...t, rateLimit: { perSecond: 20, burst: 40 } } : t)) } }) },
  },
  {
    id: 'huge-context', title: 'One huge context', scenario: huge,
    lesson: 'One prompt in a hundred has 100,000 tokens. While it is read, everyone else’s tokens come slower and new prompts stand behind it.',
    against: { title: 'Prompts capped at 8,000 tokens', scenario: changeFleet(huge, { workload: { kinds: huge.workload.kinds.map((k) => (k.name === 'document' ? { ...k, inputTokens: { kind: 'fixed', tokens: CAP_TOKENS } } : k)) } }) },
    claim: { number: 11, says: 'One huge-context request on a GPU blocks everyone behind it; a context cap or a path of its own helps.', source: 'S3, S4' },
  },
  {
    id: 'cold-autoscaling', title: 'Cold autoscaling', scenario: cold,
    lesson: 'Load comes in waves. New replicas take a minute to get and longer to load; until then the queue grows.',
    against: { title: 'With three warm machines', scenario: changeFleet(cold, { autoscaler: { warmPool: 3 } }) },
    claim: { number: 9, says: 'Cold starts punish p95 for minutes; warm pools help.', source: 'S3, S4' },
  },
  {
    id: 'cache-affinity', title: 'Cache-affine routing', scenario: prefixes,
    lesson: 'Four hundred system prompts of 4,000 tokens, more than a replica’s cache keeps. Sent round robin each replica meets them all; sent by prefix each keeps its own.',
    against: { title: 'By prefix, with spill-over', scenario: changeFleet(prefixes, { balancer: { policy: 'prefix-affinity' } }) },
    claim: { number: 6, says: 'Prefix-aware routing lets cached prefixes land on the same accelerator.', source: 'S2, S3' },
  },
  {
    id: 'hedging', title: 'Hedged requests', scenario: hedged,
    lesson: 'Now and then a replica reads a long document. A second copy elsewhere after a short wait saves those who stood behind it, for a few per cent more work.',
    against: { title: 'A copy after 150 ms, for at most 10 %', scenario: changeFleet(hedged, { hedge: { delayMs: 150, maxShare: 0.1 } }) },
    claim: { number: 10, says: 'Hedging costs 5 to 10 % more and improves p99 by 30 to 50 %.', source: 'S4; Dean & Barroso 2013' },
  },
  {
    id: 'saturated', title: 'Saturated, with and without shedding', scenario: saturated,
    lesson: 'Thirty per cent more than the replica can serve. Without shedding every request waits until its client gives up; with it, most get a fast answer and some an honest refusal.',
    against: { title: 'Shedding beyond 16 waiting', scenario: changeFleet(saturated, { shedding: { maxWaiting: 16, answer: 'refuse', shortTokens: 64 } }) },
  },
  {
    id: 'degraded', title: 'A shorter answer instead of none', scenario: saturated,
    lesson: 'The same overload, but when too many wait, answers are cut to 64 tokens instead of being refused.',
    against: { title: 'Short answers beyond 16 waiting', scenario: changeFleet(saturated, { shedding: { maxWaiting: 16, answer: 'short', shortTokens: 64 } }) },
  },
  {
    id: 'flaky-tool', title: 'Flaky tool', scenario: flaky,
    lesson: 'For two minutes a tool does not answer. Every request waits through three time-outs of five seconds; a breaker stops asking after five failures.',
    against: { title: 'With a circuit breaker', scenario: changeFleet(flaky, { tools: { breaker: { failures: 5, openMs: 10_000 } } }) },
  },
  {
    id: 'region-outage', title: 'Region outage', scenario: outage,
    lesson: 'Half the fleet goes away for ninety seconds. The other half takes over, farther away, and has to have room.',
    against: { title: 'With twice the replicas', scenario: changeFleet(outage, { regions: outage.regions.map((r) => ({ ...r, replicas: 2 * r.replicas })) }) },
  },
  {
    id: 'agent-loop', title: 'Agent loop without a cap', scenario: agents,
    lesson: 'One request in four is an agent that calls the model again and again, each time with all that came before. A cap of eight turns frees the replica for the others.',
    against: { title: 'At most eight turns', scenario: changeFleet(agents, { workload: { maxTurns: 8 } }) },
  },
  {
    id: 'parallel-tools', title: 'Tools in series or in parallel', scenario: serialTools,
    lesson: 'Two tools asked one after the other, against both at once with a second to answer.',
    against: { title: 'In parallel, one second at most', scenario: changeFleet(serialTools, { tools: { parallel: true, timeoutMs: TOOL_BUDGET_MS } }) },
    claim: { number: 13, says: 'Two tools in parallel under a 1 s budget: p95 from 5.2 to 2.8 s at 12 % more cost.', source: 'S4' },
  },
  {
    id: 'batching', title: 'Small and large batches', scenario: small,
    lesson: 'The same requests with at most 16 together, and with at most 256. Larger batches serve more and make each token a little slower.',
    against: { title: 'Batches up to 256', scenario: changeFleet(small, { pool: { maxSequences: 256 } }) },
    claim: { number: 5, says: 'Continuous batching raises throughput and adds tens of ms to the first token; aggressive batching raises the tail.', source: 'S1, S3, S4' },
  },
  {
    id: 'alone-or-not', title: 'Load at one user is fiction', scenario: lone,
    lesson: 'One user at a time, as a developer tests, against the crowd that comes later.',
    against: { title: 'Thirty requests a second', scenario: changeFleet(lone, { workload: { arrivals: { kind: 'poisson', perSecond: 30 } } }) },
    claim: { number: 15, says: 'Load at N = 1 is fiction: soak at realistic concurrency, with five times the p95 as headroom.', source: 'S4' },
  },
];

/** The preset called `id`, or undefined. */
export const findFleetPreset = (id: string): FleetPreset | undefined => FLEET_PRESETS.find((preset) => preset.id === id);
