/** Model files by URL: kept in the browser's cache in parts, so that a broken download goes on where it stopped. */
import { t } from '@/core/text';
import { localError, LocalFailure, causeText } from './errors';
import { MemoryParts, openDisk, type PartStore } from './part-store';
import type { LocalError } from './types';

/** Large enough for few entries, small enough that little is lost when a download breaks. */
const PART_BYTES = 16 * 1024 * 1024;
/** A connection that breaks is taken up again this often. */
const RETRIES = 2;

/** What the server says about a file before it is fetched. */
export interface RemoteFile {
  exists: boolean;
  /** Null when the server does not say. */
  bytes: number | null;
  etag: string | null;
  /**
   * True where `bytes` is the file's size for certain. A server elsewhere does not say whether it compresses what it
   * sends (`Content-Encoding` is no CORS-safelisted header, Fetch standard), so its length may be the transfer's.
   */
  exact: boolean;
  /** Set when the server could not be reached and the answer is what is stored. */
  unreached?: true;
}

interface Meta {
  /** Total size; null while unknown. */
  bytes: number | null;
  etag: string | null;
  parts: number;
  complete: boolean;
}

export interface FetchProgress {
  (bytes: number, fromCache: boolean): void;
}

export class FileStore {
  readonly #memory = new MemoryParts();
  #disk: Promise<PartStore | null> | null = null;
  /** Set when the browser's storage was full and files are kept in memory only. */
  #full = false;

  /** True when some files could not be stored and will be fetched again next time. */
  get storageFull(): boolean {
    return this.#full;
  }

  /** Tries the browser's storage again: there may be room by now. */
  tryStorageAgain(): void {
    this.#full = false;
  }

