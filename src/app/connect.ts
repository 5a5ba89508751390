/** Starts what runs beside the views: the recorded run, token counting, the device probe. Once, after the first paint. */
import { askProbe } from './models/state';
import { loadRecorded } from './store/recorded';
import { keepCounting } from './store/token-count';

/** Long enough for the first paint to be over even on a slow machine, short enough that nobody waits for the count. */
const SETTLE_MS = 600;

/** Returns what stops it. */
export function connect(): () => void {
  void loadRecorded();
  let stopCounting: (() => void) | null = null;
  const settled = setTimeout(() => {
    stopCounting = keepCounting();
    void askProbe();
  }, SETTLE_MS);
  return () => {
    clearTimeout(settled);
    stopCounting?.();
  };
}
