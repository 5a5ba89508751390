/** The key that signs local requests is made for the page, stays in its memory and reaches nothing that lasts or leaves. */
import { expect, it } from 'vitest';
import { withPage } from '../support';
import { ready } from '../explore/stage';

/** Keys look like `sk-local-…` (src/local/wire.ts). */
const KEY = /sk-[a-z]+-[0-9a-f]{8}|Bearer\s+\S/;

it('no key in the address, in storage, in caches or on the page after runs that were served and refused', () =>
  withPage({ reducedMotion: true, path: '?max=2' }, async ({ page, context }) => {
    const sent: string[] = [];
    context.on('request', (request) => sent.push(`${request.url()} ${JSON.stringify(request.headers())} ${request.postData() ?? ''}`));
    for (const search of ['?max=2', '?max=2&failure=unauthorized']) {
      await page.goto(new URL(search, page.url()).href);
      await ready(page);
      await page.keyboard.press('r');
      await page.getByText('measured here').waitFor({ timeout: 60_000 });
      await page.getByRole('button', { name: 'Run this request' }).waitFor();
      const lasting = await page.evaluate(async () => {
        const texts = [location.href, JSON.stringify(history.state), document.cookie, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.documentElement.innerHTML];
        for (const name of await caches.keys()) {
          const cache = await caches.open(name);
          for (const request of await cache.keys()) texts.push(request.url, JSON.stringify([...request.headers]));
        }
        texts.push(JSON.stringify(await indexedDB.databases()));
        return texts;
      });
      expect(lasting.filter((text) => KEY.test(text))).toEqual([]);
    }
    expect(sent.length).toBeGreaterThan(10);
    expect(sent.filter((text) => KEY.test(text))).toEqual([]);
  }));
