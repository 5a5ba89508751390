/** Puts on the page what a file holds. What was on screen can be brought back by undo. */
import type { Trace } from '@/core/trace';
import type { FleetScenario } from '@/datacenter/fleet/config';
import type { Scenario } from '@/core/scenario';
import { openInExplore } from '../pages/open';
import { pinTrace } from '../pages/compare/selection';
import { askFleet } from '../pages/fleet/linked';
import { encodeFleet } from '../share/fleet';
import type { DecodedLocation } from '../share';
import { takeLocation } from '../store/location';
import { usePlayback } from '../store/playback';
import { ranBy } from '../store/ran-by';
import { openLocal, openTrace } from '../store/runs';
import { useView } from '../store/view';

export const openScenario = (scenario: Scenario): void => openInExplore(scenario, null);
/** Everything a session holds, as if its link had been opened. */
export const openSession = (decoded: DecodedLocation): void => takeLocation(decoded);

export function openFleet(fleet: FleetScenario): void {
  askFleet(encodeFleet(fleet, null));
  useView.getState().set({ page: 'fleet' });
}

export type TracePlace = 'upper' | 'lower' | 'compare';

/** Shows a trace from a file. What somebody measured on a machine is recorded here. */
export function showTrace(trace: Trace, place: TracePlace, name: string): void {
  if (place === 'compare') {
    pinTrace(trace);
    useView.getState().set({ page: 'compare' });
    return;
  }
  if (place === 'upper') openTrace({ trace, from: name });
  else openLocal({ trace: asRecorded(trace), from: trace.source === 'local' ? `${ranBy(trace)} (${name})` : name });
  usePlayback.getState().hold(0);
  useView.getState().set({ page: 'explore', zoom: null });
}

const asRecorded = (trace: Trace): Trace => ({ ...trace, spans: trace.spans.map((span) => (span.provenance === 'measured' ? { ...span, provenance: 'recorded' as const } : span)) });
