import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGpu } from '@/catalog/gpus';
import { findModel } from '@/catalog/models';
import { replaySource, serve } from '@/datacenter/fleet/replica/serve';
import { StepTimes } from '@/datacenter/fleet/replica/step-times';
import { Roofline, type Deployment } from '@/stages/inference/roofline';
import { replaySource as oracleSource, serve as everyStep } from './every-step';

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('missing from the catalogue');
  return value;
};
const deployment = (model: string, gpu: string, over: Partial<Deployment> = {}): Deployment => ({
  model: must(findModel(model)), gpu: must(findGpu(gpu)), tensorParallel: 1, weightPrecision: 'bf16', kvPrecision: 'bf16', engine: 'vllm', ...over,
});
const ROOFLINES = [
  deployment('llama-3.1-8b', 'h100-sxm'), deployment('llama-3.1-8b', 'a100-sxm-80gb', { engine: 'tensorrt-llm' }),
  deployment('llama-3.1-70b', 'h100-sxm', { tensorParallel: 4, engine: 'vllm-2023' }), deployment('gpt-oss-20b', 'h100-sxm', { weightPrecision: 'fp4' }),
].map((d) => new Roofline(d));

const requests = fc.array(fc.record({
  arrivalMs: fc.oneof(fc.double({ min: 0, max: 3000, noNaN: true }), fc.integer({ min: 0, max: 20 })),
  inputTokens: fc.integer({ min: 1, max: 4000 }), outputTokens: fc.integer({ min: 1, max: 200 }),
}), { minLength: 1, maxLength: 40 });

describe('step times', () => {
  const roofline = fc.constantFrom(...ROOFLINES);
  it('decode steps are those of the roofline', () => {
    fc.assert(fc.property(roofline, fc.integer({ min: 1, max: 256 }), fc.double({ min: 0, max: 1, noNaN: true }), (r, sequences, where) => {
      const contextTokens = Math.round(where ** 3 * sequences * 8000);
      const { at0, perToken, upTo } = new StepTimes(r).line(sequences, contextTokens);
      const exact = r.decode({ sequences, contextTokens }).totalMs;
      expect(contextTokens).toBeLessThan(upTo);
      expect(Math.abs((at0 + perToken * contextTokens) / exact - 1)).toBeLessThan(1e-9);
    }), { numRuns: 500 });
  });
  it('steps with prompts are those of the roofline', () => {
    const piece = fc.record({ newTokens: fc.integer({ min: 1, max: 3000 }), contextTokens: fc.integer({ min: 0, max: 9000 }) });
    fc.assert(fc.property(roofline, fc.array(piece, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 4000 }), (r, pieces, sequences, each) => {
      const contextTokens = sequences * each;
      const ms = new StepTimes(r).mixed(pieces.map((p) => p.newTokens), pieces.map((p) => p.contextTokens), pieces.length, sequences, contextTokens);
      const exact = r.mixed(pieces.map((p) => ({ ...p, sequences: 1 })), { sequences, contextTokens }).totalMs;
      expect(Math.abs(ms / exact - 1)).toBeLessThan(1e-9);
    }), { numRuns: 500 });
  });
});

describe('one replica', () => {
  it('answers as an oracle does that walks through every step', () => {
    fc.assert(fc.property(requests, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 64, max: 9000 }), fc.boolean(), fc.integer({ min: 3000, max: 40_000 }), fc.constantFrom(...ROOFLINES), (list, maxSequences, maxTokensPerStep, chunkedPrefill, kvTokens, roofline) => {
      const limits = { maxSequences, maxTokensPerStep, chunkedPrefill, kvTokens };
      const fast = serve(roofline, limits, replaySource(list));
      const slow = everyStep(roofline, limits, oracleSource(list));
      fast.forEach((request, i) => {
        const other = must(slow[i]);
        for (const field of ['startMs', 'firstTokenMs', 'endMs'] as const) expect(Math.abs(request[field] - other[field])).toBeLessThan(1e-6 * (1 + other[field]));
      });
    }), { numRuns: 200 });
  });
});
