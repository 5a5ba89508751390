/** What a request asks for: tenant, class, lengths, prefix, turns. Each cause draws once a request from a stream of its own. */
import { randomStream, type Random } from '@/core/random';
import type { FleetKind, FleetScenario } from '../config';
import type { FleetRequest } from '../types';
import { tokensAt } from './lengths';
import { cumulativeShares, pick, zipfShares } from './variates';

/** Makes the next request, with everything but its arrival drawn. */
export type RequestMaker = (arrivalMs: number) => FleetRequest;

/**
 * Requests of a scenario's workload, 0, 1, 2 … Two scenarios that differ only in what serves them make the same requests,
 * and a change to one cause (say, longer answers) leaves the draws of the others as they were (common random numbers).
 */
export function requestMaker({ seed, workload }: Pick<FleetScenario, 'seed' | 'workload'>): RequestMaker {
  const { kinds, tenants } = workload;
  const stream = (cause: string): Random => randomStream(seed, `workload/${cause}`);
  const [tenantDraw, kindDraw, inputDraw, outputDraw, prefixDraw, turnsDraw] =
    [stream('tenant'), stream('kind'), stream('input'), stream('output'), stream('prefix'), stream('turns')];
  const tenantShares = cumulativeShares(tenants.map(({ weight }) => weight));
  const standard = kinds.map(({ weight }) => weight);
  const kindShares = tenants.map((tenant) => cumulativeShares(tenant.kinds ?? standard));
  const prefixes = prefixTables(kinds);
  let index = 0;
  return (arrivalMs) => {
    const tenant = pick(tenantShares, tenantDraw());
    const kindIndex = pick(kindShares[tenant] ?? tenantShares, kindDraw());
    const kind = kinds[kindIndex];
    if (kind === undefined) throw new Error(`tenant ${tenant} asks for class ${kindIndex}, which does not exist`);
    const rank = prefixDraw();
    const inputTokens = tokensAt(kind.inputTokens, inputDraw());
    const table = prefixes[kindIndex] ?? null;
    return {
      index: index++, arrivalMs, tenant, kind: kindIndex, inputTokens,
      outputTokens: tokensAt(kind.outputTokens, outputDraw()),
      prefixId: table !== null ? table.firstId + pick(table.shares, rank) : -1,
      prefixTokens: table !== null ? Math.min(table.tokens, inputTokens) : 0,
      priority: tenants[tenant]?.priority ?? 0,
      turns: turnsAt(kind.turns, turnsDraw()),
    };
  };
}

interface PrefixTable { readonly firstId: number; readonly tokens: number; readonly shares: Float64Array }

/** Prefixes of different classes are different prefixes. */
function prefixTables(kinds: readonly FleetKind[]): (PrefixTable | null)[] {
  let firstId = 0;
  return kinds.map(({ prefix }) => {
    if (prefix === null) return null;
    const table = { firstId, tokens: prefix.tokens, shares: zipfShares(prefix.count, prefix.skew) };
    firstId += prefix.count;
    return table;
  });
}

/** Geometric from 1 on with the given mean, cut off at `max`: after each turn the same chance of another. */
export function turnsAt({ mean, max }: FleetKind['turns'], u: number): number {
  if (mean <= 1) return 1;
  return Math.min(max, 1 + Math.floor(Math.log1p(-u) / Math.log(1 - 1 / mean)));
}
