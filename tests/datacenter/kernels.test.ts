import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGpu, GPUS, nativeFlops, peakFlops, powerShare } from '@/catalog/gpus';
import { MODELS, parameterCounts } from '@/catalog/models';
import { PRECISIONS } from '@/core/scenario';
import { FITTED } from '@/stages/inference/fitted';
import { allReduceTime, floorScale, gemmTime, norm, prefillAttentionEfficiency, ratesOf, sustainedFlopsPerMs, vectorAttentionTime } from '@/stages/inference/kernels';
import { KERNELS } from '@/stages/inference/parameters';
import { elementwiseBytes, kvHeadsPerGpu, productsOf } from '@/stages/inference/products';
import { expectedError, isMeasured, spreadOf } from '@/stages/inference/uncertainty';
import { ENGINE_PARAMETERS } from '@/stages/inference/parameters';

const gpus = fc.constantFrom(...GPUS);
const precisions = fc.constantFrom(...PRECISIONS);
const size = fc.double({ min: 1, max: 1e13, noNaN: true });

describe('matrix products', () => {
  it('take at least each bound and at most their sum', () => {
    fc.assert(fc.property(gpus, precisions, size, size, (gpu, precision, bytes, flops) => {
      const { kind, bytesPerMs, bf16FlopsPerMs } = ratesOf(gpu);
      const t = gemmTime(KERNELS, kind, precision, bytes, flops, bytesPerMs, bf16FlopsPerMs);
      expect(t.ms).toBeGreaterThanOrEqual(Math.max(t.memoryMs, t.computeMs) * (1 - 1e-9));
      expect(t.ms).toBeLessThanOrEqual((t.memoryMs + t.computeMs) * (1 + 1e-9));
      // Neither bound beats the hardware.
      expect(t.memoryMs).toBeGreaterThanOrEqual(bytes / bytesPerMs);
      expect(t.computeMs).toBeGreaterThanOrEqual(flops / bf16FlopsPerMs);
    }));
  });
  it('are homogeneous: twice the work on the same GPU takes twice as long, and so does the same work at half the rates', () => {
    fc.assert(fc.property(gpus, precisions, size, size, fc.double({ min: 0.1, max: 10, noNaN: true }), (gpu, precision, bytes, flops, factor) => {
      const { kind, bytesPerMs, bf16FlopsPerMs } = ratesOf(gpu);
      const once = gemmTime(KERNELS, kind, precision, bytes, flops, bytesPerMs, bf16FlopsPerMs).ms;
      expect(gemmTime(KERNELS, kind, precision, factor * bytes, factor * flops, bytesPerMs, bf16FlopsPerMs).ms / once).toBeCloseTo(factor, 6);
      expect(gemmTime(KERNELS, kind, precision, bytes, flops, bytesPerMs / factor, bf16FlopsPerMs / factor).ms / once).toBeCloseTo(factor, 6);
    }));
  });
  it('sustain part of the peak, in the hardware\'s own mode or in bf16, whichever is faster', () => {
    for (const gpu of GPUS) {
      for (const precision of PRECISIONS) {
        const sustained = sustainedFlopsPerMs(KERNELS, gpu, precision) * 1000;
        expect(sustained).toBeGreaterThan(0.3 * peakFlops(gpu, precision));
        expect(sustained).toBeLessThanOrEqual(peakFlops(gpu, precision));
        expect(sustained).toBeGreaterThanOrEqual(sustainedFlopsPerMs(KERNELS, gpu, 'bf16') * 1000);
        if (nativeFlops(gpu, precision) === null) expect(sustained).toBe(sustainedFlopsPerMs(KERNELS, gpu, 'bf16') * 1000);
      }
    }
  });
  it('run slower on a card with the same chip and less power: by the cube root, 90 % for A100 PCIe as its data sheet says', () => {
    const share = (id: string): number => powerShare(findGpu(id) ?? ((): never => { throw new Error(id); })());
    expect(share('a100-pcie-80gb')).toBeCloseTo(0.9, 1);
    expect(share('h100-nvl')).toBeCloseTo(Math.cbrt((400 / 1.785) / (700 / 1.83)), 9);
    expect(share('h100-sxm')).toBe(1);
    for (const gpu of GPUS) {
      expect(powerShare(gpu)).toBeGreaterThan(0.7);
      expect(powerShare(gpu)).toBeLessThanOrEqual(1);
      if (gpu.sameChipAs !== undefined) expect(findGpu(gpu.sameChipAs)?.sameChipAs).toBeUndefined();
    }
  });
  it('fall back to the one bound that is there', () => {
    expect(norm(3, 0, 1.7)).toBe(3);
    expect(norm(0, 4, 1.7)).toBe(4);
    expect(norm(3, 4, 2)).toBeCloseTo(5, 12);
  });
});

