import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { offlinePlugin } from './scripts/lib/build-offline.ts';
import { ISOLATION_HEADERS, policyPlugin } from './scripts/lib/build-policy.ts';

/**
 * Cross-origin isolation gives WASM its threads and the page a 5 µs clock instead of 100 µs. The app works without:
 * `ISOLATION=off npm start` serves it as a host without these headers would.
 */
const isolation: Record<string, string> = process.env['ISOLATION'] === 'off' ? {} : ISOLATION_HEADERS;

export default defineConfig({
  // Relative addresses, so that the build works under any path of any static host.
  base: './',
  // A missing file must answer 404: the usual fallback to index.html would be cached as if it were a model file.
  appType: 'mpa',
  plugins: [react(), tailwindcss(), policyPlugin(), offlinePlugin()],
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('./src', import.meta.url)),
      'protobufjs/minimal': fileURLToPath(new URL('./src/datacenter/fleet/stats/no-protobuf.ts', import.meta.url)),
    },
  },
  server: { headers: isolation },
  preview: { headers: isolation, port: 4400 },
  worker: { format: 'es' },
  // The model runtime finds its .wasm beside itself; pre-bundling would move it away from there.
  optimizeDeps: { exclude: ['@huggingface/transformers', 'onnxruntime-web'] },
  build: {
    target: 'es2022',
    manifest: true,
    // The runtime's WebAssembly is far over any limit; what counts, JavaScript before first paint, `npm test` checks.
    chunkSizeWarningLimit: 1_000,
    rolldownOptions: {
      // headless.html is the page without a page: `npm run cli` runs the local stack in it.
      input: ['index.html', 'headless.html'],
      output: {
        codeSplitting: { groups: [{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ }] },
      },
    },
  },
});
