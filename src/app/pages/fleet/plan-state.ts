/** Undertakings of many runs: two policies, a sweep, the capacity worksheet. One at a time; each can be stopped. */
import { create } from 'zustand';
import { ok, type AppError, type Result } from '@/core/result';
import type { FleetScenario } from '@/datacenter/fleet/config';
import { planCapacity, type Capacity, type CapacityNeed } from '@/datacenter/fleet/plan/capacity';
import type { FleetRow } from '@/datacenter/fleet/plan/measure';
import { SWEEP_PARAMETERS, sweepValues, type SweepPoint } from '@/datacenter/fleet/plan/sweep';
import { Pool } from './work/pool';
import type { TwoPolicies } from './work/plan.worker';

export interface SweepAxis { id: string; low: number; high: number; count: number }
export interface SweepResult { x: SweepAxis; y: SweepAxis | null; points: readonly SweepPoint[]; whole: boolean; wallMs: number; workers: number }

interface PlanStore {
  doing: 'compare' | 'sweep' | 'capacity' | null;
  /** Runs done and to do; `total` null where nobody knows. */
  done: number;
  total: number | null;
  error: AppError | null;
  /** The policy that the present one is held against. */
  other: { title: string; scenario: FleetScenario } | null;
  compared: { a: FleetScenario; b: FleetScenario; titles: readonly [string, string]; result: TwoPolicies } | null;
  sweep: SweepResult | null;
  capacity: Capacity | null;
}

export const usePlan = create<PlanStore>()(() => ({ doing: null, done: 0, total: null, error: null, other: null, compared: null, sweep: null, capacity: null }));

let pool: Pool | null = null;

/** Ends whatever goes on; what it has shown so far stays. */
export function stopPlan(): void {
  pool?.stop();
  pool = null;
  usePlan.setState({ doing: null });
}

function begin(doing: NonNullable<PlanStore['doing']>, total: number | null): Pool {
  stopPlan();
  pool = new Pool();
  usePlan.setState({ doing, done: 0, total, error: null });
  return pool;
}

function end(mine: Pool, error: AppError | null): void {
  if (pool !== mine) return;
  mine.stop();
  pool = null;
  usePlan.setState({ doing: null, error });
}

/** Both policies on the same requests. */
export async function comparePolicies(a: FleetScenario, b: FleetScenario, titles: readonly [string, string]): Promise<void> {
  const mine = begin('compare', null);
  const result = await mine.ask<TwoPolicies>((remote) => remote.compare(a, b));
  if (mine.stopped) return;
  if (result.ok) usePlan.setState({ compared: { a, b, titles, result: result.value } });
  end(mine, result.ok ? null : result.error);
}

/** Runs every point of one axis, or of two. Points that cannot exist (a model that does not fit) are left out; the first reason is told. */
export async function runSweep(scenario: FleetScenario, x: SweepAxis, y: SweepAxis | null, requests: number): Promise<void> {
  const [alongX, alongY] = [parameterOf(x), y === null ? null : parameterOf(y)];
  const xs = sweepValues(alongX, x.low, x.high, x.count);
  const ys = y === null || alongY === null ? [null] : sweepValues(alongY, y.low, y.high, y.count);
  const cells = ys.flatMap((atY) => xs.map((atX) => ({ atX, atY })));
  const mine = begin('sweep', cells.length);
  const startedMs = performance.now();
  const points: SweepPoint[] = [];
  let problem: AppError | null = null;
  const show = (whole: boolean): void => usePlan.setState({ sweep: { x, y, points: [...points].sort((p, q) => p.x - q.x), whole, wallMs: performance.now() - startedMs, workers: Math.min(cells.length, navigator.hardwareConcurrency) } });
  await Promise.all(cells.map(async ({ atX, atY }) => {
    const along = alongX.apply(scenario, atX);
    const row = await mine.ask<FleetRow>((remote) => remote.measure(atY === null || alongY === null ? along : alongY.apply(along, atY), requests));
    if (mine.stopped) return;
    if (row.ok) points.push({ x: atX, y: atY, row: row.value });
    else problem ??= row.error;
    usePlan.setState((s) => ({ done: s.done + 1 }));
    show(false);
  }));
  if (mine.stopped) return;
  show(true);
  end(mine, problem);
}

/** Fills in the capacity worksheet for the scenario's machines. */
export async function runCapacity(base: FleetScenario, need: CapacityNeed): Promise<void> {
  const mine = begin('capacity', null);
  const measure = async (scenario: FleetScenario, requests: number): Promise<Result<FleetRow>> => {
    const row = await mine.ask<FleetRow>((remote) => remote.measure(scenario, requests));
    usePlan.setState((s) => ({ done: s.done + 1 }));
    return row.ok ? ok(row.value) : row;
  };
  const capacity = await planCapacity(base, need, measure);
  if (mine.stopped) return;
  if (capacity.ok) usePlan.setState({ capacity: capacity.value });
  end(mine, capacity.ok ? null : capacity.error);
}

function parameterOf({ id }: SweepAxis): (typeof SWEEP_PARAMETERS)[number] {
  const found = SWEEP_PARAMETERS.find((parameter) => parameter.id === id);
  if (found === undefined) throw new Error(`no sweep parameter ${id}`);
  return found;
}
