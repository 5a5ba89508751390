/** What vendors say about their own prompt caches: when a prefix counts, how long it is kept, what it costs. */

export interface PromptCacheRule {
  readonly id: string;
  readonly name: string;
  /** Shorter prefixes are not kept. */
  readonly minimumTokens: number;
  /** A prefix counts in whole blocks of this many tokens beyond the minimum; null where the vendor does not say. */
  readonly blockTokens: number | null;
  /** How long an unused prefix is kept; every hit starts it anew. Null: until its memory is needed. */
  readonly ttlS: number | null;
  readonly longerTtlS: number | null;
  /** Price of cached input and of writing it, over that of plain input. */
  readonly readPrice: number;
  readonly writePrice: number;
  /** Whether the caller marks what to keep. */
  readonly explicit: boolean;
  readonly source: string;
}

export const PROMPT_CACHE_RULES: readonly PromptCacheRule[] = [
  {
    id: 'openai', name: 'OpenAI', minimumTokens: 1024, blockTokens: 128, ttlS: 300, longerTtlS: 86_400, readPrice: 0.25, writePrice: 1, explicit: false,
    source: 'OpenAI API documentation, Prompt caching: from 1,024 tokens in steps of 128; kept 5 to 10 minutes idle, up to 24 hours where extended; cached price by model (0.25 of input for GPT-4.1)',
  },
  {
    id: 'anthropic', name: 'Anthropic', minimumTokens: 1024, blockTokens: null, ttlS: 300, longerTtlS: 3600, readPrice: 0.1, writePrice: 1.25, explicit: true,
    source: 'Anthropic documentation, Prompt caching: up to four marks; 1,024 tokens for most models (512 to 4,096); 5 minutes, refreshed by every hit, or an hour at twice the input price',
  },
  {
    id: 'google', name: 'Google Gemini', minimumTokens: 2048, blockTokens: null, ttlS: null, longerTtlS: 3600, readPrice: 0.25, writePrice: 1, explicit: false,
    source: 'Gemini API documentation, Context caching (2026-10-13): implicit from 2,048 tokens (2.5) or 4,096 (3 and later) without a promise of how long; explicit caches live an hour unless told otherwise; cached price of Gemini 2.5 at its release',
  },
  {
    id: 'deepseek', name: 'DeepSeek', minimumTokens: 64, blockTokens: 64, ttlS: null, longerTtlS: null, readPrice: 0.1, writePrice: 1, explicit: false,
    source: 'DeepSeek API documentation, Context caching on disk: units of 64 tokens, cleared when no longer used, within hours to days; price of DeepSeek-V3 hits',
  },
];

/** Tokens of a shared prefix that count under a rule: none below the minimum, then whole blocks. */
export function countedPrefix(rule: PromptCacheRule, sharedTokens: number): number {
  if (sharedTokens < rule.minimumTokens) return 0;
  if (rule.blockTokens === null) return sharedTokens;
  return rule.minimumTokens + Math.floor((sharedTokens - rule.minimumTokens) / rule.blockTokens) * rule.blockTokens;
}
