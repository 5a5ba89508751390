/** The reader's language: asked for by the address, chosen earlier, or what the browser prefers. */
import { appError } from '@/core/result';
import { isLanguage, language, t, type Language } from '@/core/text';
import { EMBEDDED } from './embed/mode';
import { readSession } from './share/session';
import { takeLocation, useLink } from './store/location';

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
  try {
    const { sessionText } = await import('./exchange/share-link');
    sessionStorage.setItem(KEPT, sessionText());
  } catch {
    // Too long for the storage, or it is closed, or there is no network for the code: the address keeps all but a measured run.
  }
  const address = new URL(window.location.href);
  address.searchParams.set('lang', wanted);
  // The address first, then the page: to replace the location would be undone by the reload, and without one not load a page that differs only after #.
  window.history.replaceState(window.history.state, '', address);
  window.location.reload();
}

/** Brings back what was on the page before its language changed. */
export function restoreKept(): void {
  const kept = takeKept();
  if (kept === null) return;
  const session = readSession(kept);
  if (session.ok) takeLocation(session.value);
  else useLink.setState(({ problems }) => ({ problems: [...problems, session.error] }));
}

/** Says that texts of the page's language could not be loaded, where the faults of a link are said, too. */
export function tellTextsMissing(): void {
  const missing = appError('texts-missing', t('Texts in your language could not be loaded: some of this page is in English.'), t('Reload the page when there is a network.'));
  useLink.setState(({ problems }) => ({ problems: [...problems, missing] }));
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
