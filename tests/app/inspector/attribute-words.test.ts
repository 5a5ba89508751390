import { describe, expect, it } from 'vitest';
import { attributeWords } from '@/app/inspector/attribute-words';
import { STAGE_IDS } from '@/core/stage';
import { DEFAULT_SCENARIO } from '@/core/scenario';
import { modelTrace } from '@/datacenter/model-trace';

const only = (key: string, value: string | number | boolean) => attributeWords({ [key]: value })[0];

describe('attributes in words', () => {
  it.each([
    ['hiddenMs', 1.978, 'hidden', '1.98\u202fms'],
    ['kvBytes', 276_480, 'KV', '270\u202fKiB'],
    ['costUsd', 0.0000196, 'cost', '19.6\u202fµ$'],
    ['cachedTokens', 1_234, 'cached tokens', '1,234'],
    ['ttlS', 300, 'TTL', '300\u202fs'],
    ['cutByContext', false, 'cut by context', 'no'],
    ['charactersPerToken', 3.85, 'characters per token', '3.85'],
    ['policy', 'least-connections', 'policy', 'least-connections'],
  ] as const)('%s', (key, value, name, written) => {
    expect(only(key, value)).toEqual({ key, name, value: written });
  });
  it('leaves sources and empty words to their own place', () => {
    expect(attributeWords({ source: 'S1', note: 'n', hiddenSource: 'v', reason: '' })).toEqual([]);
  });
  it('has a name and a value for everything that the modeled stages tell', () => {
    const trace = modelTrace(DEFAULT_SCENARIO);
    if (!trace.ok) throw new Error(trace.error.message);
    const words = trace.value.spans.filter(({ stage }) => (STAGE_IDS as readonly string[]).includes(stage)).flatMap(({ attributes }) => attributeWords(attributes));
    expect(words.length).toBeGreaterThan(50);
    for (const { key, name, value } of words) expect([key, name.trim(), value]).not.toContain('');
  });
});
