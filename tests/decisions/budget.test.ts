import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findModel } from '@/catalog/models';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario } from '@/core/scenario';
import { findPreset } from '@/datacenter/presets';
import { BUDGET_PHASES, budgetReport, budgetTotalMs, largestModel, largestOutput, largestPrompt, parseBudget, S4_BUDGET, totalLimit, type Limit } from '@/decisions/budget';
import { profileOf } from '@/decisions/profile';
import { quantile, sorted } from '@/decisions/quantiles';
import { sampleRequests } from '@/decisions/sampler';

const rag = findPreset('rag-chat-turn')?.scenario ?? DEFAULT_SCENARIO;
const report = (scenario = rag, budget = S4_BUDGET) => expectOk(budgetReport(scenario, budget, undefined, { samples: 2_000 }));

describe('the budget', () => {
  it('is S4\'s 2.5 s', () => {
    expect(budgetTotalMs(S4_BUDGET)).toBe(2_500);
  });
  it('reports ordered percentiles of every phase, and shares over budget that agree with them', () => {
    const { phases, total, terms } = report();
    expect(phases.map(({ id }) => id)).toEqual(BUDGET_PHASES.map(({ id }) => id));
    for (const { p50, p95, p99, shareOver, budgetMs, overMs } of [...phases, total]) {
      expect(p50).toBeLessThanOrEqual(p95);
      expect(p95).toBeLessThanOrEqual(p99);
      expect(shareOver > 0.05).toBe(p95 > budgetMs);
      expect(overMs).toBe(Math.max(0, p95 - budgetMs));
    }
    expect(terms.tools.p95).toBe(0);
  });
  it('names the phase that breaks it, worst first', () => {
    const slow = report(patchScenario(rag, { retrieval: { latencyMs: 900 } }));
    expect(slow.violations[0]).toBe('retrieval');
    expect(slow.sentence).toContain('Retrieval and ranking breaks its budget');
    const far = report(patchScenario(DEFAULT_SCENARIO, { client: { network: 'slow-4g', connection: 'cold', region: 'ap-southeast' } }));
    expect(far.violations).toEqual(['network']);
    expect(report(DEFAULT_SCENARIO).violations).toEqual([]);
  });
  it('splits the model\'s time into startup and tokens', () => {
    const { model } = report();
    expect(Math.abs(model.estimateMs / model.modelMs - 1)).toBeLessThan(0.02);
    expect(model.tokens).toBe(90);
  });
  it('takes budgets only in range, naming the phase', () => {
    expect(expectOk(parseBudget({ model: 900 }))).toEqual({ ...S4_BUDGET, model: 900 });
    for (const value of [-1, Number.NaN, Infinity, '5', null]) {
      const refused = parseBudget({ retrieval: value });
      expect(refused.ok ? null : refused.error.field).toBe('retrieval');
    }
  });
});

describe('the solvers', () => {
  const p95 = (scenario: typeof rag): number => {
    const samples = sampleRequests(expectOk(profileOf(scenario)), 2_000, 1);
    return quantile(sorted(samples.totalMs), 0.95);
  };
  it('find the largest value that fits, and the next one does not', () => {
    for (const solve of [largestPrompt, largestOutput]) {
      const found = solve(rag, totalLimit());
      expect(found.limitedBy).toBe('budget');
      const tokens = found.value ?? NaN;
      expect(p95(patchScenario(rag, found.patch ?? {}))).toBeLessThanOrEqual(2_500);
      const more = solve === largestPrompt ? { request: { inputTokens: tokens + 1 } } : { request: { outputTokens: tokens + 1, maxOutputTokens: tokens + 1 } };
      expect(p95(patchScenario(rag, more))).toBeGreaterThan(2_500);
    }
  });
  it('never find less with a larger budget', () => {
    fc.assert(fc.property(fc.integer({ min: 300, max: 6_000 }), fc.integer({ min: 0, max: 4_000 }), (ms, more) => {
      const limit = (value: number): Limit => ({ of: 'total', ms: value, quantile: 0.95 });
      expect(largestOutput(DEFAULT_SCENARIO, limit(ms + more)).value ?? 0).toBeGreaterThanOrEqual(largestOutput(DEFAULT_SCENARIO, limit(ms)).value ?? 0);
    }), { numRuns: 8 });
  });
  it('say what stands in the way: budget, context or memory', () => {
    expect(largestOutput(DEFAULT_SCENARIO, { of: 'total', ms: 10, quantile: 0.5 })).toMatchObject({ value: null, patch: null, limitedBy: 'budget' });
    const small = patchScenario(DEFAULT_SCENARIO, { model: 'llama-2-7b', load: { batch: 1 } });
    const context = largestPrompt(small, { of: 'total', ms: 600_000, quantile: 0.5 });
    expect(context).toMatchObject({ limitedBy: 'context', value: (findModel('llama-2-7b')?.contextTokens ?? 0) - small.request.maxOutputTokens });
    const crowded = patchScenario(DEFAULT_SCENARIO, { load: { batch: 64 } });
    expect(largestPrompt(crowded, { of: 'total', ms: 600_000, quantile: 0.5 }).limitedBy).toBe('memory');
  });
  it('limit a single phase too', () => {
    const model = largestOutput(rag, { of: 'model', ms: 1_600, quantile: 0.95 });
    const total = largestOutput(rag, totalLimit());
    expect(model.value).toBeLessThan(total.value ?? 0);
  });
  it('find the largest model, with a reason for each that does not fit', () => {
    const { best, models } = largestModel(rag, totalLimit());
    expect(best?.fits).toBe(true);
    for (const model of models) {
      expect(model.fits).toBe(model.reason === null);
      if (model.fits) expect(model.paramsB).toBeLessThanOrEqual(best?.paramsB ?? 0);
    }
    expect(models.find(({ id }) => id === 'deepseek-v3')?.reason).toContain('weights');
  });
});
