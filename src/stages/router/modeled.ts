import { WEIGHT_LOADING_BYTES_PER_MS } from '@/catalog/cold-start';
import { ROUTER, SERVICE_P99_OVER_P50 } from '@/catalog/stage-budgets';
import { lognormal, quantileOf } from '@/core/distributions';
import type { SpanLine } from '@/core/spans';
import { msg, t } from '@/core/text';
import { significant } from '@/core/units';
import type { InferencePlan } from '../inference/plan';
import { addLayer, draw, rangeOf, type EarlyEnd, type ModeledRequest } from '../modeling';

/** Requests ahead of this one. A saturated replica has at least as many waiting as running. */
export function queueAhead(request: ModeledRequest): number {
  const { load, failure } = request.scenario;
  const full = failure?.kind === 'saturated' || failure?.kind === 'shed';
  return full ? Math.max(load.queueDepth, load.batch) : load.queueDepth;
}

/**
 * Mean wait in ms behind `ahead` requests when `batch` are served at once and each takes `serviceMs`:
 * one leaves every serviceMs / batch.
 */
export const queueWaitMs = (ahead: number, batch: number, serviceMs: number): number => (ahead * serviceMs) / batch;

/** Pool, prefix cache, queue, placement and, on a cold replica, loading the weights. Sheds with 503 when told to. */
export function modelRouter(line: SpanLine, request: ModeledRequest, plan: InferencePlan): EarlyEnd | null {
  const { scenario } = request;
  const { cache, load, failure } = scenario;
  const { gpu, tensorParallel } = plan.deployment;
  addLayer(line, request, 'router', 'pool-choice', ROUTER['pool-choice'], {
    pool: tensorParallel > 1 ? msg('multi-GPU') : msg('single-GPU'), gpu: gpu.id, tensorParallel,
  });
  addLayer(line, request, 'router', 'prefix-cache', ROUTER['prefix-cache'], {
    state: plan.cacheState, cachedTokens: plan.cachedTokens, sharedPrefixTokens: cache.sharedPrefixTokens, ageS: cache.ageS, ttlS: cache.ttlS,
    note: scenario.loadBalancer.policy === 'prefix-affinity'
      ? msg('requests with this prefix are sent to the replica that holds it')
      : msg('the request is taken to reach the replica that holds the prefix; without prefix affinity that is luck'),
  });

  const ahead = queueAhead(request);
  const waitMs = queueWaitMs(ahead, load.batch, plan.serviceMs);
  if (failure?.kind === 'shed') {
    addLayer(line, request, 'router', 'queue', ROUTER.queue, { ahead, running: load.batch, predictedWaitMs: waitMs });
    return {
      status: 'shed', stage: 'router', layer: 'queue', httpStatus: 503, billed: false,
      reason: t('{ahead} requests wait for {slots} slots; the wait would be {seconds} s, so the router turns the request away. It is not billed.', {
        ahead, slots: load.batch, seconds: significant(waitMs / 1000, 2),
      }),
    };
  }
  modelQueue(line, request, ahead, waitMs);
  addLayer(line, request, 'router', 'gpu-scheduling', ROUTER['gpu-scheduling'], { policy: scenario.loadBalancer.policy, batch: load.batch });
  if (plan.coldStart.length > 0) {
    const totalMs = plan.coldStart.reduce((sum, step) => sum + step.durationMs, 0);
    line.add('router', 'cold-start', totalMs, {
      ...Object.fromEntries(plan.coldStart.map((step) => [`${step.name}Ms`, step.durationMs])),
      source: WEIGHT_LOADING_BYTES_PER_MS.source, note: msg('Starting the engine itself (compilation, graph capture) comes on top and is not modeled.'),
    }, coldStartRange(totalMs));
  }
  return null;
}

function modelQueue(line: SpanLine, request: ModeledRequest, ahead: number, waitMs: number): void {
  const { seed, load } = request.scenario;
  const budget = ROUTER.queue;
  if (ahead === 0) {
    addLayer(line, request, 'router', 'queue', budget, { ahead, running: load.batch });
    return;
  }
  // The wait is a sum of `ahead` departures; taken as exponential, its relative spread falls with the root of their number.
  const sigma = Math.sqrt(Math.log(1 + 1 / ahead));
  const wait = { kind: 'lognormal', medianMs: waitMs, sigma } as const;
  const base = rangeOf(budget.distribution);
  line.add('router', 'queue', draw(seed, 'router/queue', budget.distribution) + draw(seed, 'router/wait', wait), {
    ahead, running: load.batch, waitMs, source: `${budget.source}; ${msg('wait: requests ahead × time of one ÷ running together')}`,
  }, { low: base.low + quantileOf(wait, 0.05), high: base.high + quantileOf(wait, 0.95) });
}

/** Loading times vary at least as much as any service's. */
const coldStartRange = (ms: number): { low: number; high: number } => rangeOf(lognormal(ms, ms * SERVICE_P99_OVER_P50, 0.99));
