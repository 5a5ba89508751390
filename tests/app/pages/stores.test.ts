import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario } from '@/core/scenario';
import { modelTrace } from '@/datacenter/model-trace';
import { PRESETS } from '@/datacenter/presets';
import { rankLevers } from '@/decisions/levers';
import { addPick, CURRENT, isPinned, MOST_RUNS, pinAll, pinTrace, presetPick, putFirst, removePick, useSelection } from '@/app/pages/compare/selection';
import { applyLever, stillValid, undoLever, useApplied } from '@/app/pages/levers/applied';
import { plannedWork, predictRun, workOf } from '@/app/pages/accuracy/mirror-state';
import { mirrorAhead } from '@/decisions/mirror';
import { useScenario } from '@/app/store/scenario';

const trace = expectOk(modelTrace(DEFAULT_SCENARIO));

beforeEach(() => {
  useSelection.setState({ picks: [CURRENT], pinned: 0 });
  useApplied.setState({ last: [] });
  useScenario.setState({ scenario: DEFAULT_SCENARIO, presetId: null, replaced: null });
});

describe('the runs side by side', () => {
  it('never are more than four, each once, whatever is pressed', () => {
    const step = fc.oneof(
      fc.constantFrom(...PRESETS).map(({ id }) => () => addPick(presetPick(id))),
      fc.constant(() => void pinTrace({ ...trace })),
      fc.constant(() => removePick(useSelection.getState().picks[1]?.key ?? '')),
      fc.constant(() => putFirst(useSelection.getState().picks.at(-1)?.key ?? '')),
      fc.constant(() => pinAll([trace, { ...trace }, { ...trace }, { ...trace }, { ...trace }])),
    );
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      for (const act of steps) {
        act();
        const keys = useSelection.getState().picks.map(({ key }) => key);
        expect(keys.length).toBeLessThanOrEqual(MOST_RUNS);
        expect(new Set(keys).size).toBe(keys.length);
      }
    }));
  });

  it('let the oldest pinned run go for a new one, but no preset', () => {
    for (const { id } of PRESETS.slice(0, 3)) addPick(presetPick(id));
    expect(pinTrace(trace)).toBe(false);
    removePick(CURRENT.key);
    expect(pinTrace(trace)).toBe(true);
    const other = { ...trace };
    expect(pinTrace(other)).toBe(true);
    const { picks } = useSelection.getState();
    expect([isPinned(picks, trace), isPinned(picks, other)]).toEqual([false, true]);
  });
});

describe('levers', () => {
  const ranked = (id: string) => {
    const found = expectOk(rankLevers(useScenario.getState().scenario)).levers.find(({ lever }) => lever.id === id);
    if (found === undefined) throw new Error(`no lever ${id}`);
    return found;
  };
  const scenario = () => useScenario.getState().scenario;

  it('are taken back one by one to exactly what was there', () => {
    applyLever(ranked('max-tokens'));
    const between = scenario();
    applyLever(ranked('quantization'));
    expect(scenario()).not.toEqual(between);
    undoLever();
    expect(scenario()).toBe(between);
    undoLever();
    expect(scenario()).toBe(DEFAULT_SCENARIO);
    undoLever();
    expect(scenario()).toBe(DEFAULT_SCENARIO);
  });

  it('are not taken back over an edit that came after', () => {
    applyLever(ranked('max-tokens'));
    useScenario.getState().edit({ seed: 7 });
    const edited = scenario();
    undoLever();
    expect(scenario()).toBe(edited);
    expect(stillValid(useApplied.getState().last, edited)).toEqual([]);
  });

  it('that cannot be applied change nothing', () => {
    applyLever(ranked('connection-reuse'));
    expect(scenario()).toBe(DEFAULT_SCENARIO);
    expect(useApplied.getState().last).toEqual([]);
  });
});

describe('what the mirror compares with', () => {
  const run = { ...trace, environment: { device: 'webgpu', model: 'stories15M', dtype: 'q8', prefillChunkTokens: 128 } };

  it('is a run on this device’s GPU or processor, of a model whose layout is known', () => {
    expect(workOf(null)).toBe('no-run');
    expect(workOf({ ...run, tokens: [] })).toBe('no-run');
    expect(workOf({ ...run, environment: { ...run.environment, device: 'wasm' } })).toMatchObject({ device: 'wasm' });
    expect(workOf({ ...run, environment: { ...run.environment, model: 'https://example.org/model' } })).toBe('unknown-model');
    const found = workOf(run);
    if (typeof found === 'string') throw new Error(found);
    expect(found.work).toMatchObject({ dtype: 'q8', chunkTokens: 128, inputTokens: run.usage.inputTokens, outputTokens: run.usage.outputTokens });
  });

  it('is known before the run, within the model’s window', () => {
    const plan = plannedWork(patchScenario(DEFAULT_SCENARIO, { request: { maxOutputTokens: 5_000 } }), 100, 'wasm');
    expect(plan).toMatchObject({ device: 'wasm', layout: { id: 'stories15M' }, work: { inputTokens: 100, outputTokens: 156, cachedTokens: 0 } });
    expect(plannedWork(patchScenario(DEFAULT_SCENARIO, { local: { model: 'https://example.org/model' } }), 5, 'webgpu')).toBeNull();
    const rates = { copyGBs: 10, matmulGflops: 10, dispatchUs: 0.1 };
    if (plan === null) throw new Error('stories15M is known');
    for (const { rangeMs, predictedMs, measuredMs } of mirrorAhead(expectOk(predictRun(rates, plan)), plan.work.outputTokens)) {
      expect(rangeMs.low <= predictedMs && predictedMs <= rangeMs.high).toBe(true);
      expect(measuredMs).toBeNull();
    }
  });
});
