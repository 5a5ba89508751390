/** The two lanes of the page, always in this order: the modeled datacenter above, this machine below. */
import { useMemo } from 'react';
import { findGpu } from '@/catalog/gpus';
import { findModel } from '@/catalog/models';
import { t } from '@/core/text';
import { totalMs, type Provenance, type Trace } from '@/core/trace';
import { outlineOf } from '../store/outline';
import { openedLocalOf, useRuns } from '../store/runs';
import type { Scale } from '../charts/scale';
import { linearScale, logScale, logStartMs } from '../charts/scale';
import type { Axis } from '../store/view';

export type LaneId = 'datacenter' | 'local';

export interface Lane {
  id: LaneId;
  title: string;
  /** What runs it: model and device. */
  detail: string;
  /** The trace; of one that grows, the outline that the page was laid out for. What is drawn every frame asks `latestOf`. */
  trace: Trace | null;
  provenance: Provenance;
  /** The trace is still being made. */
  growing: boolean;
}

/** The lanes as they stand. A lane stays the same value until something of its own changes, so that views can be memoized by it. */
export function useLanes(): readonly [Lane, Lane] {
  const modeled = useRuns((s) => s.modeled);
  const from = useRuns((s) => s.opened?.from ?? null);
  const local = useRuns(outlineOf);
  const localKind = useRuns((s) => s.localKind);
  const localFrom = useRuns((s) => openedLocalOf(s)?.from ?? null);
  const running = useRuns((s) => s.status === 'running');
  const datacenter = useMemo<Lane>(
    () => ({
      id: 'datacenter', title: t('Datacenter'), detail: from ?? (modeled === null ? '' : deploymentOf(modeled)), trace: modeled,
      provenance: from === null ? 'modeled' : (modeled?.spans[0]?.provenance ?? 'modeled'), growing: false,
    }),
    [modeled, from],
  );
  const machine = useMemo<Lane>(
    () => ({
      id: 'local',
      title: t('This machine'),
      detail: local === null ? '' : (localFrom ?? machineOf(local)),
      trace: local,
      provenance: local?.spans[0]?.provenance ?? (localKind === 'live' ? 'measured' : 'recorded'),
      growing: running && localKind === 'live',
    }),
    [local, localKind, localFrom, running],
  );
  return useMemo(() => [datacenter, machine], [datacenter, machine]);
}

/** What a lane is called where there is room for ten letters. */
export const shortTitle = (lane: LaneId): string => t('{lane, select, datacenter {Datacenter} other {This machine}}', { lane });

/** The trace of a lane as it is now: of one that grows, with everything it has told so far. */
export const latestOf = ({ trace, growing }: Pick<Lane, 'trace' | 'growing'>): Trace | null => (growing ? useRuns.getState().local : trace);

/** "Llama 3.1 8B on 2 × H100 SXM" */
function deploymentOf(trace: Trace): string {
  const { model, deployment } = trace.scenario;
  const gpu = findGpu(deployment.gpu)?.name ?? deployment.gpu;
  const gpus = deployment.tensorParallel === 1 ? gpu : `${deployment.tensorParallel} × ${gpu}`;
  return t('{model} on {device}', { model: findModel(model)?.name ?? model, device: gpus });
}

const DEVICE_NAMES: Readonly<Record<string, string>> = { webgpu: 'WebGPU', wasm: 'WebAssembly' };

/** "stories15M on WebGPU": what the run itself says, else what was asked for. */
function machineOf(trace: Trace): string {
  const model = String(trace.environment['model'] ?? trace.scenario.local.model);
  const device = trace.environment['device'];
  return device === undefined ? model : t('{model} on {device}', { model, device: DEVICE_NAMES[String(device)] ?? String(device) });
}

/** End of the longer lane, in ms. */
export const endOfLanes = (lanes: readonly Pick<Lane, 'trace'>[]): number =>
  Math.max(0, ...lanes.map(({ trace }) => (trace === null ? 0 : totalMs(trace))));

/**
 * The common time axis of both lanes, or the stretch of it that is zoomed to. It reaches to `leastEndMs` at least: while
 * a lane grows, its end is not known yet.
 */
export function scaleOf(lanes: readonly Pick<Lane, 'trace'>[], axis: Axis, zoom: { startMs: number; endMs: number } | null, leastEndMs = 0): Scale {
  const endMs = zoom?.endMs ?? Math.max(endOfLanes(lanes), leastEndMs);
  const startMs = zoom?.startMs ?? 0;
  if (axis === 'linear' || endMs <= 0) return linearScale(startMs, endMs);
  const ends = lanes.flatMap(({ trace }) => trace?.spans.map((span) => span.startMs + span.durationMs) ?? []);
  const lowMs = Math.max(startMs, logStartMs(ends));
  return lowMs < endMs ? logScale(lowMs, endMs) : linearScale(startMs, endMs);
}
