import { patchScenario, type Scenario } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { expectedTokensPerRound } from '@/stages/inference/speculative';
import { passRange, totalRange } from '../ranges';
import { judge } from '../search';
import { column, LARGE, maybe, ms, must, num, part, scenarioOf } from './kit';
import type { Claim } from './types';

const HIGH = 0.8;
const LOW = 0.15;

export const speculative: Claim = {
  id: 'speculative', number: 7, title: 'Speculative decoding pays when the draft is right',
  statement: 'A draft proposes tokens and the model checks them in one pass: a win at high acceptance, overhead at low.',
  source: 'S3', fleetAdds: null,
  run: (patch) => {
    const base = scenarioOf(t('Without a draft'), LARGE, { request: { inputTokens: 500, maxOutputTokens: 200 }, load: { batch: 2 }, speculative: { draftTokens: 4, draftCost: 0.1 } }, patch);
    const drafted = (acceptance: number, batch = base.load.batch, name = 'drafted'): Scenario =>
      patchScenario({ ...base, name }, { speculative: { enabled: true, acceptance }, load: { batch } });
    const plain = (batch: number): Scenario => patchScenario(base, { load: { batch } });
    const scenarios = [base, drafted(HIGH, base.load.batch, t('80 % accepted')), drafted(LOW, base.load.batch, t('15 % accepted')), drafted(HIGH, 64, t('80 % accepted, batch of 64'))].map((scenario) => ({ label: scenario.name, scenario }));
    const profiles = scenarios.map(({ scenario }) => must(scenario));
    const faster = (scenario: Scenario, than: Scenario): boolean | null => {
      const a = maybe(scenario)?.totalMs;
      const b = maybe(than)?.totalMs;
      return a === undefined || b === undefined ? null : a < b;
    };
    const acceptances = { parameter: msg('acceptance'), unit: '', search: [0, 1], scale: 'linear', integer: false } as const;
    const wins = judge({ ...acceptances, domain: [0.7, 0.95], base: HIGH }, (acceptance) => faster(drafted(acceptance), base));
    const loses = judge({ ...acceptances, domain: [0, 0.2], base: LOW }, (acceptance) => { const win = faster(drafted(acceptance), base); return win === null ? null : !win; });
    const batch = judge(
      { parameter: msg('batch'), unit: msg('sequences'), domain: [1, 64], search: [1, 256], scale: 'log', integer: true, base: base.load.batch },
      (size) => faster(drafted(HIGH, size), plain(size)),
    );
    const [before, high, low, crowded] = profiles;
    if (before === undefined || high === undefined || low === undefined || crowded === undefined) throw new Error('four profiles expected');
    return {
      scenarios,
      columns: [column('pass', t('One pass'), 'ms'), column('passes', t('Passes'), 'count'), column('total', t('Total'), 'ms')],
      rows: profiles.map((profile, i) => ({ label: scenarios[i]?.label ?? '', values: [profile.passMs, profile.passes, profile.totalMs], ranges: [passRange(profile), null, totalRange(profile)] })),
      parts: [
        part('wins', t('It is faster when most drafts are accepted.'), wins),
        part('loses', t('It is slower when few are.'), loses),
        part('batch', t('With 80 % accepted it is faster whatever the batch.'), batch),
      ],
      explanation: [
        t('With 80 % accepted a round yields {tokens} tokens and the answer takes {drafted} instead of {plain}; with 15 % it takes {low}.', { tokens: num(expectedTokensPerRound({ acceptance: HIGH, draftTokens: base.speculative.draftTokens })), drafted: ms(high.totalMs), plain: ms(before.totalMs), low: ms(low.totalMs) }),
        t('The break-even lies where a round yields as many tokens as it costs plain passes. In a batch of 64 checking {tokens} tokens for each sequence costs arithmetic, not only memory traffic: {crowded} against {plain} without.', { tokens: base.speculative.draftTokens + 1, crowded: ms(crowded.totalMs), plain: ms(must(plain(64)).totalMs) }),
      ],
    };
  },
};
