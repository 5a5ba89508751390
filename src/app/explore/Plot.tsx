/** The drawn part of the waterfall: bars of both lanes, the playhead over them, and what lies under the pointer. */
import { useCallback, useEffect, useRef, useState, type MouseEvent, type PointerEvent } from 'react';
import type { PlaceId } from '@/core/stage';
import { t } from '@/core/text';
import type { Span } from '@/core/trace';
import { formatDuration } from '@/core/units';
import { inksOfPage, paintBars } from '../charts/paint';
import { ticksOf, type Scale, type Tick } from '../charts/scale';
import { useOnFrame } from '../playback/clock';
import { latestOf, type Lane } from './lanes';
import { LiveRows, type Arrival } from './live-rows';
import { layerName, placeName, provenanceName, toneOf } from './names';
import { rowTops, spanNear, type Row } from './rows';
import { useScrub } from './Scrubber';

/** The pointer finds a bar this near, in CSS px. */
const REACH_PX = 4;
/** Room for one tick label, in CSS px. */
const TICK_PX = 68;

/** Where the pointer is in the window, and what it is on. */
interface Hover { span: Span; lane: Lane; xPx: number; yPx: number }

interface PlotProps {
  lanes: readonly [Lane, Lane];
  rows: readonly Row[];
  scale: Scale;
  /** Changes when the colours do. */
  theme: string;
  onZoom: (place: PlaceId, lane: Lane) => void;
}

export function Plot({ lanes, rows, scale, theme, onZoom }: PlotProps) {
  const root = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(root);
  const [hover, setHover] = useState<Hover | null>(null);
  const scrub = useScrub(scale);

  const live = useRef<LiveRows | null>(null);
  const paintMore = useCallback(() => {
    const rowsNow = live.current;
    const trace = rowsNow === null ? null : latestOf(lanes[rowsNow.lane === 0 ? 0 : 1]);
    if (canvas.current !== null && rowsNow !== null && trace !== null) paintArrivals(canvas.current, size, rows, scale, rowsNow.lane, rowsNow.take(trace.spans));
  }, [lanes, size, rows, scale]);

  // After the document has taken on its theme (a layout effect of the page).
  useEffect(() => {
    if (canvas.current === null) return;
    paint(canvas.current, size, rows, scale);
    const growing = lanes.findIndex((lane) => lane.growing);
    live.current = growing < 0 ? null : new LiveRows(rows, growing, lanes[growing]?.trace?.spans.length ?? 0);
    paintMore();
  }, [lanes, size, rows, scale, theme, paintMore]);

  useOnFrame(
    useCallback(
      (timeMs: number) => {
        root.current?.style.setProperty('--head', Math.min(Math.max(scale.at(timeMs), -0.01), 1.01).toFixed(5));
        paintMore();
      },
      [scale, paintMore],
    ),
  );

  const find = (event: MouseEvent<HTMLElement>): Hover | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const xPx = event.clientX - box.left;
    const yPx = event.clientY - box.top;
    const tops = rowTops(rows);
    const y = (yPx / box.height) * (tops.at(-1) ?? 1);
    const row = tops.findLastIndex((top) => top <= y);
    const inRow = (y - (tops[row] ?? 0)) / (rows[row]?.weight ?? 1);
    const index = inRow < 0.5 ? 0 : 1;
    const ms = scale.msAt(xPx / box.width);
    const reachMs = scale.msAt((xPx + REACH_PX) / box.width) - ms;
    const span = spanNear(rows[row]?.lanes[index] ?? [], ms, reachMs);
    const lane = lanes[index];
    return span === null || lane === undefined ? null : { span, lane, xPx: event.clientX, yPx: event.clientY };
  };

  return (
    <div
      ref={root}
      className="plot"
      aria-hidden="true"
      onPointerDown={(event) => { setHover(null); scrub.onPointerDown(event); }}
      onPointerMove={(event: PointerEvent<HTMLElement>) => { scrub.onPointerMove(event); setHover(event.buttons === 0 ? find(event) : null); }}
      onPointerLeave={() => setHover(null)}
      onDoubleClick={(event) => { const found = find(event); if (found !== null) onZoom(found.span.stage, found.lane); }}
    >
      <Grid ticks={ticksOf(scale, Math.floor(size.widthPx / TICK_PX))} scale={scale} />
      <canvas ref={canvas} className="plot-canvas" />
      <div className="head-carrier">
        <span className="plot-veil" />
        <span className="plot-head" />
      </div>
      {hover !== null && <SpanCard {...hover} />}
    </div>
  );
}

