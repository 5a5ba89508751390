/** One or two settings over a range: which scenarios to run, and what to read from the rows. Pure. */
import { BALANCING } from '@/core/scenario';
import { msg } from '@/core/text';
import type { FleetScenario } from '../config';
import type { FleetRow, RowFigure } from './measure';

export interface SweepParameter {
  readonly id: string;
  /** In English; translated where it is shown, as is the unit. */
  readonly name: string;
  readonly unit: string;
  /** Range that is offered first, from what the scenario has now. */
  readonly range: (scenario: FleetScenario) => { readonly low: number; readonly high: number };
  /** Whole numbers only. */
  readonly whole: boolean;
  /** Even steps of the logarithm. */
  readonly log: boolean;
  readonly apply: (scenario: FleetScenario, value: number) => FleetScenario;
}

const perSecondOf = ({ workload: { arrivals } }: FleetScenario): number => ('perSecond' in arrivals ? arrivals.perSecond : arrivals.kind === 'on-off' ? arrivals.onPerSecond : arrivals.kind === 'closed' ? arrivals.clients : 1);
const withPool = (scenario: FleetScenario, pool: Partial<FleetScenario['pool']>): FleetScenario => ({ ...scenario, pool: { ...scenario.pool, ...pool } });
const around = (value: number): { low: number; high: number } => ({ low: value / 4, high: value * 2 });

export const SWEEP_PARAMETERS: readonly SweepParameter[] = [
  {
    id: 'load', name: msg('Arrivals'), unit: '/s', whole: false, log: false, range: (s) => ({ low: perSecondOf(s) / 5, high: perSecondOf(s) * 2 }),
    apply: (s, value) => {
      const { arrivals } = s.workload;
      const next = arrivals.kind === 'closed' ? { ...arrivals, clients: Math.max(1, Math.round(value)) } : arrivals.kind === 'on-off' ? { ...arrivals, onPerSecond: value } : arrivals.kind === 'replay' ? arrivals : { ...arrivals, perSecond: value };
      return { ...s, workload: { ...s.workload, arrivals: next } };
    },
  },
  {
    id: 'replicas', name: msg('Replicas'), unit: '', whole: true, log: false, range: (s) => ({ low: 1, high: Math.max(4, 2 * (s.regions[0]?.replicas ?? 1)) }),
    apply: (s, replicas) => ({ ...s, regions: s.regions.map((region, i) => (i === 0 ? { ...region, replicas } : region)) }),
  },
  { id: 'batch', name: msg('Most in a batch'), unit: '', whole: true, log: true, range: () => ({ low: 1, high: 256 }), apply: (s, maxSequences) => withPool(s, { maxSequences }) },
  { id: 'chunk', name: msg('Tokens in a step'), unit: msg('tokens'), whole: true, log: true, range: () => ({ low: 256, high: 16_384 }), apply: (s, maxTokensPerStep) => withPool(s, { maxTokensPerStep }) },
  {
    id: 'hedge', name: msg('Hedge after'), unit: 'ms', whole: false, log: true, range: (s) => around(s.hedge?.delayMs ?? s.slo.ttftMs),
    apply: (s, delayMs) => ({ ...s, hedge: { maxShare: s.hedge?.maxShare ?? 1, delayMs } }),
  },
  { id: 'shed', name: msg('Shed above waiting'), unit: '', whole: true, log: true, range: () => ({ low: 1, high: 256 }), apply: (s, maxWaiting) => ({ ...s, shedding: { answer: 'refuse', shortTokens: 64, ...s.shedding, maxWaiting } }) },
  {
    id: 'cv', name: msg('Burstiness (CV of gaps)'), unit: '', whole: false, log: false, range: () => ({ low: 0.5, high: 4 }),
    apply: (s, cv) => ({ ...s, workload: { ...s.workload, arrivals: { kind: 'gamma', perSecond: perSecondOf(s), cv } } }),
  },
  { id: 'tp', name: msg('Tensor parallel'), unit: msg('GPUs'), whole: true, log: true, range: () => ({ low: 1, high: 8 }), apply: (s, value) => withPool(s, { tensorParallel: ([1, 2, 4, 8] as const).reduce((best, tp) => (Math.abs(tp - value) < Math.abs(best - value) ? tp : best), 1 as 1 | 2 | 4 | 8) }) },
  { id: 'policy', name: msg('Balancing policy'), unit: '', whole: true, log: false, range: () => ({ low: 0, high: BALANCING.length - 1 }), apply: (s, value) => ({ ...s, balancer: { ...s.balancer, policy: BALANCING[Math.round(value)] ?? 'least-connections' } }) },
];

/** `count` values from low to high, whole and without repeats where the parameter asks for it. */
export function sweepValues({ whole, log }: Pick<SweepParameter, 'whole' | 'log'>, low: number, high: number, count: number): number[] {
  const at = (i: number): number => {
    const share = count < 2 ? 0 : i / (count - 1);
    return log && low > 0 ? low * (high / low) ** share : low + (high - low) * share;
  };
  const values = Array.from({ length: count }, (_, i) => (whole ? Math.round(at(i)) : Number(at(i).toPrecision(4))));
  return [...new Set(values)];
}

export interface SweepPoint { readonly x: number; readonly y: number | null; readonly row: FleetRow }

/**
 * Where a rising curve turns up: the point farthest below the straight line between its ends, both axes scaled to 1
 * (Satopää et al. 2011, "Finding a Kneedle in a Haystack"). Null with fewer than three points or without a bend.
 */
export function kneeOf(points: readonly SweepPoint[], figure: RowFigure): SweepPoint | null {
  const held = points.filter(({ row }) => Number.isFinite(row[figure])).sort((a, b) => a.x - b.x);
  const first = held[0];
  const last = held.at(-1);
  if (first === undefined || last === undefined || held.length < 3) return null;
  const [x0, y0] = [first.x, first.row[figure]];
  const [width, height] = [last.x - x0, last.row[figure] - y0];
  if (width <= 0 || height <= 0) return null;
  let best: SweepPoint | null = null;
  let most = 0.05;
  for (const point of held) {
    const below = (point.x - x0) / width - (point.row[figure] - y0) / height;
    if (below > most) [best, most] = [point, below];
  }
  return best;
}

/** The cheapest point in which at least `share` of the requests are answered within the service level; null if none is. */
export function cheapestWithin(points: readonly SweepPoint[], share: number): SweepPoint | null {
  return points
    .filter(({ row }) => row.goodShare >= share && !row.overloaded)
    .reduce<SweepPoint | null>((best, point) => (best === null || point.row.usdPerAnswer < best.row.usdPerAnswer ? point : best), null);
}
