/** The way of the dots: where each request is at a moment. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlowRecorder, type FlowLog } from '@/app/pages/fleet/flow/log';
import { DOING, FlowIndex, whereabouts, type Whereabouts } from '@/app/pages/fleet/flow/tracks';
import type { RequestOutcome } from '@/datacenter/fleet/types';

const BASE: RequestOutcome = {
  request: { index: 0, arrivalMs: 0, tenant: 0, kind: 0, inputTokens: 100, outputTokens: 10, prefixId: -1, prefixTokens: 0, priority: 0, turns: 1 },
  outcome: 'completed', stage: null, httpStatus: 200, reason: '',
  networkMs: 4, gatewayMs: 5, balancerMs: 2, retrievalMs: 0, toolsMs: 0, tokenizerMs: 3, routerMs: 1, queueMs: 0, prefillMs: 0, decodeMs: 0, postMs: 5, billingMs: 1, retryMs: 0,
  queuedMs: 0, startMs: 0, firstTokenMs: 0, lastTokenMs: 0, clientFirstTokenMs: 0, endMs: 0,
  inputTokens: 100, outputTokens: 10, cachedTokens: 50, itlMaxMs: 1, preemptions: 0, retries: 0, hedged: false, hedgeWon: false, coldStartMs: 0, turns: 1,
  replica: 0, region: 0, smallModel: false, misrouted: false, gpuMs: 1, costUsd: 0,
};
const PATH_MS = 2 + 5 + 2 + 3 + 1;
const TAIL_MS = 5 + 1 + 2;

interface Shape { arrivalMs: number; waitMs: number; prefillMs: number; decodeMs: number; replica: number }
function outcomeOf({ arrivalMs, waitMs, prefillMs, decodeMs, replica }: Shape, index: number): RequestOutcome {
  const queuedMs = arrivalMs + PATH_MS;
  const startMs = queuedMs + waitMs;
  const firstTokenMs = startMs + prefillMs;
  const lastTokenMs = firstTokenMs + decodeMs;
  return { ...BASE, request: { ...BASE.request, index, arrivalMs }, queuedMs, startMs, firstTokenMs, lastTokenMs, clientFirstTokenMs: firstTokenMs + 3, endMs: lastTokenMs + TAIL_MS, replica };
}
const shapes = fc.array(
  fc.record({ arrivalMs: fc.double({ min: 0, max: 1e4, noNaN: true }), waitMs: fc.double({ min: 0, max: 500, noNaN: true }), prefillMs: fc.double({ min: 0.1, max: 100, noNaN: true }), decodeMs: fc.double({ min: 0.1, max: 900, noNaN: true }), replica: fc.integer({ min: 0, max: 3 }) }),
  { minLength: 1, maxLength: 60 },
);
function logOf(list: readonly Shape[]): FlowLog {
  const recorder = new FlowRecorder(list.length);
  list.map(outcomeOf).sort((a, b) => a.endMs - b.endMs).forEach((outcome) => { recorder.add(outcome); });
  return recorder.log();
}
const at = (log: FlowLog, i: number, ms: number): Whereabouts => whereabouts(log, i, ms, { doing: 'out', share: 0 });

describe('whereabouts of a request', () => {
  it('names each part of the way at its time', () => {
    const log = logOf([{ arrivalMs: 100, waitMs: 10, prefillMs: 20, decodeMs: 200, replica: 2 }]);
    const seen = [101, 103, 108, 110, 112.5, 115, 130, 200, 346, 348.5, 350].map((ms) => at(log, 0, ms).doing);
    expect(seen).toEqual(['out', 'gateway', 'balancer', 'tokenizer', 'router', 'queue', 'prefill', 'decode', 'post', 'billing', 'back']);
    expect(at(log, 0, 101).share).toBeCloseTo(0.5);
    expect(at(log, 0, 243).share).toBeCloseTo(0.5);
  });

  it('never goes backwards', () => {
    fc.assert(fc.property(shapes, (list) => {
      const log = logOf(list);
      for (let i = 0; i < log.length; i++) {
        const from = log.columns.arrivalMs[i] ?? 0;
        const to = log.columns.endMs[i] ?? 0;
        let before = -1;
        for (let step = 0; step < 60; step++) {
          const { doing, share } = at(log, i, from + ((to - from) * step) / 60);
          const place = DOING.indexOf(doing) + share;
          expect(place).toBeGreaterThanOrEqual(before - 1e-9);
          before = place;
        }
      }
    }), { numRuns: 30 });
  });

  it('ends a request that was turned away where it was turned away', () => {
    const recorder = new FlowRecorder(1);
    recorder.add({ ...BASE, outcome: 'rejected', queuedMs: Number.NaN, startMs: Number.NaN, firstTokenMs: Number.NaN, lastTokenMs: Number.NaN, endMs: 9, balancerMs: 0, tokenizerMs: 0, routerMs: 0, replica: -1 });
    const log = recorder.log();
    expect(at(log, 0, 6).doing).toBe('gateway');
    expect(new FlowIndex(log).slots[0]).toBe(-1);
  });
});

describe('requests under way', () => {
  it('are found at any moment exactly as by looking at all', () => {
    fc.assert(fc.property(shapes, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const log = logOf(list);
      const index = new FlowIndex(log, 16);
      const timeMs = index.startMs + share * (index.endMs - index.startMs);
      const found: number[] = [];
      index.forEachAt(timeMs, (i) => found.push(i));
      const expected = [...log.columns.arrivalMs.keys()].filter((i) => (log.columns.arrivalMs[i] ?? 0) <= timeMs && timeMs < (log.columns.endMs[i] ?? 0));
      expect([...found].sort((a, b) => a - b)).toEqual(expected);
    }));
  });

  it('never share a place of a batch', () => {
    fc.assert(fc.property(shapes, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const log = logOf(list);
      const index = new FlowIndex(log);
      const timeMs = index.startMs + share * (index.endMs - index.startMs);
      const taken = new Set<string>();
      index.forEachAt(timeMs, (i) => {
        const { doing } = at(log, i, timeMs);
        if (doing !== 'prefill' && doing !== 'decode') return;
        const place = `${String(log.columns.replica[i])}:${String(index.slots[i])}`;
        expect(taken.has(place)).toBe(false);
        taken.add(place);
      });
    }));
  });

  it('of no request are none', () => {
    const index = new FlowIndex(new FlowRecorder(0).log());
    let count = 0;
    index.forEachAt(0, () => count++);
    expect(count).toBe(0);
  });
});
