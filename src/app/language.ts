/** The reader's language: asked for by the address, chosen earlier, or what the browser prefers. */
import { isLanguage, language, type Language } from '@/core/text';
import { EMBEDDED } from './embed/mode';
import { takeLocation } from './store/location';

const KEY = '400ms.language';
/** Where the page's state waits while the page is loaded again in another language. */
const KEPT = '400ms.kept';

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    // Storage may be closed to this page: the browser's preference is as good.
    return null;
  }
}

function store(chosen: Language): void {
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // As above; the address still carries it.
  }
}

/** The language to speak on this page. `?lang=de` is a choice, kept for later visits unless the page is embedded. */
export function wantedLanguage(): Language {
  const asked = new URLSearchParams(window.location.search).get('lang');
  if (isLanguage(asked)) {
    if (!EMBEDDED) store(asked);
    return asked;
  }
  const chosen = EMBEDDED ? null : stored();
  if (isLanguage(chosen)) return chosen;
  const preferred = navigator.languages.map((tag) => tag.split('-')[0]);
  return preferred.find(isLanguage) ?? 'en';
}

/** Loads the page again in another language, with everything that is on it. */
export async function changeLanguage(wanted: Language): Promise<void> {
  if (wanted === language()) return;
  store(wanted);
  const { sessionText } = await import('./exchange/share-link');
  try {
    sessionStorage.setItem(KEPT, sessionText());
  } catch {
    // Too long for the storage, or it is closed: the address keeps all but a measured run.
  }
  const address = new URL(window.location.href);
  address.searchParams.set('lang', wanted);
  // The address first, then the page: to replace the location would be undone by the reload, and without one not load a page that differs only after #.
  window.history.replaceState(window.history.state, '', address);
  window.location.reload();
}

/** Brings back what was on the page before its language changed. */
export async function restoreKept(): Promise<void> {
  const kept = takeKept();
  if (kept === null) return;
  const { readSession } = await import('./share/session');
  const session = readSession(kept);
  if (session.ok) takeLocation(session.value);
}

/** The state that waited for this page, once; null when none did. */
function takeKept(): string | null {
  try {
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    return kept;
  } catch {
    return null;
  }
}
