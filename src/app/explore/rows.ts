/** Rows of the waterfall: one a stage, or one a layer that has something in view. Pure. */
import { LAYERS, type PlaceId } from '@/core/stage';
import type { Span } from '@/core/trace';
import type { Scale } from '../charts/scale';
import type { Rows } from '../store/view';
import type { Lane } from './lanes';
import { layerName, placeName } from './names';

/** As a request meets them; tools come back before the answer is packed. */
export const ROW_ORDER: readonly PlaceId[] = [
  'network', 'retrieval', 'gateway', 'load-balancer', 'tokenizer', 'router', 'inference', 'tools', 'post-processing', 'billing', 'unattributed',
];

export interface Row {
  key: string;
  place: PlaceId;
  layer: string | null;
  label: string;
  /** Height in rows: the stage that takes nearly all of the time is easier to read when it is taller. */
  weight: number;
  /** First row of its place: a hairline is drawn above it. */
  first: boolean;
  /** Spans of each lane, in the order of the lanes. */
  lanes: readonly (readonly Span[])[];
  /** Summed durations of each lane in ms; null where the lane never comes here. */
  totalsMs: readonly (number | null)[];
}

export function rowsOf(lanes: readonly Lane[], mode: Rows, scale: Scale): Row[] {
  return ROW_ORDER.flatMap((place) => {
    if (mode === 'stages') {
      const row = rowOf(lanes, place, null, true);
      return row === null ? [] : [row];
    }
    const rows = LAYERS[place].map((layer) => rowOf(lanes, place, layer, false)).filter((row) => row !== null && inView(row, scale));
    return rows.map((row, i) => ({ ...(row as Row), first: i === 0 }));
  });
}

const INFERENCE_WEIGHT = 2;

/** Where each row begins, in rows; the last entry is the height of all. */
export function rowTops(rows: readonly Row[]): number[] {
  const tops = [0];
  for (const row of rows) tops.push((tops.at(-1) ?? 0) + row.weight);
  return tops;
}

function rowOf(lanes: readonly Lane[], place: PlaceId, layer: string | null, first: boolean): Row | null {
  const spans = lanes.map(({ trace }) => trace?.spans.filter((s) => s.stage === place && (layer === null || s.layer === layer)) ?? []);
  if (spans.every((list) => list.length === 0)) return null;
  return {
    key: layer === null ? place : `${place}/${layer}`,
    place,
    layer,
    label: layer === null ? placeName(place) : layerName(place, layer),
    weight: place === 'inference' && layer === null ? INFERENCE_WEIGHT : 1,
    first,
    lanes: spans,
    totalsMs: spans.map((list) => (list.length === 0 ? null : list.reduce((sum, span) => sum + span.durationMs, 0))),
  };
}

const inView = (row: Row, scale: Scale): boolean =>
  row.lanes.some((spans) => spans.some((span) => span.startMs <= scale.endMs && span.startMs + span.durationMs >= scale.startMs));

/** Room left on either side of a stage that is zoomed to, as a share of its time. */
const MARGIN = 0.04;

/** The stretch of time in which a lane is at `place`, with a little room on both sides; null when it never is. */
export function stretchOf(lane: Pick<Lane, 'trace'>, place: PlaceId): { startMs: number; endMs: number } | null {
  const spans = lane.trace?.spans ?? [];
  const first = spans.find((span) => span.stage === place);
  const last = spans.findLast((span) => span.stage === place);
  if (first === undefined || last === undefined) return null;
  const endMs = last.startMs + last.durationMs;
  const marginMs = (endMs - first.startMs) * MARGIN;
  if (marginMs === 0) return null;
  return { startMs: Math.max(0, first.startMs - marginMs), endMs: endMs + marginMs };
}

/** The span of a row at `ms`, or the nearest one within `reachMs`. */
export function spanNear(spans: readonly Span[], ms: number, reachMs: number): Span | null {
  let best: Span | null = null;
  let bestMs = reachMs;
  for (const span of spans) {
    const away = ms < span.startMs ? span.startMs - ms : Math.max(0, ms - span.startMs - span.durationMs);
    if (away < bestMs || (away === 0 && best === null)) {
      best = span;
      bestMs = away;
    }
    if (away === 0) break;
  }
  return best;
}
