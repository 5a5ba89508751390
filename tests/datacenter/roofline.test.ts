import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGpu, GPUS, type GpuSpec } from '@/catalog/gpus';
import { findModel, kvLayout, MODELS, weightBytes, type ModelSpec } from '@/catalog/models';
import { PRECISIONS } from '@/core/scenario';
import { capacityOf, checkCapacity } from '@/stages/inference/capacity';
import { expectedExperts, kvShare, predictDecode, predictPrefill, type Deployment } from '@/stages/inference/roofline';
import { expectedTokensPerRound, roundSizes } from '@/stages/inference/speculative';

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('missing from the catalogue');
  return value;
};
const model = (id: string): ModelSpec => must(findModel(id));
const gpu = (id: string): GpuSpec => must(findGpu(id));
const deploy = (patch: Partial<Deployment> = {}): Deployment => ({
  model: model('llama-3.1-8b'), gpu: gpu('h100-sxm'), tensorParallel: 1, weightPrecision: 'bf16', kvPrecision: 'bf16', engine: 'vllm', ...patch,
});
const deployments = fc.record({
  model: fc.constantFrom(...MODELS), gpu: fc.constantFrom(...GPUS), tensorParallel: fc.constantFrom(1, 2, 4, 8),
  weightPrecision: fc.constantFrom(...PRECISIONS), kvPrecision: fc.constantFrom('bf16' as const, 'fp8' as const),
  engine: fc.constantFrom('vllm' as const, 'tensorrt-llm' as const, 'sglang' as const, 'vllm-2023' as const),
});
const prompts = fc.integer({ min: 1, max: 30_000 });
const batches = fc.integer({ min: 1, max: 256 });

describe('a step', () => {
  it('is the sum of its parts and never faster than either bound of the hardware', () => {
    fc.assert(fc.property(deployments, batches, prompts, (d, sequences, context) => {
      const t = predictDecode(d, { sequences, contextTokens: sequences * context });
      expect(t.gemmMs + t.attentionMs + t.allReduceMs + t.elementwiseMs + t.overheadMs).toBeCloseTo(t.totalMs, 9);
      const bytes = t.weightBytes + t.kvBytes;
      expect(t.totalMs).toBeGreaterThan(bytes / (d.gpu.memoryTbPerS * 1e9));
      expect(t.totalMs).toBeGreaterThan(t.flops / (Math.max(d.gpu.bf16Tflops, d.gpu.fp8Tflops ?? 0, d.gpu.int8Tops ?? 0, d.gpu.fp4Tflops ?? 0) * 1e9));
      expect(t.gemmMs).toBeGreaterThanOrEqual(Math.max(t.weightsMs, t.computeMs));
    }));
  });
  it('decodes a dense model in the time its weights take to read, give or take the overhead', () => {
    // Llama 3.1 8B in bf16 without its input embedding: 15.0 GB at 3.35 TB/s are 4.48 ms; engines reach 7–8 ms.
    const t = predictDecode(deploy({ engine: 'tensorrt-llm' }), { sequences: 1, contextTokens: 200 });
    expect(t.weightBytes / 1e9).toBeCloseTo(15.0, 1);
    expect(t.totalMs).toBeGreaterThan(4.48);
    expect(t.totalMs).toBeLessThan(9);
    expect(t.boundBy).toBe('weights');
  });
  it('waits for the host where the GPU is faster: every step in 2023, hardly today', () => {
    const at = (engine: Deployment['engine'], tensorParallel: number) => predictDecode(deploy({ engine, tensorParallel, model: model('llama-2-70b'), gpu: gpu('a100-sxm-80gb') }), { sequences: 1, contextTokens: 100 });
    // Splitwise measured 43 to 45 ms a step on four and on eight GPUs alike, where the weights take 17 and 8.5 ms.
    const [four, eight] = [at('vllm-2023', 4), at('vllm-2023', 8)];
    expect(Math.abs(four.totalMs / eight.totalMs - 1)).toBeLessThan(0.05);
    expect(Math.abs(four.totalMs / 44.5 - 1)).toBeLessThan(0.1);
    expect(eight.overheadMs).toBeGreaterThan(20);
    expect(at('vllm', 4).overheadMs).toBeLessThan(3);
    expect(at('vllm', 8).totalMs).toBeLessThan(0.8 * at('vllm', 4).totalMs);
  });
  it('reads KV bytes by the published formula', () => {
    const t = predictDecode(deploy(), { sequences: 4, contextTokens: 4000 });
    expect(t.kvBytes).toBe(4000 * 2 * 32 * 8 * 128 * 2);
  });
  it('prefills with two operations a parameter and token, plus attention', () => {
    const t = predictPrefill(deploy(), { newTokens: 2000, cachedTokens: 0, sequences: 1 });
    const linear = 2 * (8.03e9 - 2 * 128_256 * 4096) * 2000 + 2 * 128_256 * 4096;
    const attention = 32 * 4 * 32 * 128 * ((2000 * 2001) / 2);
    expect(t.flops / (linear + attention)).toBeCloseTo(1, 2);
    expect(t.boundBy).toBe('compute');
  });
});

