/**
 * Runs both graphs in a real Chromium, the prompt in two chunks, and compares their greedy ids: with growing caches on
 * WebGPU and WebAssembly, and on WebGPU with one preallocated buffer for each cache that is both input and output, which
 * is then cut back to a prefix and used again. Prints times, exits 1 on a difference.
 *
 *   npx tsx scripts/embedded-model/webgpu-check.ts [--tokens N] [--folder DIR] [--browser PATH]
 */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { MODEL_FOLDER } from './convert.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.mjs': 'text/javascript',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Serves files of the first root that has them, and 404 for the others. */
function serve(roots: Readonly<Record<string, string>>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const root = Object.keys(roots).find((prefix) => path.startsWith(prefix));
    const folder = root === undefined ? undefined : roots[root];
    const file = folder === undefined || root === undefined ? '' : join(folder, path.slice(root.length));
    if (folder === undefined || !file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': CONTENT_TYPES[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

interface RunReport {
  readonly ids: readonly number[];
  readonly loadMs: number;
  readonly prefillMs: number;
  readonly medianStepMs: number;
}

const { values } = parseArgs({
  options: { tokens: { type: 'string', default: '12' }, folder: { type: 'string' }, browser: { type: 'string', default: '/usr/bin/chromium' } },
});
const newTokens = Number(values.tokens);
const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
const here = dirname(fileURLToPath(import.meta.url));
const server = await serve({ '/runtime/': runtime, '/model/': resolve(values.folder ?? MODEL_FOLDER), '/': here });
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('The test server has no port.');
const browser = await chromium.launch({
  executablePath: values.browser,
  args: ['--headless=new', '--enable-unsafe-webgpu', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  const page = await browser.newPage();
  page.on('console', (message) => console.log(`  [page] ${message.text()}`));
  await page.goto(`http://127.0.0.1:${address.port}/webgpu-check.html`);
  const run = (form: string): Promise<RunReport> =>
    page.evaluate(([name, count]) => globalThis.runForm(name, count), [form, newTokens] as const);
  const reports = new Map<string, RunReport>();
  for (const form of ['wasm', 'webgpu', 'webgpu-shared']) {
    const report = await run(form);
    reports.set(form, report);
    console.log(`${form.padEnd(14)} load ${report.loadMs.toFixed(0)} ms, prefill ${report.prefillMs.toFixed(0)} ms, step ${report.medianStepMs.toFixed(1)} ms: ${report.ids.join(' ')}`);
  }
  const wanted = reports.get('wasm')?.ids.join(' ');
  const different = [...reports].filter(([, report]) => report.ids.join(' ') !== wanted).map(([form]) => form);
  if (different.length > 0) {
    console.error(`Greedy ids differ from WebAssembly's: ${different.join(', ')}.`);
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  server.close();
}

declare global {
  // Defined by webgpu-check.html.
  var runForm: (form: string, newTokens: number) => Promise<RunReport>;
}
