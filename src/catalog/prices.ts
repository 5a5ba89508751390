/** What vendors charge, in US dollars per million tokens. A snapshot: prices change, so each carries its date. */
import type { Scenario } from '@/core/scenario';
import { findGpu } from './gpus';

export interface PriceQuote {
  readonly vendor: string;
  readonly model: string;
  readonly name: string;
  readonly inputUsdPerMillion: number;
  /** Input found in the vendor's prompt cache; null where the list names no such price. */
  readonly cachedUsdPerMillion: number | null;
  readonly outputUsdPerMillion: number;
  readonly date: string;
}

/** All quotes below. */
export const PRICE_SOURCE = 'simonw/llm-prices (commit 723ef0b), copy of 2026-08-05';
const DATE = '2026-08-05';

type Row = readonly [model: string, name: string, input: number, cached: number | null, output: number];
const quotes = (vendor: string, rows: readonly Row[]): PriceQuote[] =>
  rows.map(([model, name, inputUsdPerMillion, cachedUsdPerMillion, outputUsdPerMillion]) => ({
    vendor, model, name, inputUsdPerMillion, cachedUsdPerMillion, outputUsdPerMillion, date: DATE,
  }));

export const PRICE_QUOTES: readonly PriceQuote[] = [
  ...quotes('openai', [
    ['gpt-4o', 'GPT-4o', 2.5, 1.25, 10],
    ['gpt-4o-mini', 'GPT-4o mini', 0.15, 0.075, 0.6],
    ['gpt-4.1', 'GPT-4.1', 2, 0.5, 8],
    ['gpt-4.1-mini', 'GPT-4.1 mini', 0.4, 0.1, 1.6],
    ['gpt-4.1-nano', 'GPT-4.1 nano', 0.1, 0.025, 0.4],
    ['gpt-5', 'GPT-5', 1.25, 0.125, 10],
    ['gpt-5-mini', 'GPT-5 mini', 0.25, 0.025, 2],
    ['gpt-5-nano', 'GPT-5 nano', 0.05, 0.005, 0.4],
    ['gpt-5.4', 'GPT-5.4 (up to 272k)', 2.5, 0.25, 15],
    ['gpt-5.4-mini', 'GPT-5.4 mini', 0.75, 0.075, 4.5],
    ['gpt-5.4-nano', 'GPT-5.4 nano', 0.2, 0.02, 1.25],
    ['gpt-5.5', 'GPT-5.5 (up to 272k)', 5, 0.5, 30],
  ]),
  ...quotes('anthropic', [
    ['claude-4.5-haiku', 'Claude Haiku 4.5', 1, null, 5],
    ['claude-sonnet-4.5', 'Claude Sonnet 4.5 (up to 200k)', 3, null, 15],
    ['claude-sonnet-5', 'Claude Sonnet 5', 2, null, 10],
    ['claude-opus-4-8', 'Claude Opus 4.8', 5, null, 25],
  ]),
  ...quotes('google', [
    ['gemini-2.5-flash-lite', 'Gemini 2.5 Flash-Lite', 0.1, 0.01, 0.4],
    ['gemini-2.5-flash', 'Gemini 2.5 Flash', 0.3, 0.03, 2.5],
    ['gemini-2.5-pro', 'Gemini 2.5 Pro (up to 200k)', 1.25, 0.125, 10],
    ['gemini-3.6-flash', 'Gemini 3.6 Flash', 1.5, 0.15, 7.5],
  ]),
  ...quotes('deepseek', [
    ['deepseek-chat', 'DeepSeek Chat', 0.27, null, 1.1],
    ['deepseek-v4-flash', 'DeepSeek-V4-Flash', 0.14, 0.028, 0.28],
    ['deepseek-v4-pro', 'DeepSeek-V4-Pro', 1.74, 0.145, 3.48],
  ]),
  ...quotes('mistral', [
    ['open-mistral-7b', 'Mistral 7B', 0.25, null, 0.25],
    ['open-mixtral-8x7b', 'Mixtral 8x7B', 0.7, null, 0.7],
    ['ministral-8b-latest', 'Ministral 8B', 0.1, null, 0.1],
    ['mistral-small-latest', 'Mistral Small 3.1', 0.1, null, 0.3],
    ['mistral-medium-2505', 'Mistral Medium 3', 0.4, null, 2],
    ['mistral-large-latest', 'Mistral Large 24.11', 2, null, 6],
  ]),
  ...quotes('xai', [
    ['grok-4-fast', 'Grok 4 Fast (up to 128k)', 0.2, 0.05, 0.5],
    ['grok-4.5', 'Grok 4.5 (up to 200k)', 2, 0.3, 6],
  ]),
  ...quotes('amazon', [
    ['amazon-nova-micro', 'Amazon Nova Micro', 0.035, null, 0.14],
    ['amazon-nova-lite', 'Amazon Nova Lite', 0.06, null, 0.24],
    ['amazon-nova-pro', 'Amazon Nova Pro', 0.8, null, 3.2],
  ]),
];

export type Prices = Scenario['prices'];

