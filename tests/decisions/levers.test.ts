import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricsOf } from '@/core/metrics';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, parsePatch, patchScenario, type ScenarioPatch } from '@/core/scenario';
import { modelTrace } from '@/datacenter/model-trace';
import { findLever, LEVERS, rankLevers, type RankedLever } from '@/decisions/levers';
import { near, scenarios, STORY } from './support';

const ranked = (patch: ScenarioPatch, id: string): RankedLever => {
  const found = expectOk(rankLevers(patchScenario(DEFAULT_SCENARIO, patch))).levers.find(({ lever }) => lever.id === id);
  if (found === undefined) throw new Error(`no lever ${id}`);
  return found;
};

describe('every lever', () => {
  it('covers the optimization table and the claims', () => {
    const wanted = [
      'shorter-prompt', 'prompt-caching', 'max-tokens', 'structured-output', 'streaming', 'smaller-model', 'quantization', 'tensor-parallel',
      'faster-gpu', 'larger-batch', 'smaller-batch', 'speculative', 'nearer-region', 'connection-reuse', 'gateway-tuning', 'parallel-tools', 'warm-pool',
    ];
    expect(wanted.filter((id) => findLever(id) === undefined)).toEqual([]);
    expect(new Set(LEVERS.map(({ id }) => id)).size).toBe(LEVERS.length);
    for (const { sources, what } of LEVERS) expect(sources.length * what.length).toBeGreaterThan(0);
  });

  it('is pure, gives a valid change or a reason, and has nothing left to do once applied, or does it again', () => {
    fc.assert(fc.property(scenarios, fc.constantFrom(...LEVERS), (scenario, lever) => {
      const before = JSON.stringify(scenario);
      const action = lever.apply(scenario, STORY);
      expect(JSON.stringify(scenario)).toBe(before);
      expect(lever.apply(scenario, STORY)).toEqual(action);
      if (action.patch === null) {
        expect(action.reason).toMatch(/\.$/);
        return;
      }
      expect(parsePatch(scenario, action.patch).ok).toBe(true);
      expect(patchScenario(scenario, action.patch)).not.toEqual(scenario);
    }), { numRuns: 500 });
  });

  it('is ranked with the effect that its trace has', () => {
    let compared = 0;
    fc.assert(fc.property(scenarios, (scenario) => {
      const typical = { ...scenario, seed: 0 };
      const ranking = rankLevers(typical, STORY);
      const base = modelTrace(typical, STORY);
      expect(ranking.ok).toBe(base.ok);
      if (!ranking.ok || !base.ok) return;
      const before = metricsOf(base.value);
      for (const { patch, status, effects, after, error } of ranking.value.levers) {
        if (status === 'not-applicable') expect(patch).toBeNull();
        if (patch === null) continue;
        const traced = modelTrace(patchScenario(typical, patch), STORY);
        expect(traced.ok).toBe(status !== 'impossible');
        expect(error === null).toBe(traced.ok);
        if (!traced.ok) continue;
        compared++;
        const metrics = metricsOf(traced.value);
        expect(near(after?.totalMs ?? NaN, metrics.totalMs, 0.01)).toBe(true);
        expect(after?.costUsd).toBe(traced.value.usage.costUsd);
        const slack = 0.01 * (before.totalMs + metrics.totalMs) + 0.2;
        expect(Math.abs((effects.totalMs.delta ?? NaN) - (metrics.totalMs - before.totalMs))).toBeLessThan(slack);
      }
    }), { numRuns: 40 });
    expect(compared).toBeGreaterThan(50);
  });

  it('keeps levers that do nothing and those that cannot be applied, last, with a sentence', () => {
    const { levers } = expectOk(rankLevers(DEFAULT_SCENARIO, STORY));
    expect(levers).toHaveLength(LEVERS.length);
    const order = levers.map(({ status }) => (['helps', 'hurts', 'trades'].includes(status) ? 0 : status === 'nothing' ? 1 : status === 'impossible' ? 2 : 3));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const effective = levers.filter(({ status }) => status === 'helps' || status === 'hurts');
    for (let i = 1; i < effective.length; i++) expect(effective[i]?.effects.totalMs.delta).toBeGreaterThanOrEqual(effective[i - 1]?.effects.totalMs.delta ?? Infinity);
    expect(levers.find(({ lever }) => lever.id === 'prefix-routing')?.status).toBe('nothing');
    expect(levers.find(({ lever }) => lever.id === 'prefix-routing')?.sentence).toContain('Nothing comes of it');
    for (const { sentence } of levers) expect(sentence).toMatch(/\.$/);
  });

  it('can be ranked by cost or first token', () => {
    const scenario = patchScenario(DEFAULT_SCENARIO, { request: { inputTokens: 2_000, stream: false }, cache: { prefix: false, sharedPrefixTokens: 1_500 } });
    const first = (by: Parameters<typeof rankLevers>[2]): string | undefined => expectOk(rankLevers(scenario, STORY, by)).levers[0]?.lever.id;
    expect(first('ttftMs')).toBe('streaming');
    expect(expectOk(rankLevers(scenario, STORY, 'costUsd')).levers.slice(0, 3).map(({ lever }) => lever.id)).toContain('prompt-caching');
  });
});

describe('single levers', () => {
  it('say why they cannot be applied', () => {
    expect(ranked({}, 'streaming')).toMatchObject({ status: 'not-applicable', sentence: 'The answer is streamed already.' });
    expect(ranked({ deployment: { engine: 'vllm-2023' }, cache: { sharedPrefixTokens: 10 } }, 'prompt-caching').sentence).toContain('no prefix cache');
    expect(ranked({ tools: { calls: 1 } }, 'parallel-tools').status).toBe('not-applicable');
  });
  it('say why what they lead to cannot exist', () => {
    // 28 heads can be shared by 4 GPUs, not by 8.
    const lever = ranked({ model: 'qwen2.5-7b', deployment: { tensorParallel: 4 } }, 'tensor-parallel');
    expect(lever.status).toBe('impossible');
    expect(lever.error?.action).toContain('tensor parallelism');
  });
  it('move what they are meant to move', () => {
    expect(ranked({ request: { stream: false } }, 'streaming').effects.ttftMs.delta).toBeLessThan(-50);
    expect(ranked({ deployment: { warm: false } }, 'warm-pool').effects.totalMs.delta).toBeLessThan(-1_000);
    expect(ranked({ client: { region: 'ap-south' } }, 'nearer-region').effects.ttftMs.delta).toBeLessThan(-50);
    expect(ranked({ tools: { calls: 3, latencyMs: 400 } }, 'parallel-tools').effects.totalMs.delta).toBeLessThan(-300);
    expect(ranked({ request: { maxOutputTokens: 1_000 } }, 'max-tokens').effects.costUsd.ratio).toBeLessThan(-0.4);
    const batch = ranked({}, 'larger-batch').effects;
    expect(batch.totalMs.delta).toBeGreaterThan(0);
    expect(batch.gpuUsd.delta).toBeLessThan(0);
    expect(batch.costUsd.delta).toBe(0);
  });
});
