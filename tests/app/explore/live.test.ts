/** What keeps a growing run cheap must never show anything else than the whole trace would. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsOf } from '@/app/explore/rows';
import { LiveRows } from '@/app/explore/live-rows';
import type { Lane } from '@/app/explore/lanes';
import { scaleOf } from '@/app/explore/lanes';
import { frameAt } from '@/app/playback/frame';
import { growingEndMs } from '@/app/playback/growing-end';
import { emptyTrace, grown } from '@/app/store/live-trace';
import { outlineOf } from '@/app/store/outline';
import { useRuns } from '@/app/store/runs-state';
import { totalMs, type Trace } from '@/core/trace';
import { localSample, modeledSample } from '../playback/sample';

/** The first `spans` spans of a trace and the tokens that had come by then, as a growing run shows them. */
function upTo(trace: Trace, spans: number): Trace {
  const some = trace.spans.slice(0, spans);
  const endMs = totalMs({ spans: some });
  return { ...trace, spans: some, tokens: trace.tokens.filter(({ generatedMs }) => generatedMs <= endMs) };
}

const lanesOf = (local: Trace): readonly [Lane, Lane] => [
  { id: 'datacenter', title: 'Datacenter', detail: '', trace: modeledSample(), provenance: 'modeled', growing: false },
  { id: 'local', title: 'This machine', detail: '', trace: local, provenance: 'measured', growing: true },
];

describe('the end of a growing axis', () => {
  const ms = fc.double({ min: 1e-3, max: 1e7, noNaN: true });

  it('is beyond the run, and by no more than a third', () => {
    fc.assert(fc.property(ms, (liveMs) => {
      const endMs = growingEndMs(liveMs, 0);
      expect(endMs).toBeGreaterThanOrEqual(liveMs);
      expect(endMs).toBeLessThanOrEqual(liveMs * 1.34);
    }));
  });

  it('stays where it is until the run has outgrown it, and never comes back', () => {
    fc.assert(fc.property(ms, fc.double({ min: 0, max: 1, noNaN: true }), (liveMs, share) => {
      const endMs = growingEndMs(liveMs, 0);
      expect(growingEndMs(liveMs + share * (endMs - liveMs), 0)).toBeCloseTo(endMs, 6);
      expect(growingEndMs(liveMs * (1 + share), 0)).toBeGreaterThanOrEqual(endMs * (1 - 1e-12));
    }));
  });

  it('is the end of the other lane while that is longer', () => {
    fc.assert(fc.property(ms, ms, (a, b) => {
      expect(growingEndMs(Math.min(a, b), Math.max(a, b))).toBe(Math.max(a, b));
    }));
  });
});

describe('rows of a growing lane', () => {
  it('have, however the spans arrive, the sums and spans of the whole', () => {
    const whole = localSample({ tokens: 30, stream: true, words: true });
    const cuts = fc.array(fc.integer({ min: 0, max: whole.spans.length }), { maxLength: 8 });
    fc.assert(fc.property(cuts, fc.constantFrom('stages' as const, 'layers' as const), (list, mode) => {
      const [first = 0, ...later] = [...list].sort((a, b) => a - b);
      const scale = scaleOf(lanesOf(whole), 'linear', null);
      // The rows as they will be, holding what had come when they were made.
      const all = rowsOf(lanesOf(whole), mode, scale);
      const known = whole.spans.slice(0, first);
      const rows = all.map((row) => {
        const own = (row.lanes[1] ?? []).filter((span) => known.includes(span));
        return { ...row, lanes: [row.lanes[0] ?? [], own], totalsMs: [row.totalsMs[0] ?? null, own.length === 0 ? null : own.reduce((sum, span) => sum + span.durationMs, 0)] };
      });
      const live = new LiveRows(rows, 1, first);
      const got = rows.map((row) => [...(row.lanes[1] ?? [])]);
      for (const cut of [...later, whole.spans.length]) {
        for (const { row, spans, stepsBefore } of live.take(whole.spans.slice(0, cut))) {
          const mine = got[row] ?? [];
          // It begins with the last one known, so that the bar goes on where it was.
          const repeated = mine.length === 0 ? 0 : 1;
          if (repeated === 1) expect(spans[0]).toBe(mine.at(-1));
          expect(stepsBefore).toBe(mine.slice(0, mine.length - repeated).filter(({ layer }) => layer === 'decode').length);
          mine.push(...spans.slice(repeated));
        }
      }
      all.forEach((row, i) => {
        expect(got[i]).toEqual(row.lanes[1]);
        const total = row.totalsMs[1] ?? null;
        if (total === null) expect(live.totalsMs[i]).toBeNull();
        else expect(live.totalsMs[i]).toBeCloseTo(total, 9);
      });
    }));
  });
});

describe('the frame at the end of what a run has told', () => {
  it('is the same as one reached by way of a moment before it', () => {
    const whole = localSample({ tokens: 12, stream: true, words: true });
    fc.assert(fc.property(fc.integer({ min: 1, max: whole.spans.length }), (spans) => {
      const cut = upTo(whole, spans);
      const endMs = totalMs(cut);
      const atOnce = frameAt(structuredClone(cut), endMs, true);
      const other = structuredClone(cut);
      // A moment inside makes the sums of all spans.
      frameAt(other, endMs / 2, true);
      const summed = frameAt(other, endMs * (1 - 1e-12), true);
      for (const place of Object.keys(atOnce.places) as (keyof typeof atOnce.places)[]) {
        expect(atOnce.places[place].elapsedMs).toBeCloseTo(summed.places[place].elapsedMs, 6);
      }
      expect(atOnce.prefill.elapsedMs + atOnce.decode.elapsedMs).toBeCloseTo(atOnce.places.inference.elapsedMs, 6);
    }));
  });
});

describe('the outline of a run', () => {
  it('is the trace itself unless it grows, and follows each new layer while it does', () => {
    const whole = localSample({ tokens: 30, stream: true, words: true });
    const state = { ...useRuns.getState(), localKind: 'live' as const };
    expect(outlineOf({ ...state, status: 'idle', local: whole })).toBe(whole);
    let trace = emptyTrace(whole.scenario, whole.kv, {});
    let renewed = 0;
    let outline: Trace | null = null;
    whole.spans.forEach((span, i) => {
      trace = grown(trace, [span], whole.tokens.filter(({ index }) => index === i));
      const now = outlineOf({ ...state, status: 'running', local: trace });
      if (now !== outline) renewed++;
      outline = now;
      const layers = (each: Trace | null): Set<string> => new Set(each?.spans.map(({ stage, layer }) => `${stage}/${layer}`));
      expect(layers(now)).toEqual(layers(trace));
      // Asked again of the same state it says the same: React relies on it.
      expect(outlineOf({ ...state, status: 'running', local: trace })).toBe(now);
    });
    expect(renewed).toBeLessThan(whole.spans.length / 2);
    expect(outlineOf({ ...state, status: 'idle', local: trace })).toBe(trace);
    expect(outlineOf({ ...state, status: 'running', localKind: 'recorded', local: whole })).toBe(whole);
  });
});
