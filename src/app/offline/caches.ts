/** What this app keeps in the browser: which caches are its own, how large each is, and their removal. */

/** The runtime's WebAssembly; the service worker answers from it (`scripts/lib/build-offline.ts`). */
export const RUNTIME_CACHE = '400ms-runtime-1';
const OWN = /^400ms-/;
const MODELS = /^400ms-models-/;
const RUNTIME = /^400ms-runtime-/;

export interface KeptSizes {
  /** The app's own files. */
  appBytes: number;
  /** The model runtime. */
  runtimeBytes: number;
  /** Model files: the embedded model and every model that was downloaded. */
  modelBytes: number;
  totalBytes: number;
  /** What the browser counts for this address, its own overhead included; null where it does not say. */
  browserBytes: number | null;
}

/** Adds up every stored body. Reads sizes, not contents. */
export async function keptSizes(storage: CacheStorage = caches): Promise<KeptSizes> {
  const names = (await storage.keys()).filter((name) => OWN.test(name));
  const sizes = await Promise.all(names.map(async (name) => ({ name, bytes: await cacheBytes(await storage.open(name)) })));
  const sum = (wanted: (name: string) => boolean): number => sizes.reduce((total, { name, bytes }) => total + (wanted(name) ? bytes : 0), 0);
  return {
    appBytes: sum((name) => !MODELS.test(name) && !RUNTIME.test(name)),
    runtimeBytes: sum((name) => RUNTIME.test(name)),
    modelBytes: sum((name) => MODELS.test(name)),
    totalBytes: sum(() => true),
    browserBytes: (await browserUsage()) ?? null,
  };
}

async function cacheBytes(cache: Cache): Promise<number> {
  let bytes = 0;
  for (const request of await cache.keys()) bytes += (await (await cache.match(request))?.blob())?.size ?? 0;
  return bytes;
}

async function browserUsage(): Promise<number | undefined> {
  try {
    return (await (navigator as { storage?: StorageManager }).storage?.estimate())?.usage;
  } catch {
    return undefined; // some private modes refuse to say
  }
}

/** Deletes every cache of this app: its files, the runtime, all models. */
export async function removeKept(storage: CacheStorage = caches): Promise<void> {
  for (const name of await storage.keys()) if (OWN.test(name)) await storage.delete(name);
}
