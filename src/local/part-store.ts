/** Where parts of model files are kept. */

const CACHE_NAME = '400ms-models-1';

/** Where parts are kept: the Cache API, or memory where the browser has none or has no room. */
export interface PartStore {
  get(key: string): Promise<Blob | null>;
  put(key: string, data: Blob): Promise<void>;
  remove(key: string): Promise<void>;
  keys(): Promise<string[]>;
}

export class MemoryParts implements PartStore {
  readonly #parts = new Map<string, Blob>();
  get(key: string): Promise<Blob | null> {
    return Promise.resolve(this.#parts.get(key) ?? null);
  }
  put(key: string, data: Blob): Promise<void> {
    this.#parts.set(key, data);
    return Promise.resolve();
  }
  remove(key: string): Promise<void> {
    this.#parts.delete(key);
    return Promise.resolve();
  }
  keys(): Promise<string[]> {
    return Promise.resolve([...this.#parts.keys()]);
  }
}

/** The Cache API; null where there is none (insecure origins, some private modes). */
export async function openDisk(): Promise<PartStore | null> {
  if (typeof caches === 'undefined') return null;
  let cache: Cache;
  try {
    cache = await caches.open(CACHE_NAME);
  } catch {
    return null; // forbidden here: files live in memory for this visit
  }
  const address = (key: string): string => {
    const [url = key, mark = ''] = key.split('#');
    return `${url}${url.includes('?') ? '&' : '?'}${mark}`;
  };
  return {
    get: async (key) => (await (await cache.match(address(key)))?.blob()) ?? null,
    put: (key, data) => cache.put(address(key), new Response(data)),
    remove: async (key) => void (await cache.delete(address(key))),
    keys: async () => (await cache.keys()).map(({ url }) => url.replace(/[?&](400ms-[a-z]+(?:-\d+)?)$/, '#$1')),
  };
}
