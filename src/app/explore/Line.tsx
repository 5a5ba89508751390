/** One track of the line. Everything that moves is written straight to the elements, once a frame. */
import { memo, useCallback, useRef, type RefObject } from 'react';
import { X } from 'lucide-react';
import { STAGE_IDS } from '@/core/stage';
import { t } from '@/core/text';
import { formatShare, significant } from '@/core/units';
import type { Trace } from '@/core/trace';
import { useOnFrame } from '../playback/clock';
import { frameAt, type Frame } from '../playback/frame';
import { linePosition, stopPosition } from '../playback/line';
import { durationTowards } from '../playback/readout';
import { keptMessage } from '../ui/kept-message';
import { latestOf, type Lane } from './lanes';
import { outcomeName } from './names';
import { RAIL_END, RAIL_START, railPlace, ROOM_STYLE, roomFill } from './slots';

const STOP_COUNT = STAGE_IDS.length + 2;

export const Line = memo(function Line({ lane }: { lane: Lane }) {
  const { trace, growing } = lane;
  const root = useRef<HTMLDivElement>(null);
  useOnFrame(useDrawLine(root, lane));
  const stop = trace === null ? null : stopPosition(trace);

  return (
    <div ref={root} className="line" data-lane={lane.id} data-failed={stop !== null && !growing ? '' : undefined}>
      <div className="rail" style={{ '--from': RAIL_START, '--to': RAIL_END }}>
        <div className="rail-base" />
        <div className="rail-past" />
      </div>
      {Array.from({ length: STOP_COUNT }, (_, slot) => {
        const station = STAGE_IDS[slot - 1];
        return (
          <div key={slot} className="slot" data-slot={station ?? 'client'}>
            <div className="stop">
              {station === undefined ? <span className="terminus" />
              : station === 'inference' ? <Room provenance={lane.provenance} />
              : <Ring />}
            </div>
            <div className="readout">
              <span className="readout-value" />
              <span className="readout-note" />
            </div>
          </div>
        );
      })}
      <div className="rail rail-top" style={{ '--from': RAIL_START, '--to': RAIL_END }} aria-hidden="true">
        <div className="carrier">
          <span className="marker">
            <X className="marker-cross" strokeWidth={3} />
          </span>
        </div>
      </div>
    </div>
  );
});

function Ring() {
  return (
    <svg className="stop-ring" viewBox="0 0 20 20" aria-hidden="true">
      <circle className="ring-base" cx="10" cy="10" r="7" />
      <circle className="ring-arc" cx="10" cy="10" r="7" pathLength="1" />
    </svg>
  );
}

/** Inference has two rooms; the wall between them is where the first token appears. */
function Room({ provenance }: { provenance: Lane['provenance'] }) {
  return (
    <span className="room" style={ROOM_STYLE}>
      <span className="room-part room-prefill" />
      <span className="room-part room-decode" />
      <span className="room-fill" aria-hidden="true">
        <span className={`room-part room-prefill bar-${provenance}`} />
        <span className={`room-part room-decode bar-${provenance}`} />
      </span>
    </span>
  );
}

/** What a slot says, found once and written to only when it changes. */
interface SlotParts {
  slot: HTMLElement;
  value: HTMLElement;
  note: HTMLElement;
  arc: SVGElement | null;
  drawn: { state: string; value: string; note: string; share: number };
}

function useDrawLine(root: RefObject<HTMLDivElement | null>, lane: Lane): (timeMs: number) => void {
  const parts = useRef<SlotParts[] | null>(null);
  return useCallback(
    (timeMs: number) => {
      const line = root.current;
      if (line === null) return;
      parts.current ??= partsOf(line);
      const { growing } = lane;
      const trace = latestOf(lane);
      const frame = trace === null ? null : frameAt(trace, timeMs, growing);
      const position = trace === null || frame === null ? -1 : linePosition(trace, frame, growing);
      line.style.setProperty('--at', railPlace(position).toFixed(5));
      line.style.setProperty('--room', roomFill(position).toFixed(4));
      line.dataset['ended'] = frame?.done === true ? 'yes' : 'no';
      parts.current.forEach((part, slot) => drawSlot(part, slot, trace, frame));
    },
    [root, lane],
  );
}

function partsOf(line: HTMLElement): SlotParts[] {
  return [...line.querySelectorAll<HTMLElement>('.slot')].map((slot) => ({
    slot,
    value: slot.querySelector<HTMLElement>('.readout-value') ?? slot,
    note: slot.querySelector<HTMLElement>('.readout-note') ?? slot,
    arc: slot.querySelector<SVGElement>('.ring-arc'),
    drawn: { state: '', value: '', note: '', share: -1 },
  }));
}

function drawSlot(part: SlotParts, slot: number, trace: Trace | null, frame: Frame | null): void {
  const text = trace === null || frame === null ? BLANK : slotText(slot, trace, frame);
  const { drawn } = part;
  if (drawn.state !== text.state) part.slot.dataset['state'] = text.state;
  if (drawn.value !== text.value) part.value.textContent = text.value;
  if (drawn.note !== text.note) part.note.textContent = text.note;
  if (part.arc !== null && drawn.share !== text.share) part.arc.style.strokeDashoffset = String(1 - text.share);
  part.drawn = text;
}

const ofText = keptMessage((time: string) => t('of {time}', { time }));

const BLANK = { state: 'waiting', value: '', note: '', share: 0 };

function slotText(slot: number, trace: Trace, frame: Frame): SlotParts['drawn'] {
  const station = STAGE_IDS[slot - 1];
  if (station === undefined) return endText(slot === 0, frame);
  const place = frame.places[station];
  const share = place.totalMs === 0 ? 0 : place.elapsedMs / place.totalMs;
  if (place.totalMs === 0 && place.state !== 'done') return { ...BLANK, state: place.state, value: '–' };
  const failedHere = frame.done && trace.outcome.status !== 'completed' && trace.outcome.stage === station;
  const all = frame.places;
  const stagesMs = STAGE_IDS.reduce((sum, id) => sum + all[id].totalMs, 0);
  return {
    state: failedHere ? 'failed' : place.state,
    value: durationTowards(place.state === 'waiting' ? place.totalMs : place.elapsedMs, place.totalMs),
    note:
      failedHere ? outcomeName(trace)
      : place.state === 'active' ? ofText(durationTowards(place.totalMs, place.totalMs))
      : frame.done ? shareText(place.totalMs / stagesMs)
      : '',
    share,
  };
}

/** A share too small for three digits to mean anything. */
const LEAST_SHARE = 0.0001;
const shareText = (share: number): string => (share > 0 && share < LEAST_SHARE ? `<${significant(LEAST_SHARE * 100, 1)}\u202f%` : formatShare(share));

/** The way from and to the client: time before the first station and after the last. */
function endText(outward: boolean, frame: Frame): SlotParts['drawn'] {
  const way = outward ? frame.wayOut : frame.wayBack;
  const state = way.elapsedMs <= 0 ? 'waiting' : way.elapsedMs < way.totalMs ? 'active' : 'done';
  if (way.totalMs === 0) return { ...BLANK, state: outward || frame.done ? 'done' : 'waiting' };
  return {
    state,
    value: durationTowards(state === 'waiting' ? way.totalMs : way.elapsedMs, way.totalMs),
    note: state === 'active' ? ofText(durationTowards(way.totalMs, way.totalMs)) : '',
    share: way.elapsedMs / way.totalMs,
  };
}
