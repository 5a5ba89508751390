import { join } from 'node:path';
import { FIRST_PAINT_LIMIT_BYTES, firstPaint, gzipBytesOf } from '../lib/first-paint';
import type { Browser } from 'playwright-core';
import type { Bench, Measurement } from './types';

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** What a fresh profile had loaded when contents first stood on the page at `address`, and when that was. */
async function paintedAt(browser: Browser, address: string): Promise<{ paintMs: number; scripts: string[] }> {
  const page = await browser.newPage();
  await page.goto(address, { waitUntil: 'load' });
  const painted = await page.evaluate(async () => {
    const paintMs = await new Promise<number>((resolve) => {
      new PerformanceObserver((list) => {
        const first = list.getEntriesByName('first-contentful-paint')[0];
        if (first !== undefined) resolve(first.startTime);
      }).observe({ type: 'paint', buffered: true });
    });
    const scripts = (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter((entry) => entry.name.endsWith('.js') && entry.responseEnd <= paintMs)
      .map((entry) => new URL(entry.name).pathname);
    return { paintMs, scripts };
  });
  await page.context().close();
  return painted;
}

export const bench: Bench = {
  id: 'first-paint',
  title: 'Before the first paint',
  about: 'JavaScript of the entry and everything it imports statically, and what a browser had really loaded when it first painted contents; gzip, level 9. In German the first page’s texts come before it; English stands in the code.',
  run: async ({ folder, url, withBrowser }) => {
    const { files, gzipBytes } = await firstPaint(folder);
    const kB = (bytes: number): number => bytes / 1000;
    const rows: Measurement[] = [{
      what: 'entry and static imports', value: kB(gzipBytes), unit: 'kB', detail: `${files.length} files`,
      goal: { text: 'at most 200 kB', met: gzipBytes <= FIRST_PAINT_LIMIT_BYTES },
    }];
    for (const [language, query] of [['English', ''], ['German', '?lang=de']] as const) {
      const { paintMs, scripts } = await withBrowser({}, (browser) => paintedAt(browser, url + query));
      rows.push(
        {
          what: `scripts there when contents first stood on the page, ${language}`, unit: 'kB',
          value: kB(sum(scripts.map((file) => gzipBytesOf(join(folder, file))))), detail: `${scripts.length} files`,
        },
        { what: `first contentful paint, from localhost, ${language}`, value: paintMs, unit: 'ms' },
      );
    }
    return rows;
  },
};
