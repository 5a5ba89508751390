import { describe, expect, it } from 'vitest';
import { boundsOf } from '@/app/request/bounds';
import { DEFAULT_SCENARIO, parsePatch } from '@/core/scenario';

const PATHS = [
  'seed', 'request.maxOutputTokens', 'request.temperature', 'request.topK', 'request.topP', 'request.inputTokens', 'request.outputTokens',
  'load.batch', 'load.queueDepth', 'cache.sharedPrefixTokens', 'cache.ttlS', 'gateway.requestsPerMinute', 'speculative.draftTokens',
  'speculative.acceptance', 'retrieval.latencyMs', 'tools.calls', 'budgetMs', 'prices.inputUsdPerMillion',
];

const patchOf = (path: string, value: number): object => path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
const accepts = (path: string, value: number): boolean => parsePatch(DEFAULT_SCENARIO, patchOf(path, value)).ok;

describe('bounds of the number fields', () => {
  // The oracle is the schema itself, asked with values and not read.
  it.each(PATHS)('%s: the schema takes both ends and nothing beyond', (path) => {
    const { min, max, integer, openMin = false } = boundsOf(path);
    expect(accepts(path, min)).toBe(!openMin);
    expect(accepts(path, max)).toBe(true);
    expect(accepts(path, min - 1)).toBe(false);
    expect(accepts(path, max + 1)).toBe(false);
    expect(accepts(path, min + (max - min) / 2 + 0.25)).toBe(!integer);
  });

  it('knows of no bounds where there is no number', () => {
    for (const path of ['request.prompt', 'nowhere', 'request', 'request.nowhere']) expect(() => boundsOf(path)).toThrow(path);
  });
});
