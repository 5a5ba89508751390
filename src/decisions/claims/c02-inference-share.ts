import { patchScenario, type Scenario } from '@/core/scenario';
import { STAGE_IDS } from '@/core/stage';
import { msg, t } from '@/core/text';
import type { RequestProfile } from '../profile';
import { firstRange, totalRange } from '../ranges';
import { judge } from '../search';
import { column, LARGE, maybe, ms, must, part, pct, scenarioOf, stageMs } from './kit';
import type { Claim } from './types';

const share = (profile: RequestProfile): number => stageMs(profile, 'inference') / stageMs(profile, ...STAGE_IDS);
const PROMPT = 1_000;
const CUT = 200;
const BLOCK = 16;
/** About 95 %, as S1 has it: what rounds to that or more. */
const ABOUT = 0.945;

export const inferenceShare: Claim = {
  id: 'inference-share', number: 2, title: 'Nearly all of the time is inference',
  statement: 'About 95 % of the time is inference. Tuning the gateway is noise: cutting 200 prompt tokens, or caching the prompt, does more.',
  source: 'S1', fleetAdds: null,
  run: (patch) => {
    const base = scenarioOf(t('A prompt of 1,000 tokens'), { request: { inputTokens: PROMPT } }, patch);
    const of = (name: string, change: Parameters<typeof patchScenario>[1], on: Scenario = base): { label: string; scenario: Scenario } =>
      ({ label: name, scenario: patchScenario({ ...on, name }, change) });
    const tuned = of(t('Gateway tuned'), { gateway: { profile: 'tuned' } });
    const cut = of(t('200 prompt tokens fewer'), { request: { inputTokens: PROMPT - CUT } });
    const cached = of(t('Most of the prompt cached'), { cache: { prefix: true, sharedPrefixTokens: PROMPT - CUT, ageS: 0 } });
    const large = of(t('The same, Llama 3.1 70B'), {}, scenarioOf('70B', { request: { inputTokens: PROMPT } }, LARGE, patch));
    const largeCut = of(t('70B, 200 prompt tokens fewer'), { request: { inputTokens: PROMPT - CUT } }, large.scenario);
    const scenarios = [{ label: t('As it is'), scenario: base }, tuned, cut, cached, large, largeCut];
    const profiles = scenarios.map(({ scenario }) => must(scenario));
    const totalOf = (change: Parameters<typeof patchScenario>[1]): number | null => maybe(patchScenario(base, change))?.totalMs ?? null;
    const baseMs = must(base).totalMs;
    const gatewayMs = baseMs - must(tuned.scenario).totalMs;
    const saves = (after: number | null): boolean | null => (after === null ? null : baseMs - after > gatewayMs);
    const byLength = judge(
      { parameter: msg('length of the answer'), unit: msg('tokens'), domain: [44, 500], search: [1, 2_000], scale: 'log', integer: true, base: base.request.maxOutputTokens },
      (tokens) => { const profile = maybe(patchScenario(base, { request: { maxOutputTokens: tokens, outputTokens: tokens } })); return profile === null ? null : share(profile) >= ABOUT; },
    );
    const byCut = judge(
      { parameter: msg('tokens cut from the prompt'), unit: msg('tokens'), domain: [CUT, CUT], search: [1, PROMPT - 1], scale: 'log', integer: true, base: CUT },
      (tokens) => saves(totalOf({ request: { inputTokens: PROMPT - tokens } })),
    );
    const byCache = judge(
      { parameter: msg('prefix found in the cache'), unit: msg('tokens'), domain: [CUT, PROMPT - BLOCK], search: [1, PROMPT - 1], scale: 'log', integer: true, base: PROMPT - CUT },
      (tokens) => saves(totalOf({ cache: { prefix: true, sharedPrefixTokens: tokens, ageS: 0 } })),
    );
    const [now, , cutNow, cachedNow, largeNow, largeCutNow] = profiles;
    if (now === undefined || cutNow === undefined || cachedNow === undefined || largeNow === undefined || largeCutNow === undefined) throw new Error('six profiles expected');
    return {
      scenarios,
      columns: [column('total', t('Total'), 'ms'), column('ttft', t('First token'), 'ms'), column('share', t('Inference in the seven stages'), 'share')],
      rows: profiles.map((profile, i) => ({ label: scenarios[i]?.label ?? '', values: [profile.totalMs, profile.ttftMs, share(profile)], ranges: [totalRange(profile), firstRange(profile)] })),
      parts: [
        part('share', t('Inference takes about 95 % of the seven stages, or more.'), byLength),
        part('cut', t('Cutting 200 prompt tokens saves more than tuning the gateway.'), byCut),
        part('cache', t('Caching the prompt saves more than tuning the gateway.'), byCache),
      ],
      explanation: [
        t('Inference takes {share} of the seven stages.', { share: pct(share(now)) }),
        t('Tuning the gateway saves {gateway}, 200 prompt tokens {prompt}, caching {cache}. Part of the latter two is that the other requests of the batch prefill less as well.', { gateway: ms(gatewayMs), prompt: ms(now.totalMs - cutNow.totalMs), cache: ms(now.totalMs - cachedNow.totalMs) }),
        t('On the 70B model 200 prompt tokens are worth {saved}: what a token of the prompt costs grows with the model, what a gateway costs does not.', { saved: ms(largeNow.totalMs - largeCutNow.totalMs) }),
      ],
    };
  },
};
