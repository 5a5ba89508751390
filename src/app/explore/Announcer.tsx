/** Tells screen readers when a lane reaches another stage: politely, and never token by token. */
import { useEffect, useRef } from 'react';
import { usePlayback } from '../store/playback';
import { frameAt } from '../playback/frame';
import { latestOf, type Lane } from './lanes';
import { outcomeName, placeName } from './names';
import { momentText } from './Scrubber';

/** Fast playback passes many stages a second; of those only the latest is told, at most this often, in ms. */
const TELL_EVERY_MS = 1_500;

export function Announcer({ lanes }: { lanes: readonly Lane[] }) {
  const region = useRef<HTMLDivElement>(null);
  const told = useRef('');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (text: string): void => {
      told.current = text;
      if (region.current !== null) region.current.textContent = text;
    };
    const stop = usePlayback.subscribe((now, before) => {
      if (now.timeMs === before.timeMs) return;
      if (!now.playing && !lanes.some((lane) => lane.growing)) {
        // A step by hand: say where it led, in full.
        clearTimeout(timer);
        timer = setTimeout(() => tell(momentText(lanes, usePlayback.getState().timeMs)), 150);
        return;
      }
      timer ??= setTimeout(() => {
        timer = undefined;
        const text = stagesText(lanes, usePlayback.getState().timeMs);
        if (text !== told.current) tell(text);
      }, TELL_EVERY_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [lanes]);
  return <div ref={region} role="status" className="sr-only" />;
}

function stagesText(lanes: readonly Lane[], timeMs: number): string {
  return lanes
    .flatMap((lane) => {
      const { title, growing } = lane;
      const trace = latestOf(lane);
      if (trace === null) return [];
      const { done, span } = frameAt(trace, timeMs, growing);
      if (done) return [`${title}: ${outcomeName(trace)}`];
      return span === null ? [] : [`${title}: ${placeName(span.stage)}`];
    })
    .join('. ');
}
