import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SCENARIO, parsePatch, patchScenario, type ScenarioPatch } from '@/core/scenario';
import { expectOk } from '@/core/result';
import { modelTrace } from '@/datacenter/model-trace';
import { remediesOf } from '@/app/pages/parts/remedy';

const remedies = (patch: ScenarioPatch, inputTokens: number) => remediesOf(patchScenario(DEFAULT_SCENARIO, patch), inputTokens);

describe('a refused request', () => {
  it('over the window: a shorter answer, a shorter prompt, or a model with a larger window', () => {
    const patch: ScenarioPatch = { model: 'llama-2-7b', request: { inputTokens: 4_000, maxOutputTokens: 1_000 } };
    expect(expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, patch))).outcome.status).toBe('rejected');
    const [answer, prompt, model] = remedies(patch, 4_000);
    expect(answer?.label).toBe('Lower max tokens to 96');
    expect(prompt?.label).toBe('Shorten the prompt to 3,096 tokens');
    expect(model?.label).toMatch(/^Use /);
  });

  it('by an injected failure: the failure goes', () => {
    expect(remedies({ failure: { kind: 'unauthorized', afterTokens: 0 } }, 20)[0]?.label).toContain('failure');
  });

  it('is answered with every remedy offered', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 2_000_000 }), fc.integer({ min: 1, max: 131_072 }), (inputTokens, maxOutputTokens) => {
      const patch: ScenarioPatch = { model: 'llama-2-7b', load: { batch: 1 }, request: { inputTokens, maxOutputTokens } };
      const scenario = patchScenario(DEFAULT_SCENARIO, patch);
      for (const remedy of remediesOf(scenario, inputTokens)) {
        expect(parsePatch(scenario, remedy.patch).ok).toBe(true);
        expect(expectOk(modelTrace(patchScenario(scenario, remedy.patch))).outcome.status).toBe('completed');
      }
    }), { numRuns: 60 });
  });
});
