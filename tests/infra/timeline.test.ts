import { describe, expect, it } from 'vitest';
import { mainThreadOf, type TimelineEvent } from '../../scripts/bench/timeline';

/** A complete event; times in ms, processor time half of it. */
const event = (name: string, startMs: number, durationMs: number, tid = 1): TimelineEvent => ({
  name, ph: 'X', pid: 1, tid, ts: startMs * 1000, dur: durationMs * 1000, tdur: (durationMs * 1000) / 2,
});

describe('what a timeline says about the main thread', () => {
  it('finds the longest task, on the thread that draws', () => {
    const events = [event('FireAnimationFrame', 0, 1), event('RunTask', 0, 12), event('RunTask', 20, 60), event('RunTask', 0, 500, 2)];
    expect(mainThreadOf(events)).toMatchObject({ longestTaskMs: 60, longestTaskCpuMs: 30 });
  });

  it('adds up script from one frame to the next, without counting nested calls twice', () => {
    const events = [
      event('FireAnimationFrame', 0, 4), event('FunctionCall', 1, 2), // nested in the frame
      event('EventDispatch', 10, 6),
      event('FireAnimationFrame', 16, 2),
      event('Layout', 20, 9), // not script
      event('FireAnimationFrame', 32, 8), // the last one has no end
    ];
    expect(mainThreadOf(events).scriptingPerFrameMs).toEqual([(4 + 6) / 2, 2 / 2]);
  });

  it('says nothing of a recording without frames', () => {
    expect(mainThreadOf([event('RunTask', 0, 5)])).toEqual({ longestTaskMs: 0, longestTaskCpuMs: 0, scriptingPerFrameMs: [] });
  });
});
