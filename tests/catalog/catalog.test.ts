import { describe, expect, it } from 'vitest';
import { GLOSSARY } from '@/catalog/glossary';
import { findGpu, GPUS, peakFlops } from '@/catalog/gpus';
import { findModel, kvLayout, MODELS, parameterCounts, weightBytes } from '@/catalog/models';
import { NETWORK_SPECS } from '@/catalog/networks';
import { defaultPrices, findQuote, PRICE_QUOTES, pricesOf, selfHostedUsdPerMillion } from '@/catalog/prices';
import { countedPrefix, PROMPT_CACHE_RULES } from '@/catalog/prompt-caches';
import { distanceKm, REGION_SPECS, regionRttMs } from '@/catalog/regions';
import { quantileOf } from '@/core/distributions';
import { DEFAULT_SCENARIO, NETWORKS, REGIONS } from '@/core/scenario';
import { LAYERS, PLACE_IDS } from '@/core/stage';
import { ABOUT } from '@/stages/about';

describe('models', () => {
  it('have unique ids that a scenario can name', () => {
    expect(new Set(MODELS.map((m) => m.id)).size).toBe(MODELS.length);
    for (const m of MODELS) expect(m.id).toMatch(/^[a-z0-9][a-z0-9._-]*$/);
  });
  it.each(MODELS.map((m) => [m.id, m] as const))('%s: parameters computed from the layout agree with the published total', (_, m) => {
    // Published totals are rounded to two or three digits.
    expect(Math.abs(parameterCounts(m).total / 1e9 / m.paramsB - 1)).toBeLessThan(0.01);
  });
  it.each(MODELS.filter((m) => m.moe !== undefined).map((m) => [m.id, m] as const))('%s: active parameters agree with the published figure', (_, m) => {
    // Vendors differ in whether the embeddings count as active; one of them is within the tolerance.
    const counts = parameterCounts(m);
    const candidates = [counts.active, counts.active - counts.embedding, counts.active - counts.embedding - counts.head];
    expect(Math.min(...candidates.map((c) => Math.abs(c / 1e9 / m.activeParamsB - 1)))).toBeLessThan(0.04);
  });
  // Published bytes of KV cache a token at 16 bits.
  it.each([
    ['llama-3.1-8b', 131_072], ['llama-3.1-70b', 327_680], ['llama-3.1-405b', 516_096], ['mixtral-8x7b', 131_072], ['qwen3-0.6b', 114_688],
    ['qwen3-8b', 147_456], ['qwen3-32b', 262_144], ['qwen3-30b-a3b', 98_304], ['gpt-oss-20b', 49_152], ['gpt-oss-120b', 73_728],
    ['deepseek-v3', 70_272], ['llama-2-7b', 524_288], ['llama-2-13b', 819_200], ['llama-2-70b', 327_680], ['mistral-7b', 131_072],
    ['gpt-j-6b', 458_752], ['bloom-176b', 4_014_080], ['falcon-7b', 8192], ['falcon-40b', 122_880], ['falcon-180b', 163_840], ['mixtral-8x22b', 229_376],
    ['qwen3-235b-a22b', 192_512], ['llama-3.2-1b', 32_768], ['llama-65b', 2_621_440], ['phi-4', 204_800],
    ['qwen2.5-7b', 57_344], ['qwen2.5-72b', 327_680], ['gpt-3-175b', 4_718_592],
  ])('%s keeps %d bytes a token', (id, bytes) => {
    const m = findModel(id);
    expect(m && kvLayout(m, 'bf16').bytesPerToken).toBe(bytes);
    expect(m && kvLayout(m, 'fp8').bytesPerToken).toBe(bytes / 2);
  });
  it('a published checkpoint has the size its precision implies', () => {
    const size = (id: string, precision: 'bf16' | 'fp8' | 'fp4'): number => {
      const m = findModel(id);
      return m === undefined ? Number.NaN : weightBytes(m, precision) / 1e9;
    };
    expect(size('llama-3.1-8b', 'bf16')).toBeCloseTo(16.06, 1);
    expect(size('llama-2-70b', 'bf16')).toBeCloseTo(137.96, 0);
    // 65 GB is what the gpt-oss-120b checkpoint takes.
    expect(Math.abs(size('gpt-oss-120b', 'fp4') / 65 - 1)).toBeLessThan(0.03);
  });
});

describe('GPUs', () => {
  it('have unique ids, sources and plausible ratios', () => {
    expect(new Set(GPUS.map((g) => g.id)).size).toBe(GPUS.length);
    for (const gpu of GPUS) {
      expect(gpu.source).not.toBe('');
      expect(gpu.memoryTbPerS).toBeGreaterThan(0.1);
      if (gpu.fp8Tflops !== null) expect(gpu.fp8Tflops / gpu.bf16Tflops).toBeCloseTo(2, 1);
      if (gpu.usdPerGpuHour !== null) expect(gpu.usdPerGpuHour.low).toBeLessThanOrEqual(gpu.usdPerGpuHour.high);
    }
  });
  it('compute in bf16 what they have no mode for', () => {
    const a100 = findGpu('a100-sxm-80gb');
    const b300 = findGpu('b300-sxm');
    expect(a100 && peakFlops(a100, 'fp8')).toBe(312e12);
    expect(a100 && peakFlops(a100, 'int8')).toBe(624e12);
    expect(b300 && peakFlops(b300, 'int8')).toBe(2250e12);
  });
});