describe('what makes it slower or faster', () => {
  it('a longer prompt is never prefilled faster', () => {
    fc.assert(fc.property(deployments, prompts, fc.integer({ min: 1, max: 2000 }), (d, tokens, more) => {
      const short = predictPrefill(d, { newTokens: tokens, cachedTokens: 0, sequences: 1 }).totalMs;
      const long = predictPrefill(d, { newTokens: tokens + more, cachedTokens: 0, sequences: 1 }).totalMs;
      expect(long).toBeGreaterThanOrEqual(short * (1 - 1e-9));
    }));
  });
  it('a cached prefix never costs more than computing it', () => {
    fc.assert(fc.property(deployments, fc.integer({ min: 2, max: 20_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (d, tokens, share) => {
      const cachedTokens = Math.floor((tokens - 1) * share);
      const whole = predictPrefill(d, { newTokens: tokens, cachedTokens: 0, sequences: 1 }).totalMs;
      const rest = predictPrefill(d, { newTokens: tokens - cachedTokens, cachedTokens, sequences: 1 }).totalMs;
      expect(rest).toBeLessThanOrEqual(whole * 1.02);
    }));
  });
  it('more bandwidth never slows decoding, more FLOPs never slow prefill', () => {
    fc.assert(fc.property(deployments, batches, prompts, fc.double({ min: 1, max: 4, noNaN: true }), (d, sequences, context, factor) => {
      const wider = { ...d, gpu: { ...d.gpu, memoryTbPerS: d.gpu.memoryTbPerS * factor } };
      const stronger = { ...d, gpu: { ...d.gpu, bf16Tflops: d.gpu.bf16Tflops * factor, fp8Tflops: d.gpu.fp8Tflops === null ? null : d.gpu.fp8Tflops * factor } };
      const work = { sequences, contextTokens: sequences * context };
      const prefill = { newTokens: context, cachedTokens: 0, sequences: 1 };
      expect(predictDecode(wider, work).totalMs).toBeLessThanOrEqual(predictDecode(d, work).totalMs * (1 + 1e-9));
      expect(predictPrefill(stronger, prefill).totalMs).toBeLessThanOrEqual(predictPrefill(d, prefill).totalMs * (1 + 1e-9));
    }), { numRuns: 1000 });
  });
  it('decoding follows bandwidth: twice the bandwidth saves almost half of the memory time', () => {
    const d = deploy();
    const wide = { ...d, gpu: { ...d.gpu, memoryTbPerS: d.gpu.memoryTbPerS * 2 } };
    const saved = predictDecode(d, { sequences: 1, contextTokens: 500 }).totalMs - predictDecode(wide, { sequences: 1, contextTokens: 500 }).totalMs;
    expect(saved).toBeGreaterThan(0.45 * predictDecode(d, { sequences: 1, contextTokens: 500 }).weightsMs);
  });
  it('tensor parallelism divides the weights, but copies KV heads where there are more GPUs than heads', () => {
    for (const m of MODELS.filter((each) => each.mla === undefined && each.kvHeads % 8 === 0 && each.moe === undefined)) {
      const one = predictDecode(deploy({ model: m }), { sequences: 1, contextTokens: 100 }).weightBytes;
      for (const tensorParallel of [2, 4, 8]) {
        expect(predictDecode(deploy({ model: m, tensorParallel }), { sequences: 1, contextTokens: 100 }).weightBytes).toBeCloseTo(one / tensorParallel, -1);
        expect(capacityOf(deploy({ model: m, tensorParallel })).weightBytesPerGpu).toBeCloseTo(weightBytes(m, 'bf16') / tensorParallel, 0);
      }
    }
    // Falcon 7B has one KV head: on two GPUs each keeps a copy of its two projections in every layer.
    const falcon = { ...model('falcon-7b'), queryHeads: 72 };
    const [one, two] = [1, 2].map((tensorParallel) => predictDecode(deploy({ model: falcon, tensorParallel }), { sequences: 1, contextTokens: 100 }).weightBytes) as [number, number];
    expect(two - one / 2).toBeCloseTo(32 * 4544 * 64 * 2, -1);
    const qwen = model('qwen3-235b-a22b');
    expect(capacityOf(deploy({ model: qwen, tensorParallel: 8 })).weightBytesPerGpu - weightBytes(qwen, 'bf16') / 8).toBeCloseTo((94 * 4 * 4096 * 2 * 128 * 2) / 8, -1);
  });
  it('all-reduce is free on one GPU, and dearer over PCIe than over NVLink', () => {
    const work = { newTokens: 4000, cachedTokens: 0, sequences: 1 };
    expect(predictPrefill(deploy(), work).allReduceMs).toBe(0);
    const nvlink = predictPrefill(deploy({ tensorParallel: 4 }), work).allReduceMs;
    expect(predictPrefill(deploy({ tensorParallel: 4, gpu: gpu('h100-pcie') }), work).allReduceMs).toBeGreaterThan(2 * nvlink);
    expect(predictPrefill(deploy({ tensorParallel: 8 }), work).allReduceMs).toBeGreaterThan(nvlink);
  });
  it('batching is nearly free until it is bound by computing', () => {
    const step = (sequences: number): number => predictDecode(deploy(), { sequences, contextTokens: sequences * 200 }).totalMs;
    expect(step(8) / step(1)).toBeLessThan(1.15);
    expect(step(1024) / step(1)).toBeGreaterThan(3);
    // Once bound by computing, doubling the batch nearly doubles the time.
    expect(step(4096) / step(2048)).toBeGreaterThan(1.7);
    for (let b = 1; b < 1024; b *= 2) expect(step(2 * b)).toBeGreaterThan(step(b));
  });
  it('grouped-query attention shrinks the KV cache by the ratio of heads', () => {
    const gqa = model('llama-2-70b');
    const mha = { ...gqa, kvHeads: gqa.queryHeads };
    expect(kvLayout(mha, 'bf16').bytesPerToken / kvLayout(gqa, 'bf16').bytesPerToken).toBe(8);
    const work = { sequences: 32, contextTokens: 32 * 2000 };
    expect(predictDecode(deploy({ model: mha, tensorParallel: 4 }), work).kvBytes).toBe(8 * predictDecode(deploy({ model: gqa, tensorParallel: 4 }), work).kvBytes);
  });
  it('latent attention keeps a copy of its cache on every GPU, other caches are divided until each GPU has a head', () => {
    expect(kvShare(model('deepseek-v3'), 8)).toBe(1);
    expect(kvShare(model('llama-3.1-70b'), 8)).toBe(1 / 8);
    expect(kvShare(model('qwen2.5-7b'), 8)).toBe(1 / 4);
  });
  it('fewer bits are read faster', () => {
    const step = (weightPrecision: Deployment['weightPrecision']): number => predictDecode(deploy({ weightPrecision }), { sequences: 1, contextTokens: 100 }).totalMs;
    expect(step('fp8')).toBeLessThan(step('bf16'));
    expect(step('int4')).toBeLessThan(step('fp8'));
  });
});

describe('mixtures of experts', () => {
  it('touch as many experts as a simulation of even routing does', () => {
    // Each token picks k of E without repetition: count the distinct ones over many trials.
    const experts = 32;
    const perToken = 4;
    for (const tokens of [1, 4, 16, 64]) {
      let state = 12345;
      const next = (n: number): number => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return Math.floor((state / 2 ** 32) * n);
      };
      let sum = 0;
      const trials = 2000;
      for (let trial = 0; trial < trials; trial++) {
        const touched = new Set<number>();
        for (let t = 0; t < tokens; t++) {
          const mine = new Set<number>();
          while (mine.size < perToken) mine.add(next(experts));
          mine.forEach((e) => touched.add(e));
        }
        sum += touched.size;
      }
      expect(Math.abs(expectedExperts(experts, perToken, tokens) - sum / trials)).toBeLessThan(0.3);
    }
  });
  it('read more weights as the batch grows, up to all of them', () => {
    const d = deploy({ model: model('gpt-oss-20b') });
    const bytes = (sequences: number): number => predictDecode(d, { sequences, contextTokens: sequences }).weightBytes;
    expect(bytes(1)).toBeLessThan(0.35 * bytes(512));
    expect(bytes(512) / (weightBytes(d.model, 'bf16') - 201_088 * 2880 * 2)).toBeCloseTo(1, 2);
  });
});

describe('capacity', () => {
  it('13B on a 40 GB card leaves room for about twelve thousand tokens', () => {
    const c = capacityOf(deploy({ model: model('llama-2-13b'), gpu: gpu('a100-sxm-40gb') }));
    // 36 GB usable, less 26.0 GB of weights, over 819,200 bytes a token.
    expect(Math.abs(c.kvTokens / ((36e9 - 26.03e9) / 819_200) - 1)).toBeLessThan(0.01);
  });
  it('what an error proposes works', () => {
    let proposals = 0;
    fc.assert(fc.property(deployments, fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 8 }), (d, tokens, wanted) => {
      const result = checkCapacity(d, wanted, tokens);
      if (result.ok) return;
      const { action } = result.error;
      const tp = /tensor parallelism to (\d(?:, \d)*)/.exec(action)?.[1]?.split(', ').map(Number) ?? [];
      if (result.error.code === 'kv-cache-does-not-fit') return;
      const sequences = action.includes('smaller batch') ? 1 : wanted;
      if (result.error.code === 'model-does-not-fit') {
        for (const tensorParallel of tp) expect(checkCapacity({ ...d, tensorParallel }, sequences, tokens).ok).toBe(true);
        const precision = PRECISIONS.find((p) => action.includes(`${p} weights`));
        if (precision !== undefined) expect(checkCapacity({ ...d, weightPrecision: precision }, sequences, tokens).ok).toBe(true);
        const other = GPUS.find((g) => action.includes(g.name));
        const times = /(\d) ×/.exec(action)?.[1];
        if (other !== undefined) expect(checkCapacity({ ...d, gpu: other, tensorParallel: Number(times) }, sequences, tokens).ok).toBe(true);
      } else {
        for (const tensorParallel of tp) expect(d.model.queryHeads % tensorParallel).toBe(0);
      }
      proposals++;
    }), { numRuns: 500 });
    expect(proposals).toBeGreaterThan(50);
  });
  it('names the largest batch that fits', () => {
    const d = deploy({ model: model('llama-2-13b'), gpu: gpu('a100-sxm-40gb') });
    const result = checkCapacity(d, 500, 600);
    const most = result.ok ? Number.NaN : Number(/to (\d+) or less/.exec(result.error.action)?.[1]);
    expect(checkCapacity(d, most, 600).ok).toBe(true);
    expect(checkCapacity(d, most + 1, 600).ok).toBe(false);
  });
});

describe('speculative decoding', () => {
  it('yields the published expectation: 1 token when nothing is accepted, k + 1 when all is', () => {
    expect(expectedTokensPerRound({ acceptance: 0, draftTokens: 4 })).toBe(1);
    expect(expectedTokensPerRound({ acceptance: 1, draftTokens: 4 })).toBe(5);
    expect(expectedTokensPerRound({ acceptance: 0.5, draftTokens: 2 })).toBe(1.75);
  });
  it('rounds average to it, drawn or not', () => {
    const s = { enabled: true, draftTokens: 4, acceptance: 0.7, draftCost: 0.1 };
    let state = 1;
    const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
    for (const source of [null, random]) {
      const next = roundSizes(s, source);
      let sum = 0;
      for (let i = 0; i < 20_000; i++) {
        const size = next();
        expect(size >= 1 && size <= 5).toBe(true);
        sum += size;
      }
      expect(sum / 20_000).toBeCloseTo(expectedTokensPerRound(s), 1);
    }
  });
});
