import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LocalFailure } from '../../src/local/errors';
import { FileStore } from '../../src/local/file-store';

/** Enough of the Cache API: responses by URL, optionally without room. */
class FakeCache {
  readonly entries = new Map<string, Blob>();
  roomBytes = Infinity;
  match(key: string): Promise<Response | undefined> {
    const blob = this.entries.get(key);
    return Promise.resolve(blob === undefined ? undefined : new Response(blob));
  }
  async put(key: string, response: Response): Promise<void> {
    const blob = await response.blob();
    const used = [...this.entries.values()].reduce((sum, { size }) => sum + size, 0);
    if (used + blob.size > this.roomBytes) throw new DOMException('Quota exceeded.', 'QuotaExceededError');
    this.entries.set(key, blob);
  }
  delete(key: string): Promise<boolean> {
    return Promise.resolve(this.entries.delete(key));
  }
  keys(): Promise<{ url: string }[]> {
    return Promise.resolve([...this.entries.keys()].map((url) => ({ url })));
  }
}

const MIB = 1024 * 1024;
const URL_A = 'https://host.test/m/weights.bin';
const data = Uint8Array.from({ length: 40 * MIB }, (_, i) => (i * 31 + (i >> 13)) & 255);

let cache: FakeCache;
/** Bytes after which the next answers break off; none: they come whole. */
let breaks: number[];
let requests: (string | null)[];
let ranges: boolean;
beforeEach(() => {
  cache = new FakeCache();
  breaks = [];
  requests = [];
  ranges = true;
  vi.stubGlobal('caches', { open: () => Promise.resolve(cache) });
  vi.stubGlobal('fetch', (_: string, init?: RequestInit): Promise<Response> => {
    const range = new Headers(init?.headers).get('range');
    requests.push(range);
    const from = ranges && range !== null ? Number(/\d+/.exec(range)?.[0]) : 0;
    const end = Math.min(data.length, from + (breaks.shift() ?? Infinity));
    let at = from;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= end) return end < data.length ? controller.error(new TypeError('network error')) : controller.close();
        const next = Math.min(end, at + MIB);
        controller.enqueue(data.slice(at, next));
        at = next;
      },
    });
    const headers: Record<string, string> = { 'content-length': String(data.length - from), 'content-type': 'application/octet-stream' };
    if (from >= data.length) return Promise.resolve(new Response(null, { status: 416 }));
    if (from > 0) headers['content-range'] = `bytes ${from}-${data.length - 1}/${data.length}`;
    return Promise.resolve(new Response(body, { status: from > 0 ? 206 : 200, headers }));
  });
});
afterEach(() => vi.unstubAllGlobals());

const stored = async (store: FileStore): Promise<Uint8Array> => new Uint8Array((await (await store.read(URL_A))?.arrayBuffer()) ?? new ArrayBuffer(0));

