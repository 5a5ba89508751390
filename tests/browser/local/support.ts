/** Builds the harness page as the app is built, serves it as the app is served, and opens it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build, loadConfigFromFile } from 'vite';
import { launchBrowser, type BrowserOptions } from '../../../scripts/lib/browser';
import { ROOT } from '../../../scripts/lib/paths';
import { serveApp, serveFolder, type Served } from '../../../scripts/lib/serve';

export interface HarnessServer {
  served: Served;
  url: string;
  close(): Promise<void>;
}

/** The built harness behind a server of its own; `isolated: false` as a host without the isolation headers serves it. */
export async function serveHarness({ isolated = true } = {}): Promise<HarnessServer> {
  const folder = await mkdtemp(join(tmpdir(), 'harness-'));
  const config = (await loadConfigFromFile({ command: 'build', mode: 'production' }, join(ROOT, 'vite.config.ts')))?.config ?? {};
  await build({
    ...config,
    configFile: false,
    root: ROOT,
    logLevel: 'error',
    // The harness in place of the app's own pages.
    build: { ...config.build, outDir: folder, emptyOutDir: true, minify: false, rolldownOptions: { input: join(ROOT, 'tests/browser/local/harness.html') } },
  });
  const served = await (isolated ? serveApp(folder) : serveFolder(folder));
  return {
    served,
    url: `${served.url}tests/browser/local/harness.html`,
    async close() {
      await served.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface OpenHarness {
  page: Page;
  context: BrowserContext;
  browser: Browser;
  /** Requests that left this computer. */
  foreign: string[];
  close(): Promise<void>;
}

/** Opens the harness in a browser of its own. */
export async function openHarness(url: string, options: BrowserOptions = {}): Promise<OpenHarness> {
  const browser = await launchBrowser(options);
  const context = await browser.newContext();
  const foreign: string[] = [];
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1' && hostname !== 'localhost') foreign.push(request.url());
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => document.title === 'ready');
  return { page, context, browser, foreign, close: () => browser.close() };
}
