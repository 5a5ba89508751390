import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SCENARIO, parsePatch, patchScenario } from '@/core/scenario';
import { PRESETS } from '@/datacenter/presets';
import { expectOk } from '@/core/result';
import { describeRequest } from '@/datacenter/model-trace';
import { knobsOf, POSITIONS, positionOf, valueAt } from '@/app/pages/parts/knobs';

describe('the sliders of lengths and batch', () => {
  it('reach both ends, and come back to where they were put', () => {
    fc.assert(fc.property(fc.integer({ min: 2, max: 200_000 }), fc.integer({ min: 0, max: POSITIONS }), (high, position) => {
      const scale = { low: 1, high };
      expect(valueAt(scale, 0)).toBe(1);
      expect(valueAt(scale, POSITIONS)).toBe(high);
      expect(valueAt(scale, position)).toBe(valueAt(scale, positionOf(scale, valueAt(scale, position))));
    }));
  });

  it('only make scenarios that the schema lets in, and do what they say', () => {
    fc.assert(fc.property(fc.constantFrom(...PRESETS), fc.integer({ min: -5, max: POSITIONS + 5 }), ({ scenario }, position) => {
      const request = describeRequest(scenario);
      if (!request.ok) return;
      for (const { id, scale, patch } of knobsOf(scenario, request.value)) {
        const value = valueAt(scale, position);
        const next = parsePatch(scenario, patch(value));
        expect(next.ok).toBe(true);
        const after = expectOk(describeRequest(patchScenario(scenario, patch(value))));
        if (id === 'answer') expect(after.outputTokens).toBe(value);
        if (id === 'prompt') expect(after.inputTokens).toBe(value);
        if (id === 'batch') expect(after.scenario.load.batch).toBe(value);
      }
    }));
  });

  it('stay within the model’s window', () => {
    const [prompt] = knobsOf(DEFAULT_SCENARIO, { inputTokens: 10, outputTokens: 10 });
    expect(prompt?.scale.high).toBe(131_072 - DEFAULT_SCENARIO.request.maxOutputTokens);
  });
});
