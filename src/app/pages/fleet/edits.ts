/** Changes of a fleet scenario that the page offers. Pure. */
import { msg } from '@/core/text';
import type { FleetScenario } from '@/datacenter/fleet/config';
import { changeFleet } from '@/datacenter/fleet/presets';
import type { Bounds } from '../../ui/number-text';

const RATE: Bounds = { min: 0.01, max: 100_000, integer: false };
const CLIENTS: Bounds = { min: 1, max: 100_000, integer: true };

/** Products of decimals carry tails of digits that nobody wrote. */
const rounded = (value: number): number => Number(value.toPrecision(6));

/** How hard the fleet is driven, whatever the pattern; null for a log. */
export function ratesOf({ workload: { arrivals } }: FleetScenario): { label: string; unit: string; value: number; bounds: Bounds } | null {
  switch (arrivals.kind) {
    case 'replay': return null;
    case 'closed': return { label: msg('Clients'), unit: '', value: arrivals.clients, bounds: CLIENTS };
    case 'on-off': return { label: msg('Arrivals in a burst'), unit: '/s', value: rounded(arrivals.onPerSecond), bounds: RATE };
    default: return { label: msg('Arrivals'), unit: '/s', value: rounded(arrivals.perSecond), bounds: RATE };
  }
}

/** Sets what `ratesOf` shows. */
export function setRate(scenario: FleetScenario, value: number): FleetScenario {
  const { arrivals } = scenario.workload;
  const next = arrivals.kind === 'closed' ? { ...arrivals, clients: value } : arrivals.kind === 'on-off' ? { ...arrivals, onPerSecond: value } : arrivals.kind === 'replay' ? arrivals : { ...arrivals, perSecond: value };
  return { ...scenario, workload: { ...scenario.workload, arrivals: next } };
}

export interface SwitchEdit {
  id: string;
  label: string;
  on: (scenario: FleetScenario) => boolean;
  set: (scenario: FleetScenario, on: boolean) => FleetScenario;
  /** The one number that matters most while it is on. */
  amount?: { label: string; unit: string; bounds: Bounds; of: (scenario: FleetScenario) => number; set: (scenario: FleetScenario, value: number) => FleetScenario };
}

/** What a remedy starts with when it is switched on; all of it is there to be changed. */
const START = {
  hedge: { delayMs: 500, maxShare: 0.05 },
  shedding: { maxWaiting: 32, answer: 'refuse' as const, shortTokens: 64 },
  autoscaler: { minReplicas: 1, maxReplicas: 8, targetPerReplica: 32, intervalS: 5, downAfterS: 60, provisionS: 30, coldStartS: null, warmPool: 0 },
  timeoutMs: 30_000,
};
const MS: Bounds = { min: 1, max: 600_000, integer: false };

/** Remedies that can be switched on and off. */
export const SWITCHES: readonly SwitchEdit[] = [
  {
    id: 'prefix', label: msg('Prefix cache'), on: (s) => s.pool.prefixCache.enabled, set: (s, enabled) => changeFleet(s, { pool: { prefixCache: { enabled } } }),
  },
  {
    id: 'hedge', label: msg('Hedged requests'), on: (s) => s.hedge !== null, set: (s, on) => ({ ...s, hedge: on ? START.hedge : null }),
    amount: { label: msg('After'), unit: 'ms', bounds: MS, of: (s) => s.hedge?.delayMs ?? START.hedge.delayMs, set: (s, delayMs) => ({ ...s, hedge: { ...(s.hedge ?? START.hedge), delayMs } }) },
  },
  {
    id: 'shed', label: msg('Load shedding'), on: (s) => s.shedding !== null, set: (s, on) => ({ ...s, shedding: on ? START.shedding : null }),
    amount: { label: msg('Above waiting'), unit: msg('req.'), bounds: { min: 0, max: 1_000_000, integer: true }, of: (s) => s.shedding?.maxWaiting ?? START.shedding.maxWaiting, set: (s, maxWaiting) => ({ ...s, shedding: { ...(s.shedding ?? START.shedding), maxWaiting } }) },
  },
  {
    id: 'scale', label: msg('Autoscaler'), on: (s) => s.autoscaler !== null, set: (s, on) => ({ ...s, autoscaler: on ? START.autoscaler : null }),
    amount: { label: msg('At most'), unit: msg('repl.'), bounds: { min: 1, max: 512, integer: true }, of: (s) => s.autoscaler?.maxReplicas ?? START.autoscaler.maxReplicas, set: (s, maxReplicas) => ({ ...s, autoscaler: { ...(s.autoscaler ?? START.autoscaler), maxReplicas } }) },
  },
  {
    id: 'timeout', label: msg('Client gives up'), on: (s) => s.client.timeoutMs !== null, set: (s, on) => changeFleet(s, { client: { timeoutMs: on ? START.timeoutMs : null } }),
    amount: { label: msg('After'), unit: 'ms', bounds: MS, of: (s) => s.client.timeoutMs ?? START.timeoutMs, set: (s, timeoutMs) => changeFleet(s, { client: { timeoutMs } }) },
  },
  {
    id: 'parallel', label: msg('Tools in parallel'), on: (s) => s.tools.parallel, set: (s, parallel) => changeFleet(s, { tools: { parallel } }),
    amount: { label: msg('Calls'), unit: '', bounds: { min: 0, max: 50, integer: true }, of: (s) => s.tools.calls, set: (s, calls) => changeFleet(s, { tools: { calls } }) },
  },
];