describe('attention', () => {
  it('prefill efficiency rises with the length towards its maximum, as measured on H100 (0.30 at 1k to 0.71 at 8k tokens)', () => {
    for (let length = 64; length < 100_000; length *= 2) expect(prefillAttentionEfficiency(KERNELS, 2 * length)).toBeGreaterThan(prefillAttentionEfficiency(KERNELS, length));
    expect(prefillAttentionEfficiency(KERNELS, 1e9)).toBeCloseTo(KERNELS.prefillAttention.maximum, 5);
    expect(KERNELS.prefillAttention.maximum).toBeLessThan(0.75);
    expect(Math.abs(prefillAttentionEfficiency(KERNELS, 1024) - 0.3)).toBeLessThan(0.1);
  });
  it('decode kernels without tensor cores: bound by bandwidth for many KV heads, by what the multiprocessors take in for few', () => {
    const h100 = GPUS.find((g) => g.id === 'h100-sxm') as (typeof GPUS)[number];
    const values = 1e10;
    const perCycle = KERNELS.decodeAttention.vectorValuesPerCycle;
    const wide = vectorAttentionTime(KERNELS, h100, { bytes: 2 * values, values, heads: 1e5 }, perCycle);
    expect(wide / ((2 * values) / (KERNELS.decodeAttention.efficiency * h100.memoryTbPerS * 1e9))).toBeLessThan(1.2);
    const shared = vectorAttentionTime(KERNELS, h100, { bytes: values / 8, values, heads: 1e5 }, perCycle);
    expect(shared / (values / (perCycle * h100.multiprocessors * h100.clockGhz * 1e6))).toBeLessThan(1.01);
    // One head occupies one multiprocessor: four of them go as fast as one.
    const heads = (n: number): number => vectorAttentionTime(KERNELS, h100, { bytes: n * 1e4, values: n * 1e6, heads: n }, perCycle);
    expect(heads(4)).toBeCloseTo(heads(1), 9);
    expect(heads(10 * h100.multiprocessors) / heads(h100.multiprocessors)).toBeCloseTo(10, 3);
  });
});

describe('all-reduce', () => {
  it('is free alone, has a floor, and approaches the ring\'s bandwidth', () => {
    fc.assert(fc.property(gpus, fc.constantFrom(2, 4, 8), (gpu, n) => {
      expect(allReduceTime(KERNELS, gpu, 1, 1e6)).toBe(0);
      const floor = allReduceTime(KERNELS, gpu, n, 0);
      expect(floor).toBeGreaterThan(0);
      expect(floor).toBeLessThan(0.2);
      const rate = (1e9 / (allReduceTime(KERNELS, gpu, n, 2e9) - allReduceTime(KERNELS, gpu, n, 1e9))) * ((2 * (n - 1)) / n);
      expect(rate / 1e6).toBeLessThanOrEqual(Math.max(gpu.linkGbPerS, gpu.linkGroup?.pcieGbPerS ?? 0) * 1.1);
    }));
  });
  it('by NCCL takes longer than by the engine\'s own kernels, the more the more GPUs there are', () => {
    const h100 = findGpu('h100-sxm') as (typeof GPUS)[number];
    const more = (n: number): number => allReduceTime(KERNELS, h100, n, 16_384, 'nccl') - allReduceTime(KERNELS, h100, n, 16_384);
    expect(more(2)).toBeGreaterThan(0.002);
    expect(more(8)).toBeCloseTo(3 * more(2), 9);
  });
  it('leaves the bridge of two cards when four have to agree', () => {
    const nvl = GPUS.find((g) => g.id === 'h100-nvl') as (typeof GPUS)[number];
    expect(allReduceTime(KERNELS, nvl, 4, 1e7)).toBeGreaterThan(4 * allReduceTime(KERNELS, nvl, 2, 1e7));
  });
  it('floors shrink with the clock', () => {
    const [a100, h100] = ['a100-sxm-80gb', 'h100-sxm'].map((id) => GPUS.find((g) => g.id === id) as (typeof GPUS)[number]) as [(typeof GPUS)[number], (typeof GPUS)[number]];
    expect(floorScale(h100)).toBe(1);
    expect(floorScale(a100)).toBeCloseTo(1.83 / 1.41, 9);
  });
});

