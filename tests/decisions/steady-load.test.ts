import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '@/core/random';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario, type ScenarioPatch } from '@/core/scenario';
import { quantileSorted } from '@/core/statistics';
import { profileOf, type RequestProfile } from '@/decisions/profile';
import { capacityPerS, drawEngineMs, outsideFirstMs, outsideMs, rateOfBatch, steadyLoad, totalEstimate } from '@/decisions/steady-load';
import { rateScale, rateShown, steadyCurve, steadyRows, steadySentence } from '@/app/inspector/steady-view';

const profile = (patch: ScenarioPatch = {}): RequestProfile => expectOk(profileOf(patchScenario(DEFAULT_SCENARIO, patch)));
const shape = { request: { inputTokens: 500, maxOutputTokens: 200 } };

describe('a replica under a steady load', () => {
  it('refuses a rate that is none, by name', () => {
    for (const rate of [0, -1, NaN, Infinity, 1e9]) {
      const load = steadyLoad(profile(), rate);
      expect(load.ok ? '' : load.error.field).toBe('requestsPerS');
    }
  });

  it('is used in full at its capacity', () => {
    const one = profile(shape);
    expect(expectOk(steadyLoad(one, capacityPerS(one))).state.load).toBeCloseTo(1, 6);
  });

  it('holds the scenario’s own batch at the rate of that batch', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 200 }), (batch) => {
      const one = profile({ ...shape, load: { batch } });
      const rate = rateOfBatch(one);
      if (rate === null) return;
      expect(Math.abs(expectOk(steadyLoad(one, rate)).state.batch / batch - 1)).toBeLessThan(1e-3);
    }), { numRuns: 40 });
    expect(rateOfBatch(profile(shape), 100_000)).toBeNull();
  });

  it('a request’s time is what the engine takes and what lies around it', () => {
    const one = profile({ ...shape, load: { batch: 1 } });
    const engine = one.spans.filter(({ stage }) => stage === 'inference').reduce((sum, { durationMs }) => sum + durationMs, 0);
    expect(outsideMs(one) + engine).toBeCloseTo(one.totalMs, 6);
    expect(outsideFirstMs(one)).toBeLessThan(outsideMs(one) + 1);
    // At no load the closed form is the request alone.
    const idle = expectOk(steadyLoad(one, 1e-6)).state;
    expect(Math.abs(totalEstimate(one, idle, 'mean').ms / one.totalMs - 1)).toBeLessThan(0.03);
  });

  it('draws the first token by the closed form’s own mean and 95th percentile', () => {
    const one = profile({ ...shape, load: { batch: 1 } });
    const { state } = expectOk(steadyLoad(one, 0.6 * capacityPerS(one)));
    const luck = randomStream(9, 'steady');
    const draws = Array.from({ length: 20_000 }, () => drawEngineMs(state, 1, luck())).sort((a, b) => a - b);
    expect(Math.abs(draws.reduce((sum, ms) => sum + ms, 0) / draws.length / state.ttft.mean.ms - 1)).toBeLessThan(0.01);
    expect(Math.abs(quantileSorted(draws, 0.95) / state.ttft.p95.ms - 1)).toBeLessThan(0.02);
  });

  it('says what the closed form leaves out', () => {
    expect(expectOk(steadyLoad(profile(), 1)).leftOut).toEqual([]);
    const patch: ScenarioPatch = { request: { inputTokens: 1000 }, cache: { prefix: true, sharedPrefixTokens: 800 }, speculative: { enabled: true }, deployment: { disaggregated: true } };
    expect(expectOk(steadyLoad(profile(patch), 1)).leftOut).toHaveLength(3);
  });
});

describe('the section "At a steady load"', () => {
  const one = profile(shape);
  const scale = rateScale(one);

  it('starts at the scenario’s own batch and stays on its scale, whatever was chosen', () => {
    expect(rateShown(one, null, scale)).toBeCloseTo(rateOfBatch(one) ?? NaN, 9);
    fc.assert(fc.property(fc.double({ min: -1e9, max: 1e9, noNaN: true }), (chosen) => {
      const rate = rateShown(one, chosen, scale);
      expect(rate >= scale.min && rate <= scale.max).toBe(true);
    }));
    expect(scale.max).toBeGreaterThan(scale.capacityPerS);
  });

  it('gives ranges, and no figure for the first token where the model does not know', () => {
    const at = (share: number) => expectOk(steadyLoad(one, share * scale.capacityPerS));
    const [calm] = steadyRows(one, at(0.5));
    expect(calm?.mean.text).toMatch(/ms$/);
    expect(calm?.mean.range).toMatch(/–/);
    for (const share of [0.9, 1.1]) {
      const [ttft, itl] = steadyRows(one, at(share));
      expect(ttft?.mean.text).toBe('not known');
      expect(ttft?.p95.range).toMatch(/or more$/);
      expect(itl?.mean.text).toMatch(/ms$/);
    }
    expect(steadySentence(at(0.5))).toContain('engine’s slots');
    expect(steadySentence(at(0.9))).toContain('not known');
    expect(steadySentence(at(1.1))).toContain('queue grows');
  });

  it('draws only what is known, rising with the load', () => {
    const curve = steadyCurve(one, scale);
    for (const [i, point] of curve.entries()) {
      expect(point.ttft.high).not.toBeNull();
      expect(point.rate).toBeLessThan(scale.capacityPerS);
      expect(point.itl.ms).toBeGreaterThanOrEqual(curve[i - 1]?.itl.ms ?? 0);
    }
  });
});
