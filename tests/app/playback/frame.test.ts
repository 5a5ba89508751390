import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameAt, trackPosition } from '@/app/playback/frame';
import { LINE_END, LINE_START, linePosition, stopPosition } from '@/app/playback/line';
import { railPlace } from '@/app/explore/slots';
import { LAYERS, PLACE_IDS, STAGE_IDS, type PlaceId } from '@/core/stage';
import { totalMs, traceFaults, type Trace } from '@/core/trace';
import { cancelledSample, localSample, modeledSample, rejectedSample } from './sample';

const traceArbitrary = fc.record({ tokens: fc.integer({ min: 0, max: 60 }), stream: fc.boolean(), words: fc.boolean() })
  .chain((options) => fc.constantFrom(modeledSample(options), localSample(options), rejectedSample(), cancelledSample(Math.max(1, options.tokens % 9))));

/** A trace and two moments, the first not after the second, reaching beyond both ends. */
const momentsArbitrary = traceArbitrary.chain((trace) => {
  const moment = fc.double({ min: -5, max: totalMs(trace) + 5, noNaN: true });
  return fc.tuple(fc.constant(trace), moment, moment).map(([t, a, b]) => [t, Math.min(a, b), Math.max(a, b)] as const);
});

/** A new value with the same contents: nothing remembered about the first can leak into it. */
const copy = (trace: Trace): Trace => structuredClone(trace);

describe('frameAt', () => {
  it('has sound traces to work on', () => {
    for (const trace of [modeledSample(), localSample(), rejectedSample(), cancelledSample()]) expect(traceFaults(trace)).toEqual([]);
  });

  it('depends on nothing but the trace and the moment, whatever was asked before', () => {
    fc.assert(fc.property(momentsArbitrary, fc.array(fc.double({ min: 0, max: 900, noNaN: true })), ([trace, , at], asked) => {
      asked.forEach((ms) => frameAt(trace, ms));
      expect(frameAt(trace, at)).toEqual(frameAt(copy(trace), at));
    }));
  });

  it('never goes back as time goes on', () => {
    fc.assert(fc.property(momentsArbitrary, ([trace, a, b]) => {
      const before = frameAt(trace, a);
      const after = frameAt(trace, b);
      expect(after.generated).toBeGreaterThanOrEqual(before.generated);
      expect(after.received).toBeGreaterThanOrEqual(before.received);
      expect(after.kvBytes).toBeGreaterThanOrEqual(before.kvBytes);
      expect(after.approach).toBeGreaterThanOrEqual(before.approach);
      expect(after.homeward).toBeGreaterThanOrEqual(before.homeward);
      for (const id of PLACE_IDS) expect(after.places[id].elapsedMs).toBeGreaterThanOrEqual(before.places[id].elapsedMs - 1e-9);
      expect(trackPosition(after)).toBeGreaterThanOrEqual(trackPosition(before));
      expect(linePosition(trace, after)).toBeGreaterThanOrEqual(linePosition(trace, before) - 1e-9);
    }));
  });

  it('counts the tokens whose moment has come', () => {
    fc.assert(fc.property(momentsArbitrary, ([trace, , at]) => {
      const frame = frameAt(trace, at);
      const now = Math.min(Math.max(at, 0), totalMs(trace));
      expect(frame.generated).toBe(trace.tokens.filter((token) => token.generatedMs <= now).length);
      expect(frame.received).toBe(trace.tokens.filter((token) => token.timeMs <= now).length);
    }));
  });

  it('has spent, over all places, as much time as has passed', () => {
    fc.assert(fc.property(momentsArbitrary, ([trace, , at]) => {
      const frame = frameAt(trace, at);
      const spent = PLACE_IDS.reduce((sum, id) => sum + frame.places[id].elapsedMs, 0);
      expect(spent).toBeCloseTo(frame.timeMs, 6);
      expect(frame.prefill.elapsedMs + frame.decode.elapsedMs).toBeCloseTo(frame.places.inference.elapsedMs, 6);
    }));
  });

  it('leaves time that is not attributed out of the ways from and to the client (against a scan of the spans)', () => {
    const lead = fc.array(fc.record({ stage: fc.constantFrom<PlaceId>('network', 'unattributed', 'retrieval'), durationMs: fc.integer({ min: 0, max: 9 }) }), { maxLength: 4 });
    fc.assert(fc.property(lead, lead, lead, fc.double({ min: 0, max: 90, noNaN: true }), (before, between, after, at) => {
      const gateway = { stage: 'gateway' as PlaceId, durationMs: 5 };
      let startMs = 0;
      const spans = [...before, gateway, ...between, gateway, ...after].map(({ stage, durationMs }) => {
        const span = { stage, layer: LAYERS[stage][0], startMs, durationMs, provenance: 'imported' as const, attributes: {} };
        startMs += durationMs;
        return span;
      });
      const trace: Trace = { ...modeledSample(), source: 'import', tokens: [], spans };
      const spent = (from: number, to: number): { elapsedMs: number; totalMs: number } => spans.slice(from, to).filter(({ stage }) => stage !== 'unattributed')
        .reduce((sum, span) => ({ elapsedMs: sum.elapsedMs + Math.min(Math.max(0, at - span.startMs), span.durationMs), totalMs: sum.totalMs + span.durationMs }), { elapsedMs: 0, totalMs: 0 });
      const frame = frameAt(trace, at);
      const [out, back] = [spent(0, before.length), spent(spans.length - after.length, spans.length)];
      expect(frame.wayOut.totalMs).toBeCloseTo(out.totalMs, 9);
      expect(frame.wayOut.elapsedMs).toBeCloseTo(out.elapsedMs, 9);
      expect(frame.wayBack.totalMs).toBeCloseTo(back.totalMs, 9);
      expect(frame.wayBack.elapsedMs).toBeCloseTo(back.elapsedMs, 9);
    }));
  });

  it('ends with everything done, and names what was never reached', () => {
    for (const trace of [modeledSample(), localSample(), rejectedSample()]) {
      const frame = frameAt(trace, totalMs(trace) + 1);
      expect(frame.done).toBe(true);
      expect(frame.received).toBe(trace.tokens.length);
      expect(trackPosition(frame)).toBe(STAGE_IDS.length);
      const visited = new Set(trace.spans.map((span) => span.stage));
      for (const id of PLACE_IDS) {
        expect(frame.places[id].state).toBe(visited.has(id) ? 'done' : 'skipped');
        expect(frame.places[id].elapsedMs).toBe(frame.places[id].totalMs);
      }
    }
  });

  it('fills the KV cache with the prompt while it is prefilled, then with every token', () => {
    const trace = modeledSample();
    const prefill = trace.spans.find((span) => span.layer === 'prefill');
    if (prefill === undefined) throw new Error('the sample has no prefill');
    const prompt = trace.usage.inputTokens * trace.kv.bytesPerToken;
    expect(frameAt(trace, prefill.startMs).kvBytes).toBe(0);
    expect(frameAt(trace, prefill.startMs + prefill.durationMs / 2).kvBytes).toBeCloseTo(prompt / 2, 6);
    expect(frameAt(trace, prefill.startMs + prefill.durationMs).kvBytes).toBe(prompt);
    expect(frameAt(trace, totalMs(trace)).kvBytes).toBe(prompt + trace.tokens.length * trace.kv.bytesPerToken);
  });

  it('knows no end while the trace is growing', () => {
    const trace = localSample({ tokens: 3, stream: true, words: true });
    const frame = frameAt(trace, totalMs(trace) + 100, true);
    expect(frame.done).toBe(false);
    expect(frame.places.retrieval.state).toBe('waiting');
    expect(frame.received).toBe(3);
  });
});

