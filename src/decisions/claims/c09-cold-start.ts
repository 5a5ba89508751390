import { patchScenario } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { percentilesOf } from '../quantiles';
import { percentileRange, totalRange } from '../ranges';
import { judge } from '../search';
import { column, LARGE, ms, must, NOTICEABLE, part, pct, samplesOf, scenarioOf, totals } from './kit';
import type { Claim } from './types';

const MINUTES_MS = 120_000;
/** Utilization that the enlarged pool settles at. */
const SETTLED = 0.8;
const SURGE = 2;

/**
 * How long a surge hurts when new replicas start cold, as a fluid: load `surge` times the old capacity builds a backlog
 * for `coldMs`; then the pool is large enough to be used to `SETTLED` and works the backlog off.
 */
export function punishedMs(coldMs: number, surge: number, settled = SETTLED): number {
  if (surge <= 1) return 0;
  return coldMs * (1 + (surge - 1) / (surge / settled - surge));
}

export const coldStart: Claim = {
  id: 'cold-start', number: 9, title: 'Cold starts punish the tail for minutes',
  statement: 'A replica that still has to load weights, tokenizer and index spoils p95 for minutes; a warm pool avoids it.',
  source: 'S3, S4',
  fleetAdds: 'An autoscaler with its own delay, several replicas that start one after another and real arrivals; the fluid here knows only means. Starting the engine (compilation, graph capture) is not modeled and comes on top.',
  run: (patch) => {
    const warm = scenarioOf(t('Warm'), LARGE, { deployment: { weightPrecision: 'bf16' }, request: { inputTokens: 500, maxOutputTokens: 100 } }, patch);
    const cold = patchScenario({ ...warm, name: t('Cold') }, { deployment: { warm: false } });
    const warmProfile = must(warm);
    const coldProfile = must(cold);
    const coldMs = coldProfile.totalMs - warmProfile.totalMs;
    const warmSample = samplesOf(warmProfile).totalMs;
    const mixed = (share: number): { p50: number; p95: number; p99: number } => {
      // Which requests meet the cold replica has nothing to do with how they would have fared otherwise.
      const unlucky = Math.round(share * warmSample.length);
      return percentilesOf(warmSample.map((value, i) => (i < unlucky ? value + coldMs : value)));
    };
    const calm = totals(warmProfile);
    const tail = judge(
      { parameter: msg('share of requests that meet a cold replica'), unit: '', domain: [0.01, 0.2], search: [0, 0.5], scale: 'linear', integer: false, base: 0.1 },
      (share) => mixed(share).p95 >= (1 + NOTICEABLE) * calm.p95,
    );
    const minutes = judge(
      { parameter: msg('load over the capacity before'), unit: msg('times'), domain: [1.2, 4], search: [1.01, 20], scale: 'log', integer: false, base: SURGE },
      (surge) => punishedMs(coldMs, surge) >= MINUTES_MS,
    );
    const share = 0.1;
    const hurt = mixed(share);
    return {
      scenarios: [{ label: t('Warm'), scenario: warm }, { label: t('Cold'), scenario: cold }],
      columns: [column('p50', t('Total, p50'), 'ms'), column('p95', t('Total, p95'), 'ms'), column('p99', t('Total, p99'), 'ms')],
      rows: [
        { label: t('Warm pool'), values: [calm.p50, calm.p95, calm.p99], ranges: [calm.p50, calm.p95, calm.p99].map((value) => percentileRange(warmProfile, value)) },
        { label: t('One request in ten meets a cold replica'), values: [hurt.p50, hurt.p95, hurt.p99], ranges: [hurt.p50, hurt.p95, hurt.p99].map((value) => percentileRange(warmProfile, value)) },
        { label: t('A cold replica'), values: [coldProfile.totalMs, null, null], ranges: [totalRange(coldProfile)] },
      ],
      parts: [
        part('tail', t('p95 rises by a tenth or more.'), tail),
        part('minutes', t('After a surge it takes two minutes or more until nobody waits.'), minutes),
      ],
      explanation: [
        t('Loading takes {loading}. As long as fewer than one request in twenty meets it, p95 does not notice; p99 does from one in a hundred. At {share} p95 is {hurt} instead of {calm}.', { loading: ms(coldMs), share: pct(share), hurt: ms(hurt.p95), calm: ms(calm.p95) }),
        t('When load doubles, a backlog builds up while the new replica loads, and takes {more} more to work off: {all} in all. A warm pool makes both disappear.', { more: ms(punishedMs(coldMs, SURGE) - coldMs), all: ms(punishedMs(coldMs, SURGE)) }),
      ],
    };
  },
};
