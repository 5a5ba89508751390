/** Vendors' rules beside the token prices: what a request costs that can wait. */

export interface BatchRule {
  readonly vendor: string;
  /** Batch price over the standard price. */
  readonly factor: number;
  /** Within how many hours the answers come. */
  readonly hours: number;
  readonly source: string;
}

/** Batch interfaces as their vendors document them; a vendor that is missing here has none that was found. */
export const BATCH_RULES: readonly BatchRule[] = [
  { vendor: 'openai', factor: 0.5, hours: 24, source: 'OpenAI Batch API FAQ (help.openai.com, article 9197833): 50 % off the synchronous price, within 24 hours' },
  { vendor: 'anthropic', factor: 0.5, hours: 24, source: 'Anthropic documentation, batch processing: costs reduced by 50 %; most batches end within an hour, 24 hours at most' },
  { vendor: 'google', factor: 0.5, hours: 24, source: 'Google Developers Blog, 2025-07-07, batch mode in the Gemini API: 50 % less than the standard rate, within 24 hours' },
];

/** The batch rule of a vendor, or undefined. */
export const findBatchRule = (vendor: string): BatchRule | undefined => BATCH_RULES.find((rule) => rule.vendor === vendor);
