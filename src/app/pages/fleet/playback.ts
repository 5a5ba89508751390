/** The clock of the animation: simulated time, at a speed that shows something. */
import { create } from 'zustand';

interface FleetClock {
  timeMs: number;
  playing: boolean;
  /** Simulated ms per ms. */
  speed: number;
}

export const FLEET_SPEEDS = [0.1, 0.25, 1, 4, 16, 64] as const;

export const useFleetClock = create<FleetClock>()(() => ({ timeMs: 0, playing: false, speed: 1 }));

export const seekFleet = (timeMs: number): void => useFleetClock.setState({ timeMs });
export const setFleetSpeed = (speed: number): void => useFleetClock.setState({ speed });

/** Plays on, or from the start if it stands at the end. */
export function toggleFleet(startMs: number, endMs: number): void {
  useFleetClock.setState(({ playing, timeMs }) => ({ playing: !playing, timeMs: !playing && timeMs >= endMs ? startMs : timeMs }));
}

/** Moves on by `wallMs` of real time and stops at the end. Returns where it stands. */
export function advanceFleet(wallMs: number, endMs: number): number {
  useFleetClock.setState(({ timeMs, speed }) => {
    const next = timeMs + wallMs * speed;
    return next >= endMs ? { timeMs: endMs, playing: false } : { timeMs: next };
  });
  return useFleetClock.getState().timeMs;
}
