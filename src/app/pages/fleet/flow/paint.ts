/** Draws a moment of the fleet. One pass over the requests under way; nothing is allocated per request. */
import type { FleetSample } from '@/datacenter/fleet/types';
import { formatCount } from '@/core/units';
import type { BarContext } from '../../../charts/paint';
import { forEachDot, STRAY_PX } from './dots';
import type { FlowLayout, Point, ReplicaBox } from './layout';
import { answered, type FlowIndex, type Whereabouts } from './tracks';

/** What a moment is drawn on: a canvas, or a pen that writes SVG (flow/svg). */
export type FlowContext = BarContext & Pick<CanvasRenderingContext2D, 'clearRect' | 'setLineDash' | 'font' | 'textBaseline' | 'textAlign' | 'fillText'> & { measureText: (text: string) => { readonly width: number } };

export interface FlowInks { ink: string; ink2: string; ink3: string; line: string; lineStrong: string; prefill: string; decode: string; fail: string; around: string; paper: string }

let known: { theme: string | undefined; inks: FlowInks } | null = null;
/** The page's colours, read once a theme. */
export function flowInks(): FlowInks {
  const root = document.documentElement;
  const theme = root.dataset['theme'];
  if (known !== null && known.theme === theme) return known.inks;
  const style = getComputedStyle(root);
  const ink = (name: string): string => style.getPropertyValue(name).trim();
  const inks: FlowInks = { ink: ink('--ink'), ink2: ink('--ink-2'), ink3: ink('--ink-3'), line: ink('--line'), lineStrong: ink('--line-strong'), prefill: ink('--prefill'), decode: ink('--decode'), fail: ink('--fail'), around: ink('--around'), paper: ink('--paper') };
  known = { theme, inks };
  return inks;
}

const DOT_PX = 3;
/** How long a request that failed is marked before its end, in ms of the fleet's time. */
const FAILING_MS = 150;
const TEXT_PX = 11;

export interface FlowCounts { underWay: number; waiting: number; running: number }

/** Draws the state at `timeMs` and says how many requests are where. */
export function paintFlow(context: FlowContext, layout: FlowLayout, index: FlowIndex, sample: FleetSample | null, timeMs: number, inks: FlowInks, font: string): FlowCounts {
  const { width, height } = layout;
  context.clearRect(0, 0, width, height);
  paintFrame(context, layout, sample, inks);
  const counts: FlowCounts = { underWay: 0, waiting: 0, running: 0 };
  /** Waiting requests for which there is no room, by replica. */
  const crowded = new Map<ReplicaBox, number>();
  const { outcome, endMs, cachedShare } = index.log.columns;
  forEachDot(layout, index, timeMs, ({ request: i, at, point, box }) => {
    const failing = !answered(outcome[i] ?? 0) && (endMs[i] ?? 0) - timeMs < FAILING_MS;
    const inBatch = at.doing === 'prefill' || at.doing === 'decode';
    counts.underWay++;
    if (at.doing === 'queue') counts.waiting++;
    if (inBatch) counts.running++;
    if (point === null) {
      if (box !== null) crowded.set(box, (crowded.get(box) ?? 0) + 1);
    } else if (inBatch && box !== null) paintRunning(context, box, point, at, failing, cachedShare[i] ?? 0, inks);
    else paintDot(context, point, failing ? inks.fail : at.doing === 'queue' ? inks.ink2 : inks.around);
  });
  paintCrowds(context, crowded, inks, font);
  return counts;
}

/** How many more wait than are drawn. */
function paintCrowds(context: FlowContext, crowded: ReadonlyMap<ReplicaBox, number>, inks: FlowInks, font: string): void {
  context.font = `${TEXT_PX}px ${font}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  for (const [{ queue }, count] of crowded) {
    const words = `+${formatCount(count)}`;
    context.fillStyle = inks.paper;
    context.fillRect(queue.x, queue.y, context.measureText(words).width + 4, TEXT_PX + 3);
    context.fillStyle = inks.ink;
    context.fillText(words, queue.x + 1, queue.y + TEXT_PX / 2 + 1);
  }
}

function paintDot(context: FlowContext, { x, y }: Point, ink: string): void {
  context.fillStyle = ink;
  context.fillRect(x - DOT_PX / 2, y - DOT_PX / 2, DOT_PX, DOT_PX);
}

/** A request in a batch: prefill and decode have their own hues; what is still to be written is pale; a kept prefix leaves a mark while it is prefilled. */
function paintRunning(context: FlowContext, { cellPx }: ReplicaBox, { x, y }: Point, at: Whereabouts, failing: boolean, cachedShare: number, inks: FlowInks): void {
  const side = cellPx > 4 ? cellPx - 1.5 : cellPx - 0.5;
  const [left, top] = [x - side / 2, y - side / 2];
  context.fillStyle = failing ? inks.fail : at.doing === 'prefill' ? inks.prefill : inks.decode;
  if (at.doing === 'prefill' || failing || side < 4) {
    context.fillRect(left, top, side, side);
    if (at.doing === 'prefill' && cachedShare > 0) {
      context.fillStyle = inks.ink;
      context.fillRect(left, top, side * cachedShare, Math.max(1, side / 4));
    }
    return;
  }
  context.globalAlpha = 0.3;
  context.fillRect(left, top, side, side);
  context.globalAlpha = 1;
  const filled = side * at.share;
  context.fillRect(left, top + side - filled, side, filled);
}

/** The rail and the replicas with nobody in them. */
function paintFrame(context: FlowContext, { width, railY, stations, replicas }: FlowLayout, sample: FleetSample | null, inks: FlowInks): void {
  const first = replicas[0];
  const last = replicas.at(-1);
  context.strokeStyle = inks.line;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(stations[0]?.x ?? 0, railY);
  context.lineTo(first?.box.x ?? width, railY);
  if (last !== undefined) {
    context.moveTo(last.box.x + last.box.width, railY);
    context.lineTo(stations.at(-1)?.x ?? width, railY);
  }
  context.stroke();
  context.strokeStyle = inks.lineStrong;
  context.beginPath();
  for (const { id, x } of stations) {
    if (id === 'replicas') continue;
    context.moveTo(x, railY - STRAY_PX - 6);
    context.lineTo(x, railY + STRAY_PX + 6);
  }
  context.stroke();
  for (const box of replicas) {
    const state = sample?.replicas.find(({ replica }) => replica === box.replica);
    // Not there (yet): ordered, starting, down, or waiting warm.
    const gone = sample !== null && (state === undefined || state.state === 'down' || state.state === 'starting' || state.state === 'warm');
    context.strokeStyle = state?.state === 'down' ? inks.fail : gone ? inks.line : inks.lineStrong;
    context.setLineDash(gone ? [3, 3] : []);
    context.strokeRect(box.batch.x + 0.5, box.batch.y + 0.5, box.batch.width - 1, box.batch.height - 1);
    context.setLineDash([]);
    context.fillStyle = inks.line;
    context.fillRect(box.kv.x, box.kv.y, box.kv.width, box.kv.height);
    if (state !== undefined) {
      context.fillStyle = inks.around;
      context.fillRect(box.kv.x, box.kv.y, box.kv.width * Math.min(1, state.kvFill), box.kv.height);
    }
  }
}
