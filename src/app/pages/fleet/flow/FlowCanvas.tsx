/** The fleet at work: requests as dots on their way through the stations and in the batches of the replicas. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type PointerEvent, type RefObject } from 'react';
import { t } from '@/core/text';
import type { FleetSample } from '@/datacenter/fleet/types';
import { useView } from '../../../store/view';
import { advanceFleet, useFleetClock } from '../playback';
import { sampleAt } from '../work/sample-list';
import { requestAt } from './dots';
import { flowHeightPx, layOut, SHOWN_REPLICAS } from './layout';
import { countsText, stationName } from './names';
import { flowInks, paintFlow } from './paint';
import type { FlowIndex } from './tracks';

interface FlowCanvasProps {
  index: FlowIndex;
  samples: readonly FleetSample[];
  replicas: number;
  /** End of the run, ms. */
  endMs: number;
  /** Called with the place of a request in the log. */
  onOpen: (request: number) => void;
  /** Called with the moment while it plays. */
  onMove: (timeMs: number) => void;
}

/** A tab that slept does not leap, ms. */
const LONGEST_FRAME_MS = 100;
const REACH_PX = 10;

export function FlowCanvas({ index, samples, replicas, endMs, onOpen, onMove }: FlowCanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const counts = useRef<HTMLParagraphElement>(null);
  const { width, height } = useSize(frame);
  const theme = useView((s) => s.theme);
  const places = useMemo(() => Math.max(1, ...index.slotsUsed.values()), [index]);
  const layout = useMemo(() => layOut(width, height, replicas, places), [width, height, replicas, places]);

  const draw = useCallback(() => {
    const context = canvas.current?.getContext('2d');
    if (context === null || context === undefined || width === 0) return;
    const { timeMs } = useFleetClock.getState();
    const dense = window.devicePixelRatio;
    context.setTransform(dense, 0, 0, dense, 0, 0);
    const found = paintFlow(context, layout, index, sampleAt(samples, timeMs), timeMs, flowInks(), 'IBM Plex Mono');
    if (counts.current !== null) counts.current.textContent = countsText(found);
  }, [index, layout, samples, width]);

  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    element.width = Math.round(width * window.devicePixelRatio);
    element.height = Math.round(height * window.devicePixelRatio);
    draw();
    return useFleetClock.subscribe(draw);
  }, [draw, width, height, theme]);
  useAdvance(endMs, onMove);

  const open = (event: PointerEvent<HTMLCanvasElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const found = requestAt(layout, index, useFleetClock.getState().timeMs, { x: event.clientX - box.left, y: event.clientY - box.top }, REACH_PX);
    if (found >= 0) onOpen(found);
  };
  return (
    <div className="flow">
      <div className="flow-stations" aria-hidden="true">
        {layout.stations.map(({ id, x }, i) => <span key={i} style={{ '--x': `${String(x)}px` }} data-id={id}>{stationName(id)}</span>)}
      </div>
      <div ref={frame} className="flow-frame" style={{ '--height': `${String(flowHeightPx(replicas))}px` }}>
        <canvas ref={canvas} className="flow-canvas" onPointerDown={open} role="img" aria-label={t('Requests on their way through the fleet. The timeline and the tables below carry the same numbers.')} />
      </div>
      <p ref={counts} className="flow-counts" />
      {replicas > SHOWN_REPLICAS && <p className="flow-counts">{t('{shown} of {replicas} replicas are drawn.', { shown: SHOWN_REPLICAS, replicas })}</p>}
    </div>
  );
}

function useAdvance(endMs: number, onMove: (timeMs: number) => void): void {
  const playing = useFleetClock((s) => s.playing);
  useEffect(() => {
    if (!playing) return;
    let lastMs = performance.now();
    let request = 0;
    const tick = (nowMs: number): void => {
      const wallMs = Math.min(LONGEST_FRAME_MS, Math.max(0, nowMs - lastMs));
      lastMs = nowMs;
      onMove(advanceFleet(wallMs, endMs));
      request = requestAnimationFrame(tick);
    };
    request = requestAnimationFrame(tick);
    return () => cancelAnimationFrame(request);
  }, [playing, endMs, onMove]);
}

function useSize(element: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return;
    const read = (): void => setSize({ width: target.clientWidth, height: target.clientHeight });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
