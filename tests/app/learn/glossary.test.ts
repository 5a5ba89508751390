/** Every word that the pages ask the glossary for is there, and so are the words of the field. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GLOSSARY } from '@/catalog/glossary';
import { ALL_TERMS } from '@/catalog/glossary-all';
import { GLOSSARY_MORE } from '@/catalog/glossary-more';
import { searchTerms } from '@/app/pages/learn/view';

const SRC = fileURLToPath(new URL('../../../src/', import.meta.url));
const views = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx') || file.endsWith('rows.ts'));

/** The field's words: each must be found by its own search, in a term's name or definition. */
const FIELD = [
  'TTFT', 'ITL', 'TPOT', 'prefill', 'decode', 'KV cache', 'GQA', 'MHA', 'MLA', 'MoE', 'goodput', 'throughput', 'continuous batching', 'chunked prefill', 'paged KV', 'preemption',
  'prefix cache', 'TTL', 'speculative decoding', 'acceptance rate', 'draft model', 'tensor parallelism', 'pipeline parallelism', 'all-reduce', 'roofline', 'memory-bound', 'compute-bound', 'FlashAttention',
  'p50', 'p95', 'p99', 'percentile', 'tail latency', 'SLO', 'hedged request', 'load shedding', 'circuit breaker', 'backoff', 'retry', 'time-out', 'cold start', 'warm pool', 'autoscaler',
  'head-of-line blocking', 'round robin', 'least connections', 'power of two choices', 'prefix-aware routing', 'token bucket', 'rate limit', 'tokenizer', 'BPE', 'SentencePiece', 'WordPiece',
  'context window', 'max_tokens', 'sampling', 'temperature', 'top-k', 'top-p', 'stop sequence', 'SSE', 'streaming', 'structured output', 'quantization', 'precision', 'DDSketch', 'quantile sketch',
  'common random numbers', 'M/M/1', 'M/G/1', 'Little’s law', 'utilization', 'queue time', 'queue depth', 'RAG', 'agent', 'tool call', 'TLS', 'DNS', 'TCP', 'RTT', 'slow start', 'HBM', 'NVLink', 'WebGPU',
  'safety classifier', 'disaggregated prefill', 'failover', 'tenant', 'soak test', 'OTLP', 'Server-Timing', 'HAR', 'modeled', 'measured', 'recorded', 'imported',
];

describe('glossary', () => {
  it('knows every term that a page uses', () => {
    const used = views.flatMap((file) => [...readFileSync(join(SRC, file), 'utf8').matchAll(/<Term[^>]*\bid="([^"]+)"/g)].map(([, id = '']) => ({ file, id })));
    expect(used.length).toBeGreaterThan(20);
    for (const { file, id } of used) expect(Object.keys(GLOSSARY), file).toContain(id);
  });

  it.each(FIELD)('knows %s by name', (word) => {
    const [first] = searchTerms(ALL_TERMS, word);
    expect(`${first?.term ?? ''} ${first?.definition ?? ''}`.toLowerCase()).toContain(word.toLowerCase());
  });

  it('has a definition and a source for each, and no term twice', () => {
    expect(new Set(ALL_TERMS.map(({ term }) => term.toLowerCase())).size).toBe(ALL_TERMS.length);
    expect(Object.keys(GLOSSARY).filter((id) => id in GLOSSARY_MORE)).toEqual([]);
    for (const { term, definition, source } of ALL_TERMS) {
      expect(definition.length, term).toBeGreaterThan(20);
      expect(definition, term).toMatch(/[.!?]$/);
      expect(source, term).not.toBe('');
    }
  });

  it('is searched by all words, in any order, names before definitions', () => {
    const found = searchTerms(ALL_TERMS, 'cache kv');
    expect(found[0]?.term.toLowerCase()).toMatch(/kv cache/);
    for (const { term, definition, source } of found) expect(`${term} ${definition} ${source}`.toLowerCase()).toMatch(/(?=.*cache)(?=.*kv)/);
    expect(searchTerms(ALL_TERMS, '')).toHaveLength(ALL_TERMS.length);
    expect(searchTerms(ALL_TERMS, 'no such word at all')).toEqual([]);
  });
});
