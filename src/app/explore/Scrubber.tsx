/** The playhead's handle on a time axis: a slider that keyboards, pointers and screen readers can move. */
import { useCallback, useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { t } from '@/core/text';
import { totalMs } from '@/core/trace';
import { formatDuration } from '@/core/units';
import type { Scale } from '../charts/scale';
import { currentSteps, useOnFrame } from '../playback/clock';
import { frameAt } from '../playback/frame';
import { stepAfter, stepBefore } from '../playback/steps';
import { usePlayback } from '../store/playback';
import { latestOf, type Lane } from './lanes';
import { layerName, placeName } from './names';

/** Page up and down move by a tenth of what is shown. */
const PAGE = 0.1;
/** A slider that tells its value sixty times a second is noise: in ms. */
const TELL_EVERY_MS = 500;

interface ScrubberProps {
  lanes: readonly Lane[];
  scale: Scale;
  label?: string;
  children?: ReactNode;
}

export function Scrubber({ lanes, scale, label = t('Playhead'), children }: ScrubberProps) {
  const root = useRef<HTMLDivElement>(null);
  const told = useRef(-Infinity);

  useOnFrame(
    useCallback(
      (timeMs: number) => {
        const slider = root.current;
        if (slider === null) return;
        const place = scale.at(timeMs);
        slider.style.setProperty('--head', Math.min(Math.max(place, 0), 1).toFixed(5));
        slider.dataset['beyond'] = place < -1e-9 || place > 1 + 1e-9 ? 'yes' : 'no';
        const now = performance.now();
        if ((usePlayback.getState().playing || lanes.some((lane) => lane.growing)) && now - told.current < TELL_EVERY_MS) return;
        told.current = now;
        slider.setAttribute('aria-valuenow', String(timeMs));
        slider.setAttribute('aria-valuetext', momentText(lanes, timeMs));
      },
      [lanes, scale],
    ),
  );
  const endMs = usePlayback((s) => s.endMs);

  const onKeyDown = (event: KeyboardEvent): void => {
    const { timeMs, hold } = usePlayback.getState();
    const page = (scale.endMs - scale.startMs) * PAGE;
    const to = {
      ArrowRight: () => stepAfter(currentSteps(), timeMs)?.timeMs ?? timeMs,
      ArrowUp: () => stepAfter(currentSteps(), timeMs)?.timeMs ?? timeMs,
      ArrowLeft: () => stepBefore(currentSteps(), timeMs)?.timeMs ?? 0,
      ArrowDown: () => stepBefore(currentSteps(), timeMs)?.timeMs ?? 0,
      PageUp: () => timeMs + page,
      PageDown: () => timeMs - page,
      Home: () => 0,
      End: () => endMs,
    }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    hold(to());
  };

  return (
    <div
      ref={root}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={endMs}
      aria-valuenow={0}
      className="scrubber"
      onKeyDown={onKeyDown}
      {...useScrub(scale)}
    >
      {children}
      <div className="head-carrier"><span className="head-handle" /></div>
    </div>
  );
}

/** Pointer handlers that move the playhead along an axis as wide as the element they are on. */
export function useScrub(scale: Scale): {
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  onPointerMove: (event: PointerEvent<HTMLElement>) => void;
} {
  const to = useCallback(
    (event: PointerEvent<HTMLElement>): void => {
      const box = event.currentTarget.getBoundingClientRect();
      const place = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 1);
      usePlayback.getState().hold(place === 0 && scale.startMs <= 0.001 ? 0 : scale.msAt(place));
    },
    [scale],
  );
  return {
    onPointerDown: useCallback((event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      to(event);
    }, [to]),
    onPointerMove: useCallback((event) => {
      if (event.currentTarget.hasPointerCapture(event.pointerId)) to(event);
    }, [to]),
  };
}

/** The moment in words: the time, and what each lane is doing then. */
export function momentText(lanes: readonly Lane[], timeMs: number): string {
  const doing = lanes.flatMap((lane) => {
    const { title, growing } = lane;
    const trace = latestOf(lane);
    if (trace === null) return [];
    const { done, span } = frameAt(trace, timeMs, growing);
    if (done) return [t('{lane}: ended at {time}', { lane: title, time: formatDuration(totalMs(trace)) })];
    return span === null ? [] : [`${title}: ${placeName(span.stage)}, ${layerName(span.stage, span.layer)}`];
  });
  return [formatDuration(timeMs), ...doing].join('. ');
}
