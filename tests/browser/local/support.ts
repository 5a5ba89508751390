/** Builds the harness page as the app is built, serves it as the app is served, and opens it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build, loadConfigFromFile } from 'vite';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser, type BrowserOptions } from '../../../scripts/lib/browser';
import { ROOT } from '../../../scripts/lib/paths';
import { serveApp, serveFolder, type Served } from '../../../scripts/lib/serve';
import type { Result } from '../../../src/core/result';
import type { ScenarioPatch } from '../../../src/core/scenario';
import type { Trace } from '../../../src/core/trace';
import type { HarnessRun, RunOptions } from './harness';

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

export interface HarnessInUse {
  /** Where the harness is served. */
  readonly url: string;
  readonly open: OpenHarness;
  /** Runs the default scenario with `patch` on the device of this file, unless `patch` names another. */
  readonly run: (patch: ScenarioPatch, options?: RunOptions) => Promise<HarnessRun>;
}

/** One harness in one browser for a whole test file: served and opened before its tests, closed after them. */
export function useHarness(device: 'webgpu' | 'wasm'): HarnessInUse {
  let server: HarnessServer | undefined;
  let opened: OpenHarness | undefined;
  const ready = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('the harness is there in tests only');
    return value;
  };
  beforeAll(async () => {
    server = await serveHarness();
    opened = await openHarness(server.url);
  });
  afterAll(async () => {
    await opened?.close();
    await server?.close();
  });
  return {
    get url() {
      return ready(server).url;
    },
    get open() {
      return ready(opened);
    },
    run: (patch, options = {}) => ready(opened).page.evaluate(([p, o]) => harness.run(p, o), [{ local: { device }, ...patch }, options] as const),
  };
}

/** The trace of a run. @throws Error with the words of the error when the run left none. */
export function traceOf({ result }: { result: Result<Trace> }): Trace {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}
