import { describe, expect, it } from 'vitest';
import { findGpu, GPUS } from '@/catalog/gpus';
import { MORE_GPUS } from '@/catalog/gpus-more';
import { MORE_MODELS } from '@/catalog/model-layouts-more';
import { findModel, kvLayout, MODELS, parameterCounts } from '@/catalog/models';

describe('models that only measurements name', () => {
  it.each(MORE_MODELS.map((m) => [m.id, m] as const))('%s: parameters computed from the layout agree with the published total', (_, m) => {
    const counts = parameterCounts(m);
    expect(Math.abs(counts.total / 1e9 / m.paramsB - 1)).toBeLessThan(0.015);
    const candidates = [counts.active, counts.active - counts.embedding, counts.active - counts.embedding - counts.head];
    expect(Math.min(...candidates.map((c) => Math.abs(c / 1e9 / m.activeParamsB - 1)))).toBeLessThan(0.04);
    expect(m.queryHeads % m.kvHeads).toBe(0);
  });
  it('are found, and none has the id of an offered one', () => {
    const offered = new Set(MODELS.map((m) => m.id));
    expect(new Set(MORE_MODELS.map((m) => m.id)).size).toBe(MORE_MODELS.length);
    for (const m of MORE_MODELS) {
      expect(offered.has(m.id)).toBe(false);
      expect(findModel(m.id)).toBe(m);
    }
  });
  // Published bytes of KV cache a token at 16 bits.
  it.each([['gemma-2-9b', 344_064], ['opt-13b', 819_200], ['qwen2.5-0.5b', 12_288], ['deepseek-v2', 69_120]])('%s keeps %d bytes a token', (id, bytes) => {
    const m = findModel(id);
    expect(m && kvLayout(m, 'bf16').bytesPerToken).toBe(bytes);
  });
});

describe('GPUs that only measurements name', () => {
  it('are found, have sources and plausible ratios', () => {
    const offered = new Set(GPUS.map((g) => g.id));
    expect(new Set(MORE_GPUS.map((g) => g.id)).size).toBe(MORE_GPUS.length);
    for (const g of MORE_GPUS) {
      expect(offered.has(g.id)).toBe(false);
      expect(findGpu(g.id)).toBe(g);
      expect(g.source).not.toBe('');
      if (g.fp8Tflops !== null) expect(g.fp8Tflops / g.bf16Tflops).toBeCloseTo(2, 1);
      expect(g.bf16Tflops / g.memoryTbPerS).toBeGreaterThan(70);
      expect(g.bf16Tflops / g.memoryTbPerS).toBeLessThan(450);
    }
  });
});
