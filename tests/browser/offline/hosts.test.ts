/** The page reaches a host that was typed and allowed, and no host that only a link has named. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/paths';
import { serveModels, type ModelServer } from '../local/model-server';
import { metric } from '../explore/panels';
import { ready } from '../explore/stage';
import { axeFaults, withPage } from '../support';

let elsewhere: ModelServer;
beforeAll(async () => {
  elsewhere = await serveModels(join(ROOT, 'public/models/stories15M'));
});
afterAll(() => elsewhere.close());

describe('a model folder on another host', () => {
  it('is asked for only after its address was typed and allowed; then it runs, also on the next visit', () =>
    withPage({ reducedMotion: true, path: '?max=3&device=wasm' }, async ({ page }) => {
      await ready(page);
      await page.keyboard.press('m');
      const dialog = page.getByRole('dialog', { name: 'Model on this machine' });
      await dialog.getByRole('textbox', { name: /model folder/ }).fill(elsewhere.url);
      await dialog.getByRole('button', { name: 'Use this folder' }).click();
      const { host } = new URL(elsewhere.url);
      const allow = dialog.getByRole('button', { name: `Allow ${host}` });
      await allow.waitFor();
      expect(elsewhere.log).toEqual([]);
      await allow.click();
      await ready(page);
      // The request came through the reload by the address.
      await page.keyboard.press('r');
      await expect.poll(() => metric(page, 'Output', 'machine'), { timeout: 60_000 }).toMatch(/^3\s*tok$/);
      expect(elsewhere.log.some(({ method, path }) => method === 'GET' && path.endsWith('onnx_data'))).toBe(true);
      expect(await page.evaluate(() => localStorage.getItem('400ms.hosts'))).toBe(JSON.stringify([new URL(elsewhere.url).origin]));
      await page.reload();
      await ready(page);
      await page.keyboard.press('r');
      await expect.poll(() => metric(page, 'Output', 'machine'), { timeout: 60_000 }).toMatch(/^3\s*tok$/);
    }));

  it('is forgotten when the reader takes that back: the next visit does not reach it', () =>
    withPage({ reducedMotion: true, path: '?max=3&device=wasm' }, async ({ page }) => {
      const { origin } = new URL(elsewhere.url);
      await page.evaluate((hosts) => localStorage.setItem('400ms.hosts', JSON.stringify(hosts)), [origin, 'https://other.example']);
      await page.reload();
      await ready(page);
      await page.keyboard.press('m');
      const dialog = page.getByRole('dialog', { name: 'Model on this machine' });
      const hosts = dialog.getByRole('region', { name: 'Hosts you allowed' });
      await hosts.getByRole('button', { name: `Forget ${origin}` }).click();
      expect(await hosts.getByRole('status').innerText()).toMatch(/is forgotten. This page can still reach it/);
      expect(await hosts.getByRole('listitem').count()).toBe(1);
      expect(await page.evaluate(() => localStorage.getItem('400ms.hosts'))).toBe('["https://other.example"]');
      await hosts.getByRole('button', { name: 'Forget https://other.example' }).click();
      expect(await page.evaluate(() => localStorage.getItem('400ms.hosts'))).toBeNull();
      expect(await axeFaults(page, '[role=dialog]')).toEqual([]);
      await page.reload();
      await ready(page);
      expect(await page.evaluate(() => [...document.querySelectorAll<HTMLMetaElement>('meta[http-equiv]')].map(({ content }) => content).join())).not.toContain(origin);
    }));

  it('that only a link names is not asked for anything; the page says what to do', () =>
    withPage({ reducedMotion: true, path: null }, async ({ page, url }) => {
      elsewhere.log.length = 0;
      await page.goto(`${url}?max=3&local=${encodeURIComponent(elsewhere.url)}`);
      await ready(page);
      await page.getByRole('button', { name: 'Run this request' }).click();
      const alert = page.locator('#request').getByRole('alert');
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/was not asked for anything.*allow it/s);
      expect(elsewhere.log).toEqual([]);
    }));

  it('cannot get itself into the policy by what is stored', () =>
    withPage({
      reducedMotion: true,
      initScript: () => {
        if (location.protocol !== 'http:') return;
        localStorage.setItem('400ms.hosts', JSON.stringify(['https://a.example; script-src *', 'https://b.example/path', 'ftp://c.example', 7, '*', 'https://d.example']));
      },
    }, async ({ page }) => {
      await ready(page);
      const policies = await page.evaluate(() => [...document.querySelectorAll<HTMLMetaElement>('meta[http-equiv]')].map(({ content }) => content));
      expect(policies).toHaveLength(2);
      expect(policies[1]).toMatch(/^connect-src 'self' [^;]*huggingface\.co[^;]* https:\/\/d\.example$/);
      expect(policies[1]).not.toMatch(/[abc]\.example|\*(?!\.(huggingface|hf)\.co)/);
    }));
});
