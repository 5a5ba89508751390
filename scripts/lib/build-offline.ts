/** The service worker of a build: made from the files that were built, by Workbox. */
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';
import { generateSW } from 'workbox-build';
import { RUNTIME_CACHE } from '../../src/app/offline/caches.ts';

/** Larger files than this would be stored before the reader has asked for anything. */
const LARGEST_BYTES = 3 * 1024 * 1024;

/**
 * Writes `sw.js` into the folder of a build. It answers for every file of the app from its cache, so that a visit is
 * always of one version; a newer one waits until it is asked to take over.
 * @throws Error when a file that should be kept is too large.
 */
export async function writeServiceWorker(folder: string): Promise<void> {
  const { warnings } = await generateSW({
    globDirectory: folder,
    swDest: join(folder, 'sw.js'),
    mode: 'production',
    sourcemap: false,
    // One file: nothing is fetched while it starts.
    inlineWorkboxRuntime: true,
    cacheId: '400ms',
    globPatterns: ['**/*'],
    globIgnores: [
      'sw.js',
      // The local stack without a page, for the command line.
      'headless.html',
      // For hosts, not files of the app.
      '_headers',
      '404.html',
      // The file store keeps models, by checksum: see src/local/file-store.ts.
      'models/**',
      // Three builds of the runtime, of which a browser needs one: kept when it is known which.
      '**/*.wasm',
      // For browsers older than any that run this app.
      '**/*.woff',
    ],
    maximumFileSizeToCacheInBytes: LARGEST_BYTES,
    // Named by their contents.
    dontCacheBustURLsMatching: /^assets\//,
    // The address carries the state of the page (?page=…): the page is the same.
    ignoreURLParametersMatching: [/./],
    cleanupOutdatedCaches: true,
    // The first visit is served by it at once; later versions wait (skipWaiting stays off).
    clientsClaim: true,
    skipWaiting: false,
    runtimeCaching: [
      {
        urlPattern: /\/assets\/ort-wasm-[^/]*\.wasm$/,
        handler: 'CacheFirst',
        options: { cacheName: RUNTIME_CACHE, cacheableResponse: { statuses: [200] } },
      },
    ],
  });
  if (warnings.length > 0) throw new Error(`The service worker would not be complete: ${warnings.join(' ')}`);
}

/** Vite plugin: writes the service worker once the app's files are there. */
export function offlinePlugin(): Plugin {
  let root = '';
  return {
    name: '400ms-offline',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    writeBundle: {
      order: 'post',
      async handler({ dir }, bundle) {
        // A build of something else with this configuration has no app to keep.
        if (dir !== undefined && 'index.html' in bundle) await writeServiceWorker(resolve(root, dir));
      },
    },
  };
}