describe('activations', () => {
  const gptJ = MODELS.find((m) => m.id === 'gpt-j-6b') as (typeof MODELS)[number];
  const llama = MODELS.find((m) => m.id === 'llama-2-7b') as (typeof MODELS)[number];
  it('a GELU of eight operations moves its vector sixteen times instead of twice; gated MLPs have none', () => {
    const of = (m: typeof gptJ, composedGelu: boolean): number => elementwiseBytes(m, 1, { inputBytes: 2, composedGelu });
    expect(of(gptJ, true) - of(gptJ, false)).toBe(14 * 2 * 16_384);
    expect(of(llama, true)).toBe(of(llama, false));
  });
  it('8-bit products take in half the bytes, and do the GELU themselves', () => {
    expect(elementwiseBytes(llama, 1, { inputBytes: 2, composedGelu: true }) - elementwiseBytes(llama, 1, { inputBytes: 1, composedGelu: true })).toBe(2 * 4096 + 11_008);
    expect(elementwiseBytes(gptJ, 1, { inputBytes: 1, composedGelu: true })).toBe(elementwiseBytes(gptJ, 1, { inputBytes: 1, composedGelu: false }));
  });
});

describe('products of a model', () => {
  it('hold all its weights but the input embedding, divided among the GPUs', () => {
    for (const m of MODELS) {
      const counts = parameterCounts(m);
      const weights = productsOf(m, 1).reduce((sum, p) => sum + p.times * p.weights * (p.kind === 'expert' ? (m.moe?.experts ?? 0) + (m.moe?.sharedExperts ?? 0) : 1), 0);
      const expected = counts.total - counts.embedding + (m.tiedEmbeddings ? counts.embedding : 0);
      expect(Math.abs(weights / expected - 1)).toBeLessThan(1e-9);
    }
  });
  it('divide what can be divided', () => {
    for (const m of MODELS.filter((each) => each.mla === undefined)) {
      for (const tp of [2, 4, 8].filter((n) => m.queryHeads % n === 0)) {
        expect(kvHeadsPerGpu(m, tp)).toBe(Math.max(1, Math.ceil(m.kvHeads / tp)));
        for (const inputBytes of [1, 2]) {
          const bytes = (gpus: number): number => elementwiseBytes(m, gpus, { inputBytes, composedGelu: true });
          expect(bytes(tp)).toBeLessThan(bytes(1));
          expect(bytes(tp)).toBeGreaterThan(bytes(1) / tp);
        }
      }
    }
  });
});

describe('fitted parameters', () => {
  it('are physically possible', () => {
    for (const { compute, memory } of Object.values(FITTED.kernels.gemm)) {
      for (const share of [...Object.values(compute), ...Object.values(memory)]) {
        expect(share).toBeGreaterThan(0.2);
        expect(share).toBeLessThanOrEqual(1);
      }
    }
    expect(FITTED.kernels.gemmNorm).toBeGreaterThanOrEqual(1);
    for (const e of Object.values(ENGINE_PARAMETERS)) {
      for (const ms of [e.perStepMs, e.perSequenceMs, e.perRequestMs, e.launchPerLayerMs.prefill, e.launchPerLayerMs.decode]) {
        expect(ms).toBeGreaterThan(0);
        expect(ms).toBeLessThan(30);
      }
      expect(e.perLayerMs).toBeGreaterThanOrEqual(0);
      expect(e.perLayerMs).toBeLessThan(0.1);
    }
  });
  it('carry where they come from, and errors that grow for what was not measured', () => {
    expect(FITTED.date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(FITTED.data.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(FITTED.data.rows).toBeGreaterThan(1000);
    for (const { fitted, unseen } of Object.values(FITTED.errors)) {
      expect(fitted).toBeGreaterThan(0);
      expect(unseen).toBeGreaterThanOrEqual(fitted);
    }
    const [model, h100, h200] = [MODELS.find((m) => m.id === 'llama-3.1-8b'), GPUS.find((g) => g.id === 'h100-sxm'), GPUS.find((g) => g.id === 'b200-sxm')];
    if (model === undefined || h100 === undefined || h200 === undefined) throw new Error('missing from the catalogue');
    const on = (gpu: typeof h100) => ({ model, gpu, tensorParallel: 1, weightPrecision: 'bf16', kvPrecision: 'bf16', engine: 'vllm' }) as const;
    expect(isMeasured(on(h100))).toBe(true);
    expect(isMeasured(on(h200))).toBe(false);
    expect(expectedError(on(h200), 'decode')).toBeGreaterThan(expectedError(on(h100), 'decode'));
  });
  it('a spread covers nine in ten of normal log errors with that mean', () => {
    // Mean absolute value of a normal variable is sigma · sqrt(2 / pi); 90 % lie within 1.645 sigma.
    expect(Math.log(spreadOf(0.1)) / 1.6449).toBeCloseTo(0.1 * Math.sqrt(Math.PI / 2), 4);
    expect(spreadOf(0)).toBe(1);
  });
});
