import { patchScenario } from '@/core/scenario';
import { requestCost } from '../cost';
import type { RequestProfile } from '../profile';
import { layerRange, totalRange } from '../ranges';
import { judge } from '../search';
import { column, LARGE, layerMs, maybe, ms, must, part, pct, scenarioOf, stageMs } from './kit';
import type { Claim } from './types';

const CAP = 256;
const DIET = 200;
const LEAST_SAVING = 0.25;
const decodeMs = (profile: RequestProfile): number => stageMs(profile, 'inference') - layerMs(profile, 'prefill', 'stream-out');
const outputShare = (profile: RequestProfile): number => requestCost(profile.usage, profile.scenario.prices).outputShare;

export const outputTokens: Claim = {
  id: 'output-tokens', number: 3, title: 'Output tokens dominate time and cost',
  statement: 'What the model writes costs more time and money than what it reads. A cap of 256 to 512 tokens with a prompt diet saves 25 to 40 % of model time.',
  source: 'S1, S4', fleetAdds: null,
  run: (patch) => {
    const base = scenarioOf('1,000 tokens in, 400 out', LARGE, { request: { inputTokens: 1_000, maxOutputTokens: 400 } }, patch);
    const capped = patchScenario({ ...base, name: 'Capped at 256' }, { request: { maxOutputTokens: CAP } });
    const both = patchScenario({ ...capped, name: 'Capped, and 200 prompt tokens fewer' }, { request: { inputTokens: 1_000 - DIET } });
    const scenarios = [base, capped, both].map((scenario) => ({ label: scenario.name, scenario }));
    const profiles = scenarios.map(({ scenario }) => must(scenario));
    const prompts = { unit: 'tokens', domain: [100, 8_000], search: [10, 120_000], scale: 'log', integer: true, base: 1_000 } as const;
    const time = judge({ parameter: 'length of the prompt', ...prompts }, (tokens) => {
      const profile = maybe(patchScenario(base, { request: { inputTokens: tokens } }));
      return profile === null ? null : decodeMs(profile) > layerMs(profile, 'prefill');
    });
    const cost = judge({ parameter: 'length of the prompt', ...prompts }, (tokens) => {
      const profile = maybe(patchScenario(base, { request: { inputTokens: tokens } }));
      return profile === null ? null : outputShare(profile) > 0.5;
    });
    const saving = (tokens: number): number | null => {
      const before = maybe(patchScenario(base, { request: { maxOutputTokens: tokens } }));
      const after = maybe(patchScenario(base, { request: { maxOutputTokens: Math.min(tokens, CAP), inputTokens: 1_000 - DIET } }));
      return before === null || after === null ? null : 1 - stageMs(after, 'inference') / stageMs(before, 'inference');
    };
    const cap = judge(
      { parameter: 'length of the answer without a cap', unit: 'tokens', domain: [300, 1_000], search: [CAP, 4_000], scale: 'log', integer: true, base: 400 },
      (tokens) => { const saved = saving(tokens); return saved === null ? null : saved >= LEAST_SAVING; },
    );
    const now = must(base);
    const { inputUsdPerMillion, outputUsdPerMillion } = base.prices;
    return {
      scenarios,
      columns: [column('prefill', 'Reading', 'ms'), column('decode', 'Writing', 'ms'), column('total', 'Total', 'ms'), column('usd', 'Cost', 'usd'), column('output-share', 'Share of output in the cost', 'share')],
      rows: profiles.map((profile, i) => ({ label: scenarios[i]?.label ?? '', values: [layerMs(profile, 'prefill'), decodeMs(profile), profile.totalMs, profile.usage.costUsd, outputShare(profile)], ranges: [layerRange(profile, 'prefill'), layerRange(profile, 'decode', 'sampling'), totalRange(profile)] })),
      parts: [
        part('time', 'Writing takes longer than reading.', time),
        part('cost', 'The answer costs more than the prompt.', cost),
        part('cap', 'A cap of 256 tokens and 200 prompt tokens fewer save a quarter of model time or more.', cap),
      ],
      explanation: [
        `Reading 1,000 tokens takes ${ms(layerMs(now, 'prefill'))}, writing 400 takes ${ms(decodeMs(now))}: the prompt is read in parallel, the answer is written one pass at a time.`,
        `Of the cost, the answer is ${pct(outputShare(now))}. An output token costs ${(outputUsdPerMillion / inputUsdPerMillion).toFixed(1)} times an input token, so the claim turns where the prompt is that many times as long as the answer.`,
        `The cap saves ${pct(saving(400) ?? 0)} of model time for an answer of 400 tokens. What it saves depends only on how far above the cap answers would have gone.`,
      ],
    };
  },
};
