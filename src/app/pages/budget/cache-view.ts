/** Vendors' prompt caches in words. Pure. */
import type { PromptCacheRule } from '@/catalog/prompt-caches';
import { formatCount, formatDuration, significant } from '@/core/units';
import type { PrefixState, VendorCache } from '@/decisions/prompt-cache';

export const STATE_WORDS: Readonly<Record<PrefixState, string>> = {
  hit: 'found', likely: 'found, not promised', expired: 'expired', 'too-short': 'too short to count', 'nothing-shared': 'nothing shared',
};

const MS = 1000;
const seconds = (s: number): string => (s >= 7200 ? `${significant(s / 3600)}\u202fh` : formatDuration(s * MS)).replace(/\.0+(?=\u202f)/, '');

/** "300 s, or 24 h" */
export function keptText({ ttlS, longerTtlS }: PromptCacheRule): string {
  const usual = ttlS === null ? 'while there is room' : seconds(ttlS);
  return longerTtlS === null ? usual : `${usual}, or ${seconds(longerTtlS)}`;
}

const plain = (factor: number): string => String(Number(factor.toPrecision(3)));
const times = (factor: number): string => `${plain(factor)}\u202f× input`;

/** Cells of the rules: counts from, in steps of, kept, reading, writing. */
export const cacheRule = (rule: PromptCacheRule, readPrice: number): string[] => [
  `${formatCount(rule.minimumTokens)} tokens`, rule.blockTokens === null ? '–' : `${rule.blockTokens} tokens`, keptText(rule), times(readPrice),
  rule.longerWritePrice === rule.writePrice ? times(rule.writePrice) : `${times(rule.writePrice)}, or ${plain(rule.longerWritePrice)}`,
];

/** What the table shows, in a sentence. */
export function cacheSentence(caches: readonly VendorCache[], sharedTokens: number, ageS: number): string {
  if (sharedTokens === 0) return 'Nothing of this prompt is known to repeat: there is no system prompt and the shared prefix is 0 tokens. Set a shared prefix in the request to see what each cache would make of it.';
  const found = caches.filter(({ hitTokens }) => hitTokens > 0);
  const start = `${formatCount(sharedTokens)} tokens of this prompt repeat, last used ${seconds(ageS)} ago.`;
  const best = found.reduce<VendorCache | null>((least, next) => (least === null || next.nowUsd / next.plainUsd < least.nowUsd / least.plainUsd ? next : least), null);
  if (best === null) return `${start} No vendor’s cache would find them.`;
  return `${start} ${found.length} of ${caches.length} caches find them; the largest saving is ${best.rule.name}’s, ${significant((1 - best.nowUsd / best.plainUsd) * 100)}\u202f% of the request. Prices are those of one model each.`;
}
