/** After the first visit nothing needs a network; what is kept can be seen and removed. */
import { describe, expect, inject, it } from 'vitest';
import { PAGE_TITLES } from '@/app/pages/pages';
import { BESIDE, tab } from '../pages/support';
import { playheadMs, ready } from '../explore/stage';
import { host, ISOLATION, openPanel, runHere, untilKept, visit } from './support';

/** Every request stored in this browser: "cache name: address". */
const stored = (): Promise<string[]> =>
  caches.keys().then(async (names) => (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => `${name}: ${url}`)))).flat());

describe('with the network off, after one visit on which nothing was run', () => {
  it.each([
    ['the browser knows that it is offline', true],
    ['only the server is gone', false],
  ])('%s: the page opens, isolated as before, runs the embedded model, and every page opens', async (_, browserKnows) => {
    const server = await host(inject('appFolder'), { headers: ISOLATION });
    try {
      await visit(`${server.url}?max=6`, async ({ page, context, faults }) => {
        await untilKept(page);
        await server.down();
        if (browserKnows) await context.setOffline(true);
        faults.length = 0;
        await page.reload();
        await ready(page);
        expect(await page.evaluate(() => self.crossOriginIsolated)).toBe(true);
        // The recorded run plays.
        await page.keyboard.press('Home');
        await page.keyboard.press('Space');
        await expect.poll(() => playheadMs(page)).toBeGreaterThan(0);
        // A live one takes its place.
        expect(await runHere(page)).toMatch(/\w+ \w+/);
        for (const id of BESIDE) {
          await tab(page, id).click();
          await page.getByRole('heading', { level: 2, name: PAGE_TITLES[id] }).waitFor();
        }
        await page.goto(`${server.url}?page=levers`);
        await page.getByRole('heading', { level: 2, name: PAGE_TITLES.levers }).waitFor();
        // Asking whether a stored model file has changed is all that may fail.
        expect(faults.filter((fault) => !/ERR_(INTERNET_DISCONNECTED|CONNECTION_REFUSED).*\/models\//s.test(fault))).toEqual([]);
      });
    } finally {
      await server.close();
    }
  });

  it('a host under a sub-path that sends no headers does as well: not isolated, and it runs', async () => {
    const server = await host(inject('appFolder'), { prefix: '/a/b/' });
    try {
      expect((await fetch(`${server.url}models/stories15M/missing.json`)).status).toBe(404);
      await visit(`${server.url}?max=4`, async ({ page }) => {
        await ready(page);
        expect(await page.evaluate(() => self.crossOriginIsolated)).toBe(false);
        expect(await runHere(page)).not.toBe('');
        await untilKept(page);
        await server.down();
        await page.reload();
        await ready(page);
        expect(await runHere(page)).not.toBe('');
      });
      expect(server.log.filter((path) => path.startsWith('/'))).toEqual([]);
    } finally {
      await server.close();
    }
  });
});

describe('what is kept', () => {
  it('is stored once, is counted to the byte, and is gone after one click until it is wanted again', async () => {
    const server = await host(inject('appFolder'), { headers: ISOLATION });
    try {
      await visit(`${server.url}?max=3`, async ({ page }) => {
        await untilKept(page);
        await runHere(page);
        const paths = await page.evaluate(stored);
        for (const large of [/onnx_data\?400ms-part/, /\.wasm$/]) expect(paths.filter((path) => large.test(path))).toHaveLength(1);
        // The service worker's own store holds nothing of the model.
        expect(paths.filter((path) => path.includes('/models/') && !path.startsWith('400ms-models-'))).toEqual([]);

        const panel = await openPanel(page);
        const bytes = await page.evaluate(async () => {
          let sum = 0;
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) sum += (await (await cache.match(request))?.arrayBuffer())?.byteLength ?? 0;
          }
          return sum;
        });
        const shown = /Remove everything \(([\d.]+)\s*MiB\)/.exec(await panel.getByRole('button', { name: /Remove everything/ }).innerText());
        expect(Number(shown?.[1])).toBeCloseTo(bytes / 1024 ** 2, 1);

        await panel.getByRole('button', { name: /Remove everything/ }).click();
        await panel.getByText('Nothing is kept. The page needs a network.').waitFor();
        expect(await page.evaluate(() => caches.keys())).toEqual([]);
        expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);

        await page.reload();
        await (await openPanel(page)).getByText('Nothing is kept. The page needs a network.').waitFor();
        expect(await page.evaluate(() => caches.keys().then((names) => names.filter((name) => !name.startsWith('400ms-models-'))))).toEqual([]);
        await panel.getByRole('button', { name: 'Keep for use offline' }).click();
        await panel.getByText('Everything here works offline').waitFor({ timeout: 90_000 });
      });
    } finally {
      await server.close();
    }
  });

  it('is the app alone where the reader asks to save data, and all of it when they say so', async () => {
    const server = await host(inject('appFolder'), { headers: ISOLATION });
    const savesData = (): void => {
      Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) });
    };
    try {
      await visit(server.url, async ({ page }) => {
        const panel = await openPanel(page);
        await panel.getByText('The app works offline with its recorded run.').waitFor();
        expect((await page.evaluate(stored)).filter((path) => /\.wasm|onnx/.test(path))).toEqual([]);
        await panel.getByRole('button', { name: 'Keep for use offline' }).click();
        await panel.getByText('Everything here works offline').waitFor({ timeout: 90_000 });
      }, { initScript: savesData });
    } finally {
      await server.close();
    }
  });

  it('is nothing while the page stands inside another one', async () => {
    const server = await host(inject('appFolder'));
    try {
      await visit(`${server.url}no-such-page`, async ({ page }) => {
        await page.setContent(`<iframe src="${server.url}" style="width:100vw;height:95vh"></iframe>`);
        const frame = page.frameLocator('iframe');
        await frame.getByRole('heading', { level: 1 }).click();
        await page.keyboard.press('m');
        await frame.getByText('This page stands inside another one.').waitFor();
        expect(await page.evaluate(() => caches.keys().then((names) => names.filter((name) => !name.startsWith('400ms-models-'))))).toEqual([]);
      });
    } finally {
      await server.close();
    }
  });
});
