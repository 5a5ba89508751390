import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LapTimer } from '@/core/spans';
import { DEFAULT_SCENARIO } from '@/core/scenario';
import type { Trace } from '@/core/trace';
import { compareMirror, DISPATCHES, findLocalLayout, LOCAL_LAYOUTS, localParameters, predictLocal, type LocalWork } from '@/decisions/mirror';
import { LOCAL_MODELS } from '@/local/models';
import { expectOk } from '@/core/result';

const WORK: LocalWork = { dtype: 'q8', inputTokens: 20, cachedTokens: 0, outputTokens: 40, chunkTokens: 64, kvElementBytes: 4 };
const stories = LOCAL_LAYOUTS[0] ?? ((): never => { throw new Error('no layout'); })();
const RATES = { copyGBs: 100, matmulGflops: 1_000, dispatchUs: 10 };

/** A local trace with passes of the given lengths, by its own clock. */
function ran(prefillMs: number, decodeMs: readonly number[]): Trace {
  let now = 0;
  const timer = new LapTimer(() => now);
  now += prefillMs;
  timer.lap('inference', 'prefill');
  for (const ms of decodeMs) {
    now += ms;
    timer.lap('inference', 'decode');
  }
  return {
    schemaVersion: 1, scenario: DEFAULT_SCENARIO, source: 'local', spans: timer.spans, tokens: [], usage: { inputTokens: 1, cachedTokens: 0, outputTokens: 0, costUsd: 0 },
    outcome: { status: 'completed', billed: true }, kv: { layers: 1, kvHeads: 1, headDim: 1, bytesPerElement: 4, bytesPerToken: 8 }, coldStart: null, environment: {},
  };
}

describe('the mirror', () => {
  it('knows every local model, with the parameters its card states', () => {
    for (const model of LOCAL_MODELS) {
      const layout = findLocalLayout(model.id);
      if (layout === undefined) throw new Error(`${model.id} has no layout`);
      const { layers, head } = localParameters(layout);
      expect(Math.abs((layers + head) / model.parameters - 1)).toBeLessThan(0.01);
      expect(layout.queryHeads / layout.kvHeads).toBe(model.queryHeadsPerKvHead);
    }
  });

  it('predicts a pass from bytes, operations and dispatches, as worked out by hand', () => {
    // 6 layers x (4 x 288 x 288 + 3 x 288 x 768) = 5,971,968; head 32,000 x 288 = 9,216,000; together 15,187,968.
    const { decode } = expectOk(predictLocal(RATES, stories, WORK));
    const kv = 2 * 6 * 6 * 48 * 4 * 40;
    expect(decode.bytes).toBeCloseTo(15_187_968 * 1.0625 + kv, 3);
    expect(decode.memoryMs).toBeCloseTo((15_187_968 * 1.0625 + kv) / 100e6, 9);
    expect(decode.dispatchMs).toBeCloseTo((6 * DISPATCHES.perLayer + DISPATCHES.around) * 0.01, 9);
    expect(decode.totalMs).toBeCloseTo(Math.max(decode.memoryMs, decode.computeMs) + decode.dispatchMs, 9);
  });

  it('names what a device is bound by', () => {
    const bound = (rates: Partial<typeof RATES>): string => expectOk(predictLocal({ ...RATES, ...rates }, stories, WORK)).decode.boundBy;
    expect(bound({ copyGBs: 0.5, dispatchUs: 0.01 })).toBe('memory');
    expect(bound({ matmulGflops: 0.5, dispatchUs: 0.01 })).toBe('compute');
    expect(bound({ dispatchUs: 500 })).toBe('dispatch');
  });

  it('never gets slower with a faster device or faster with more tokens', () => {
    const rate = fc.double({ min: 0.1, max: 5_000, noNaN: true });
    const work = fc.record({ inputTokens: fc.integer({ min: 1, max: 4_000 }), outputTokens: fc.integer({ min: 1, max: 500 }), chunkTokens: fc.constantFrom(32, 64, 256) });
    fc.assert(fc.property(fc.record({ copyGBs: rate, matmulGflops: rate, dispatchUs: rate }), work, fc.constantFrom(...LOCAL_LAYOUTS), (rates, tokens, model) => {
      const at = (r: typeof rates, w: typeof tokens) => expectOk(predictLocal(r, model, { ...WORK, ...w })).inferenceMs;
      const now = at(rates, tokens);
      expect(at({ ...rates, copyGBs: rates.copyGBs * 2 }, tokens)).toBeLessThanOrEqual(now);
      expect(at({ ...rates, matmulGflops: rates.matmulGflops * 2 }, tokens)).toBeLessThanOrEqual(now);
      expect(at({ ...rates, dispatchUs: rates.dispatchUs / 2 }, tokens)).toBeLessThan(now);
      expect(at(rates, { ...tokens, outputTokens: tokens.outputTokens + 1 })).toBeGreaterThan(now);
      expect(at(rates, { ...tokens, inputTokens: tokens.inputTokens + 1 })).toBeGreaterThan(now);
    }));
  });

  it('says by how much it was wrong', () => {
    const prediction = expectOk(predictLocal(RATES, stories, WORK));
    const exact = compareMirror(prediction, ran(prediction.prefill.totalMs, [prediction.decode.totalMs, prediction.decode.totalMs]));
    for (const row of exact) expect(row.error).toBeCloseTo(0, 6);
    const slow = compareMirror(prediction, ran(prediction.prefill.totalMs * 4, [prediction.decode.totalMs * 2]));
    expect(slow.map(({ id, error }) => [id, error?.toFixed(3)])).toEqual([['prefill', '-0.750'], ['decode', '-0.500'], ['inference', expect.any(String)]]);
    expect(slow[0]?.sentence).toContain('4.0 times as long');
    expect(compareMirror(prediction, ran(5, []))[1]?.measuredMs).toBeNull();
  });

  it('refuses rates that are no rates, by name', () => {
    for (const [field, value] of [['copyGBs', 0], ['matmulGflops', Number.NaN], ['dispatchUs', -1]] as const) {
      const refused = predictLocal({ ...RATES, [field]: value }, stories, WORK);
      expect(refused.ok ? null : refused.error.field).toBe(field);
    }
  });
});
