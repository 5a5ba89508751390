import { useEffect, useState } from 'react';
import type { Trace } from '@/core/trace';
import { growingOf } from './outline';
import { useRuns } from './runs-state';

/** How often tables of a growing run change, in ms: figures that change faster cannot be read. */
const CALM_MS = 500;

/** At the end of a run such views follow each other faster. */
const END_PHASE = 0.2;

/**
 * The local trace for views that are read rather than watched. While a run grows it changes twice a second, `phaseMs`
 * after the first of them, so that two such views never take the same frame; any other change is shown at once.
 */
export function useCalmLocal(phaseMs = 0): Trace | null {
  const [shown, setShown] = useState(() => useRuns.getState().local);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (): void => {
      clearTimeout(timer);
      timer = undefined;
      setShown(useRuns.getState().local);
    };
    show();
    let waitMs = CALM_MS + phaseMs;
    const stop = useRuns.subscribe((now, before) => {
      const growing = growingOf(now);
      const grew = growingOf(before);
      if (grew && !growing) {
        // The end, in a task of its own: the stations show it in this one.
        clearTimeout(timer);
        timer = setTimeout(show, phaseMs * END_PHASE);
        return;
      }
      if (now.local === before.local) return;
      if (!growing || !grew) {
        waitMs = CALM_MS + phaseMs;
        show();
        return;
      }
      timer ??= setTimeout(() => {
        waitMs = CALM_MS;
        show();
      }, waitMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [phaseMs]);
  return shown;
}
