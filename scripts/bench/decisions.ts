import { expectOk } from '../../src/core/result';
import { DEFAULT_SCENARIO, patchScenario, type Scenario } from '../../src/core/scenario';
import { quantileSorted } from '../../src/core/statistics';
import { findPreset } from '../../src/datacenter/presets';
import { budgetReport, largestOutput, largestPrompt, totalLimit } from '../../src/decisions/budget';
import { CLAIMS, evaluateClaim } from '../../src/decisions/claims';
import { rankLevers } from '../../src/decisions/levers';
import type { Bench, Measurement } from './types';

const SAMPLES = 60;
const BUDGET_SAMPLES = 10_000;
const FRAME_MS = 16;
const BUDGET_MS = 100;

/** Median and 95th percentile of `SAMPLES` calls after warm-up, in ms. */
function time(call: () => void, samples = SAMPLES): { median: number; p95: number } {
  for (let i = 0; i < 10; i++) call();
  const times = Array.from({ length: samples }, () => {
    const from = performance.now();
    call();
    return performance.now() - from;
  }).sort((a, b) => a - b);
  return { median: quantileSorted(times, 0.5), p95: quantileSorted(times, 0.95) };
}

function row(what: string, call: () => void, goalMs?: number, samples?: number): Measurement {
  const { median, p95 } = time(call, samples);
  const goal = goalMs === undefined ? {} : { goal: { text: `under ${goalMs} ms`, met: median < goalMs } };
  return { what, value: median, unit: 'ms', detail: `p95 ${p95.toFixed(1)} ms`, ...goal };
}

export const bench: Bench = {
  id: 'decisions',
  title: 'Decisions',
  about: `Levers, budget, solvers and claims, in Node: median of ${SAMPLES} calls after warm-up.`,
  run: () => {
    const long: Scenario = patchScenario(DEFAULT_SCENARIO, { request: { inputTokens: 4_000, maxOutputTokens: 2_000, stream: false }, cache: { prefix: false, sharedPrefixTokens: 3_000 }, tools: { calls: 2 } });
    const chat = findPreset('rag-chat-turn')?.scenario ?? DEFAULT_SCENARIO;
    return Promise.resolve([
      row('lever ranking, the default scenario', () => { expectOk(rankLevers(DEFAULT_SCENARIO)); }, FRAME_MS),
      row('lever ranking, 2,000 output tokens', () => { expectOk(rankLevers(long)); }, FRAME_MS),
      row('budget of 10,000 samples, RAG chat turn', () => { expectOk(budgetReport(chat, undefined, undefined, { samples: BUDGET_SAMPLES })); }, BUDGET_MS),
      row('longest prompt that fits', () => { largestPrompt(chat, totalLimit()); }, undefined, 15),
      row('longest answer that fits', () => { largestOutput(chat, totalLimit()); }, undefined, 15),
      row('all fifteen claims', () => { for (const claim of CLAIMS) expectOk(evaluateClaim(claim)); }, undefined, 3),
    ]);
  },
};
