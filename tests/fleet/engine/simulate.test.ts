import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOk } from '@/core/result';
import { traceFaults, totalMs, TraceSchema } from '@/core/trace';
import type { FleetScenario } from '@/datacenter/fleet/config';
import { simulateFleet } from '@/datacenter/fleet/simulate';
import { traceRequests } from '@/datacenter/fleet/trace';
import type { FleetOptions, FleetRun, RequestOutcome } from '@/datacenter/fleet/types';
import { workloadSource } from '@/datacenter/fleet/workload/source';
import * as v from 'valibot';
import { fleets } from './arbitrary';

const BOUND = { maxEvents: 400_000 };
function simulate(config: FleetScenario, options: FleetOptions = {}): { run: FleetRun; outcomes: RequestOutcome[] } {
  const outcomes: RequestOutcome[] = [];
  const run = expectOk(simulateFleet(config, expectOk(workloadSource(config)), { finished: (o) => { outcomes.push({ ...o }); } }, { ...BOUND, ...options }));
  return { run, outcomes };
}

describe('a random fleet', () => {
  it('keeps tokens, blocks, jobs and requests at every event, and answers everybody once', () => {
    fc.assert(fc.property(fleets, (config) => {
      const { run, outcomes } = simulate(config, { checked: true });
      expect(run.stopped).toBe('drained');
      expect(run.finished).toBe(run.arrived);
      expect(new Set(outcomes.map((o) => o.request.index)).size).toBe(run.arrived);
      expect(run.arrived).toBe(config.workload.requests);
    }), { numRuns: 300 });
  });

  it('skipping over steps gives the same as walking through them', () => {
    fc.assert(fc.property(fleets, (config) => {
      const skip = simulate(config);
      const tick = simulate(config, { mode: 'tick' });
      expect(skip.outcomes).toEqual(tick.outcomes);
      expect({ ...skip.run, events: 0 }).toEqual({ ...tick.run, events: 0 });
    }), { numRuns: 300 });
  });

  it('is the same again from the same seed', () => {
    fc.assert(fc.property(fleets, (config) => {
      expect(simulate(config)).toEqual(simulate(config));
    }), { numRuns: 60 });
  });

  it('obeys Little: requests under way over time are the times of all together', () => {
    fc.assert(fc.property(fleets, (config) => {
      const { run, outcomes } = simulate(config);
      const spent = outcomes.reduce((sum, o) => sum + o.endMs - o.request.arrivalMs, 0);
      expect(Math.abs(run.inFlightMs - spent)).toBeLessThan(1e-6 * (1 + spent));
    }), { numRuns: 100 });
  });

  it('keeps the order of things in every outcome, and its parts sum to the whole', () => {
    fc.assert(fc.property(fleets, (config) => {
      let lastMs = 0;
      for (const o of simulate(config).outcomes) {
        expect(o.endMs).toBeGreaterThanOrEqual(lastMs);
        lastMs = o.endMs;
        if (o.outcome !== 'completed' && o.outcome !== 'degraded') continue;
        expect(o.queuedMs).toBeGreaterThanOrEqual(o.request.arrivalMs);
        expect(o.startMs).toBeGreaterThanOrEqual(o.queuedMs);
        expect(o.firstTokenMs).toBeGreaterThan(o.startMs);
        expect(o.lastTokenMs).toBeGreaterThanOrEqual(o.firstTokenMs);
        expect(o.clientFirstTokenMs).toBeGreaterThanOrEqual(o.firstTokenMs);
        expect(o.endMs).toBeGreaterThanOrEqual(o.lastTokenMs);
        expect(o.gpuMs).toBeGreaterThan(0);
        const calls = o.outputTokens / o.request.outputTokens;
        if (o.outcome === 'completed') expect(calls === o.turns || (o.misrouted && calls === o.turns + 1)).toBe(true);
        const parts = o.networkMs + o.gatewayMs + o.balancerMs + o.retrievalMs + o.toolsMs + o.tokenizerMs + o.routerMs + o.queueMs + o.prefillMs + o.decodeMs + o.postMs + o.billingMs + o.retryMs;
        const spent = o.endMs - o.request.arrivalMs;
        // A hedged copy's own way to its replica belongs to no stage of the request's.
        if (!o.hedged) expect(Math.abs(parts - spent)).toBeLessThan(1e-6 * (1 + spent));
      }
    }), { numRuns: 200 });
  });

  it('is not changed by looking at some of its requests, whose traces are sound and as long as they were', () => {
    fc.assert(fc.property(fleets, (config) => {
      const { outcomes } = simulate(config);
      const looked = outcomes.slice(0, 5);
      const traces = expectOk(traceRequests(config, expectOk(workloadSource(config)), looked.map((o) => o.request.index)));
      for (const outcome of looked) {
        const trace = traces.get(outcome.request.index);
        if (trace === undefined) throw new Error('no trace');
        expect(traceFaults(trace)).toEqual([]);
        expect(v.safeParse(TraceSchema, trace).issues).toBeUndefined();
        expect(Math.abs(totalMs(trace) - (outcome.endMs - outcome.request.arrivalMs))).toBeLessThan(1e-6 * (1 + totalMs(trace)));
        if (outcome.outcome === 'completed' && outcome.turns === 1) {
          expect(trace.tokens).toHaveLength(outcome.request.outputTokens);
          expect(Math.abs((trace.tokens[0]?.timeMs ?? 0) - (outcome.clientFirstTokenMs - outcome.request.arrivalMs))).toBeLessThan(0.1);
        }
      }
    }), { numRuns: 150 });
  });
});
