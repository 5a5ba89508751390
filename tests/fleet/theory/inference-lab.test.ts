/** Another simulator, written by others in another language, on the datasheet's roofline (docs/accuracy.md). */
import { describe, expect, it } from 'vitest';
import { runOnDatasheet, runPeer } from '../../../scripts/bench/fleet-peer';

const within = (a: number, b: number, share: number): void => { expect(Math.abs(a / b - 1)).toBeLessThan(share); };
const LOW = 0.2;

describe('with efficiencies of 1 and no overheads', () => {
  it.each([
    ['short prompts, low load', { perSecond: LOW, inputTokens: 200, outputTokens: 200, requests: 300 }],
    ['short prompts, more load', { perSecond: 20, inputTokens: 200, outputTokens: 200, requests: 2_000 }],
    ['long prompts, low load', { perSecond: LOW, inputTokens: 2_000, outputTokens: 200, requests: 300 }],
    ['long prompts, more load', { perSecond: 5, inputTokens: 2_000, outputTokens: 200, requests: 1_500 }],
  ])('%s: TPOT and the moment at which the peer tells of the first token agree within 5 %', (_, workload) => {
    const ours = runOnDatasheet(workload);
    const peer = runPeer(workload, 'same-terms');
    expect(peer.requests).toBe(workload.requests);
    within(ours.tpotMs, peer.tpotMs, 0.05);
    within(ours.secondTokenMs, peer.ttftMs, 0.05);
  });

  it('the peer tells of the first token one step late, which is the difference in TTFT', () => {
    const alone = { perSecond: 0.01, inputTokens: 2_000, outputTokens: 200, requests: 3 };
    const ours = runOnDatasheet(alone);
    const peer = runPeer(alone, 'same-terms');
    // Up to a millisecond more: an idle server notices arrivals at whole milliseconds.
    expect(peer.ttftMs - ours.ttftMs).toBeGreaterThan(ours.tpotMs);
    expect(peer.ttftMs - ours.ttftMs).toBeLessThan(ours.tpotMs + 1 + 0.05 * ours.ttftMs);
  });

  it('as published it also reads the table of input embeddings in every step', () => {
    const alone = { perSecond: 0.01, inputTokens: 200, outputTokens: 200, requests: 3 };
    // 128,256 × 4,096 parameters of two bytes at 3.35 TB/s.
    within(runPeer(alone, 'as-published').tpotMs - runPeer(alone, 'same-terms').tpotMs, (128_256 * 4_096 * 2) / 3.35e9, 0.02);
  });
});
