/** Geometry of the line: how much of its length each stop takes. Shared by both lanes and by the row of names. */
import { STAGE_IDS } from '@/core/stage';
import { PREFILL_PART } from '../playback/frame';
import { LINE_END, LINE_START } from '../playback/line';

/** Inference is wider: it has two rooms, and nearly all of the time is spent there. */
const INFERENCE_WEIGHT = 2.3;
const END_WEIGHT = 0.85;

const WEIGHTS = [END_WEIGHT, ...STAGE_IDS.map((id) => (id === 'inference' ? INFERENCE_WEIGHT : 1)), END_WEIGHT];
const SUM = WEIGHTS.reduce((sum, weight) => sum + weight, 0);
/** Share of the length before each slot; one more entry than slots. */
const BEFORE = WEIGHTS.reduce<number[]>((list, weight) => [...list, (list.at(-1) ?? 0) + weight / SUM], [0]);

export const SLOT_COUNT = WEIGHTS.length;
/** Value for `grid-template-columns` or `-rows`. */
export const SLOT_TEMPLATE = WEIGHTS.map((weight) => `minmax(0, ${weight}fr)`).join(' ');

const middle = (slot: number): number => ((BEFORE[slot] ?? 0) + (BEFORE[slot + 1] ?? 1)) / 2;
/** The rail runs between the two clients. */
export const RAIL_START = middle(0);
export const RAIL_END = middle(SLOT_COUNT - 1);

/** Of a station's share of time, the part spent arriving and the part spent leaving; it stands still in between. */
const MOVING = 0.15;

/** Where the wall between prefill and decode stands in the drawn room, which is as long as its slot. */
export const ROOM_STYLE = { '--wall': PREFILL_PART } as const;

/** Where along its slot the marker stands when the stay there is `share` over. */
function placeInSlot(station: number, share: number): number {
  if (STAGE_IDS[station] === 'inference') return share;
  if (share < MOVING) return (share / MOVING) * 0.5;
  if (share > 1 - MOVING) return 0.5 + ((share - 1 + MOVING) / MOVING) * 0.5;
  return 0.5;
}

/** Position on the line (see `linePosition`) to a place on the rail, 0 at one client, 1 at the other. Never falls. */
export function railPlace(position: number): number {
  const p = Math.min(Math.max(position, LINE_START), LINE_END);
  const whole = Math.min(Math.floor(p), LINE_END - 1);
  const slot = whole - LINE_START;
  const start = BEFORE[slot] ?? 0;
  const width = (BEFORE[slot + 1] ?? 1) - start;
  const share = p - whole;
  const inSlot = slot === 0 ? 0.5 + share * 0.5 : slot === SLOT_COUNT - 1 ? share * 0.5 : placeInSlot(whole, share);
  return (start + inSlot * width - RAIL_START) / (RAIL_END - RAIL_START);
}

/** How much of the inference room lies behind the marker, 0 to 1. */
export function roomFill(position: number): number {
  return Math.min(Math.max(position - STAGE_IDS.indexOf('inference'), 0), 1);
}