describe('linePosition', () => {
  it('goes from the client through all stations back to the client', () => {
    const trace = modeledSample();
    expect(linePosition(trace, frameAt(trace, 0))).toBe(LINE_START);
    expect(linePosition(trace, frameAt(trace, 3))).toBe(LINE_START + 0.5);
    expect(linePosition(trace, frameAt(trace, totalMs(trace)))).toBe(LINE_END);
  });

  it('stays in inference while tokens are still being made, however often they are post-processed in between', () => {
    const trace = localSample();
    const inference = STAGE_IDS.indexOf('inference');
    const lastDecode = trace.spans.findLast((span) => span.layer === 'decode');
    const first = trace.tokens[0];
    if (lastDecode === undefined || first === undefined) throw new Error('the sample has no tokens');
    for (let ms = first.generatedMs; ms < lastDecode.startMs; ms += 5) {
      const position = linePosition(trace, frameAt(trace, ms));
      expect(position).toBeGreaterThanOrEqual(inference);
      expect(position).toBeLessThan(inference + 1);
    }
  });

  it('stops in the middle of the station that ends the request', () => {
    const rejected = rejectedSample();
    expect(stopPosition(rejected)).toBe(0.5);
    expect(linePosition(rejected, frameAt(rejected, 1e9))).toBe(0.5);
    const cancelled = cancelledSample();
    expect(linePosition(cancelled, frameAt(cancelled, 1e9))).toBe(STAGE_IDS.indexOf('inference') + 0.5);
    expect(stopPosition(modeledSample())).toBeNull();
  });
});

describe('railPlace', () => {
  it('spans the rail from client to client and never turns back', () => {
    expect(railPlace(LINE_START)).toBeCloseTo(0, 12);
    expect(railPlace(LINE_END)).toBeCloseTo(1, 12);
    const position = fc.double({ min: LINE_START, max: LINE_END, noNaN: true });
    fc.assert(fc.property(position, position, (a, b) => {
      expect(railPlace(Math.max(a, b))).toBeGreaterThanOrEqual(railPlace(Math.min(a, b)) - 1e-12);
    }));
  });

  it('does not jump where one station ends and the next begins', () => {
    for (let station = 0; station <= STAGE_IDS.length; station++) {
      expect(railPlace(station) - railPlace(station - 1e-9)).toBeLessThan(1e-6);
    }
  });
});