describe('file store', () => {
  it('gives back what the server sent, and asks it only once', async () => {
    const store = new FileStore();
    let bytes = 0;
    await store.ensure(URL_A, (more) => (bytes += more));
    expect(bytes).toBe(data.length);
    expect(Buffer.compare(await stored(store), data)).toBe(0);
    await new FileStore().ensure(URL_A);
    expect(requests).toHaveLength(1);
  });

  it('starts anew when the server has nothing after what is stored', async () => {
    breaks = [16 * MIB];
    await new FileStore().ensure(URL_A);
    // The last entry says that the file is whole; without it, all of it is stored but not known to be.
    for (const [key, blob] of cache.entries) {
      if (key.includes('meta')) cache.entries.set(key, new Blob([(await blob.text()).replace('"complete":true', '"complete":false')]));
    }
    const store = new FileStore();
    await store.ensure(URL_A);
    expect(requests).toContain(`bytes=${data.length}-`);
    expect(Buffer.compare(await stored(store), data)).toBe(0);
  });

  it('lets two workers that want the same file take turns', async () => {
    let last: Promise<unknown> = Promise.resolve();
    vi.stubGlobal('navigator', {
      locks: {
        request: (_name: string, _options: unknown, work: () => Promise<void>) => (last = last.then(work)),
      },
    });
    const stores = [new FileStore(), new FileStore()];
    await Promise.all(stores.map((store) => store.ensure(URL_A)));
    expect(requests).toEqual([null]);
    for (const store of stores) expect(Buffer.compare(await stored(store), data)).toBe(0);
  });

  it.each([true, false])('goes on after a broken connection from the last byte that came (server knows ranges: %s)', async (knows) => {
    ranges = knows;
    breaks = [37 * MIB];
    const store = new FileStore();
    await store.ensure(URL_A);
    expect(requests).toEqual([null, `bytes=${37 * MIB}-`]);
    expect(Buffer.compare(await stored(store), data)).toBe(0);
  });

  it('gives up with words after three attempts, and a later load goes on', async () => {
    breaks = [17 * MIB, MIB, MIB];
    const failure = await new FileStore().ensure(URL_A).catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(LocalFailure);
    expect((failure as LocalFailure).error.code).toBe('offline');
    expect((failure as LocalFailure).error.action).toContain('finished parts are kept');
    const store = new FileStore();
    const pieces: [number, boolean][] = [];
    await store.ensure(URL_A, (bytes, fromCache) => pieces.push([bytes, fromCache]));
    // One whole part and what came of the next, by each attempt.
    expect(pieces.filter(([, fromCache]) => fromCache)).toEqual([16, 1, 1, 1].map((mib) => [mib * MIB, true]));
    expect(pieces.reduce((sum, [bytes]) => sum + bytes, 0)).toBe(data.length);
    expect(Buffer.compare(await stored(store), data)).toBe(0);
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    breaks = [20 * MIB];
    const stopping = new FileStore().ensure(URL_A, (bytes) => {
      if (bytes > 0) controller.abort();
    }, controller.signal);
    await expect(stopping).rejects.toThrow();
    expect(requests).toHaveLength(1);
    // What had come is not fetched again.
    const store = new FileStore();
    await store.ensure(URL_A);
    expect(requests[1]).toMatch(/^bytes=[1-9]\d*-$/);
    expect(Buffer.compare(await stored(store), data)).toBe(0);
  });

  it('keeps files in memory when the storage is full, and says so', async () => {
    cache.roomBytes = 20 * MIB;
    const store = new FileStore();
    await store.ensure(URL_A);
    expect(store.storageFull).toBe(true);
    expect(await store.kept(URL_A)).toBe(false);
    expect(Buffer.compare(await stored(store), data)).toBe(0);
  });

  it('stores again once files were removed', async () => {
    cache.roomBytes = 20 * MIB;
    const store = new FileStore();
    await store.ensure(URL_A);
    await store.drop(URL_A);
    cache.roomBytes = Infinity;
    await store.ensure(URL_A);
    expect(store.storageFull).toBe(false);
    expect(await store.kept(URL_A)).toBe(true);
  });

  it('works where there is no cache at all', async () => {
    vi.stubGlobal('caches', undefined);
    const store = new FileStore();
    await store.ensure(URL_A);
    expect(Buffer.compare(await stored(store), data)).toBe(0);
    expect(await store.dropUnder('https://host.test/m/')).toBe(data.length);
    expect(await store.read(URL_A)).toBeNull();
  });

  it('drops what it has when the server’s file has changed', async () => {
    const store = new FileStore();
    await store.ensure(URL_A);
    expect(await store.storedBytes(URL_A, { exists: true, bytes: data.length, etag: null, exact: true })).toBe(data.length);
    expect(await store.storedBytes(URL_A, { exists: true, bytes: 5, etag: null, exact: true })).toBe(0);
    expect(await store.read(URL_A)).toBeNull();
  });
});
