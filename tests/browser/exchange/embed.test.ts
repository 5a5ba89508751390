/** The app inside another site's page: what the host may ask for, what it is told, and who is not listened to. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeFaults, withPage } from '../support';

/** Two other sites. `/host?app=<address>` embeds the address, keeps what it hears, and has a frame of a third party on request. */
const servers: Server[] = [];
const origins: string[] = [];

const HOST = `<!doctype html><title>A host</title><body style="margin:0"><iframe id="app" title="400ms" width="1200" height="760"></iframe>
<script>
  const query = new URLSearchParams(location.search);
  window.heard = [];
  addEventListener('message', (event) => heard.push({ origin: event.origin, data: event.data }));
  const app = document.getElementById('app');
  app.src = query.get('app');
  window.say = (message, target = '*') => app.contentWindow.postMessage({ source: '400ms-host', version: 1, ...message }, target);
  if (query.has('third')) { const third = document.createElement('iframe'); third.src = query.get('third'); document.body.append(third); }
</script>`;
/** A frame beside the app: it speaks to the app as the host would. */
const THIRD = `<!doctype html><title>Third</title><script>
  window.attack = () => parent.frames[0].postMessage({ source: '400ms-host', version: 1, type: 'load', preset: 'cold-start' }, '*');
</script>`;

