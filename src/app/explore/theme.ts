/** Dark or light: what the reader chose, or what the system asks for. */
import { useLayoutEffect, useSyncExternalStore } from 'react';
import { EMBEDDED } from '../embed/mode';
import { useView } from '../store/view';

const query = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');

export function useThemeName(): 'dark' | 'light' {
  const chosen = useView((s) => s.theme);
  const systemDark = useSyncExternalStore(
    (changed) => {
      const media = query();
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => query().matches,
    () => false,
  );
  return chosen === 'system' ? (systemDark ? 'dark' : 'light') : chosen;
}

const KEY = '400ms.theme';

/** Puts the theme on the document before anything is painted; the choice of an earlier visit is kept. */
export function applyTheme(): void {
  // An embedded page has the theme that its host gives it; the reader's own visits are another matter.
  if (!EMBEDDED) takeKeptTheme();
  const { theme } = useView.getState();
  document.documentElement.dataset['theme'] = theme === 'system' ? (query().matches ? 'dark' : 'light') : theme;
}

function takeKeptTheme(): void {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === 'dark' || kept === 'light') useView.getState().set({ theme: kept });
  } catch {
    // Storage may be closed to this page; the system's theme is as good.
  }
}

/** Keeps the document in the theme of the moment. Mount once. */
export function useTheme(): void {
  const name = useThemeName();
  const chosen = useView((s) => s.theme);
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = name;
    if (EMBEDDED) return;
    try {
      if (chosen === 'system') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, chosen);
    } catch {
      // As above: without storage the choice lasts as long as the page.
    }
  }, [name, chosen]);
}
