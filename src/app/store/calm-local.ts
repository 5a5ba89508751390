import { useEffect, useState } from 'react';
import type { Trace } from '@/core/trace';
import { useRuns } from './runs-state';

/** How often tables of a growing run change, in ms: figures that change faster cannot be read. */
const CALM_MS = 250;

/**
 * The local trace for views that are read rather than watched. While a run grows it changes four times a second,
 * which leaves the frames to what moves; any other change is shown at once.
 */
export function useCalmLocal(): Trace | null {
  const [shown, setShown] = useState(() => useRuns.getState().local);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const show = (): void => {
      clearTimeout(timer);
      timer = undefined;
      setShown(useRuns.getState().local);
    };
    show();
    const stop = useRuns.subscribe((now, before) => {
      if (now.local === before.local) return;
      const growing = now.status === 'running' && now.localKind === 'live' && before.localKind === 'live' && before.local !== null;
      if (!growing) show();
      else timer ??= setTimeout(show, CALM_MS);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return shown;
}
