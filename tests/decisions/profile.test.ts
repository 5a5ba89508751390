import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricsOf } from '@/core/metrics';
import { timeByPlace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { profileOf } from '@/decisions/profile';
import { near, scenarios, STORY } from './support';

describe('a profile', () => {
  it('has the times, usage and places of the trace of the same scenario', () => {
    let compared = 0;
    fc.assert(fc.property(scenarios, (scenario) => {
      const typical = { ...scenario, seed: 0 };
      const traced = modelTrace(typical, STORY);
      const profiled = profileOf(typical, STORY);
      expect(profiled.ok).toBe(traced.ok);
      if (!traced.ok || !profiled.ok) return;
      const trace = traced.value;
      const profile = profiled.value;
      const metrics = metricsOf(trace);
      compared++;
      expect(near(profile.totalMs, metrics.totalMs, 0.01)).toBe(true);
      if (metrics.ttftMs === null || profile.ttftMs === null) expect(profile.ttftMs).toBe(metrics.ttftMs);
      else expect(near(profile.ttftMs, metrics.ttftMs, 0.005)).toBe(true);
      if (metrics.usableAnswerMs !== null && profile.usableAnswerMs !== null) expect(near(profile.usableAnswerMs, metrics.usableAnswerMs, 0.02)).toBe(true);
      expect(profile.usage).toEqual(trace.usage);
      expect(profile.refused?.layer).toBe(trace.outcome.layer);
      for (const [place, ms] of timeByPlace(trace)) {
        const mine = profile.spans.filter((span) => span.stage === place).reduce((sum, span) => sum + span.durationMs, 0);
        expect(near(mine, ms, 0.01)).toBe(true);
      }
    }), { numRuns: 300 });
    expect(compared).toBeGreaterThan(80);
  });
});
