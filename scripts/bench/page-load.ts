/** What a first visit of each page costs, in the terms of Lighthouse; and what its parts weigh. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { PAGE_TITLES, PAGES, type PageId } from '../../src/app/pages/pages';
import { gzipBytesOf } from '../lib/first-paint';
import type { Bench, Measurement } from './types';

/** Long after the page has come to rest. */
const WATCH_MS = 5_000;
/** A task blocks for what it takes beyond this (web.dev, Total Blocking Time). */
const LONG_MS = 50;
const GOALS = { blockingMs: 200, shift: 0.1 } as const;
const HEAVIEST = 12;

/** As text: it runs in the page, where the helpers that a compiler adds to functions are not. Shifts that a reader's own input caused do not count. */
const OBSERVERS = `
  window.seen = { paintMs: 0, largestMs: 0, blockingMs: 0, shift: 0 };
  const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch('paint', (e) => { if (e.name === 'first-contentful-paint') seen.paintMs = e.startTime; });
  watch('largest-contentful-paint', (e) => { seen.largestMs = e.startTime; });
  watch('longtask', (e) => { if (e.startTime + e.duration > seen.paintMs) seen.blockingMs += Math.max(0, e.duration - ${String(LONG_MS)}); });
  watch('layout-shift', (e) => { if (!e.hadRecentInput) seen.shift += e.value; });
`;

interface Load { paintMs: number; largestMs: number; blockingMs: number; shift: number }

async function visit(browser: Browser, url: string, page: PageId): Promise<Load> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
  try {
    const tab = await context.newPage();
    await tab.addInitScript({ content: OBSERVERS });
    await tab.goto(`${url}${page === 'explore' ? '' : `?page=${page}`}`, { waitUntil: 'load' });
    await tab.waitForTimeout(WATCH_MS);
    return await tab.evaluate(() => (window as unknown as { seen: Load }).seen);
  } finally {
    await context.close();
  }
}

async function heaviest(folder: string): Promise<Measurement[]> {
  const files = (await readdir(join(folder, 'assets'))).filter((file) => /\.(js|css|wasm)$/.test(file));
  return files
    .map((file) => ({ file, kB: gzipBytesOf(join(folder, 'assets', file)) / 1000 }))
    .sort((a, b) => b.kB - a.kB)
    .slice(0, HEAVIEST)
    .map(({ file, kB }) => ({ what: file.replace(/-[\w-]{8}(?=\.\w+$)/, ''), value: kB, unit: 'kB', detail: 'gzip' }));
}

export const bench: Bench = {
  id: 'page-load',
  title: 'First visits',
  about: `First contentful paint, largest contentful paint, total blocking time and cumulative layout shift of each page in the first ${WATCH_MS / 1000} s, from localhost with an empty cache, as the browser’s own observers report them; then the heaviest files of the build.`,
  run: async ({ folder, url, withBrowser, log }) => {
    const rows: Measurement[] = [];
    for (const page of PAGES) {
      const { paintMs, largestMs, blockingMs, shift } = await withBrowser({}, (browser) => visit(browser, url, page));
      log(`${page}: paint ${paintMs.toFixed(0)} ms, blocked ${blockingMs.toFixed(0)} ms, shift ${shift.toFixed(3)}`);
      rows.push({
        what: `${PAGE_TITLES[page]}: blocked in all`, value: blockingMs, unit: 'ms', detail: `first paint ${paintMs.toFixed(0)} ms, largest ${largestMs.toFixed(0)} ms, layout shift ${shift.toFixed(3)}`,
        goal: { text: 'under 200 ms, shift under 0.1', met: blockingMs < GOALS.blockingMs && shift < GOALS.shift },
      });
    }
    return [...rows, ...(await heaviest(folder))];
  },
};
