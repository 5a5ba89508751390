/** Starts the service worker and keeps what a run needs; loaded after the first paint. */
import * as Comlink from 'comlink';
import { Workbox } from 'workbox-window';
import { appError, err, type AppError, type Result } from '@/core/result';
import { t } from '@/core/text';
import { workerName } from '@/messages/load';
import { removeKept } from './caches';
import type { KeepApi } from './keep.worker';
import { useOffline, type OfflineStatus } from './state';

/** Remembered so that what a reader removed does not come back by itself. */
const OFF_KEY = '400ms.offline';
const UPDATE_CHECK_MS = 60 * 60 * 1000;
/** The app's own files; the model's are many times that. */
const WORKER_URL = 'sw.js';

const say = (status: OfflineStatus): void => useOffline.setState({ status });

let workbox: Workbox | null = null;

/** Looks at what this browser allows and starts keeping, unless the reader has turned it off. */
export async function startOffline(): Promise<void> {
  const reason = unsupportedReason();
  if (reason !== null) return say({ kind: 'unsupported', reason });
  if (isOff()) return say({ kind: 'off' });
  await register(savesData());
}

/** Keeps everything, whatever was chosen before. */
export async function keepEverything(): Promise<void> {
  setOff(false);
  await register(false);
}

/** Removes all that is kept and the service with it. The page goes on; the next visit comes from the network. */
export async function removeEverything(): Promise<void> {
  setOff(true);
  const registration = await navigator.serviceWorker.getRegistration(new URL('.', document.baseURI));
  await registration?.unregister();
  workbox = null;
  await removeKept();
  useOffline.setState({ status: { kind: 'off' }, update: 'none' });
}

function unsupportedReason(): string | null {
  if (import.meta.env.DEV) return t('The development server changes its files all the time; the built app can be kept.');
  // What stands inside another page is looked at, not installed.
  if (window.top !== window) return t('This page stands inside another one. Open it by itself to keep it.');
  if (!('serviceWorker' in navigator) || typeof caches === 'undefined') {
    return window.isSecureContext ? t('This browser keeps no pages.') : t('The page is not served over https or from localhost, which keeping needs.');
  }
  return null;
}

async function register(appOnly: boolean): Promise<void> {
  say({ kind: 'starting' });
  try {
    if (workbox === null) {
      const made = new Workbox(new URL(WORKER_URL, document.baseURI).href, { updateViaCache: 'none' });
      watchUpdates(made);
      await made.register();
      workbox = made;
      checkNowAndThen(made);
    }
    await navigator.serviceWorker.ready;
  } catch (cause) {
    // A browser that lets none in may answer nothing at all, over which the library stumbles.
    const refused = cause instanceof TypeError && (await navigator.serviceWorker.getRegistration()) === undefined;
    return say({ kind: 'failed', error: notKept(refused ? t('the browser registers no service worker here') : cause) });
  }
  if (appOnly) return say({ kind: 'app-only' });
  say({ kind: 'keeping', bytes: 0, totalBytes: null });
  const kept = await keepModel();
  say(kept.ok ? { kind: 'ready' } : { kind: 'failed', error: kept.error });
}

const notKept = (cause: unknown): AppError => appError(
  'not-kept',
  t('The app could not be kept for use offline ({cause}).', { cause: cause instanceof Error ? cause.message : String(cause) }),
  t('It works as long as there is a network. Try again, or allow this address to store data.'),
);

async function keepModel(): Promise<Result<null>> {
  const worker = new Worker(new URL('./keep.worker.ts', import.meta.url), { type: 'module', name: workerName('400ms-keep') });
  const broken = new Promise<Result<null>>((resolve) => {
    worker.addEventListener('error', (event) => resolve(err(notKept(event.message || t('its code could not be loaded')))));
  });
  // Progress comes by a channel of its own and may arrive after the end.
  let ended = false;
  const progress = Comlink.proxy((bytes: number, totalBytes: number | null) => {
    if (!ended) say({ kind: 'keeping', bytes, totalBytes });
  });
  try {
    return await Promise.race([Comlink.wrap<KeepApi>(worker).keep(new URL('models/', document.baseURI).href, progress), broken]);
  } finally {
    ended = true;
    worker.terminate();
  }
}

/** A newer version is announced; it takes over only when the reader asks for it. */
function watchUpdates(watched: Workbox): void {
  let asked = false;
  watched.addEventListener('waiting', () => {
    useOffline.setState({
      update: 'waiting',
      dismissed: false,
      takeUpdate: () => {
        asked = true;
        watched.messageSkipWaiting();
      },
    });
  });
  watched.addEventListener('controlling', ({ isUpdate, isExternal }) => {
    if (asked) window.location.reload();
    else if (isUpdate === true || isExternal === true) useOffline.setState({ update: 'elsewhere', dismissed: false, takeUpdate: () => window.location.reload() });
  });
}

/** The browser asks by itself when a page is opened; a page that stays open asks when it is looked at again. */
function checkNowAndThen(watched: Workbox): void {
  let checkedMs = performance.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || performance.now() - checkedMs < UPDATE_CHECK_MS) return;
    checkedMs = performance.now();
    // Without a network there is nothing to find.
    watched.update().catch(() => undefined);
  });
}

const savesData = (): boolean => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;

function isOff(): boolean {
  try {
    return localStorage.getItem(OFF_KEY) === 'off';
  } catch {
    return false; // storage is closed to this page: it keeps nothing either, and says so
  }
}

function setOff(off: boolean): void {
  try {
    if (off) localStorage.setItem(OFF_KEY, 'off');
    else localStorage.removeItem(OFF_KEY);
  } catch {
    // As above: the choice lasts as long as the page.
  }
}
