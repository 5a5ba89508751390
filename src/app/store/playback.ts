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
  seek: (timeMs: number) => void;
  setSpeed: (speed: number) => void;
  /** Moves the playhead by `wallMs` of real time at the current speed; pauses at the end. */
  advance: (wallMs: number) => void;
}

export const usePlayback = create<PlaybackStore>()((set) => ({
  timeMs: 0,
  endMs: 0,
  playing: false,
  speed: 1 / 10,
  setEnd: (endMs) => set((s) => ({ endMs, timeMs: Math.min(s.timeMs, endMs) })),
  // Play at the end starts over.
  play: () => set((s) => ({ playing: s.endMs > 0, timeMs: s.timeMs >= s.endMs ? 0 : s.timeMs })),
  pause: () => set({ playing: false }),
  seek: (timeMs) => set((s) => ({ timeMs: Math.min(Math.max(timeMs, 0), s.endMs) })),
  setSpeed: (speed) => set({ speed }),
  advance: (wallMs) =>
    set((s) => {
      const timeMs = Math.min(s.timeMs + wallMs * s.speed, s.endMs);
      return timeMs >= s.endMs ? { timeMs, playing: false } : { timeMs };
    }),
}));
