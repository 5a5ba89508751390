/** Both traces in proportion, on one time axis, under one playhead. */
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { PlaceId } from '@/core/stage';
import { msg, t } from '@/core/text';
import { formatDuration } from '@/core/units';
import type { Scale } from '../charts/scale';
import { Button } from '../ui/Button';
import { useOnFrame } from '../playback/clock';
import { usePlayback } from '../store/playback';
import { useView } from '../store/view';
import { latestOf, scaleOf, shortTitle, type Lane } from './lanes';
import { LiveRows } from './live-rows';
import { Plot, TickLabels, useSize } from './Plot';
import { rowsOf, rowTops, type Row } from './rows';
import { Scrubber } from './Scrubber';
import { Segments } from './Segments';
import { useThemeName } from './theme';
import { walkButtons } from './walk-buttons';
import { WaterfallTable } from './WaterfallTable';
import { ACTIONS, tooltipOf } from './actions';
import { placeName } from './names';
import './waterfall.css';

interface WaterfallProps {
  lanes: readonly [Lane, Lane];
  /** Shows the chosen stage, then the same stage of the other lane, then everything again. */
  onZoom: (place: PlaceId | null, lane?: Lane) => void;
}

export function Waterfall({ lanes, onZoom }: WaterfallProps) {
  const axis = useView((s) => s.axis);
  const mode = useView((s) => s.rows);
  const zoom = useView((s) => s.zoom);
  const theme = useThemeName();
  const [asTable, setAsTable] = useState(false);
  const growing = lanes.some((lane) => lane.growing);
  const growingEndMs = usePlayback((s) => (growing ? s.endMs : 0));
  const scale = useMemo(() => scaleOf(lanes, axis, zoom, growingEndMs), [lanes, axis, zoom, growingEndMs]);
  const rows = useMemo(() => rowsOf(lanes, mode, scale), [lanes, mode, scale]);
  return (
    <section className="waterfall" data-rows={mode} aria-label={t('Waterfall')}>
      <Bar note={axisNote(scale)} asTable={asTable} onTable={setAsTable} onZoom={onZoom} />
      {asTable ? <WaterfallTable lanes={lanes} /> : <Chart lanes={lanes} rows={rows} scale={scale} theme={theme} onZoom={onZoom} />}
    </section>
  );
}

interface BarProps {
  note: string;
  asTable: boolean;
  onTable: (asTable: boolean) => void;
  onZoom: WaterfallProps['onZoom'];
}

const Bar = memo(function Bar({ note, asTable, onTable, onZoom }: BarProps) {
  const axis = useView((s) => s.axis);
  const mode = useView((s) => s.rows);
  const zoomed = useView((s) => s.zoom !== null);
  const stage = useView((s) => s.stage) ?? 'inference';
  const set = useView((s) => s.set);
  return (
    <div className="waterfall-bar">
      <Segments label={t('Axis')} value={axis} options={AXES} onChange={(next) => set({ axis: next })} />
      <span className="axis-note" title={axis === 'linear' ? t('Equal lengths are equal times.') : t('Equal lengths are equal ratios, not equal times.')}>
        {note}
      </span>
      <Segments label={t('Rows')} value={mode} options={ROWS} onChange={(next) => set({ rows: next })} />
      <span className="waterfall-zoom">
        <Button kind="quiet" onClick={() => onZoom(stage)} title={tooltipOf(ACTIONS.zoom)}>{t('Zoom to {stage}', { stage: placeName(stage) })}</Button>
        {zoomed && <Button kind="quiet" onClick={() => onZoom(null)}>{t('Show all')}</Button>}
      </span>
      <Button kind="quiet" aria-pressed={asTable} onClick={() => onTable(!asTable)}>{asTable ? t('Chart') : t('Table')}</Button>
    </div>
  );
});

const AXES = [['linear', msg('Linear')], ['log', msg('Log')]] as const;
const ROWS = [['stages', msg('Stages')], ['layers', msg('Layers')]] as const;

function axisNote(scale: Scale): string {
  const ends = { start: scale.startMs === 0 ? '0' : formatDuration(scale.startMs), end: formatDuration(scale.endMs) };
  return scale.kind === 'linear' ? t('linear, {start} to {end}', ends) : t('logarithmic, {start} to {end}', ends);
}

interface ChartProps extends WaterfallProps {
  rows: readonly Row[];
  scale: Scale;
  theme: string;
}

