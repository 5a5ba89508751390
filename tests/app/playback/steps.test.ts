import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stageSteps, stepAfter, stepBefore, stepsOf, stepsOfAll } from '@/app/playback/steps';
import { totalMs } from '@/core/trace';
import { localSample, modeledSample } from './sample';

describe('steps', () => {
  const modeled = modeledSample();
  const local = localSample();

  it('stops at every layer once, at every decode step, and at the end', () => {
    const layers = new Set(modeled.spans.map((span) => `${span.stage}/${span.layer}`));
    const decodes = modeled.spans.filter((span) => span.layer === 'decode').length;
    expect(stepsOf(modeled)).toHaveLength(layers.size - 1 + decodes + 1);
    expect(stepsOf(modeled).at(-1)?.timeMs).toBe(totalMs(modeled));
  });

  it('walks both lanes forward in order and the same way back', () => {
    const steps = stepsOfAll([modeled, local]);
    const forward: number[] = [];
    for (let step = stepAfter(steps, -1); step !== null; step = stepAfter(steps, step.timeMs)) forward.push(step.timeMs);
    expect(forward).toEqual(steps.map((step) => step.timeMs));
    const back: number[] = [];
    for (let step = stepBefore(steps, Infinity); step !== null; step = stepBefore(steps, step.timeMs)) back.push(step.timeMs);
    expect(back).toEqual([...forward].reverse());
  });

  it('goes on from anywhere to the next moment after it', () => {
    const steps = stepsOfAll([modeled, local]);
    fc.assert(fc.property(fc.double({ min: 0, max: 800, noNaN: true }), (ms) => {
      const next = stepAfter(steps, ms);
      if (next !== null) expect(next.timeMs).toBeGreaterThan(ms);
      expect(steps.filter((step) => step.timeMs > ms + 0.0005)[0] ?? null).toEqual(next);
    }));
  });

  it('has, for stages, one step for each of the seven in each lane, and the ends', () => {
    const steps = stageSteps([modeled]);
    expect(steps).toHaveLength(8);
  });
});
