/** A plain static host under any sub-path, which can lose its line and be given a new version, and a fresh browser on it. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../../scripts/lib/browser';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.json': 'application/json',
  '.wasm': 'application/wasm', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json',
};

export const ISOLATION = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' } as const;

export interface Host {
  /** Address of the app, with a slash at its end. */
  url: string;
  /** What is served; may be changed at any time. */
  folder: string;
  /** Paths under the app that were asked for. */
  log: string[];
  /** Cuts the line: connections are refused until `up`. */
  down(): Promise<void>;
  close(): Promise<void>;
}

/** Serves `folder` under `prefix` as the simplest host does: these headers, 404 for what is missing, nothing else. */
export async function host(folder: string, { prefix = '/', headers = {} }: { prefix?: string; headers?: Record<string, string> } = {}): Promise<Host> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const inside = pathname.startsWith(prefix) ? decodeURIComponent(pathname.slice(prefix.length)) : null;
    state.log.push(inside ?? pathname);
    const path = inside === null ? null : join(state.folder, normalize(inside === '' || inside.endsWith('/') ? `${inside}index.html` : inside));
    const info = path === null || !path.startsWith(state.folder) ? null : await stat(path).catch(() => null);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    if (path === null || info === null || !info.isFile()) return void response.writeHead(404, { 'content-type': 'text/plain' }).end('not here');
    response.writeHead(200, {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream', 'content-length': info.size, 'cache-control': 'no-cache',
      'last-modified': info.mtime.toUTCString(),
    });
    if (request.method === 'HEAD') response.end();
    else createReadStream(path).pipe(response);
  };
  const server = createServer((request, response) => void answer(request, response));
  const state: Host = {
    url: '', folder, log: [],
    down: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
    close: () => (server.listening ? state.down() : Promise.resolve()),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  state.url = `http://127.0.0.1:${address.port}${prefix}`;
  return state;
}

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Console errors and uncaught errors so far. */
  faults: string[];
}

/** Runs `body` with a page of a browser of its own: nothing is kept in it at first. */
export async function visit(url: string, body: (visit: Visit) => Promise<void>, options: { initScript?: () => void; context?: BrowserContextOptions } = {}): Promise<void> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options.context });
    const faults: string[] = [];
    context.on('console', (message) => {
      if (message.type() === 'error') faults.push(`${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => faults.push(error.error().message));
    if (options.initScript !== undefined) await context.addInitScript(options.initScript);
    const page = await context.newPage();
    await page.goto(url);
    await body({ page, context, faults });
  } finally {
    await browser.close();
  }
}

/** Opens the dialog that says what is kept. */
export async function openPanel(page: Page): Promise<ReturnType<Page['locator']>> {
  const panel = page.getByRole('region', { name: 'Without a network' });
  if (!(await panel.isVisible())) {
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('m');
  }
  await panel.waitFor();
  return panel;
}

/** Waits until the page says that everything works offline, and closes the dialog again. */
export async function untilKept(page: Page): Promise<void> {
  const panel = await openPanel(page);
  await panel.getByText('Everything here works offline').waitFor({ timeout: 90_000 });
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });
}

/** Runs the request on this machine and returns what the model wrote. */
export async function runHere(page: Page): Promise<string> {
  await page.keyboard.press('r');
  await page.getByText('measured here').waitFor({ timeout: 90_000 });
  await page.getByRole('button', { name: 'Run this request' }).waitFor({ timeout: 90_000 });
  await page.keyboard.press('End');
  return (await page.locator('.answer-text').nth(1).textContent()) ?? '';
}
