import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as options from '@/app/request/options';
import { nearestRemedy } from '@/app/request/nearest';
import { GPUS } from '@/catalog/gpus';
import { MODELS } from '@/catalog/models';
import { DEFAULT_SCENARIO, FAILURES, parsePatch, patchScenario, PRECISIONS } from '@/core/scenario';
import { modelTrace } from '@/datacenter/model-trace';

const patchAt = (path: string, value: string): object => path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;

describe('what the selects offer', () => {
  it.each([
    ['client.network', options.NETWORK_OPTIONS], ['client.region', options.REGION_OPTIONS], ['client.connection', options.CONNECTION_OPTIONS],
    ['deployment.weightPrecision', options.PRECISION_OPTIONS], ['deployment.kvPrecision', options.KV_PRECISION_OPTIONS], ['deployment.engine', options.ENGINE_OPTIONS],
    ['loadBalancer.policy', options.BALANCING_OPTIONS], ['gateway.profile', options.GATEWAY_OPTIONS], ['safety', options.SAFETY_OPTIONS],
    ['request.responseFormat', options.FORMAT_OPTIONS], ['local.device', options.LOCAL_DEVICE_OPTIONS],
  ] as const)('%s: every offer is one the schema takes, each once', (path, offered) => {
    for (const { value, label } of offered) {
      expect(parsePatch(DEFAULT_SCENARIO, patchAt(path, value)).ok, `${path} = ${value}`).toBe(true);
      expect(label).not.toBe('');
    }
    expect(new Set(offered.map(({ value }) => value)).size).toBe(offered.length);
  });

  it('has every failure of the scenario once, with the stage where it strikes', () => {
    expect(options.FAILURE_CHOICES.map(({ kind }) => kind).sort()).toEqual([...FAILURES].sort());
  });

  it('strikes where it says', () => {
    for (const { kind, stage } of options.FAILURE_CHOICES) {
      const trace = modelTrace(patchScenario(DEFAULT_SCENARIO, { failure: { kind, afterTokens: 3 } }));
      if (!trace.ok) throw new Error(trace.error.message);
      // Saturation is a wait, not an end.
      if (kind === 'saturated') expect(trace.value.outcome.status).toBe('completed');
      else expect([kind, trace.value.outcome.stage]).toEqual([kind, idOf(stage)]);
    }
  });
});

const idOf = (stage: string): string => ({ 'API gateway': 'gateway', Tokenizer: 'tokenizer', 'Model router': 'router', Inference: 'inference' })[stage] ?? stage;

describe('the way out of an impossible set-up', () => {
  it('is one change that makes it possible', () => {
    const setup = fc.record({
      model: fc.constantFrom(...MODELS.map((m) => m.id)), gpu: fc.constantFrom(...GPUS.map((g) => g.id)),
      tensorParallel: fc.constantFrom(1, 2, 4, 8), weightPrecision: fc.constantFrom(...PRECISIONS), batch: fc.constantFrom(1, 64, 4096),
    });
    let impossible = 0;
    fc.assert(fc.property(setup, ({ model, batch, gpu, tensorParallel, weightPrecision }) => {
      const scenario = patchScenario(DEFAULT_SCENARIO, { model, load: { batch }, deployment: { gpu, tensorParallel, weightPrecision } });
      if (modelTrace(scenario).ok) return;
      impossible++;
      const remedy = nearestRemedy(scenario);
      expect(remedy).not.toBeNull();
      if (remedy !== null) expect(modelTrace(patchScenario(scenario, remedy.patch)).ok, remedy.label).toBe(true);
    }), { numRuns: 60, seed: 7 });
    expect(impossible).toBeGreaterThan(5);
  });
});
