import { findPreset, type Range } from '@/datacenter/presets';
import { patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { requestCost } from '../cost';
import type { RequestProfile } from '../profile';
import { firstRange, totalRange } from '../ranges';
import { judge, largestWhole, type Judgement } from '../search';
import { column, maybe, ms, must, num, part } from './kit';
import type { Claim, ClaimRow } from './types';

const ROWS = ['baseline-synchronous', 'gateway-tuning-only', 'short-prompt-streaming', 'right-sized-model'] as const;

interface Row { readonly title: string; readonly scenario: Scenario; readonly total: Range; readonly ttft: Range; readonly usd: Range }

function rowsOf(patch: ScenarioPatch): Row[] {
  return ROWS.map((id) => {
    const preset = findPreset(id);
    const published = preset?.published;
    if (preset === undefined || published?.totalMs === undefined || published.ttftMs === undefined || published.usdPer1kOutput === undefined) throw new Error(`preset ${id} lacks its published row`);
    return { title: preset.title, scenario: patchScenario(preset.scenario, patch), total: published.totalMs, ttft: published.ttftMs, usd: published.usdPer1kOutput };
  });
}

const missing = (): never => { throw new Error('four rows expected'); };
const within = (value: number, range: Range): boolean => value >= range.low && value <= range.high;
const usd1k = (profile: RequestProfile): number => requestCost(profile.usage, profile.scenario.prices).usdPer1kOutput ?? 0;
const cells = (row: Row, profile: RequestProfile): boolean[] =>
  [within(profile.totalMs, row.total), within(profile.ttftMs ?? 0, row.ttft), within(usd1k(profile), row.usd)];
const lengthened = (scenario: Scenario, tokens: number): Scenario => patchScenario(scenario, { request: { maxOutputTokens: tokens, outputTokens: tokens } });

const MOST_TOKENS = 512;
/** Shortest and longest answer with which the model's total lies in the published range; null when none does. */
function lengthsThatFit(row: Row): readonly [number, number] | null {
  const below = (limit: number): number => largestWhole(1, MOST_TOKENS, (tokens) => (maybe(lengthened(row.scenario, tokens))?.totalMs ?? Infinity) < limit).value ?? 0;
  const shortest = below(row.total.low) + 1;
  const longest = below(row.total.high);
  return shortest <= longest ? [shortest, longest] : null;
}
const saidLengths = (fitting: readonly [number, number] | null): string =>
  (fitting === null ? t('no answer length brings the total into it') : t('the total lies in it for answers of {shortest} to {longest} tokens', { shortest: fitting[0], longest: fitting[1] }));

export const approaches: Claim = {
  id: 'four-approaches', number: 1, title: 'Four approaches and what each is said to bring',
  statement: 'Gateway tuning hardly helps; a shorter prompt with streaming takes a request from 400–800 ms to 120–250 ms; KV cache, batching and a right-sized model to 90–180 ms, at a third of the cost.',
  source: 'S0, table of four approaches', fleetAdds: null,
  run: (patch) => {
    const rows = rowsOf(patch);
    const profiles = rows.map((row) => must(row.scenario));
    const table = rows.map((row, i): ClaimRow => {
      const profile = profiles[i] ?? must(row.scenario);
      const agree = cells(row, profile);
      return {
        label: t(row.title), ranges: [totalRange(profile), firstRange(profile)], values: [profile.totalMs, profile.ttftMs, usd1k(profile), row.scenario.prices.outputUsdPerMillion / 1000],
        published: [row.total, row.ttft, row.usd, row.usd],
        note: t('{count} of 3 figures agree; {lengths}', { count: agree.filter(Boolean).length, lengths: saidLengths(lengthsThatFit(row)) }),
      };
    });
    // S0 names no length of answer: those are tried with which its own baseline comes out.
    const asBaseline = lengthsThatFit(rows[0] ?? missing()) ?? [1, MOST_TOKENS];
    const lengths = { parameter: msg('length of the answer'), unit: msg('tokens'), search: [1, MOST_TOKENS], scale: 'log', integer: true } as const;
    const base0 = Math.round(Math.sqrt(asBaseline[0] * asBaseline[1]));
    const order = judge({ ...lengths, domain: asBaseline, base: base0 }, (tokens) => {
      const times = rows.map((row) => maybe(lengthened(row.scenario, tokens))?.totalMs ?? NaN);
      return times.every((time, i) => i === 0 || time < (times[i - 1] ?? 0));
    });
    const inRange = (row: Row, cell: 0 | 1): Judgement => judge({ ...lengths, domain: asBaseline, base: base0 }, (tokens) => {
      const profile = maybe(lengthened(row.scenario, tokens));
      return profile === null ? null : cells(row, profile)[cell] === true;
    });
    const [, row2, row3, row4] = rows;
    if (row2 === undefined || row3 === undefined || row4 === undefined) return missing();
    const [base, tuned, streamed, sized] = profiles;
    if (base === undefined || tuned === undefined || streamed === undefined || sized === undefined) return missing();
    return {
      scenarios: rows.map((row) => ({ label: t(row.title), scenario: row.scenario })),
      columns: [column('total', t('End to end'), 'ms'), column('ttft', t('First token'), 'ms'), column('usd', t('Cost for 1,000 output tokens, prompt included'), 'usd'), column('usd-output', t('The same, output price alone'), 'usd')],
      rows: table,
      parts: [
        part('order', t('Each approach is faster end to end than the one before it.'), order),
        part('gateway', t('Gateway tuning: the end in 390–780 ms.'), inRange(row2, 0)),
        part('streaming', t('Shorter prompt and streaming: the end in 120–250 ms.'), inRange(row3, 0)),
        part('streaming-first', t('Shorter prompt and streaming: the first token in 40–80 ms.'), inRange(row3, 1)),
        part('sized', t('KV cache, batching, right-sized model: the end in 90–180 ms.'), inRange(row4, 0)),
        part('sized-first', t('KV cache, batching, right-sized model: the first token in 30–60 ms.'), inRange(row4, 1)),
      ],
      explanation: [
        t('Tuning the gateway takes {saved} off {total}: S0 is right that this is noise.', { saved: ms(base.totalMs - tuned.totalMs), total: ms(base.totalMs) }),
        t('Streaming and 200 prompt tokens less bring the first token from {firstBefore} to {firstAfter}, but the end only from {endBefore} to {endAfter}. S0 has the end fall with it. Streaming changes when reading can start; the same tokens still come one after another.', { firstBefore: ms(base.ttftMs ?? 0), firstAfter: ms(streamed.ttftMs ?? 0), endBefore: ms(base.totalMs), endAfter: ms(streamed.totalMs) }),
        t('The smaller model ends at {total}: it reads fewer bytes for every token.', { total: ms(sized.totalMs) }),
        t('S0 gives neither token counts nor a price basis. With the prompt included, 1,000 output tokens cost {withPrompt} m$ in row 1; counting the output price alone it is {outputAlone} m$.', { withPrompt: num(usd1k(base) * 1000), outputAlone: num(base.scenario.prices.outputUsdPerMillion) }),
      ],
    };
  },
};