  /** Forgets what of this file is in memory for want of room; what is stored of it stays. */
  async forgetUnstored(url: string): Promise<void> {
    for (const key of await this.#memory.keys()) if (key === metaKey(url) || key.startsWith(`${url}${PART_MARK}`)) await this.#memory.remove(key);
  }

  /** Asks for size and existence. @throws LocalFailure offline, server-error, model-not-a-file. */
  async look(url: string, signal?: AbortSignal): Promise<RemoteFile> {
    let response: Response;
    try {
      response = await fetch(url, { method: 'HEAD', ...(signal === undefined ? {} : { signal }) });
    } catch (cause) {
      if (signal?.aborted === true) throw cause;
      const meta = await this.#meta(url);
      if (meta?.complete === true) return { exists: true, bytes: meta.bytes, etag: meta.etag, exact: meta.bytes !== null, unreached: true };
      throw new LocalFailure(offline(url, cause));
    }
    if (response.status === 404 || response.status === 410) return { exists: false, bytes: null, etag: null, exact: false };
    assertFile(url, response);
    const length = response.headers.get('content-length');
    // A compressed transfer's length is not the file's.
    const bytes = length === null || response.headers.has('content-encoding') ? null : Number(length);
    return { exists: true, bytes, etag: response.headers.get('etag'), exact: bytes !== null && new URL(url).origin === globalThis.location?.origin };
  }

  /** Bytes already stored of a file whose present version is `remote`; a changed file is dropped. */
  async storedBytes(url: string, remote: RemoteFile): Promise<number> {
    const meta = await this.#meta(url);
    if (meta === null) return 0;
    const changed = (meta.etag !== null && remote.etag !== null && meta.etag !== remote.etag)
      || (meta.bytes !== null && remote.bytes !== null && meta.bytes !== remote.bytes);
    if (changed) {
      await this.drop(url);
      return 0;
    }
    let stored = 0;
    for (let part = 0; part < meta.parts; part++) stored += (await this.#get(partKey(url, part)))?.size ?? 0;
    return stored;
  }

  /**
   * Makes sure the whole file is stored; `onBytes` is called with every piece, from the cache or the network.
   * Two workers that want the same file take turns: the second finds what the first has stored.
   * @throws LocalFailure offline, server-error, model-not-found, model-not-a-file; DOMException AbortError.
   */
  ensure(url: string, onBytes: FetchProgress = () => undefined, signal?: AbortSignal): Promise<void> {
    return oneAtATime(url, signal, () => this.#ensure(url, onBytes, signal));
  }

  async #ensure(url: string, onBytes: FetchProgress, signal: AbortSignal | undefined): Promise<void> {
    const meta = (await this.#meta(url)) ?? { bytes: null, etag: null, parts: 0, complete: false };
    let parts = 0;
    let have = 0;
    for (; parts < meta.parts; parts++) {
      const blob = await this.#get(partKey(url, parts));
      if (blob === null) break;
      have += blob.size;
      onBytes(blob.size, true);
    }
    if (meta.complete && parts === meta.parts) return;
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#download(url, { have, parts, etag: meta.etag }, onBytes, signal);
        return;
      } catch (cause) {
        if (cause instanceof LocalFailure || signal?.aborted === true) throw cause;
        if (attempt >= RETRIES) throw new LocalFailure(offline(url, cause));
        const now = await this.#meta(url);
        parts = now?.parts ?? 0;
        have = 0;
        for (let part = 0; part < parts; part++) have += (await this.#get(partKey(url, part)))?.size ?? 0;
      }
    }
  }

  /** True when the browser's storage holds the whole file; false also for one that is in memory for this visit only. */
  async kept(url: string): Promise<boolean> {
    if ((await this.#memory.get(metaKey(url))) !== null) return false;
    const meta = await this.#meta(url);
    for (let part = 0; part < (meta?.parts ?? 0); part++) if ((await this.#memory.get(partKey(url, part))) !== null) return false;
    return meta?.complete === true;
  }

  /** The stored file as a response; null when it is not complete. */
  async read(url: string): Promise<Response | null> {
    const meta = await this.#meta(url);
    if (meta?.complete !== true) return null;
    const blobs: Blob[] = [];
    for (let part = 0; part < meta.parts; part++) {
      const blob = await this.#get(partKey(url, part));
      if (blob === null) return null;
      blobs.push(blob);
    }
    const body = blobs.length === 1 && blobs[0] !== undefined ? blobs[0] : new Blob(blobs);
    return new Response(body, { status: 200, headers: { 'content-length': String(body.size) } });
  }

  /** Removes a file. Returns the bytes set free. */
  async drop(url: string): Promise<number> {
    const meta = await this.#meta(url);
    let freed = 0;
    for (let part = 0; part < (meta?.parts ?? 0); part++) {
      freed += (await this.#get(partKey(url, part)))?.size ?? 0;
      await this.#remove(partKey(url, part));
    }
    await this.#remove(metaKey(url));
    // There may be room again.
    if (freed > 0) this.#full = false;
    return freed;
  }

  /** Removes every file whose URL begins with `prefix`. Returns the bytes set free. */
  async dropUnder(prefix: string): Promise<number> {
    const stores = [this.#memory, await this.#diskStore()].filter((store) => store !== null);
    const keys = (await Promise.all(stores.map((store) => store.keys()))).flat();
    const urls = keys.filter((key) => key.startsWith(prefix) && key.endsWith(META_MARK)).map((key) => key.slice(0, -META_MARK.length));
    let freed = 0;
    for (const url of new Set(urls)) freed += await this.drop(url);
    return freed;
  }

  async #download(url: string, from: { have: number; parts: number; etag: string | null }, onBytes: FetchProgress, signal: AbortSignal | undefined): Promise<void> {
    const init: RequestInit = { ...(signal === undefined ? {} : { signal }) };
    if (from.have > 0) init.headers = { Range: `bytes=${from.have}-` };
    const response = await fetch(url, init);
    if (response.status === 404 || response.status === 410) throw new LocalFailure(notFound(url));
    if (response.status === 416 && from.have > 0) {
      // What is stored is not a beginning of the file as it is now.
      await this.drop(url);
      throw new Error(t('the server has nothing after what is stored'));
    }
    assertFile(url, response);
    // A server that ignores ranges sends everything again; what is stored is then skipped.
    let skip = response.status === 206 ? 0 : from.have;
    const bytes = totalBytes(response);
    const etag = response.headers.get('etag');
    const meta: Meta = { bytes, etag, parts: from.parts, complete: false };
    const reader = response.body?.getReader();
    if (reader === undefined) throw new LocalFailure(offline(url, t('an empty answer')));
    let pending: Uint8Array<ArrayBuffer>[] = [];
    let pendingBytes = 0;
    const flush = async (): Promise<void> => {
      await this.#put(partKey(url, meta.parts), new Blob(pending));
      meta.parts++;
      await this.#put(metaKey(url), metaBlob(meta));
      pending = [];
      pendingBytes = 0;
    };
    let received = from.have;
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        const piece = skip > 0 ? value.subarray(Math.min(skip, value.length)) : value;
        skip -= value.length - piece.length;
        if (piece.length === 0) continue;
        pending.push(piece);
        pendingBytes += piece.length;
        received += piece.length;
        onBytes(piece.length, false);
        if (pendingBytes >= PART_BYTES) await flush();
      }
      if (bytes !== null && received < bytes) throw new Error(t('the connection closed after {received} of {bytes} bytes', { received, bytes }));
    } catch (cause) {
      // Broken off or cancelled: what has come is kept, to go on from there.
      if (pendingBytes > 0) await flush();
      throw cause;
    }
    if (pendingBytes > 0 || meta.parts === 0) await flush();
    meta.bytes = received;
    meta.complete = true;
    await this.#put(metaKey(url), metaBlob(meta));
  }

  async #meta(url: string): Promise<Meta | null> {
    const blob = await this.#get(metaKey(url));
    if (blob === null) return null;
    try {
      const meta: unknown = JSON.parse(await blob.text());
      return isMeta(meta) ? meta : null;
    } catch {
      return null; // an unreadable entry is as good as none: the file is fetched again
    }
  }

  #diskStore(): Promise<PartStore | null> {
    this.#disk ??= openDisk();
    return this.#disk;
  }

  async #get(key: string): Promise<Blob | null> {
    return (await this.#memory.get(key)) ?? (await (await this.#diskStore())?.get(key)) ?? null;
  }

  async #put(key: string, data: Blob): Promise<void> {
    const disk = this.#full ? null : await this.#diskStore();
    if (disk !== null) {
      try {
        await disk.put(key, data);
        await this.#memory.remove(key);
        return;
      } catch {
        // No room: the model still runs from memory, and the load says that it was not kept.
        this.#full = true;
      }
    }
    await this.#memory.put(key, data);
  }

  async #remove(key: string): Promise<void> {
    await this.#memory.remove(key);
    await (await this.#diskStore())?.remove(key);
  }
}

/** Runs `work` while no other worker of this origin does so for the same file, where the browser has locks. */
function oneAtATime(url: string, signal: AbortSignal | undefined, work: () => Promise<void>): Promise<void> {
  const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks;
  if (locks === undefined) return work();
  return locks.request(`400ms ${url}`, signal === undefined ? {} : { signal }, work);
}

const META_MARK = '#400ms-meta';
const PART_MARK = '#400ms-part-';
// The Cache API ignores fragments, so parts are told apart in the query.
const metaKey = (url: string): string => url + META_MARK;
const partKey = (url: string, part: number): string => `${url}${PART_MARK}${part}`;
const metaBlob = (meta: Meta): Blob => new Blob([JSON.stringify(meta)], { type: 'application/json' });

/** @throws LocalFailure when the response is an error or an HTML page in a file's place. */
function assertFile(url: string, response: Response): void {
  if (!response.ok) throw new LocalFailure(serverError(url, response.status));
  if ((response.headers.get('content-type') ?? '').includes('text/html')) {
    throw new LocalFailure(localError('model-not-a-file', t('{name}: the server sent a web page in place of the file.', { name: nameOf(url) }), t('Check the address of the model’s folder.')));
  }
}

const totalBytes = (response: Response): number | null => {
  const range = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  if (range !== undefined) return Number(range);
  const length = response.headers.get('content-length');
  return length === null || response.headers.has('content-encoding') ? null : Number(length);
};

const MOST_NAME_CHARS = 200;
/** The end of an address in words. A manifest may name any path: one that is no valid escape is shown as it is. */
function nameOf(url: string): string {
  const end = url.split('/').slice(-2).join('/').slice(0, MOST_NAME_CHARS);
  try {
    return decodeURI(end);
  } catch {
    return end;
  }
}
const hostOf = (url: string): string => new URL(url).host;

export const notFound = (url: string): LocalError =>
  localError('model-not-found', t('{name} is not on {host}.', { name: nameOf(url), host: hostOf(url) }), t('Check the name or the address of the model.'));

function serverError(url: string, status: number): LocalError {
  if (status === 401 || status === 403) {
    return localError('model-not-found', t('{host} does not give out {name} ({status}): it does not exist or needs a login.', { host: hostOf(url), name: nameOf(url), status }), t('Choose a public model.'));
  }
  return localError('server-error', t('{host} answered {status} for {name}.', { host: hostOf(url), status, name: nameOf(url) }), t('Try again later.'));
}

function offline(url: string, cause: unknown): LocalError {
  const away = typeof navigator !== 'undefined' && navigator.onLine === false;
  return localError(
    'offline',
    away
      ? t('This machine is offline and {name} is not in the browser\'s cache.', { name: nameOf(url) })
      : t('{host} could not be reached for {name} ({why}).', { host: hostOf(url), name: nameOf(url), why: causeText(cause) }),
    t('Check the connection and load again: finished parts are kept. The embedded model needs no network.'),
  );
}

function isMeta(value: unknown): value is Meta {
  return typeof value === 'object' && value !== null
    && 'parts' in value && typeof value.parts === 'number' && 'complete' in value && typeof value.complete === 'boolean'
    && 'bytes' in value && (value.bytes === null || typeof value.bytes === 'number')
    && 'etag' in value && (value.etag === null || typeof value.etag === 'string');
}
