import { patchScenario, type Scenario } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { firstRange } from '../ranges';
import { judge } from '../search';
import { column, maybe, ms, must, NOTICEABLE, num, part, pct, scenarioOf } from './kit';
import type { Claim } from './types';

const PROMPT = 6_000;
const SHARED = 5_800;
const TTL_S = 300;
/** The prefix is asked for this often, all replicas together. */
const EVERY_S = 60;
const REPLICAS = 8;

/**
 * Chance that a prefix is still there when it is asked for again: with requests at random (Poisson) and a time to live
 * that each use renews, the last use on that replica lies within it with probability 1 − exp(−TTL ÷ mean interval).
 */
export const hitRate = (ttlS: number, everyS: number, replicas: number): number => 1 - Math.exp(-ttlS / (everyS * replicas));

export const prefixCache: Claim = {
  id: 'prefix-cache', number: 6, title: 'Prefix caching and its rules',
  statement: 'A kept prefix saves prefill, if it is exactly the same from the first token on and has not expired; routing by prefix makes the hits happen.',
  source: 'S2, S3',
  fleetAdds: 'Eviction when the cache is full, and the load imbalance that routing by prefix causes, need many requests.',
  run: (patch) => {
    const base = scenarioOf(t('No cache'), { request: { inputTokens: PROMPT, maxOutputTokens: 44 }, cache: { prefix: false, ttlS: TTL_S } }, patch);
    const cached = (sharedPrefixTokens: number, ageS: number, name = 'cached'): Scenario =>
      patchScenario({ ...base, name }, { cache: { prefix: true, sharedPrefixTokens, ageS } });
    const hit = cached(SHARED, EVERY_S, t('5,800 of 6,000 tokens cached'));
    const early = cached(100, EVERY_S, t('The texts differ after 100 tokens'));
    const late = cached(SHARED, 2 * TTL_S, t('Expired'));
    const scenarios = [base, hit, early, late].map((scenario) => ({ label: scenario.name, scenario }));
    const profiles = scenarios.map(({ scenario }) => must(scenario));
    const missMs = must(base).ttftMs ?? 0;
    const hitMs = must(hit).ttftMs ?? 0;
    const helps = (scenario: Scenario): boolean | null => { const first = maybe(scenario)?.ttftMs ?? null; return first === null ? null : first <= (1 - NOTICEABLE) * missMs; };
    const meanMs = (rate: number): number => rate * hitMs + (1 - rate) * missMs;
    const exact = judge(
      { parameter: msg('first token in which the prompts differ'), unit: msg('tokens'), domain: [PROMPT / 2, SHARED], search: [1, PROMPT - 1], scale: 'log', integer: true, base: SHARED },
      (tokens) => helps(cached(tokens, EVERY_S)),
    );
    const alive = judge(
      { parameter: msg('time since the prefix was last used'), unit: 's', domain: [0, 2 * TTL_S], search: [0, 4 * TTL_S], scale: 'linear', integer: true, base: EVERY_S },
      (ageS) => helps(cached(SHARED, ageS)),
    );
    const routed = judge(
      { parameter: msg('replicas'), unit: '', domain: [4, 32], search: [1, 256], scale: 'log', integer: true, base: REPLICAS },
      (replicas) => meanMs(hitRate(TTL_S, EVERY_S, 1)) <= (1 - NOTICEABLE) * meanMs(hitRate(TTL_S, EVERY_S, replicas)),
    );
    const spread = hitRate(TTL_S, EVERY_S, REPLICAS);
    const together = hitRate(TTL_S, EVERY_S, 1);
    return {
      scenarios,
      columns: [column('cached', t('Tokens from the cache'), 'tokens'), column('ttft', t('First token'), 'ms'), column('usd', t('Cost'), 'usd')],
      rows: [
        ...profiles.map((profile, i) => ({ label: scenarios[i]?.label ?? '', values: [profile.usage.cachedTokens, profile.ttftMs, profile.usage.costUsd], ranges: [null, firstRange(profile)] })),
        { label: t('Mean over {replicas} replicas at random', { replicas: REPLICAS }), values: [null, meanMs(spread), null], note: t('hit rate {share}', { share: pct(spread) }) },
        { label: t('Mean, routed by prefix'), values: [null, meanMs(together), null], note: t('hit rate {share}', { share: pct(together) }) },
      ],
      parts: [
        part('exact', t('A shared beginning brings the first token a tenth sooner, or more.'), exact),
        part('alive', t('It still does when the prefix was last used a while ago.'), alive),
        part('routing', t('Routing by prefix brings the mean first token a tenth sooner than routing at random.'), routed),
      ],
      explanation: [
        t('With 5,800 of 6,000 tokens in the cache the first token comes after {hit} instead of {miss}. A difference in the hundredth token undoes nearly all of it: {early}.', { hit: ms(hitMs), miss: ms(missMs), early: ms(must(early).ttftMs ?? 0) }),
        t('The entry lives {seconds} s after its last use; one second later everything is read again.', { seconds: num(TTL_S) }),
        t('A prefix that is asked for every {seconds} s meets a live copy in {spread} of the cases when {replicas} replicas take turns at random, and in {together} when one replica gets them all.', { seconds: EVERY_S, spread: pct(spread), replicas: REPLICAS, together: pct(together) }),
      ],
    };
  },
};
