import { patchScenario, type Scenario } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { firstRange, percentileRange, totalRange } from '../ranges';
import { judge, largestWhole } from '../search';
import { column, firsts, LARGE, maybe, ms, must, part, scenarioOf, totals } from './kit';
import type { Claim } from './types';

/** S4: a typing effect within this time feels immediate. */
const INSTANT_MS = 300;
const SAME = 0.01;
/** S4's slow last tokens. */
const SLOW_MS = [6_000, 10_000] as const;
const MOST_TOKENS = 4_000;

export const streaming: Claim = {
  id: 'streaming', number: 4, title: 'Streaming changes the wait, not the end',
  statement: 'A streamed answer of 600 ms feels instant, its total unchanged; but a first token within 300 ms does not hide a last one after 6 to 10 s.',
  source: 'S1, S3, S4', fleetAdds: null,
  run: (patch) => {
    const base = scenarioOf(t('A short answer, not streamed'), LARGE, { request: { inputTokens: 300, maxOutputTokens: 34, stream: false }, load: { batch: 2 } }, patch);
    const stream = (scenario: Scenario, name = scenario.name): Scenario => patchScenario({ ...scenario, name }, { request: { stream: true } });
    const written = (tokens: number): Scenario => patchScenario(base, { request: { maxOutputTokens: tokens, outputTokens: tokens } });
    /** First length of answer that takes longer than `limitMs`. */
    const lasting = (limitMs: number): number => (largestWhole(1, MOST_TOKENS, (tokens) => (maybe(written(tokens))?.totalMs ?? Infinity) <= limitMs).value ?? 0) + 1;
    const slow = [lasting(SLOW_MS[0]), lasting(SLOW_MS[1])] as const;
    const long = { ...written(slow[0]), name: t('An answer of 6 s, not streamed') };
    const scenarios = [base, stream(base, t('The same, streamed')), long, stream(long, t('The same answer, streamed'))].map((scenario) => ({ label: scenario.name, scenario }));
    const profiles = scenarios.map(({ scenario }) => must(scenario));
    const total = judge(
      { parameter: msg('length of the answer'), unit: msg('tokens'), domain: [20, 1_000], search: [1, MOST_TOKENS], scale: 'log', integer: true, base: 34 },
      (tokens) => {
        const whole = maybe(written(tokens));
        const streamed = maybe(stream(written(tokens)));
        return whole === null || streamed === null ? null : Math.abs(streamed.totalMs - whole.totalMs) <= SAME * whole.totalMs;
      },
    );
    const instant = judge(
      { parameter: msg('length of the prompt'), unit: msg('tokens'), domain: [50, 2_000], search: [1, 120_000], scale: 'log', integer: true, base: 300 },
      (tokens) => { const profile = maybe(patchScenario(stream(base), { request: { inputTokens: tokens } })); return profile?.ttftMs == null ? null : profile.ttftMs <= INSTANT_MS; },
    );
    const tail = judge(
      { parameter: msg('length of the answer'), unit: msg('tokens'), domain: slow, search: [1, MOST_TOKENS], scale: 'log', integer: true, base: slow[0] },
      (tokens) => {
        const whole = maybe(written(tokens));
        const streamed = maybe(stream(written(tokens)));
        if (whole === null || streamed === null) return null;
        return firsts(streamed).p95 <= INSTANT_MS && totals(streamed).p95 >= (1 - SAME) * totals(whole).p95;
      },
    );
    const [short, shortStreamed, , longStreamed] = profiles;
    if (short === undefined || shortStreamed === undefined || longStreamed === undefined) throw new Error('four profiles expected');
    return {
      scenarios,
      columns: [column('ttft', t('First token'), 'ms'), column('total', t('Total'), 'ms'), column('ttft-p95', t('First token, p95'), 'ms'), column('total-p95', t('Total, p95'), 'ms')],
      rows: profiles.map((profile, i) => {
        const [first, end] = [firsts(profile).p95, totals(profile).p95];
        return {
          label: scenarios[i]?.label ?? '', values: [profile.ttftMs, profile.totalMs, first, end],
          ranges: [firstRange(profile), totalRange(profile), percentileRange(profile, first, 'first'), percentileRange(profile, end)],
        };
      }),
      parts: [
        part('total', t('The total is the same with and without streaming, within 1 %.'), total),
        part('instant', t('The first token is there within 300 ms.'), instant),
        part('tail', t('With a long answer the first token still comes within 300 ms at p95 while the last comes as late as without streaming.'), tail),
      ],
      explanation: [
        t('Streamed, the first token comes after {firstAfter} instead of {firstBefore}; the total moves from {endBefore} to {endAfter}.', { firstAfter: ms(shortStreamed.ttftMs ?? 0), firstBefore: ms(short.ttftMs ?? 0), endBefore: ms(short.totalMs), endAfter: ms(shortStreamed.totalMs) }),
        t('The long answer begins after {first} and ends after {end}. Who needs the end — a program, a JSON parser, a copy button — waits all of that.', { first: ms(longStreamed.ttftMs ?? 0), end: ms(longStreamed.totalMs) }),
      ],
    };
  },
};
