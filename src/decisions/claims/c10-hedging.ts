import { randomStream } from '@/core/random';
import { patchScenario } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { hedge } from '../queueing';
import { quantile, percentilesOf, sorted } from '../quantiles';
import { percentileRange } from '../ranges';
import { judge } from '../search';
import { column, LARGE, ms, must, num, part, pct, samplesOf, scenarioOf } from './kit';
import type { Claim, ClaimRow } from './types';

/** A duplicate goes out for this share of requests: the middle of S4's 5 to 10 % extra cost. */
const DUPLICATES = 0.075;
const MOST_EXTRA = 0.1;
const LEAST_GAIN = 0.3;
const USUAL = 0.03;
/** The 99th percentile is looked at: more samples than for the 95th. */
const SAMPLES = 6_000;

export const hedging: Claim = {
  id: 'hedging', number: 10, title: 'Hedged requests trade a little cost for the tail',
  statement: 'Sending a copy after a short delay costs 5 to 10 % more and improves p99 by 30 to 50 %.',
  source: 'S4; Dean & Barroso 2013, The Tail at Scale',
  fleetAdds: 'The duplicates are load themselves, and slow nodes come in bouts that hit both copies; here copies are independent and the load is unchanged.',
  run: (patch) => {
    const base = scenarioOf(t('A free node'), LARGE, { request: { inputTokens: 500, maxOutputTokens: 100 } }, patch);
    const slow = patchScenario({ ...base, name: t('A busy node') }, { load: { queueDepth: 3 * base.load.batch } });
    const freeProfile = must(base);
    const busyProfile = must(slow);
    const draws = [1, 2].map((seed) => ({ free: samplesOf(freeProfile, seed, SAMPLES).totalMs, busy: samplesOf(busyProfile, seed + 10, SAMPLES).totalMs, luck: randomStream(seed, 'claims/hedging') }));
    const luck = draws.map(({ luck: next }) => Float64Array.from({ length: SAMPLES }, next));
    /** Latencies when a share of requests lands on a busy node; two independent copies of each request. */
    const copies = (share: number): readonly [Float64Array, Float64Array] => {
      const copy = (k: 0 | 1): Float64Array => Float64Array.from({ length: SAMPLES }, (_, i) => ((luck[k]?.[i] ?? 1) < share ? draws[k]?.busy[i] : draws[k]?.free[i]) ?? 0);
      return [copy(0), copy(1)];
    };
    const at = (share: number): { before: number; after: number; gain: number; duplicates: number; delayMs: number } => {
      const [first, second] = copies(share);
      const delayMs = quantile(sorted(first), 1 - DUPLICATES);
      const hedged = hedge(first, second, delayMs);
      const before = percentilesOf(first).p99;
      const after = percentilesOf(hedged.latencyMs).p99;
      return { before, after, gain: 1 - after / before, duplicates: hedged.duplicates, delayMs };
    };
    const worth = judge(
      { parameter: msg('share of requests that land on a busy node'), unit: '', domain: [0.01, 0.1], search: [0, 0.4], scale: 'linear', integer: false, base: USUAL },
      (share) => { const { gain, duplicates } = at(share); return gain >= LEAST_GAIN && duplicates <= MOST_EXTRA; },
    );
    const row = (share: number): ClaimRow => {
      const { before, after, gain, duplicates, delayMs } = at(share);
      return { label: t('{percent} % on a busy node', { percent: num(share * 100) }), values: [before, after, gain, duplicates], ranges: [percentileRange(busyProfile, before), percentileRange(freeProfile, after)], note: t('the copy goes out after {delay}', { delay: ms(delayMs) }) };
    };
    const usual = at(USUAL);
    const even = at(0);
    return {
      scenarios: [{ label: t('A free node'), scenario: base }, { label: t('A busy node'), scenario: slow }],
      columns: [column('before', 'p99', 'ms'), column('after', t('p99, hedged'), 'ms'), column('gain', t('Gain'), 'share'), column('duplicates', t('Copies sent'), 'share')],
      rows: [0, 0.01, USUAL, 0.1].map(row),
      parts: [part('worth', t('With at most 10 % copies, p99 improves by 30 % or more.'), worth)],
      explanation: [
        t('When {share} of the requests land on a busy node, p99 falls from {before} to {after}, by {gain}, for {copies} copies.', { share: pct(USUAL), before: ms(usual.before), after: ms(usual.after), gain: pct(usual.gain), copies: pct(usual.duplicates) }),
        t('Where all nodes are alike the tail is only jitter, and a copy that starts late cannot win: p99 moves by {gain}. Hedging buys out stragglers, not slow models.', { gain: pct(even.gain) }),
        t('Each copy that is not cancelled costs a whole request; cancelled when the other answers, it costs its prompt and what it wrote until then.'),
      ],
    };
  },
};
