/** The run over time, one small chart a quantity, sharing the axis and the playhead of the animation. */
import { useCallback, useLayoutEffect, useMemo, useRef, type PointerEvent } from 'react';
import { t } from '@/core/text';
import { formatCount, formatDuration, formatShare, withDecimals } from '@/core/units';
import type { TimelinePoint } from '@/datacenter/fleet/stats/timeline';
import { DataTable } from '../parts/DataTable';
import { Figure } from '../parts/Figure';
import { useFleetClock } from './playback';
import { showMoment } from './state';

interface Series { id: string; name: string; of: (point: TimelinePoint) => number; format: (value: number) => string; tone: 'around' | 'prefill' | 'decode' | 'fail'; least?: number; always?: boolean }

const perSecond = (points: readonly TimelinePoint[], of: (point: TimelinePoint) => number) => {
  const spans = new Map(points.map((point, i) => [point, point.nowMs - (points[i - 1]?.nowMs ?? 0)]));
  return (point: TimelinePoint): number => of(point) / (Math.max(spans.get(point) ?? 0, 1e-9) / 1000);
};
const rate = (value: number): string => `${withDecimals(value, value < 10 ? 1 : 0)}/s`;

/** What is drawn: quantities that stay 0 throughout are left out, but for the main ones. */
function seriesOf(points: readonly TimelinePoint[]): Series[] {
  const all: Series[] = [
    { id: 'load', name: t('Arrivals'), of: perSecond(points, (p) => p.arrived), format: rate, tone: 'around', always: true },
    { id: 'queue', name: t('Waiting'), of: (p) => p.waiting, format: formatCount, tone: 'around', always: true, least: 1 },
    { id: 'batch', name: t('Running'), of: (p) => p.running, format: formatCount, tone: 'decode', always: true, least: 1 },
    { id: 'busy', name: t('GPU busy'), of: (p) => p.busy, format: formatShare, tone: 'decode', always: true, least: 1 },
    { id: 'kv', name: t('KV cache'), of: (p) => p.kvFill, format: formatShare, tone: 'prefill', always: true, least: 1 },
    { id: 'hits', name: t('Cache hits'), of: (p) => (p.lookups === 0 ? 0 : p.hits / p.lookups), format: formatShare, tone: 'prefill', least: 1 },
    { id: 'serving', name: t('Replicas'), of: (p) => p.serving, format: formatCount, tone: 'around' },
    { id: 'cold', name: t('Cold starts'), of: (p) => p.coldStarts, format: formatCount, tone: 'fail' },
    { id: 'lost', name: t('Shed, refused'), of: perSecond(points, (p) => p.shed + p.rejected + p.failed), format: rate, tone: 'fail' },
  ];
  return all.filter(({ of, always, id }) => always === true || (id === 'serving' ? new Set(points.map(of)).size > 1 : points.some((p) => of(p) > 0)));
}

const ROWS_IN_TABLE = 24;

export function FleetTimeline({ points }: { points: readonly TimelinePoint[] }) {
  const series = useMemo(() => seriesOf(points), [points]);
  const endMs = points.at(-1)?.nowMs ?? 0;
  const every = Math.max(1, Math.ceil(points.length / ROWS_IN_TABLE));
  const peak = points.reduce((most, p) => Math.max(most, p.waitingMax), 0);
  return (
    <Figure
      title={t('Over time')}
      summary={t('{time} of the fleet’s time. The longest queue held {peak} requests. Press on a moment to see the fleet then.', { time: formatDuration(endMs), peak: formatCount(peak) })}
      chart={<div className="fleet-timeline">{series.map((each) => <Strip key={each.id} series={each} points={points} endMs={endMs} />)}</div>}
      table={
        <DataTable
          label={t('Moments of the run')}
          columns={[{ id: 'time', head: t('Until') }, ...series.map(({ id, name }) => ({ id, head: name, number: true }))]}
          rows={points.filter((_, i) => i % every === every - 1).map((point) => ({ id: String(point.nowMs), cells: [formatDuration(point.nowMs), ...series.map(({ of, format }) => format(of(point)))] }))}
        />
      }
    />
  );
}

const WIDTH = 1000;
const HEIGHT = 40;

function Strip({ series, points, endMs }: { series: Series; points: readonly TimelinePoint[]; endMs: number }) {
  const { of, format, name, tone, least = 0 } = series;
  const peak = points.reduce((most, point) => Math.max(most, of(point)), 0);
  const top = Math.max(peak, least === 1 && peak <= 1 ? 1 : 0) || 1;
  const path = useMemo(() => {
    let d = `M0 ${String(HEIGHT)}`;
    let x = 0;
    for (const point of points) {
      const y = (HEIGHT * (1 - of(point) / top)).toFixed(1);
      const next = endMs === 0 ? 0 : (point.nowMs / endMs) * WIDTH;
      d += `L${x.toFixed(1)} ${y}L${next.toFixed(1)} ${y}`;
      x = next;
    }
    return `${d}L${x.toFixed(1)} ${String(HEIGHT)}Z`;
  }, [points, of, top, endMs]);
  const head = useRef<HTMLSpanElement>(null);
  const now = useRef<HTMLSpanElement>(null);
  const draw = useCallback(() => {
    const { timeMs } = useFleetClock.getState();
    head.current?.style.setProperty('--head', (endMs === 0 ? 0 : Math.min(1, timeMs / endMs)).toFixed(4));
    const point = points.find((p) => p.nowMs >= timeMs) ?? points.at(-1);
    if (now.current !== null && point !== undefined) now.current.textContent = format(of(point));
  }, [points, of, format, endMs]);
  useLayoutEffect(() => {
    draw();
    return useFleetClock.subscribe(draw);
  }, [draw]);
  const seek = (event: PointerEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    showMoment(((event.clientX - box.left) / box.width) * endMs);
  };
  return (
    <div className="strip" data-tone={tone}>
      <span className="strip-name">{name}</span>
      <span className="strip-plot" onPointerDown={seek}>
        <svg viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} preserveAspectRatio="none" aria-hidden="true"><path d={path} /></svg>
        <span ref={head} className="strip-head" />
      </span>
      <span ref={now} className="strip-now" />
      <span className="strip-peak">{t('peak {value}', { value: format(peak) })}</span>
    </div>
  );
}
