/** What each vendor's prompt cache would do for a request: how much of its prefix counts, whether it is still there, what that saves. */
import { findQuote, type PriceQuote } from '@/catalog/prices';
import { countedPrefix, PROMPT_CACHE_RULES, type PromptCacheRule } from '@/catalog/prompt-caches';
import { CHARACTERS_PER_TOKEN } from '@/catalog/stage-budgets';
import type { Scenario } from '@/core/scenario';
import type { RequestProfile } from './profile';

/** hit: found; likely: kept until its memory is needed, nothing promised; the others say why not. */
export type PrefixState = 'hit' | 'likely' | 'expired' | 'too-short' | 'nothing-shared';

export interface VendorCache {
  readonly rule: PromptCacheRule;
  readonly quote: PriceQuote;
  readonly state: PrefixState;
  /** Tokens of the prompt that are read from the cache; 0 unless it is a hit. */
  readonly hitTokens: number;
  /** Tokens that count by the rule, found or not. */
  readonly countedTokens: number;
  /** The request without any cache, when it writes the prefix, and as it is now, in dollars. */
  readonly plainUsd: number;
  readonly writeUsd: number;
  readonly nowUsd: number;
  /** Reads after which a write has paid for itself: 0 where writing costs no more than reading plainly. Null when nothing counts. */
  readonly readsToPay: number | null;
  /** Price of a cached token over a plain one, from the price list where it has one. */
  readonly readPrice: number;
}

/** Tokens at the start of the prompt that earlier requests had, too: as set, or at least the system prompt. */
export const sharedPrefix = ({ cache, request }: Scenario): number =>
  Math.max(cache.sharedPrefixTokens, Math.ceil(request.systemPrompt.length / CHARACTERS_PER_TOKEN));

function stateOf(rule: PromptCacheRule, shared: number, counted: number, ageS: number): PrefixState {
  if (shared === 0) return 'nothing-shared';
  if (counted === 0) return 'too-short';
  if (rule.ttlS === null) return 'likely';
  return ageS <= rule.ttlS ? 'hit' : 'expired';
}

/** The request under every vendor's rules, at the price of one model of each. Pure. */
export function vendorCaches({ scenario, usage }: RequestProfile): VendorCache[] {
  const shared = Math.min(sharedPrefix(scenario), usage.inputTokens);
  return PROMPT_CACHE_RULES.map((rule): VendorCache => {
    const quote = findQuote(rule.model);
    if (quote === undefined) throw new Error(`no price for ${rule.model}`);
    const countedTokens = countedPrefix(rule, shared);
    const state = stateOf(rule, shared, countedTokens, scenario.cache.ageS);
    const hitTokens = state === 'hit' || state === 'likely' ? countedTokens : 0;
    const input = quote.inputUsdPerMillion / 1e6;
    const readPrice = quote.cachedUsdPerMillion === null ? rule.readPrice : quote.cachedUsdPerMillion / quote.inputUsdPerMillion;
    const plainUsd = usage.inputTokens * input + (usage.outputTokens * quote.outputUsdPerMillion) / 1e6;
    const writeUsd = plainUsd + countedTokens * input * (rule.writePrice - 1);
    const readUsd = plainUsd - hitTokens * input * (1 - readPrice);
    return {
      rule, quote, state, hitTokens, countedTokens, plainUsd, writeUsd, readPrice,
      nowUsd: hitTokens > 0 ? readUsd : writeUsd,
      readsToPay: countedTokens === 0 ? null : Math.ceil((rule.writePrice - 1) / (1 - readPrice)),
    };
  });
}
