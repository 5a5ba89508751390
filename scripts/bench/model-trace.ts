import { DEFAULT_SCENARIO, type Scenario } from '../../src/core/scenario';
import { quantileSorted } from '../../src/core/statistics';
import { modelTrace } from '../../src/datacenter/model-trace';
import { PRESETS } from '../../src/datacenter/presets';
import type { Bench } from './types';

const SAMPLES = 300;
/** Short enough that a collection of garbage spoils one sample, not all. */
const CALLS_PER_SAMPLE = 5;
const GOAL_US = 1000;

function microsecondsPerCall(scenario: Scenario): number[] {
  const samples: number[] = [];
  for (let i = -50; i < SAMPLES; i++) {
    const from = performance.now();
    for (let call = 0; call < CALLS_PER_SAMPLE; call++) modelTrace({ ...scenario, seed: call });
    if (i >= 0) samples.push(((performance.now() - from) * 1000) / CALLS_PER_SAMPLE);
  }
  return samples.sort((a, b) => a - b);
}

export const bench: Bench = {
  id: 'model-trace',
  title: 'Modeled trace',
  about: `One call of \`modelTrace\`, in Node: median of ${SAMPLES} samples of ${CALLS_PER_SAMPLE} calls after warm-up.`,
  run: () => {
    const row = (what: string, scenario: Scenario) => {
      const samples = microsecondsPerCall(scenario);
      const value = quantileSorted(samples, 0.5);
      const p95 = quantileSorted(samples, 0.95);
      return { what, value, unit: 'µs', detail: `p95 ${p95.toFixed(0)} µs`, goal: { text: 'under 1 ms', met: value < GOAL_US } };
    };
    const rows = PRESETS.map(({ id, scenario }) => row(`preset ${id}`, scenario)).sort((a, b) => b.value - a.value);
    const slowest = rows[0];
    return Promise.resolve([row('the default scenario', DEFAULT_SCENARIO), ...(slowest === undefined ? [] : [{ ...slowest, what: `${slowest.what} (the slowest)` }])]);
  },
};