function Grid({ ticks, scale }: { ticks: readonly Tick[]; scale: Scale }) {
  return (
    <>
      {ticks.map((tick) => (
        <span key={tick.ms} className="grid-line" style={{ left: `${scale.at(tick.ms) * 100}%` }} />
      ))}
    </>
  );
}

/** Tick labels, for the ruler above the plot. */
export function TickLabels({ scale, widthPx }: { scale: Scale; widthPx: number }) {
  return (
    <>
      {ticksOf(scale, Math.floor(widthPx / TICK_PX)).map((tick) => (
        <span key={tick.ms} className="tick" style={{ left: `${scale.at(tick.ms) * 100}%` }}>{tick.label}</span>
      ))}
    </>
  );
}

/** How far from the pointer its card stands, in CSS px. */
const CARD_PX = 14;

function SpanCard({ span, lane, xPx, yPx }: Hover) {
  const { innerWidth, innerHeight } = window;
  const side = xPx > innerWidth / 2 ? { right: innerWidth - xPx + CARD_PX } : { left: xPx + CARD_PX };
  const level = yPx > innerHeight / 2 ? { bottom: innerHeight - yPx + CARD_PX } : { top: yPx + CARD_PX };
  return (
    <div className="span-card" style={{ ...side, ...level }}>
      <p className="span-card-title">{placeName(span.stage)} · {layerName(span.stage, span.layer)}</p>
      <p className="span-card-number">{formatDuration(span.durationMs)}</p>
      {span.rangeMs !== undefined && (
        <p>{t('{low} to {high} in nine of ten requests', { low: formatDuration(span.rangeMs.low), high: formatDuration(span.rangeMs.high) })}</p>
      )}
      <p>{t('{lane}, starts at {time}, {provenance}', { lane: lane.title, time: formatDuration(span.startMs), provenance: provenanceName(span.provenance) })}</p>
    </div>
  );
}

interface Size {
  widthPx: number;
  heightPx: number;
  /** The document's type size in CSS px, which grows with the screen. */
  rem: number;
}

export function useSize(target: { current: HTMLElement | null }): Size {
  const [size, setSize] = useState<Size>({ widthPx: 0, heightPx: 0, rem: 16 });
  useEffect(() => {
    const element = target.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setSize({ widthPx: element.clientWidth, heightPx: element.clientHeight, rem: parseFloat(getComputedStyle(document.documentElement).fontSize) }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [target]);
  return size;
}

/** Share of a row's height left empty above, between and below its two bars. */
const ROW_PADDING = 0.14;

function paint(canvas: HTMLCanvasElement, { widthPx, heightPx }: Size, rows: readonly Row[], scale: Scale): void {
  const context = canvas.getContext('2d');
  if (context === null || widthPx === 0 || heightPx === 0) return;
  const dots = window.devicePixelRatio;
  canvas.width = Math.round(widthPx * dots);
  canvas.height = Math.round(heightPx * dots);
  context.scale(dots, dots);
  const inks = inksOfPage();
  const placeOf = barPlaces(rows, heightPx);
  rows.forEach((row, r) => {
    row.lanes.forEach((spans, lane) => paintBars(context, { spans, tone: toneOf, ...placeOf(r, lane) }, scale, widthPx, inks));
  });
}

/** Adds what a growing lane has got since: painting all of its spans with every frame would take longer than the frame. */
function paintArrivals(canvas: HTMLCanvasElement, { widthPx, heightPx }: Size, rows: readonly Row[], scale: Scale, lane: number, arrivals: readonly Arrival[]): void {
  const context = canvas.getContext('2d');
  if (context === null || widthPx === 0 || heightPx === 0 || arrivals.length === 0) return;
  const inks = inksOfPage();
  const placeOf = barPlaces(rows, heightPx);
  for (const { row, spans, stepsBefore } of arrivals) paintBars(context, { spans, stepsBefore, tone: toneOf, ...placeOf(row, lane) }, scale, widthPx, inks);
}

/** Where the bar of each row and lane stands. */
export function barPlaces(rows: readonly Row[], heightPx: number): (row: number, lane: number) => { yPx: number; heightPx: number } {
  const tops = rowTops(rows);
  const unitPx = heightPx / Math.max(tops.at(-1) ?? 1, 1);
  const padPx = unitPx * ROW_PADDING;
  return (row, lane) => {
    const barPx = ((rows[row]?.weight ?? 1) * unitPx - 3 * padPx) / 2;
    return { yPx: Math.round((tops[row] ?? 0) * unitPx + padPx + lane * (barPx + padPx)), heightPx: Math.round(barPx) };
  };
}
