/** The one clock of the page: a single animation-frame loop moves the playhead, views draw from it. */
import { useEffect, useLayoutEffect } from 'react';
import { totalMs, type Trace } from '@/core/trace';
import { usePlayback } from '../store/playback';
import { growingOf } from '../store/outline';
import { useRuns } from '../store/runs';
import { growingEndMs } from './growing-end';
import { stepsOfAll, type Step } from './steps';
import { countUntil } from './frame';

/** A tab that slept does not leap: at most this much real time passes between two frames, in ms. */
const LONGEST_FRAME_MS = 250;

let reducedMotion: MediaQueryList | undefined;
/** What the reader asked their system for. The query is made once and stays live: this is asked every frame. */
export function prefersReducedMotion(): boolean {
  reducedMotion ??= window.matchMedia('(prefers-reduced-motion: reduce)');
  return reducedMotion.matches;
}

let stepsFor: readonly (Trace | null)[] = [];
let steps: Step[] = [];
/** Steps of the two traces on the page; kept until one of them is replaced. */
export function currentSteps(): readonly Step[] {
  const { modeled, local } = useRuns.getState();
  if (stepsFor[0] !== modeled || stepsFor[1] !== local) {
    stepsFor = [modeled, local];
    steps = stepsOfAll([modeled, local].filter((trace) => trace !== null));
  }
  return steps;
}

/** True while the local trace is still being made. */
export const isGrowing = (): boolean => growingOf(useRuns.getState());

const endOf = (trace: Trace | null): number => (trace === null ? 0 : totalMs(trace));

/** Runs the clock for as long as the page stands. Mount once. */
export function useClock(): void {
  useEffect(() => {
    let request = 0;
    let lastMs = 0;
    /** Under reduced motion the playhead stands on steps; this is where it would be. */
    let unseen: Unseen | null = null;
    /** The live run as last seen, and when; null while there is none. */
    let live: { trace: Trace; seenAtMs: number } | null = null;

    const needed = (): boolean => usePlayback.getState().playing || useRuns.getState().status === 'running';
    const tick = (nowMs: number): void => {
      request = 0;
      const wallMs = Math.min(nowMs - lastMs, LONGEST_FRAME_MS);
      lastMs = nowMs;
      const { local, modeled } = useRuns.getState();
      if (isGrowing() && local !== null) {
        // Real time since the last thing that the run told, on top of the time it had told by then.
        const playback = usePlayback.getState();
        if (live === null) playback.hold(0);
        if (live?.trace !== local) live = { trace: local, seenAtMs: nowMs };
        const liveMs = totalMs(local) + nowMs - live.seenAtMs;
        playback.setEnd(growingEndMs(liveMs, endOf(modeled)));
        playback.seek(Math.max(liveMs, usePlayback.getState().timeMs));
      } else if (usePlayback.getState().playing) {
        if (prefersReducedMotion()) unseen = advanceByStep(unseen, wallMs);
        else usePlayback.getState().advance(wallMs);
      }
      schedule();
    };
    const schedule = (): void => {
      if (!needed()) {
        unseen = null;
        return;
      }
      if (request !== 0) return;
      request = requestAnimationFrame(tick);
    };
    const wake = (): void => {
      if (live !== null && !isGrowing()) {
        // The run is over: the page stands at its end, whatever the last frames had no time to show.
        live = null;
        const { local, modeled } = useRuns.getState();
        const { setEnd, hold } = usePlayback.getState();
        const endMs = Math.max(endOf(local), endOf(modeled));
        setEnd(endMs);
        hold(endMs);
      }
      if (request === 0 && needed()) {
        lastMs = performance.now();
        schedule();
      }
    };
    wake();
    const stops = [usePlayback.subscribe(wake), useRuns.subscribe(wake)];
    return () => {
      stops.forEach((stop) => stop());
      cancelAnimationFrame(request);
    };
  }, []);
}

interface Unseen {
  /** Where the playhead would be if it moved smoothly. */
  timeMs: number;
  /** Where it was last put; anywhere else means that somebody moved it. */
  shownMs: number;
}

/** Moves on unseen and shows the last step that has been passed. */
function advanceByStep(unseen: Unseen | null, wallMs: number): Unseen {
  const { timeMs, speed, endMs, seek, pause } = usePlayback.getState();
  const fromMs = unseen === null || unseen.shownMs !== timeMs ? timeMs : unseen.timeMs;
  const toMs = Math.min(fromMs + wallMs * speed, endMs);
  const all = currentSteps();
  const passed = all[countUntil(all.length, (i) => all[i]?.timeMs ?? 0, toMs) - 1];
  if (passed !== undefined && passed.timeMs > timeMs) seek(passed.timeMs);
  if (toMs >= endMs) {
    seek(endMs);
    pause();
  }
  return { timeMs: toMs, shownMs: usePlayback.getState().timeMs };
}

/** Calls `draw` with the playhead's time now, whenever it moves and when it comes to rest. Keep `draw` stable (useCallback): it redraws when it changes. */
export function useOnFrame(draw: (timeMs: number) => void): void {
  useLayoutEffect(() => {
    draw(usePlayback.getState().timeMs);
    return usePlayback.subscribe((now, before) => {
      if (now.timeMs !== before.timeMs || now.playing !== before.playing) draw(now.timeMs);
    });
  }, [draw]);
}
