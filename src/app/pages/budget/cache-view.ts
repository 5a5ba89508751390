/** Vendors' prompt caches in words. Pure. */
import type { PromptCacheRule } from '@/catalog/prompt-caches';
import { locale, msg, t } from '@/core/text';
import { formatCount, formatDuration, significant, withDecimals } from '@/core/units';
import type { PrefixState, VendorCache } from '@/decisions/prompt-cache';

export const STATE_WORDS: Readonly<Record<PrefixState, string>> = {
  hit: msg('found'), likely: msg('found, not promised'), expired: msg('expired'), 'too-short': msg('too short to count'), 'nothing-shared': msg('nothing shared'),
};

const MS = 1000;
/** Zeros behind the sign of the reader's language: rules are given in whole minutes and hours. */
const noZeros = (text: string): string => text.replace(new RegExp(`\\${withDecimals(0, 1).charAt(1)}0+(?=\u202f)`), '');
const seconds = (s: number): string => noZeros(s >= 7200 ? `${significant(s / 3600)}\u202fh` : formatDuration(s * MS));

/** "300 s, or 24 h" */
export function keptText({ ttlS, longerTtlS }: PromptCacheRule): string {
  const usual = ttlS === null ? t('while there is room') : seconds(ttlS);
  return longerTtlS === null ? usual : t('{usual}, or {longer}', { usual, longer: seconds(longerTtlS) });
}

const plain = (factor: number): string => new Intl.NumberFormat(locale(), { maximumSignificantDigits: 3 }).format(factor);
const times = (factor: number): string => t('{factor}\u202f× input', { factor: plain(factor) });

/** Cells of the rules: counts from, in steps of, kept, reading, writing. */
export const cacheRule = (rule: PromptCacheRule, readPrice: number): string[] => [
  t('{count} tokens', { count: formatCount(rule.minimumTokens) }), rule.blockTokens === null ? '–' : t('{count} tokens', { count: rule.blockTokens }), keptText(rule), times(readPrice),
  rule.longerWritePrice === rule.writePrice ? times(rule.writePrice) : t('{factor}\u202f× input, or {longer}', { factor: plain(rule.writePrice), longer: plain(rule.longerWritePrice) }),
];

/** What the table shows, in a sentence. */
export function cacheSentence(caches: readonly VendorCache[], sharedTokens: number, ageS: number): string {
  if (sharedTokens === 0) return t('Nothing of this prompt is known to repeat: there is no system prompt and the shared prefix is 0 tokens. Set a shared prefix in the request to see what each cache would make of it.');
  const found = caches.filter(({ hitTokens }) => hitTokens > 0);
  const values = { shared: formatCount(sharedTokens), age: seconds(ageS) };
  const best = found.reduce<VendorCache | null>((least, next) => (least === null || next.nowUsd / next.plainUsd < least.nowUsd / least.plainUsd ? next : least), null);
  if (best === null) return t('{shared} tokens of this prompt repeat, last used {age} ago. No vendor’s cache would find them.', values);
  return t('{shared} tokens of this prompt repeat, last used {age} ago. {found} of {count} caches find them; the largest saving is {vendor}’s, {saving} of the request. Prices are those of one model each.', {
    ...values, found: found.length, count: caches.length, vendor: best.rule.name, saving: `${significant((1 - best.nowUsd / best.plainUsd) * 100)}\u202f%`,
  });
}
