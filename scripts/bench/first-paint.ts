import { join } from 'node:path';
import { FIRST_PAINT_LIMIT_BYTES, firstPaint, gzipBytesOf } from '../lib/first-paint';
import type { Bench } from './types';

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

export const bench: Bench = {
  id: 'first-paint',
  title: 'Before the first paint',
  about: 'JavaScript of the entry and everything it imports statically, and what a browser had really loaded when it first painted contents; gzip, level 9.',
  run: async ({ folder, url, withBrowser }) => {
    const { files, gzipBytes } = await firstPaint(folder);
    const painted = await withBrowser({}, async (browser) => {
      const page = await browser.newPage();
      await page.goto(url, { waitUntil: 'load' });
      return page.evaluate(async () => {
        const paint = await new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const first = list.getEntriesByName('first-contentful-paint')[0];
            if (first !== undefined) resolve(first.startTime);
          }).observe({ type: 'paint', buffered: true });
        });
        const scripts = (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
          .filter((entry) => entry.name.endsWith('.js') && entry.responseEnd <= paint)
          .map((entry) => new URL(entry.name).pathname);
        return { paint, scripts };
      });
    });
    const kB = (bytes: number): number => bytes / 1000;
    return [
      {
        what: 'entry and static imports', value: kB(gzipBytes), unit: 'kB', detail: `${files.length} files`,
        goal: { text: 'at most 200 kB', met: gzipBytes <= FIRST_PAINT_LIMIT_BYTES },
      },
      {
        what: 'scripts there when contents first stood on the page', value: kB(sum(painted.scripts.map((file) => gzipBytesOf(join(folder, file))))), unit: 'kB',
        detail: `${painted.scripts.length} files`,
      },
      { what: 'first contentful paint, from localhost', value: painted.paint, unit: 'ms' },
    ];
  },
};
