import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findGpu, type GpuSpec } from '@/catalog/gpus';
import { findModel, type ModelSpec } from '@/catalog/models';
import { randomStream } from '@/core/random';
import { closedSource, replaySource, serve, type BatchingLimits } from '@/datacenter/fleet/replica/serve';
import { Roofline, type Deployment } from '@/stages/inference/roofline';
import { poissonQuantile, steadyState } from '@/stages/inference/steady';

const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('missing from the catalogue');
  return value;
};
const model = (id: string): ModelSpec => must(findModel(id));
const gpu = (id: string): GpuSpec => must(findGpu(id));
const deployment: Deployment = { model: model('llama-3.1-8b'), gpu: gpu('h100-sxm'), tensorParallel: 1, weightPrecision: 'bf16', kvPrecision: 'bf16', engine: 'vllm' };
const roofline = new Roofline(deployment);
const limits: BatchingLimits = { maxSequences: 64, maxTokensPerStep: 2048, chunkedPrefill: true, kvTokens: 200_000 };
const average = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('serving, step by step', () => {
  const requests = fc.array(fc.record({ arrivalMs: fc.double({ min: 0, max: 5000, noNaN: true }), inputTokens: fc.integer({ min: 1, max: 5000 }), outputTokens: fc.integer({ min: 1, max: 60 }) }), { minLength: 1, maxLength: 40 });
  it('answers everybody, in order of time, whatever the limits', () => {
    fc.assert(fc.property(requests, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 64, max: 9000 }), fc.boolean(), (list, maxSequences, maxTokensPerStep, chunkedPrefill) => {
      const served = serve(roofline, { maxSequences, maxTokensPerStep, chunkedPrefill, kvTokens: 20_000 }, replaySource(list));
      expect(served).toHaveLength(list.length);
      for (const r of served) {
        expect(r.startMs).toBeGreaterThanOrEqual(r.arrivalMs);
        expect(r.firstTokenMs).toBeGreaterThan(r.startMs);
        expect(r.endMs).toBeGreaterThanOrEqual(r.firstTokenMs);
      }
    }), { numRuns: 60 });
  });
  it('never runs more sequences or holds more KV than allowed', () => {
    fc.assert(fc.property(requests, fc.integer({ min: 1, max: 8 }), (list, maxSequences) => {
      const kvTokens = 12_000;
      const served = serve(roofline, { ...limits, maxSequences, kvTokens }, replaySource(list));
      for (const moment of served.map((r) => r.startMs)) {
        const running = served.filter((r) => r.startMs <= moment && r.endMs > moment);
        expect(running.length).toBeLessThanOrEqual(maxSequences);
        expect(running.length === 1 || running.reduce((sum, r) => sum + r.inputTokens + r.outputTokens, 0) <= kvTokens).toBe(true);
      }
    }), { numRuns: 60 });
  });
  it('a lone request takes its prefill and its steps', () => {
    const [alone] = serve(roofline, limits, replaySource([{ arrivalMs: 10, inputTokens: 500, outputTokens: 11 }]));
    const prefill = roofline.prefill({ newTokens: 500, cachedTokens: 0, sequences: 1 }).totalMs;
    let steps = 0;
    for (let i = 1; i <= 10; i++) steps += roofline.decode({ sequences: 1, contextTokens: 500 + i }).totalMs;
    expect((alone?.firstTokenMs ?? 0) - 10).toBeCloseTo(prefill, 6);
    expect(Math.abs(((alone?.endMs ?? 0) - (alone?.firstTokenMs ?? 0)) / steps - 1)).toBeLessThan(0.01);
  });
  it('steps that wait for launches at first and no more later are not drawn as one line', () => {
    // Llama 2 7B of 2023 on H100: 14 ms of launches hide behind the step once there is enough context.
    const old = new Roofline({ ...deployment, model: model('llama-2-7b'), engine: 'vllm-2023' });
    const [alone] = serve(old, { ...limits, kvTokens: 1e7 }, replaySource([{ arrivalMs: 0, inputTokens: 100_000, outputTokens: 3 }]));
    const steps = [1, 2].map((i) => old.decode({ sequences: 1, contextTokens: 100_000 + i }).totalMs);
    expect(old.decode({ sequences: 1, contextTokens: 0 }).overheadMs - old.decode({ sequences: 1, contextTokens: 100_000 }).overheadMs).toBeGreaterThan(1);
    expect(((alone?.endMs ?? 0) - (alone?.firstTokenMs ?? 0)) / (steps[0] as number + (steps[1] as number))).toBeCloseTo(1, 4);
  });
  it('clients in a closed loop: the first prompt of a wave is read alone, the others together', () => {
    const served = serve(roofline, { ...limits, maxTokensPerStep: 100_000, chunkedPrefill: false }, closedSource({ inputTokens: 1000, outputTokens: 50 }, 5, 5, 1, 0.1));
    const firsts = served.map((r) => r.firstTokenMs);
    expect(new Set(firsts.slice(1)).size).toBe(1);
    expect(firsts[1]).toBeGreaterThan(3 * (firsts[0] ?? 0));
  });
  it('more clients never make tokens come sooner', () => {
    const gap = (clients: number): number => average(serve(roofline, limits, closedSource({ inputTokens: 300, outputTokens: 100 }, clients, 3 * clients, 1, 0.1)).map((r) => (r.endMs - r.firstTokenMs) / 99));
    for (const [few, many] of [[1, 4], [4, 16], [16, 60]] as const) expect(gap(many)).toBeGreaterThan(gap(few));
  });
});