function Chart({ lanes, rows, scale, theme, onZoom }: ChartProps) {
  const ruler = useRef<HTMLDivElement>(null);
  const { widthPx } = useSize(ruler);
  const selected = useView((s) => s.stage);
  const select = useView((s) => s.select);
  const list = useRef<HTMLDivElement>(null);
  useLiveValues(list, lanes, rows);

  const rowKeys = rows.map(({ key }) => key).join();
  // The chosen stage comes into view when there are more rows than room.
  useEffect(() => {
    const box = list.current;
    const name = box?.querySelector<HTMLElement>(`[data-place="${selected ?? ''}"]`);
    if (box === null || name === null || name === undefined) return;
    // Only the list may move: `scrollIntoView` would take the page along.
    const above = name.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (above < 0 || above + name.offsetHeight > box.clientHeight) box.scrollTop += above;
  }, [selected, rowKeys]);

  // One tab stop, arrow keys between the rows.
  const tabStop = Math.max(0, rows.findIndex((row) => row.place === selected));
  return (
    <div className="chart">
      <div className="chart-ruler">
        <div ref={ruler} className="ruler">
          <Scrubber lanes={lanes} scale={scale}>
            <TickLabels scale={scale} widthPx={widthPx} />
          </Scrubber>
        </div>
        <span className="ruler-values" aria-hidden="true">{lanes.map((lane) => <span key={lane.id}>{shortTitle(lane.id)}</span>)}</span>
      </div>
      <div className="chart-scroll" ref={list}>
        <div className="chart-rows" role="toolbar" aria-orientation="vertical" aria-label={t('Rows of the waterfall')} onKeyDown={walkButtons} style={{ '--count': rowTops(rows).at(-1), '--template': rows.map((row) => `minmax(0, ${row.weight}fr)`).join(' ') }}>
          {rows.map((row, i) => (
            <div key={row.key} className="row" data-first={row.first ? '' : undefined} data-on={selected === row.place ? '' : undefined} style={{ gridRow: i + 1 }}>
              <button
                type="button"
                className="row-name"
                data-place={row.place}
                tabIndex={i === tabStop ? 0 : -1}
                aria-label={rowText(row, lanes)}
                title={row.layer === null ? row.label : `${placeName(row.place)}: ${row.label}`}
                onClick={() => select(row.place)}
                onDoubleClick={() => onZoom(row.place)}
              >
                {row.label}
              </button>
              <span className="row-values" aria-hidden="true">
                {row.totalsMs.map((ms, lane) => (
                  <span key={lane} data-lane={lane}>{ms === null ? '–' : formatDuration(ms)}</span>
                ))}
              </span>
            </div>
          ))}
          <div className="plot-place">
            <Plot lanes={lanes} rows={rows} scale={scale} theme={theme} onZoom={onZoom} />
          </div>
        </div>
      </div>
    </div>
  );
}

/** How often the sums beside the rows of a growing lane change, in ms: faster, they could not be read. */
const VALUES_MS = 120;

/** Keeps the sums beside the rows up to date while a lane grows. */
function useLiveValues(list: { current: HTMLElement | null }, lanes: readonly [Lane, Lane], rows: readonly Row[]): void {
  const writtenAtMs = useRef(-Infinity);
  const live = useMemo(() => {
    const growing = lanes.findIndex((lane) => lane.growing);
    return growing < 0 ? null : new LiveRows(rows, growing, lanes[growing]?.trace?.spans.length ?? 0);
  }, [lanes, rows]);
  useOnFrame(
    useCallback(() => {
      const trace = live === null ? null : latestOf(lanes[live.lane === 0 ? 0 : 1]);
      const nowMs = performance.now();
      if (live === null || trace === null || nowMs - writtenAtMs.current < VALUES_MS) return;
      writtenAtMs.current = nowMs;
      const places = list.current?.querySelectorAll(`.row-values > [data-lane="${live.lane}"]`);
      for (const { row } of live.take(trace.spans)) {
        const place = places?.[row];
        const ms = live.totalsMs[row] ?? null;
        // The text that React put there stays React's: only its value changes.
        if (place?.firstChild instanceof Text && ms !== null) place.firstChild.data = formatDuration(ms);
      }
    }, [lanes, list, live]),
  );
}

function rowText(row: Row, lanes: readonly Lane[]): string {
  const times = row.totalsMs.map((ms, i) => {
    const lane = lanes[i]?.title ?? '';
    return ms === null ? t('{lane} not at all', { lane }) : `${lane} ${formatDuration(ms)}`;
  });
  return `${row.label}: ${times.join(', ')}`;
}