/** A quote as a scenario carries it; without a price for cached input, cached input costs the full price. */
export function pricesOf(quote: PriceQuote, standingFor?: string): Prices {
  const stands = standingFor === undefined ? '' : `, standing in for ${standingFor}`;
  return {
    inputUsdPerMillion: quote.inputUsdPerMillion,
    cachedUsdPerMillion: quote.cachedUsdPerMillion ?? quote.inputUsdPerMillion,
    outputUsdPerMillion: quote.outputUsdPerMillion,
    source: `${quote.name}${stands}; ${PRICE_SOURCE}`,
  };
}

/** The quote for `model` as its vendor calls it. */
export const findQuote = (model: string): PriceQuote | undefined => PRICE_QUOTES.find((quote) => quote.model === model);

/**
 * Which quote stands for which open model. Exact where the vendor sells that very model; otherwise a hosted model of
 * the same class, and the scenario's price source says so.
 */
const QUOTE_FOR_MODEL: Readonly<Record<string, { readonly quote: string; readonly exact: boolean }>> = {
  'llama-3.1-8b': { quote: 'gpt-4.1-nano', exact: false },
  'llama-3.1-70b': { quote: 'gpt-4.1-mini', exact: false },
  'llama-3.1-405b': { quote: 'gpt-4.1', exact: false },
  'llama-2-7b': { quote: 'open-mistral-7b', exact: false },
  'llama-2-13b': { quote: 'open-mistral-7b', exact: false },
  'llama-2-70b': { quote: 'gpt-4.1-mini', exact: false },
  'mistral-7b': { quote: 'open-mistral-7b', exact: true },
  'mixtral-8x7b': { quote: 'open-mixtral-8x7b', exact: true },
  'qwen2.5-7b': { quote: 'gpt-4.1-nano', exact: false },
  'qwen2.5-72b': { quote: 'gpt-4.1-mini', exact: false },
  'qwen3-0.6b': { quote: 'gpt-5-nano', exact: false },
  'qwen3-8b': { quote: 'gpt-4.1-nano', exact: false },
  'qwen3-32b': { quote: 'mistral-small-latest', exact: false },
  'qwen3-30b-a3b': { quote: 'gpt-4.1-nano', exact: false },
  'gpt-oss-20b': { quote: 'gpt-5-nano', exact: false },
  'gpt-oss-120b': { quote: 'gpt-5-mini', exact: false },
  'deepseek-v3': { quote: 'deepseek-chat', exact: true },
  'gpt-3-175b': { quote: 'gpt-4.1', exact: false },
  'gpt-j-6b': { quote: 'open-mistral-7b', exact: false },
  'bloom-176b': { quote: 'gpt-4.1', exact: false },
  'falcon-7b': { quote: 'open-mistral-7b', exact: false },
  'falcon-40b': { quote: 'mistral-small-latest', exact: false },
  'falcon-180b': { quote: 'gpt-4.1', exact: false },
  'llama-65b': { quote: 'gpt-4.1-mini', exact: false },
  'llama-3.2-1b': { quote: 'gpt-5-nano', exact: false },
  'llama-3.2-3b': { quote: 'gpt-5-nano', exact: false },
  'code-llama-34b': { quote: 'mistral-small-latest', exact: false },
  'mixtral-8x22b': { quote: 'mistral-medium-2505', exact: false },
  'mistral-nemo-12b': { quote: 'ministral-8b-latest', exact: false },
  'gemma-7b': { quote: 'gpt-4.1-nano', exact: false },
  'yi-34b': { quote: 'mistral-small-latest', exact: false },
  'phi-4': { quote: 'gpt-4.1-nano', exact: false },
  'qwen2.5-14b': { quote: 'gpt-4.1-nano', exact: false },
  'qwen2.5-32b': { quote: 'mistral-small-latest', exact: false },
  'qwen3-1.7b': { quote: 'gpt-5-nano', exact: false },
  'qwen3-4b': { quote: 'gpt-5-nano', exact: false },
  'qwen3-14b': { quote: 'gpt-4.1-nano', exact: false },
  'qwen3-235b-a22b': { quote: 'gpt-4.1', exact: false },
};

/** Default price for a model of the catalogue. @throws Error for a model the catalogue does not hold. */
export function defaultPrices(modelId: string, modelName = modelId): Prices {
  const choice = QUOTE_FOR_MODEL[modelId];
  const quote = choice === undefined ? undefined : findQuote(choice.quote);
  if (choice === undefined || quote === undefined) throw new Error(`no price for ${modelId}`);
  return pricesOf(quote, choice.exact ? undefined : modelName);
}

/**
 * Price of one's own GPUs: dollars an hour over tokens an hour, the same for input and output because the GPU is
 * rented by time. `tokensPerSecond` is the replica's, all sequences together, input and output.
 * Null where no rental quote is known or nothing is served.
 */
export function selfHostedUsdPerMillion(gpuId: string, gpus: number, tokensPerSecond: number): { readonly low: number; readonly high: number; readonly source: string } | null {
  const quote = findGpu(gpuId)?.usdPerGpuHour ?? null;
  if (quote === null || !(tokensPerSecond > 0)) return null;
  const millionsPerHour = (tokensPerSecond * 3600) / 1e6;
  return { low: (quote.low * gpus) / millionsPerHour, high: (quote.high * gpus) / millionsPerHour, source: quote.source };
}
