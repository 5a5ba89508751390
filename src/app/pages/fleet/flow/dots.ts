/** Where on the canvas each request stands at a moment. The painter and the pointer ask the same function. */
import { placeOf, waitingPlace, type FlowLayout, type Point, type ReplicaBox } from './layout';
import { whereabouts, type FlowIndex, type Whereabouts } from './tracks';

/** Side of the place of a waiting request, in px. */
export const QUEUE_CELL_PX = 5;
/** Requests do not all run on one line: how far they stray from it, in px. */
export const STRAY_PX = 22;

/** Spreads neighbours apart, the same way each time: a fractional part of multiples of the golden ratio. */
const stray = (index: number): number => ((index * 0.6180339887) % 1) * 2 - 1;

export interface Dot {
  request: number;
  at: Whereabouts;
  /** Null where there is no room for it. */
  point: Point | null;
  /** Null off the replicas, and at one that is not drawn. */
  box: ReplicaBox | null;
}

/** Calls `visit` with each request under way, by arrival. The dot is reused: it holds during the call only. */
export function forEachDot(layout: FlowLayout, index: FlowIndex, timeMs: number, visit: (dot: Readonly<Dot>) => void): void {
  const point: Point = { x: 0, y: 0 };
  const dot: Dot = { request: -1, at: { doing: 'out', share: 0 }, point, box: null };
  const waiting = new Map<number, number>();
  const { replica, index: number } = index.log.columns;
  index.forEachAt(timeMs, (request) => {
    const at = whereabouts(index.log, request, timeMs, dot.at);
    const inBatch = at.doing === 'prefill' || at.doing === 'decode';
    dot.request = request;
    dot.box = inBatch || at.doing === 'queue' ? (layout.replicas[replica[request] ?? -1] ?? null) : null;
    if (inBatch) dot.point = dot.box === null ? null : placeOf(dot.box, Math.max(0, index.slots[request] ?? 0), point);
    else if (at.doing === 'queue') {
      const rank = dot.box === null ? 0 : (waiting.get(dot.box.replica) ?? 0);
      if (dot.box !== null) waiting.set(dot.box.replica, rank + 1);
      dot.point = dot.box === null ? null : waitingPlace(dot.box, rank, QUEUE_CELL_PX, point);
    } else {
      const stretch = layout.stretches[at.doing];
      const away = stray(number[request] ?? 0);
      // Services on the way stand below the rail.
      const side = at.doing === 'tools' || at.doing === 'retrieval' ? 2 + Math.abs(away) : away;
      point.x = stretch === undefined ? 0 : stretch[0] + (stretch[1] - stretch[0]) * at.share;
      point.y = layout.railY + side * STRAY_PX;
      dot.point = stretch === undefined ? null : point;
    }
    visit(dot);
  });
}

/** The request drawn nearest to a point, or −1 if none is within `withinPx`. */
export function requestAt(layout: FlowLayout, index: FlowIndex, timeMs: number, { x, y }: Point, withinPx: number): number {
  let best = -1;
  let bestPx = withinPx;
  forEachDot(layout, index, timeMs, ({ request, point }) => {
    const px = point === null ? Number.POSITIVE_INFINITY : Math.hypot(point.x - x, point.y - y);
    if (px < bestPx) [best, bestPx] = [request, px];
  });
  return best;
}