beforeAll(async () => {
  for (let i = 0; i < 2; i++) {
    const server = createServer((request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end(request.url?.startsWith('/third') === true ? THIRD : HOST);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    origins.push(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  }
});
afterAll(() => servers.forEach((server) => server.close()));

interface Told { type: string; lane?: string; kind?: string; replyTo?: string; message?: string; code?: string; timeMs?: number; playing?: boolean; scenario?: { name: string; request: { maxOutputTokens: number } }; trace?: { source: string; tokens: unknown[]; outcome: { status: string } } }
type HostWindow = Window & { heard: { origin: string; data: Told }[]; say: (message: object, target?: string) => void };

const heard = (page: Page): Promise<Told[]> => page.evaluate(() => (window as unknown as HostWindow).heard.map(({ data }) => data));
const say = (page: Page, message: object): Promise<void> => page.evaluate((sent) => (window as unknown as HostWindow).say(sent), message);
const hears = async (page: Page, found: (told: Told) => boolean, timeout = 20_000): Promise<Told> => {
  await expect.poll(async () => (await heard(page)).some(found), { timeout }).toBe(true);
  const told = (await heard(page)).find(found);
  if (told === undefined) throw new Error('lost');
  return told;
};
const hostPage = (url: string, query: string, site = 0, more = ''): string => `${origins[site] ?? ''}/host?app=${encodeURIComponent(`${url}${query}`)}${more}`;

describe('an embedded page', () => {
  it('loads, plays, runs and reports to its host; it is not isolated and shows no header', () =>
    withPage({ reducedMotion: true, path: null }, async ({ page, url }) => {
      await page.goto(hostPage(url, `?embed=1&origin=${encodeURIComponent(origins[0] ?? '')}`));
      const app = page.frameLocator('#app');
      const ready = await hears(page, ({ type }) => type === 'ready');
      expect(ready).toEqual({ source: '400ms', version: 1, type: 'ready' });
      expect(await page.frames()[1]?.evaluate(() => window.crossOriginIsolated)).toBe(false);
      expect(await app.getByRole('navigation', { name: 'Pages' }).count()).toBe(0);
      expect(await app.getByRole('complementary').count()).toBe(0);

      await say(page, { type: 'load', preset: 'short-prompt-streaming', id: 'one' });
      expect((await hears(page, ({ type, replyTo }) => type === 'loaded' && replyTo === 'one')).scenario?.name).toBe(await app.getByRole('heading', { level: 1 }).innerText());
      const modeled = await hears(page, ({ type, lane, kind }) => type === 'trace' && lane === 'datacenter' && kind === 'modeled');
      expect(modeled.trace?.outcome.status).toBe('completed');

      await say(page, { type: 'load', scenario: { name: 'Mine', request: { prompt: 'Once upon a time', maxOutputTokens: 5 } } });
      expect((await hears(page, ({ type, scenario }) => type === 'loaded' && scenario?.name === 'Mine')).scenario?.request.maxOutputTokens).toBe(5);
      await app.getByRole('heading', { level: 1, name: 'Mine' }).waitFor();
      await say(page, { type: 'load', link: 'https://example.org/anything?preset=cold-start&max=12' });
      expect((await hears(page, ({ type, scenario }) => type === 'loaded' && scenario?.request.maxOutputTokens === 12)).scenario?.name).toMatch(/cold start/i);

      await say(page, { type: 'seek', timeMs: 40 });
      await hears(page, ({ type, timeMs }) => type === 'time' && timeMs === 40);
      await say(page, { type: 'speed', speed: 0.02 });
      await expect.poll(() => app.getByRole('combobox', { name: 'Speed' }).inputValue()).toBe('0.02');
      await say(page, { type: 'play' });
      await hears(page, ({ type, playing, timeMs }) => type === 'time' && playing === true && (timeMs ?? 0) > 40);
      await say(page, { type: 'pause' });
      await expect.poll(async () => (await heard(page)).filter(({ type }) => type === 'time').at(-1)?.playing).toBe(false);
      await say(page, { type: 'theme', theme: 'light' });
      await expect.poll(() => page.frames()[1]?.evaluate(() => document.documentElement.dataset['theme'])).toBe('light');

      await say(page, { type: 'load', scenario: { request: { prompt: 'Once upon a time', maxOutputTokens: 3 } } });
      await say(page, { type: 'run', id: 'go' });
      const live = await hears(page, ({ type, lane, kind }) => type === 'trace' && lane === 'local' && kind === 'live', 90_000);
      expect(live.trace?.source).toBe('local');
      expect(live.trace?.tokens.length).toBe(3);
      // The host's history has no step of the app in it.
      expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
    }));

  it('names what it cannot do, and what it cannot understand', () =>
    withPage({ reducedMotion: true, path: null }, async ({ page, url }) => {
      await page.goto(hostPage(url, '?embed=1'));
      await hears(page, ({ type }) => type === 'ready');
      await say(page, { type: 'load', preset: 'nope', id: 'a' });
      expect((await hears(page, ({ replyTo }) => replyTo === 'a')).message).toMatch(/no preset nope/);
      await say(page, { type: 'load', scenario: { request: { maxOutputTokens: -1 } }, id: 'b' });
      expect((await hears(page, ({ replyTo }) => replyTo === 'b')).message).toMatch(/maxOutputTokens must be at least 1/);
      await say(page, { type: 'seek', timeMs: 'soon', id: 'c' });
      expect((await hears(page, ({ replyTo }) => replyTo === 'c')).code).toBe('embed-message');
      await say(page, { type: 'speed', speed: 3, id: 'e' });
      expect((await hears(page, ({ replyTo }) => replyTo === 'e')).message).toMatch(/speed: must be one of 1, 0\.5/);
      await say(page, { type: 'explode', id: 'd' });
      expect((await hears(page, ({ replyTo }) => replyTo === 'd')).code).toBe('embed-message');
    }));

  it('hears and tells nobody but the origin in its address', () =>
    withPage({ reducedMotion: true, path: null }, async ({ page, url }) => {
      // The second site embeds a page that is meant for the first.
      await page.goto(hostPage(url, `?embed=1&preset=short-prompt-streaming&origin=${encodeURIComponent(origins[0] ?? '')}`, 1));
      const title = page.frameLocator('#app').getByRole('heading', { level: 1 });
      const before = await title.innerText();
      await say(page, { type: 'load', preset: 'cold-start' });
      await page.waitForTimeout(1_000);
      expect(await heard(page)).toEqual([]);
      expect(await title.innerText()).toBe(before);
    }));

  // Of the host's own origin too: only the page around the app is the host.
  it.each([['another site', 1], ['the host’s site', 0]])('does not hear a frame beside it, of %s', (_name, site) =>
    withPage({ reducedMotion: true, path: null }, async ({ page, url }) => {
      await page.goto(hostPage(url, '?embed=1&preset=short-prompt-streaming', 0, `&third=${encodeURIComponent(`${origins[site] ?? ''}/third`)}`));
      await hears(page, ({ type }) => type === 'ready');
      const title = page.frameLocator('#app').getByRole('heading', { level: 1 });
      const before = await title.innerText();
      const third = page.frames().find((frame) => frame.url().includes('/third'));
      await third?.waitForFunction(() => 'attack' in window);
      await third?.evaluate(() => (window as unknown as { attack: () => void }).attack());
      await page.waitForTimeout(1_000);
      expect(await title.innerText()).toBe(before);
      expect((await heard(page)).filter(({ type }) => type === 'loaded')).toEqual([]);
    }));

  it('is clean for axe and fits a narrow frame', () =>
    withPage({ reducedMotion: true, path: '?embed=1', viewport: { width: 360, height: 640 } }, async ({ page }) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      expect(await axeFaults(page)).toEqual([]);
      const link = page.getByRole('link', { name: /^Open in 400ms/ });
      await link.focus();
      expect(await link.getAttribute('href')).not.toMatch(/embed/);
    }));
});
