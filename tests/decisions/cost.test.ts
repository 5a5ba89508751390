import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BATCH_RULES } from '@/catalog/price-rules';
import { PRICE_QUOTES } from '@/catalog/prices';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario } from '@/core/scenario';
import { modelTrace } from '@/datacenter/model-trace';
import { gpuHourQuote, monthAtRate, monthlyUsd, parseSelfHosting, requestCost, SECONDS_PER_MONTH, selfHostedCost, vendorCosts } from '@/decisions/cost';
import { profileOf } from '@/decisions/profile';
import { near, scenarios } from './support';

const tokens = fc.integer({ min: 0, max: 100_000 });
const usages = fc.record({ inputTokens: tokens, share: fc.double({ min: 0, max: 1, noNaN: true }), outputTokens: tokens })
  .map(({ inputTokens, share, outputTokens }) => ({ inputTokens, cachedTokens: Math.floor(inputTokens * share), outputTokens }));
const price = fc.double({ min: 0, max: 100, noNaN: true });
const prices = fc.record({ inputUsdPerMillion: price, cachedUsdPerMillion: price, outputUsdPerMillion: price });

describe('cost of a request', () => {
  it('is the sum of its parts, its shares are one', () => {
    fc.assert(fc.property(usages, prices, (usage, at) => {
      const cost = requestCost(usage, at);
      expect(cost.freshInputUsd + cost.cachedInputUsd + cost.outputUsd).toBeCloseTo(cost.totalUsd, 9);
      if (cost.totalUsd > 1e-12) expect(cost.inputShare + cost.outputShare).toBeCloseTo(1, 6);
      if (usage.outputTokens > 0) expect((cost.usdPer1kOutput ?? NaN) * usage.outputTokens).toBeCloseTo(cost.totalUsd * 1000, 6);
      else expect(cost.usdPer1kOutput).toBeNull();
    }));
  });
  it('is the cost on the trace', () => {
    fc.assert(fc.property(scenarios, (scenario) => {
      const trace = modelTrace(scenario);
      if (!trace.ok || !trace.value.outcome.billed) return;
      expect(requestCost(trace.value.usage, scenario.prices).totalUsd).toBeCloseTo(trace.value.usage.costUsd, 12);
    }), { numRuns: 60 });
  });
  it('comes to a worked example', () => {
    // 1,000 in at 3 $, of which 400 cached at 0.3 $, 200 out at 15 $: 1,800 + 120 + 3,000 = 4,920 millionths.
    const cost = requestCost({ inputTokens: 1_000, cachedTokens: 400, outputTokens: 200 }, { inputUsdPerMillion: 3, cachedUsdPerMillion: 0.3, outputUsdPerMillion: 15 });
    expect(cost.totalUsd).toBeCloseTo(0.00492, 12);
    expect(cost.usdPer1kOutput).toBeCloseTo(0.0246, 12);
    expect(monthlyUsd(cost.totalUsd, 2)).toBeCloseTo(0.00492 * 2 * 2_629_800, 6);
    expect(() => monthlyUsd(1, -1)).toThrow(RangeError);
  });
});

describe('vendors', () => {
  it('lists every quote once, cheapest first, dated, batch only where documented', () => {
    const costs = vendorCosts({ inputTokens: 2_000, cachedTokens: 1_500, outputTokens: 300 });
    expect(costs).toHaveLength(PRICE_QUOTES.length);
    for (let i = 1; i < costs.length; i++) expect(costs[i]?.cost.totalUsd).toBeGreaterThanOrEqual(costs[i - 1]?.cost.totalUsd ?? Infinity);
    for (const entry of costs) {
      expect(entry.date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(entry.batch !== null).toBe(BATCH_RULES.some(({ vendor }) => vendor === entry.quote.vendor));
      if (entry.batch !== null) expect(entry.batch.usd).toBeCloseTo(entry.uncachedUsd / 2, 12);
      expect(entry.cost.totalUsd).toBeLessThanOrEqual(entry.uncachedUsd + 1e-15);
    }
  });
});

describe('one\'s own GPUs', () => {
  const profile = expectOk(profileOf(patchScenario(DEFAULT_SCENARIO, { deployment: { tensorParallel: 2 }, load: { batch: 8 } })));
  const hosting = { utilization: 0.5, usdPerGpuHour: 3 };

  it('rent for an hour equals what the requests of an hour cost', () => {
    const own = selfHostedCost(profile, hosting);
    expect(own.requestsPerS * 3600 * own.usdPerRequest).toBeCloseTo(2 * 3, 9);
    expect(own.replicaUsdPerMonth).toBeCloseTo((2 * 3 * SECONDS_PER_MONTH) / 3600, 6);
    // Little: 8 slots, half of the time full, each taken for the slot time.
    expect(own.requestsPerS).toBeCloseTo((0.5 * 8 * 1000) / profile.plan.serviceMs, 9);
    expect(own.usdPerMillionTokens * (profile.usage.inputTokens + profile.usage.outputTokens)).toBeCloseTo(own.usdPerRequest * 1e6, 9);
  });
  it('halves with twice the utilization and doubles with the price', () => {
    const once = selfHostedCost(profile, hosting).usdPerRequest;
    expect(selfHostedCost(profile, { ...hosting, utilization: 1 }).usdPerRequest).toBeCloseTo(once / 2, 12);
    expect(selfHostedCost(profile, { ...hosting, usdPerGpuHour: 6 }).usdPerRequest).toBeCloseTo(once * 2, 12);
  });
  it('buys whole replicas, and breaks even where their rent equals the token price', () => {
    const own = selfHostedCost(profile, hosting);
    expect(monthAtRate(profile, hosting, own.requestsPerS * 2.5).replicas).toBe(3);
    expect(monthAtRate(profile, hosting, 0).selfHostedUsd).toBe(0);
    const rich = { ...profile, usage: { ...profile.usage, costUsd: 1 } };
    const even = monthAtRate(rich, hosting, 0).breakEvenRequestsPerS ?? NaN;
    const at = monthAtRate(rich, hosting, even);
    expect(at.replicas).toBe(1);
    expect(near(at.tokenUsd, at.selfHostedUsd, 1e-9)).toBe(true);
    expect(monthAtRate({ ...profile, usage: { ...profile.usage, costUsd: 0 } }, hosting, 1).breakEvenRequestsPerS).toBeNull();
  });
  it('takes only sensible input, and quotes rents where there is one', () => {
    expect(parseSelfHosting(hosting).ok).toBe(true);
    for (const utilization of [0, -1, 1.1, Number.NaN]) expect(parseSelfHosting({ ...hosting, utilization }).ok).toBe(false);
    for (const usdPerGpuHour of [-1, Number.NaN, Infinity]) expect(parseSelfHosting({ ...hosting, usdPerGpuHour }).ok).toBe(false);
    expect(gpuHourQuote(profile)?.low).toBeGreaterThan(0);
  });
});
