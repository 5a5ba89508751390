import { patchScenario } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { withDecimals } from '@/core/units';
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
    const base = scenarioOf(t('1,000 tokens in, 400 out'), LARGE, { request: { inputTokens: 1_000, maxOutputTokens: 400 } }, patch);
    const capped = patchScenario({ ...base, name: t('Capped at 256') }, { request: { maxOutputTokens: CAP } });
    const both = patchScenario({ ...capped, name: t('Capped, and 200 prompt tokens fewer') }, { request: { inputTokens: 1_000 - DIET } });
    const scenarios = [base, capped, both].map((scenario) => ({ label: scenario.name, scenario }));
    const profiles = scenarios.map(({ scenario }) => must(scenario));
    const prompts = { unit: msg('tokens'), domain: [100, 8_000], search: [10, 120_000], scale: 'log', integer: true, base: 1_000 } as const;
    const time = judge({ parameter: msg('length of the prompt'), ...prompts }, (tokens) => {
      const profile = maybe(patchScenario(base, { request: { inputTokens: tokens } }));
      return profile === null ? null : decodeMs(profile) > layerMs(profile, 'prefill');
    });
    const cost = judge({ parameter: msg('length of the prompt'), ...prompts }, (tokens) => {
      const profile = maybe(patchScenario(base, { request: { inputTokens: tokens } }));
      return profile === null ? null : outputShare(profile) > 0.5;
    });
    const saving = (tokens: number): number | null => {
      const before = maybe(patchScenario(base, { request: { maxOutputTokens: tokens } }));
      const after = maybe(patchScenario(base, { request: { maxOutputTokens: Math.min(tokens, CAP), inputTokens: 1_000 - DIET } }));
      return before === null || after === null ? null : 1 - stageMs(after, 'inference') / stageMs(before, 'inference');
    };
    const cap = judge(
      { parameter: msg('length of the answer without a cap'), unit: msg('tokens'), domain: [300, 1_000], search: [CAP, 4_000], scale: 'log', integer: true, base: 400 },
      (tokens) => { const saved = saving(tokens); return saved === null ? null : saved >= LEAST_SAVING; },
    );
    const now = must(base);
    const { inputUsdPerMillion, outputUsdPerMillion } = base.prices;
    return {
      scenarios,
      columns: [column('prefill', t('Reading'), 'ms'), column('decode', t('Writing'), 'ms'), column('total', t('Total'), 'ms'), column('usd', t('Cost'), 'usd'), column('output-share', t('Share of output in the cost'), 'share')],
      rows: profiles.map((profile, i) => ({ label: scenarios[i]?.label ?? '', values: [layerMs(profile, 'prefill'), decodeMs(profile), profile.totalMs, profile.usage.costUsd, outputShare(profile)], ranges: [layerRange(profile, 'prefill'), layerRange(profile, 'decode', 'sampling'), totalRange(profile)] })),
      parts: [
        part('time', t('Writing takes longer than reading.'), time),
        part('cost', t('The answer costs more than the prompt.'), cost),
        part('cap', t('A cap of 256 tokens and 200 prompt tokens fewer save a quarter of model time or more.'), cap),
      ],
      explanation: [
        t('Reading 1,000 tokens takes {reading}, writing 400 takes {writing}: the prompt is read in parallel, the answer is written one pass at a time.', { reading: ms(layerMs(now, 'prefill')), writing: ms(decodeMs(now)) }),
        t('Of the cost, the answer is {share}. An output token costs {times} times an input token, so the claim turns where the prompt is that many times as long as the answer.', { share: pct(outputShare(now)), times: withDecimals(outputUsdPerMillion / inputUsdPerMillion, 1) }),
        t('The cap saves {share} of model time for an answer of 400 tokens. What it saves depends only on how far above the cap answers would have gone.', { share: pct(saving(400) ?? 0) }),
      ],
    };
  },
};
