/** Starts what runs beside the views: the address bar, token counting, the device probe. */
import { restLoaded } from '@/messages/load';
import { EMBEDDED } from './embed/mode';
import { tellTextsMissing } from './language';
import { askProbe } from './models/state';
import { keepLocation } from './store/location';
import { keepCounting } from './store/token-count';

/** Long enough for the first paint to be over even on a slow machine, short enough that nobody waits for the count. */
const SETTLE_MS = 600;

/** Returns what stops it. */
export function connect(): () => void {
  // The address of an embedded page is its host's, and so is the history.
  const stopLocation = EMBEDDED ? () => undefined : keepLocation();
  let stopCounting: (() => void) | null = null;
  const settled = setTimeout(() => {
    stopCounting = keepCounting();
    void askProbe();
    // What is dropped on the page is answered in its language.
    void restLoaded().then((there) => {
      if (!there) tellTextsMissing();
    });
    if (EMBEDDED) return;
    // Offline use is a service beside the page: without it everything still works.
    void import('./offline/start').then(({ startOffline }) => startOffline(), () => undefined);
  }, SETTLE_MS);
  return () => {
    clearTimeout(settled);
    stopLocation();
    stopCounting?.();
  };
}
