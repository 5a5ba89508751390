/**
 * `withPage` opens the built app in a fresh browser context and, when the test's body is done, fails it for
 * anything a reader of the page would have met: console errors, uncaught errors, requests to other hosts.
 */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, expect, inject } from 'vitest';
import { launchBrowser, type BrowserOptions } from '../../../scripts/lib/browser';

export const VIEWPORTS = {
  phone: { width: 390, height: 844 },
  laptop: { width: 1440, height: 900 },
  projector: { width: 1024, height: 768 },
  '4k': { width: 3840, height: 2160 },
} as const;

export interface PageOptions {
  /** False: a browser without WebGPU. Default true (SwiftShader where there is no GPU). */
  webgpu?: boolean;
  viewport?: keyof typeof VIEWPORTS | { width: number; height: number };
  /** What the operating system asks for. Default dark. */
  theme?: 'dark' | 'light';
  reducedMotion?: boolean;
  /** Where to go, relative to the app: `?preset=…#…`. Null opens no page. Default: the app itself. */
  path?: string | null;
  /** Runs before any script of the page (e.g. to break an API on purpose). */
  initScript?: () => void;
  /** Console errors, page errors and foreign requests that this test causes on purpose. */
  allow?: readonly RegExp[];
  /** More context options of Playwright (permissions, offline, locale). */
  context?: BrowserContextOptions;
  /** More flags for the browser. */
  args?: readonly string[];
}

export interface AppPage {
  page: Page;
  context: BrowserContext;
  /** Address of the app, with a slash at its end. */
  url: string;
  /** Everything that would fail the test so far. */
  faults: readonly string[];
}

const browsers = new Map<string, Promise<Browser>>();

/** One browser for each set of flags, kept until the test file is done. */
function browserFor(options: BrowserOptions): Promise<Browser> {
  const key = JSON.stringify(options);
  let browser = browsers.get(key);
  if (browser === undefined) {
    browser = launchBrowser(options);
    browsers.set(key, browser);
  }
  return browser;
}

afterAll(async () => {
  const open = await Promise.all(browsers.values());
  browsers.clear();
  await Promise.all(open.map((browser) => browser.close()));
});

/** Runs `body` with a page of the app in a context of its own; see the head of this file for what fails. */
export async function withPage<T>(options: PageOptions, body: (app: AppPage) => Promise<T>): Promise<T> {
  const url = inject('appUrl');
  const browser = await browserFor({ webgpu: options.webgpu ?? true, args: options.args ?? [] });
  const viewport = typeof options.viewport === 'object' ? options.viewport : VIEWPORTS[options.viewport ?? 'laptop'];
  const context = await browser.newContext({
    viewport,
    colorScheme: options.theme ?? 'dark',
    reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
    // Storing the app and its model beside each test would only take time from it: tests/browser/offline does it.
    serviceWorkers: 'block',
    ...options.context,
  });
  const faults: string[] = [];
  try {
    watch(context, options.allow ?? [], faults);
    if (options.initScript !== undefined) await context.addInitScript(options.initScript);
    const page = await context.newPage();
    if (options.path !== null) await page.goto(url + (options.path ?? ''));
    const value = await body({ page, context, url, faults });
    expect(faults, 'console errors, page errors and requests to other hosts').toEqual([]);
    return value;
  } catch (error) {
    // The page's own words often explain why a locator timed out.
    if (error instanceof Error && faults.length > 0) error.message += `\nThe page reported:\n  ${faults.join('\n  ')}`;
    throw error;
  } finally {
    await context.close();
  }
}

function watch(context: BrowserContext, allow: readonly RegExp[], faults: string[]): void {
  const report = (fault: string): void => {
    if (!allow.some((pattern) => pattern.test(fault))) faults.push(fault);
  };
  context.on('request', (request) => {
    if (isForeign(request.url())) report(`request to another host: ${request.url()}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') report(`console error: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => report(`uncaught error: ${error.error().message}`));
  context.on('page', (page) => page.on('crash', () => report('the page crashed')));
}

/** True for requests that leave this computer; local servers on any port are fine. */
function isForeign(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol.startsWith('http') && hostname !== '127.0.0.1' && hostname !== 'localhost';
}
