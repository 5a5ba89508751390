import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deploymentOf } from '@/accuracy/deployment';
import { serveInLockstep, sharesExperts, type LockstepRequest } from '@/accuracy/lockstep';
import { replaySource, serve } from '@/datacenter/fleet/replica/serve';
import { capacityOf } from '@/stages/inference/capacity';
import { Roofline, type Deployment } from '@/stages/inference/roofline';

function deployment(model: string, tp = 1): Deployment {
  const found = deploymentOf({ model, gpu: 'RTXPRO6000', engine: 'vLLM 0.19.0', precision: 'bf16', tp });
  if (typeof found === 'string') throw new Error(found);
  return found;
}
const MOE = deployment('Qwen/Qwen3-30B-A3B');

const requests: fc.Arbitrary<LockstepRequest[]> = fc.array(
  fc.record({ gapMs: fc.integer({ min: 0, max: 400 }), inputTokens: fc.integer({ min: 1, max: 5_000 }), outputTokens: fc.integer({ min: 1, max: 120 }) }),
  { minLength: 1, maxLength: 40 },
).map((list) => {
  let arrivalMs = 0;
  return list.map(({ gapMs, ...tokens }) => ({ arrivalMs: (arrivalMs += gapMs), ...tokens }));
});
const limits = fc.record({ maxSequences: fc.integer({ min: 1, max: 32 }), maxTokensPerStep: fc.integer({ min: 64, max: 4_096 }) });

describe('ranks in lockstep', () => {
  it('one rank is a replica of the fleet: two schedulers written apart agree', () => {
    const roofline = new Roofline(MOE);
    const { kvTokens } = capacityOf(MOE);
    fc.assert(fc.property(requests, limits, (list, limit) => {
      const ours = serveInLockstep(MOE, 1, limit, list);
      const theirs = serve(roofline, { ...limit, kvTokens, chunkedPrefill: true }, replaySource(list));
      theirs.forEach((served, i) => {
        for (const [mine, other] of [[ours?.startMs[i], served.startMs], [ours?.firstTokenMs[i], served.firstTokenMs], [ours?.endMs[i], served.endMs]]) {
          expect(Math.abs((mine ?? Number.NaN) / Math.max(1, other ?? Number.NaN) - (other ?? 0) / Math.max(1, other ?? 0))).toBeLessThan(1e-6);
        }
      });
    }), { numRuns: 40 });
  });

  it('every request is answered, in order of its own moments, whatever the ranks', () => {
    fc.assert(fc.property(requests, limits, fc.integer({ min: 2, max: 8 }), (list, limit, ranks) => {
      const times = serveInLockstep(MOE, ranks, limit, list);
      list.forEach(({ arrivalMs, outputTokens }, i) => {
        const [start, first, end] = [times?.startMs[i] ?? Number.NaN, times?.firstTokenMs[i] ?? Number.NaN, times?.endMs[i] ?? Number.NaN];
        expect(start).toBeGreaterThanOrEqual(arrivalMs);
        expect(first).toBeGreaterThan(start);
        if (outputTokens > 1) expect(end).toBeGreaterThan(first);
        else expect(end).toBe(first);
      });
    }), { numRuns: 40 });
  });

  it('with the same requests on each rank, two ranks take longer a step than one, but less than twice', () => {
    const each = Array.from({ length: 8 }, (_, i) => ({ arrivalMs: 10 * i, inputTokens: 600, outputTokens: 80 }));
    const both = each.flatMap((request) => [request, request]);
    const limit = { maxSequences: 16, maxTokensPerStep: 2_048 };
    const last = (ranks: number, list: readonly LockstepRequest[]): number => Math.max(...(serveInLockstep(MOE, ranks, limit, list)?.endMs ?? [Number.NaN]));
    expect(last(2, both)).toBeLessThan(last(1, both));
    expect(last(2, both)).toBeGreaterThan(0.6 * last(1, each));
  });

  it('spread experts leave more room for the KV cache, and what does not fit is refused', () => {
    const long = [{ arrivalMs: 0, inputTokens: 10 * capacityOf(MOE).kvTokens, outputTokens: 1 }];
    expect(serveInLockstep(MOE, 2, { maxSequences: 1, maxTokensPerStep: 100_000 }, long)).toBeNull();
    const little = [{ arrivalMs: 0, inputTokens: capacityOf(MOE).kvTokens + 1_000, outputTokens: 1 }];
    expect(serveInLockstep(MOE, 1, { maxSequences: 1, maxTokensPerStep: 100_000 }, little)).toBeNull();
    expect(serveInLockstep(MOE, 2, { maxSequences: 1, maxTokensPerStep: 100_000 }, little)).not.toBeNull();
  });

  it('only mixtures have experts to share', () => {
    expect(sharesExperts(MOE.model, 2)).toBe(true);
    expect(sharesExperts(MOE.model, 1)).toBe(false);
    expect(sharesExperts(deployment('meta-llama/Llama-3.1-8B').model, 2)).toBe(false);
  });
});
