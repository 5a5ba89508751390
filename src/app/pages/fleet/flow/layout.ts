/** Where things stand on the canvas: a rail of stations, then the replicas, then the way back. Pure geometry in CSS px. */
import type { Doing } from './tracks';

/** Replicas that are drawn; more are counted in words. */
export const SHOWN_REPLICAS = 64;
/** Rows before a second column of replicas is begun. */
const ROWS = 8;

export interface Box { x: number; y: number; width: number; height: number }

export interface FlowLayout {
  width: number;
  height: number;
  /** Height of the rail that all requests share. */
  railY: number;
  /** Left and right end of each stretch of the way that is not at a replica. */
  stretches: Readonly<Partial<Record<Doing, readonly [number, number]>>>;
  /** Stations on the rail, with the x of their mark. */
  stations: readonly { id: Doing | 'client' | 'replicas'; x: number }[];
  replicas: readonly ReplicaBox[];
}

export interface ReplicaBox {
  replica: number;
  box: Box;
  /** Where requests wait for this replica. */
  queue: Box;
  /** The batch: a grid of places. */
  batch: Box;
  columns: number;
  /** Side of one place, gap included. */
  cellPx: number;
  /** Below the batch: how full the KV cache is. */
  kv: Box;
}

/** Ends of the parts of the canvas as shares of its width. */
const WAY = { client: 0.02, out: 0.085, gateway: 0.165, balancer: 0.245, tokenizer: 0.325, router: 0.375, replicas: 0.4, replicasEnd: 0.81, post: 0.85, billing: 0.915, end: 0.985 } as const;
const QUEUE_SHARE = 0.24;
const GAP_PX = 10;
const KV_PX = 3;
const LEAST_CELL_PX = 3;
const MOST_CELL_PX = 22;
/** Height that a row of replicas asks for, and least and most of the whole canvas, px. */
const ROW_PX = 96;
const HEIGHT_PX = { least: 150, most: 400 } as const;

const gridOf = (replicas: number): { columns: number; rows: number } => {
  const shown = Math.min(replicas, SHOWN_REPLICAS);
  const columns = Math.max(1, Math.ceil(shown / ROWS));
  return { columns, rows: Math.max(1, Math.ceil(shown / columns)) };
};

/** Height of a canvas for so many replicas, px. */
export const flowHeightPx = (replicas: number): number => Math.min(HEIGHT_PX.most, Math.max(HEIGHT_PX.least, gridOf(replicas).rows * ROW_PX));

/** Lays `replicas` of at most `places` running requests each out on a canvas. */
export function layOut(width: number, height: number, replicas: number, places: number): FlowLayout {
  const x = (share: number): number => share * width;
  const railY = height / 2;
  const shown = Math.min(replicas, SHOWN_REPLICAS);
  const { columns, rows } = gridOf(replicas);
  const area = { left: x(WAY.replicas), right: x(WAY.replicasEnd) };
  const boxWidth = (area.right - area.left - GAP_PX * (columns - 1)) / columns;
  const rowHeight = height / rows;
  const boxHeight = Math.max(8, rowHeight - GAP_PX);
  return {
    width, height, railY,
    stretches: {
      retrying: [x(WAY.client), x(WAY.client)],
      out: [x(WAY.client), x(WAY.out)], gateway: [x(WAY.out), x(WAY.gateway)], balancer: [x(WAY.gateway), x(WAY.balancer)],
      // Services on the way lie between the balancer and the tokenizer, below the rail.
      retrieval: [x(WAY.balancer), x(WAY.balancer)], tools: [x(WAY.balancer), x(WAY.balancer)],
      tokenizer: [x(WAY.balancer), x(WAY.tokenizer)], router: [x(WAY.tokenizer), x(WAY.router)],
      post: [x(WAY.replicasEnd), x(WAY.post)], billing: [x(WAY.post), x(WAY.billing)], back: [x(WAY.billing), x(WAY.end)],
    },
    stations: [
      { id: 'client', x: x(WAY.client) }, { id: 'gateway', x: x(WAY.out) }, { id: 'balancer', x: x(WAY.gateway) }, { id: 'tokenizer', x: x(WAY.balancer) }, { id: 'router', x: x(WAY.tokenizer) },
      { id: 'replicas', x: (area.left + area.right) / 2 }, { id: 'post', x: x(WAY.post) }, { id: 'billing', x: x(WAY.billing) }, { id: 'client', x: x(WAY.end) },
    ],
    replicas: Array.from({ length: shown }, (_, replica) => {
      const box: Box = { x: area.left + Math.floor(replica / rows) * (boxWidth + GAP_PX), y: (replica % rows) * rowHeight + (rowHeight - boxHeight) / 2, width: boxWidth, height: boxHeight };
      const queueWidth = boxWidth * QUEUE_SHARE;
      const batch: Box = { x: box.x + queueWidth, y: box.y, width: boxWidth - queueWidth, height: boxHeight - KV_PX - 2 };
      return {
        replica, box, batch,
        queue: { x: box.x, y: box.y, width: queueWidth - 4, height: boxHeight },
        kv: { x: batch.x, y: box.y + boxHeight - KV_PX, width: batch.width, height: KV_PX },
        ...grid(batch.width, batch.height, places),
      };
    }),
  };
}

/** The largest square places of which `count` fit into a box, within reason. */
function grid(width: number, height: number, count: number): { columns: number; cellPx: number } {
  for (let cell = MOST_CELL_PX; cell > LEAST_CELL_PX; cell -= 0.5) {
    const columns = Math.floor(width / cell);
    if (columns > 0 && columns * Math.floor(height / cell) >= count) return { columns, cellPx: cell };
  }
  return { columns: Math.max(1, Math.floor(width / LEAST_CELL_PX)), cellPx: LEAST_CELL_PX };
}

export interface Point { x: number; y: number }

/** Middle of place `slot` of a batch; places beyond the last row share the last one. */
export function placeOf({ batch, columns, cellPx }: ReplicaBox, slot: number, into: Point): Point {
  const rows = Math.max(1, Math.floor(batch.height / cellPx));
  into.x = batch.x + ((slot % columns) + 0.5) * cellPx;
  into.y = batch.y + (Math.min(Math.floor(slot / columns), rows - 1) + 0.5) * cellPx;
  return into;
}

/** Waiting requests stand in columns from the batch outwards; those for whom there is no room return null and are counted. */
export function waitingPlace({ queue }: ReplicaBox, rank: number, cellPx: number, into: Point): Point | null {
  const rows = Math.max(1, Math.floor(queue.height / cellPx));
  const column = Math.floor(rank / rows);
  if ((column + 1) * cellPx > queue.width) return null;
  into.x = queue.x + queue.width - (column + 0.5) * cellPx;
  into.y = queue.y + ((rank % rows) + 0.5) * cellPx;
  return into;
}
