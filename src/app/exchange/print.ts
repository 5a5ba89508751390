/** Paper is light: what is painted on a canvas takes the light theme's inks for as long as the page is printed. */
import { flushSync } from 'react-dom';
import { useView, type Theme } from '../store/view';

/** Returns what stops it. */
export function watchPrinting(): () => void {
  let kept: Theme | null = null;
  // The browser takes its picture as soon as the event has been handled: nothing may wait for the next frame.
  const set = (theme: Theme): void => flushSync(() => useView.getState().set({ theme }));
  const before = (): void => {
    kept ??= useView.getState().theme;
    set('light');
  };
  const after = (): void => {
    if (kept !== null) set(kept);
    kept = null;
  };
  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
  return () => {
    window.removeEventListener('beforeprint', before);
    window.removeEventListener('afterprint', after);
  };
}
