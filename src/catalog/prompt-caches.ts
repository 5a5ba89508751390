/** What vendors say about their own prompt caches: when a prefix counts, how long it is kept, what it costs. A snapshot: rules change, so each carries its date. */

export interface PromptCacheRule {
  /** The vendor, as in the price list. */
  readonly id: string;
  readonly name: string;
  /** The vendor's model by which prices are shown, as in the price list. */
  readonly model: string;
  /** Shorter prefixes are not kept. */
  readonly minimumTokens: number;
  /** A prefix counts in whole blocks of this many tokens beyond the minimum; null where the vendor does not say. */
  readonly blockTokens: number | null;
  /** How long an unused prefix is kept; every hit starts it anew. Null: until its memory is needed. */
  readonly ttlS: number | null;
  readonly longerTtlS: number | null;
  /** Price of cached input and of writing it, over that of plain input. The price list's own cached price goes before it. */
  readonly readPrice: number;
  readonly writePrice: number;
  /** Price of writing what is kept for the longer time. */
  readonly longerWritePrice: number;
  /** Whether the caller marks what to keep. */
  readonly explicit: boolean;
  /** When the documentation said so. */
  readonly date: string;
  readonly source: string;
}

export const PROMPT_CACHE_RULES: readonly PromptCacheRule[] = [
  {
    id: 'openai', name: 'OpenAI', model: 'gpt-4.1', minimumTokens: 1024, blockTokens: 128, ttlS: 300, longerTtlS: 86_400, readPrice: 0.25, writePrice: 1, longerWritePrice: 1, explicit: false,
    date: '2026-11-21',
    source: 'OpenAI API documentation, Prompt caching, and cookbook Prompt caching 201: from 1,024 tokens in steps of 128; kept 5 to 10 minutes idle, at most an hour, up to 24 hours with prompt_cache_retention; no fee for writing; cached price by model (0.25 of input for GPT-4.1)',
  },
  {
    id: 'anthropic', name: 'Anthropic', model: 'claude-sonnet-5', minimumTokens: 1024, blockTokens: null, ttlS: 300, longerTtlS: 3600, readPrice: 0.1, writePrice: 1.25, longerWritePrice: 2, explicit: true,
    date: '2026-11-21',
    source: 'Anthropic documentation, Prompt caching: up to four marks; 1,024 tokens for most models (512 to 4,096); 5 minutes, refreshed by every hit, or an hour; writing costs 1.25 times the input price, for an hour twice, reading a tenth',
  },
  {
    id: 'google', name: 'Google Gemini', model: 'gemini-2.5-flash', minimumTokens: 2048, blockTokens: null, ttlS: null, longerTtlS: 3600, readPrice: 0.1, writePrice: 1, longerWritePrice: 1, explicit: false,
    date: '2026-10-13',
    source: 'Gemini API documentation, Context caching: implicit from 2,048 tokens (2.5) or 4,096 (3 and later) without a promise of how long or whether; explicit caches live an hour unless told otherwise and are rented by the hour on top; Google Cloud documentation: 90 % off for what is found',
  },
  {
    id: 'deepseek', name: 'DeepSeek', model: 'deepseek-v4-flash', minimumTokens: 64, blockTokens: 64, ttlS: null, longerTtlS: null, readPrice: 0.2, writePrice: 1, longerWritePrice: 1, explicit: false,
    date: '2026-08-05',
    source: 'DeepSeek API documentation, Context caching on disk: on for everybody, units of 64 tokens, cleared when no longer used, within hours to days; no fee for writing; price of DeepSeek-V4-Flash hits in the list of that day',
  },
];

/** Tokens of a shared prefix that count under a rule: none below the minimum, then whole blocks. */
export function countedPrefix(rule: PromptCacheRule, sharedTokens: number): number {
  if (sharedTokens < rule.minimumTokens) return 0;
  if (rule.blockTokens === null) return sharedTokens;
  return rule.minimumTokens + Math.floor((sharedTokens - rule.minimumTokens) / rule.blockTokens) * rule.blockTokens;
}
