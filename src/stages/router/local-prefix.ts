/** The kept prefix: what an earlier request left in the KV cache and this one can take over. */
import { msg } from '@/core/text';

/** Length of the longest common prefix of two token sequences. */
export function commonPrefix(a: readonly number[], b: readonly number[]): number {
  const end = Math.min(a.length, b.length);
  let i = 0;
  while (i < end && a[i] === b[i]) i++;
  return i;
}

export type PrefixMiss = 'off' | 'nothing kept' | 'expired' | 'different prompt';

/**
 * Tokens of `prompt` that need no prefill. At least one token is always computed anew: its logits choose the first
 * output token. `ageMs` is the time since the cache was last used, `ttlMs` how long it may be kept.
 */
export function lookUpPrefix(
  kept: readonly number[], prompt: readonly number[], { enabled, ageMs, ttlMs }: { enabled: boolean; ageMs: number; ttlMs: number },
): { cachedTokens: number; miss: PrefixMiss | null } {
  if (!enabled) return { cachedTokens: 0, miss: msg('off') };
  if (kept.length === 0) return { cachedTokens: 0, miss: msg('nothing kept') };
  if (ageMs > ttlMs) return { cachedTokens: 0, miss: msg('expired') };
  const cachedTokens = Math.min(commonPrefix(kept, prompt), prompt.length - 1);
  return cachedTokens > 0 ? { cachedTokens, miss: null } : { cachedTokens: 0, miss: msg('different prompt') };
}