describe('prompt caches', () => {
  it('count whole blocks from a minimum on', () => {
    const rule = (id: string) => PROMPT_CACHE_RULES.find((r) => r.id === id) as (typeof PROMPT_CACHE_RULES)[number];
    expect([1023, 1024, 1151, 1152, 1500].map((n) => countedPrefix(rule('openai'), n))).toEqual([0, 1024, 1024, 1152, 1408]);
    expect([1000, 1025].map((n) => countedPrefix(rule('anthropic'), n))).toEqual([0, 1025]);
    expect([63, 64, 130].map((n) => countedPrefix(rule('deepseek'), n))).toEqual([0, 64, 128]);
    for (const r of PROMPT_CACHE_RULES) {
      expect(r.readPrice).toBeLessThan(1);
      expect(r.writePrice).toBeGreaterThanOrEqual(1);
      expect(r.source).not.toBe('');
    }
  });
});

describe('networks and regions', () => {
  it('cover what a scenario can name', () => {
    expect(NETWORK_SPECS.map((n) => n.id)).toEqual([...NETWORKS]);
    expect(REGION_SPECS.map((r) => r.id)).toEqual([...REGIONS]);
  });
  it('get slower in the order they are listed', () => {
    const medians = NETWORK_SPECS.map((n) => quantileOf(n.rtt, 0.5));
    expect(medians).toEqual([...medians].sort((a, b) => a - b));
  });
  it('distances are those of an atlas', () => {
    // Dublin to Frankfurt 1,087 km, Virginia to Tokyo 10,900 km.
    expect(Math.abs(distanceKm('eu-west', 'eu-central') - 1087)).toBeLessThan(30);
    expect(Math.abs(distanceKm('us-east', 'ap-northeast') - 10_900)).toBeLessThan(150);
    for (const a of REGIONS) for (const b of REGIONS) expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 9);
  });
  it('round trips are at least those of light in glass', () => {
    for (const a of REGIONS) for (const b of REGIONS) expect(regionRttMs(a, b)).toBeGreaterThanOrEqual((2 * distanceKm(a, b)) / 204);
    expect(regionRttMs('us-east', 'us-east')).toBe(0);
  });
});

describe('prices', () => {
  it('every model has one, named after the quote that stands for it', () => {
    for (const m of MODELS) {
      const prices = defaultPrices(m.id, m.name);
      expect(prices.outputUsdPerMillion).toBeGreaterThan(0);
      expect(prices.cachedUsdPerMillion).toBeLessThanOrEqual(prices.inputUsdPerMillion);
      expect(prices.source.length).toBeLessThanOrEqual(200);
    }
    expect(() => defaultPrices('nobody')).toThrow();
  });
  it('the default scenario carries its model\'s default price', () => {
    expect(DEFAULT_SCENARIO.prices).toEqual(defaultPrices(DEFAULT_SCENARIO.model, findModel(DEFAULT_SCENARIO.model)?.name));
  });
  it('cached input without a price of its own costs the full price', () => {
    const quote = findQuote('claude-sonnet-5');
    expect(quote && pricesOf(quote).cachedUsdPerMillion).toBe(2);
  });
  it('has no quote twice', () => {
    expect(new Set(PRICE_QUOTES.map((q) => `${q.vendor}/${q.model}`)).size).toBe(PRICE_QUOTES.length);
  });
  it('one\'s own GPUs cost their hourly price over their tokens', () => {
    // Two at 2.69 an hour and 1,000 tokens a second: 5.38 dollars for 3.6 million tokens.
    expect(selfHostedUsdPerMillion('h100-sxm', 2, 1000)?.low).toBeCloseTo(5.38 / 3.6, 9);
    expect(selfHostedUsdPerMillion('l4', 1, 1000)).toBeNull();
    expect(selfHostedUsdPerMillion('h100-sxm', 1, 0)).toBeNull();
  });
});

describe('explanations', () => {
  it.each(PLACE_IDS.map((id) => [id] as const))('%s explains each of its layers, in order', (id) => {
    const about = ABOUT[id];
    expect(about.id).toBe(id);
    expect(about.layers.map((layer) => layer.id)).toEqual([...LAYERS[id]]);
    expect(about.sources.length).toBeGreaterThan(0);
    expect(about.failures.length).toBeGreaterThan(0);
    expect(about.change.length).toBeGreaterThan(0);
    for (const text of [about.oneLine, ...about.explanation, ...about.layers.flatMap((l) => [l.what, l.local])]) expect(text).toMatch(/[.!?]$/);
  });
  it('every term has a definition and a source', () => {
    for (const entry of Object.values(GLOSSARY)) {
      expect(entry.definition.length).toBeGreaterThan(20);
      expect(entry.source).not.toBe('');
    }
  });
});
