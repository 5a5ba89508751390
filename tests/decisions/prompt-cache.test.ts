import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario, type ScenarioPatch } from '@/core/scenario';
import { PROMPT_CACHE_RULES } from '@/catalog/prompt-caches';
import { findQuote } from '@/catalog/prices';
import { profileOf } from '@/decisions/profile';
import { vendorCaches, type VendorCache } from '@/decisions/prompt-cache';
import { cacheSentence, keptText } from '@/app/pages/budget/cache-view';

const caches = (patch: ScenarioPatch): VendorCache[] => vendorCaches(expectOk(profileOf(patchScenario(DEFAULT_SCENARIO, patch))));
const of = (patch: ScenarioPatch, id: string): VendorCache => {
  const found = caches(patch).find(({ rule }) => rule.id === id);
  if (found === undefined) throw new Error(`no rule ${id}`);
  return found;
};
const long: ScenarioPatch = { request: { inputTokens: 4_000, maxOutputTokens: 100 }, cache: { prefix: true, sharedPrefixTokens: 3_000, ageS: 60 } };

describe('vendors’ prompt caches for a request', () => {
  it('price a hit by hand: GPT-4.1 reads 2,944 of 3,000 tokens at a quarter', () => {
    const openai = of(long, 'openai');
    expect(openai).toMatchObject({ state: 'hit', hitTokens: 1024 + 15 * 128 });
    // 2 $ in, 0.5 $ cached, 8 $ out for a million.
    expect(openai.nowUsd).toBeCloseTo((1_056 * 2 + 2_944 * 0.5 + 100 * 8) / 1e6, 12);
    expect(openai.readsToPay).toBe(0);
  });

  it('price a write by hand: Claude pays a quarter more once, and has it back after one hit', () => {
    const anthropic = of({ ...long, cache: { prefix: true, sharedPrefixTokens: 3_000, ageS: 301 } }, 'anthropic');
    expect(anthropic).toMatchObject({ state: 'expired', hitTokens: 0, readsToPay: 1 });
    expect(anthropic.nowUsd).toBeCloseTo((4_000 * 2 + 3_000 * 2 * 0.25 + 100 * 10) / 1e6, 12);
  });

  it('tell apart nothing shared, too short, expired and not promised', () => {
    expect(caches({ cache: { sharedPrefixTokens: 0 } }).map(({ state }) => state)).toEqual(PROMPT_CACHE_RULES.map(() => 'nothing-shared'));
    const short: ScenarioPatch = { request: { inputTokens: 900 }, cache: { sharedPrefixTokens: 800, ageS: 10 } };
    expect(caches(short).map(({ rule, state }) => [rule.id, state])).toEqual([['openai', 'too-short'], ['anthropic', 'too-short'], ['google', 'too-short'], ['deepseek', 'likely']]);
    expect(of({ ...long, cache: { sharedPrefixTokens: 3_000, ageS: 3_600 } }, 'openai').state).toBe('expired');
  });

  it('never reads more than is shared or asked, never costs less than nothing, and saves only on a hit', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 90_000 }), (inputTokens, sharedPrefixTokens, ageS) => {
      for (const cache of caches({ request: { inputTokens }, cache: { sharedPrefixTokens, ageS: Math.min(ageS, 86_400) } })) {
        expect(cache.hitTokens).toBeLessThanOrEqual(Math.min(inputTokens, sharedPrefixTokens));
        expect(cache.nowUsd).toBeGreaterThan(0);
        expect(cache.nowUsd < cache.plainUsd).toBe(cache.hitTokens > 0);
        expect(cache.writeUsd).toBeGreaterThanOrEqual(cache.plainUsd);
      }
    }), { numRuns: 100 });
  });

  it('agree with the price list where both name the price of cached input', () => {
    for (const { model, readPrice } of PROMPT_CACHE_RULES) {
      const quote = findQuote(model);
      if (quote === undefined) throw new Error(`no quote ${model}`);
      if (quote.cachedUsdPerMillion !== null) expect(quote.cachedUsdPerMillion / quote.inputUsdPerMillion).toBeCloseTo(readPrice, 2);
    }
  });

  it('are said in words', () => {
    expect(cacheSentence(caches(long), 3_000, 60)).toMatch(/^3,000 tokens of this prompt repeat.*4 of 4 caches/);
    expect(cacheSentence(caches({}), 0, 0)).toContain('Nothing of this prompt');
    const rules = Object.fromEntries(PROMPT_CACHE_RULES.map((rule) => [rule.id, keptText(rule)]));
    expect(rules['openai']).toBe('5\u202fmin, or 24\u202fh');
    expect(rules['deepseek']).toBe('while there is room');
  });
});
