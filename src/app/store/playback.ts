import { create } from 'zustand';

/** Playback speeds as fractions of real time, fastest first. */
export const SPEEDS = [1, 1 / 2, 1 / 5, 1 / 10, 1 / 50, 1 / 100, 1 / 1000] as const;

interface PlaybackStore {
  /** Where the playhead stands on the traces' common time axis, in ms. */
  timeMs: number;
  /** End of the longer of the two traces, in ms. */
  endMs: number;
  playing: boolean;
  speed: number;
  setEnd: (endMs: number) => void;
  play: () => void;
  pause: () => void;
  /** Play when paused and the other way round. */
  toggle: () => void;
  /** Goes to a moment; whether it plays on is left as it was. */
  seek: (timeMs: number) => void;
  /** Goes to a moment and stays there: what stepping and scrubbing do. */
  hold: (timeMs: number) => void;
  /** From the start, playing. */
  restart: () => void;
  setSpeed: (speed: number) => void;
  /** Moves the playhead by `wallMs` of real time at the current speed; pauses at the end. */
  advance: (wallMs: number) => void;
}

const within = (timeMs: number, endMs: number): number => Math.min(Math.max(timeMs, 0), endMs);

export const usePlayback = create<PlaybackStore>()((set, get) => ({
  timeMs: 0,
  endMs: 0,
  playing: false,
  speed: 1 / 10,
  setEnd: (endMs) => set((s) => (s.endMs === endMs ? s : { endMs, timeMs: Math.min(s.timeMs, endMs) })),
  // Play at the end starts over.
  play: () => set((s) => ({ playing: s.endMs > 0, timeMs: s.timeMs >= s.endMs ? 0 : s.timeMs })),
  pause: () => set({ playing: false }),
  toggle: () => (get().playing ? get().pause() : get().play()),
  seek: (timeMs) => set((s) => ({ timeMs: within(timeMs, s.endMs) })),
  hold: (timeMs) => set((s) => ({ timeMs: within(timeMs, s.endMs), playing: false })),
  restart: () => set((s) => ({ timeMs: 0, playing: s.endMs > 0 })),
  setSpeed: (speed) => set({ speed }),
  advance: (wallMs) =>
    set((s) => {
      const timeMs = Math.min(s.timeMs + wallMs * s.speed, s.endMs);
      return timeMs >= s.endMs ? { timeMs, playing: false } : { timeMs };
    }),
}));