describe('a steady load', () => {
  /** Poisson arrivals, simulated step by step: an independent way to the same averages. */
  const simulated = (requestsPerSecond: number, shape: { inputTokens: number; outputTokens: number }, count: number) => {
    const random = randomStream(5, 'steady');
    let at = 0;
    const list = Array.from({ length: count }, () => ({ arrivalMs: (at += (-Math.log(1 - random()) * 1000) / requestsPerSecond), ...shape }));
    const served = serve(roofline, { maxSequences: roofline.engine.maxSequences, maxTokensPerStep: roofline.engine.prefillChunkTokens, chunkedPrefill: true, kvTokens: 400_000 }, replaySource(list)).slice(count / 5, (4 * count) / 5);
    return {
      ttft: average(served.map((r) => r.firstTokenMs - r.arrivalMs)) + roofline.engine.perRequestMs,
      itl: average(served.map((r) => (r.endMs - r.firstTokenMs) / (r.outputTokens - 1))),
    };
  };
  it.each([[2, 500, 200], [8, 500, 200], [20, 300, 150], [6, 1500, 300]])('%d requests/s of %d + %d tokens agree with a simulation', (rate, inputTokens, outputTokens) => {
    const closed = steadyState(roofline, { requestsPerSecond: rate, inputTokens, outputTokens });
    const open = simulated(rate, { inputTokens, outputTokens }, 1500);
    expect(closed.saturated).toBe(false);
    expect(Math.abs(closed.itl.mean.ms / open.itl - 1)).toBeLessThan(0.08);
    expect(Math.abs(closed.ttft.mean.ms / open.ttft - 1)).toBeLessThan(0.2);
  });
  it('says that it does not know near saturation', () => {
    const at = (requestsPerSecond: number) => steadyState(roofline, { requestsPerSecond, inputTokens: 1000, outputTokens: 300 });
    expect(at(1)).toMatchObject({ saturated: false });
    const beyond = at(500);
    expect(beyond).toMatchObject({ saturated: true, ttft: { mean: { ms: Number.POSITIVE_INFINITY, high: null }, p95: { high: null } } });
    expect(beyond.load).toBeGreaterThan(1);
    expect(Number.isFinite(beyond.ttft.mean.low)).toBe(true);
  });
  it('more requests never shorten anything, and the KV cache bounds the batch', () => {
    fc.assert(fc.property(fc.double({ min: 0.1, max: 60, noNaN: true }), fc.double({ min: 1, max: 3, noNaN: true }), fc.integer({ min: 10, max: 4000 }), fc.integer({ min: 2, max: 1000 }), (rate, factor, inputTokens, outputTokens) => {
      const [less, more] = [rate, rate * factor].map((requestsPerSecond) => steadyState(roofline, { requestsPerSecond, inputTokens, outputTokens })) as [ReturnType<typeof steadyState>, ReturnType<typeof steadyState>];
      expect(more.batch).toBeGreaterThanOrEqual(less.batch * (1 - 1e-6));
      expect(more.itl.mean.ms).toBeGreaterThanOrEqual(less.itl.mean.ms * (1 - 1e-3));
      expect(more.load).toBeGreaterThanOrEqual(less.load);
      expect(more.batch).toBeLessThanOrEqual(more.limit.sequences);
      for (const e of [less.ttft.mean, less.ttft.p95, less.itl.mean, less.itl.p95]) {
        expect(e.low).toBeLessThanOrEqual(e.ms);
        expect(e.high === null || e.high >= e.ms).toBe(true);
      }
      expect(less.ttft.p95.ms).toBeGreaterThanOrEqual(less.ttft.mean.ms);
    }), { numRuns: 150 });
    const long = steadyState(roofline, { requestsPerSecond: 1, inputTokens: 30_000, outputTokens: 500 });
    expect(long.limit.by).toBe('kv-cache');
  });
  it('Poisson quantiles are those of the tables', () => {
    expect([[0.1, 0.95], [1, 0.95], [5, 0.95], [10, 0.5]].map(([m, q]) => poissonQuantile(m as number, q as number))).toEqual([1, 3, 9, 10]);
  });
});
