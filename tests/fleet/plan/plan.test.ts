/** Sweeps and the capacity worksheet, against a fleet whose answer is known by heart. */
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { ok, type Result } from '@/core/result';
import { DEFAULT_FLEET, parseFleetScenario, type FleetScenario } from '@/datacenter/fleet/config';
import { capacityCsv, HOURS_PER_MONTH, planCapacity, type CapacityNeed } from '@/datacenter/fleet/plan/capacity';
import type { FleetRow } from '@/datacenter/fleet/plan/measure';
import { cheapestWithin, kneeOf, SWEEP_PARAMETERS, sweepValues, type SweepPoint } from '@/datacenter/fleet/plan/sweep';

const ROW: FleetRow = {
  ttftP50: 1, ttftP95: 2, ttftP99: 3, tpotP50: 1, tpotP95: 1, totalP50: 10, totalP95: 20, totalP99: 30, queueP95: 0, goodShare: 1, answeredShare: 1,
  requestsPerS: 1, outputTokensPerS: 1, utilization: 0.5, underWay: 1, usdPerAnswer: 1, overloaded: false,
};
/** Each replica takes so many requests a second and not one more. */
const PER_REPLICA = 7;
const measure = (scenario: FleetScenario): Result<FleetRow> => {
  const { arrivals } = scenario.workload;
  const load = 'perSecond' in arrivals ? arrivals.perSecond : 0;
  return ok({ ...ROW, goodShare: load <= PER_REPLICA * (scenario.regions[0]?.replicas ?? 0) ? 1 : 0 });
};
const need: CapacityNeed = { peakRequestsPerS: 30, inputTokensMean: 500, outputTokensMean: 200, slo: DEFAULT_FLEET.slo, withinShare: 0.99, headroom: 5 };

describe('capacity worksheet', () => {
  it('finds the fewest replicas for any load', async () => {
    await fc.assert(fc.asyncProperty(fc.double({ min: 0.1, max: 1000, noNaN: true }), async (peakRequestsPerS) => {
      const capacity = await planCapacity(DEFAULT_FLEET, { ...need, peakRequestsPerS }, measure);
      if (!capacity.ok) throw new Error(capacity.error.message);
      const { atPeak, atHeadroom, spare } = capacity.value;
      expect(atPeak.replicas).toBe(Math.ceil(peakRequestsPerS / PER_REPLICA));
      expect(atHeadroom.replicas).toBe(Math.ceil((5 * peakRequestsPerS) / PER_REPLICA));
      expect(atPeak.usdPerMonth).toBeCloseTo(atPeak.gpus * DEFAULT_FLEET.pool.usdPerGpuHour * HOURS_PER_MONTH);
      const most = (atPeak.replicas * PER_REPLICA) / peakRequestsPerS;
      expect(spare).toBeLessThanOrEqual(most + 1e-9);
      expect(spare).toBeGreaterThanOrEqual(most / 1.0201);
    }), { numRuns: 50 });
  });

  it('says what no number of replicas can mend', async () => {
    const never = await planCapacity(DEFAULT_FLEET, need, () => ok({ ...ROW, goodShare: 0.2 }));
    expect(never.ok).toBe(false);
    if (!never.ok) expect(never.error.message).toContain('20.0 %');
  });

  it('can be read by a spreadsheet', async () => {
    const capacity = await planCapacity(DEFAULT_FLEET, need, measure);
    if (!capacity.ok) throw new Error(capacity.error.message);
    const { data, errors } = Papa.parse<string[]>(capacityCsv(capacity.value).trimEnd());
    expect(errors).toEqual([]);
    expect(data.find(([name]) => name === 'replicas')).toEqual(['replicas', '5', '22']);
    expect(new Set(data.map((line) => line.length))).toEqual(new Set([3]));
  });
});

describe('sweeps', () => {
  it('of every parameter make valid scenarios', () => {
    for (const parameter of SWEEP_PARAMETERS) {
      const { low, high } = parameter.range(DEFAULT_FLEET);
      for (const value of sweepValues(parameter, low, high, 9)) {
        const parsed = parseFleetScenario(parameter.apply(DEFAULT_FLEET, value));
        expect(parsed.ok ? 'valid' : `${parameter.id} ${String(value)}: ${parsed.error.message}`).toBe('valid');
      }
    }
  });

  it('rise from one end to the other without repeats', () => {
    fc.assert(fc.property(fc.boolean(), fc.boolean(), fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 2, max: 30 }), (whole, log, low, more, count) => {
      const values = sweepValues({ whole, log }, low, low + more, count);
      expect(values[0]).toBe(low);
      expect(values.at(-1)).toBeCloseTo(low + more, 0);
      for (let i = 1; i < values.length; i++) expect(values[i] ?? 0).toBeGreaterThan(values[i - 1] ?? 0);
    }));
  });

  it('find the knee of the hockey stick of M/M/1, and none in a straight line', () => {
    const points = Array.from({ length: 19 }, (_, i): SweepPoint => { const x = (i + 1) / 20; return { x, y: null, row: { ...ROW, totalP95: 1 / (1 - x) } }; });
    // The farthest point below the chord from 0.05 to 0.95: where the slope 1/(1 − x)² is that of the chord, 1/(0.95 · 0.05).
    expect(kneeOf(points, 'totalP95')?.x).toBeCloseTo(1 - Math.sqrt(0.95 * 0.05), 1);
    expect(kneeOf(points.map((p) => ({ ...p, row: { ...ROW, totalP95: p.x } })), 'totalP95')).toBeNull();
  });

  it('find the cheapest that keeps the service level', () => {
    const points = [[0.9, 1], [0.99, 3], [1, 2], [1, 5]].map(([goodShare = 0, usdPerAnswer = 0], x): SweepPoint => ({ x, y: null, row: { ...ROW, goodShare, usdPerAnswer } }));
    expect(cheapestWithin(points, 0.95)?.x).toBe(2);
    expect(cheapestWithin(points, 1.1)).toBeNull();
  });
});
