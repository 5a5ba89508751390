/** A newer version is announced, waits for the reader, and is whole when it comes. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { writeServiceWorker } from '../../../scripts/lib/build-offline';
import { ready } from '../explore/stage';
import { host, ISOLATION, openPanel, untilKept, visit, type Host } from './support';

const NEW_TITLE = '400ms, newer';
const NEWS = 'A new version of this page is ready.';

let folder: string;
let server: Host;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'newer-'));
  await cp(inject('appFolder'), folder, { recursive: true });
  server = await host(inject('appFolder'), { headers: ISOLATION });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Puts another build in the place of the one that is served. */
async function deploy(): Promise<void> {
  const path = join(folder, 'index.html');
  await writeFile(path, (await readFile(path, 'utf8')).replace('<title>400ms</title>', `<title>${NEW_TITLE}</title>`));
  await writeServiceWorker(folder);
  server.folder = folder;
}

it('says nothing on the first visit and on a visit without news', () =>
  visit(server.url, async ({ page }) => {
    await untilKept(page);
    await page.reload();
    await untilKept(page);
    expect(await page.getByText(NEWS).count()).toBe(0);
  }));

it('announces the news and goes on with the version at hand; Reload brings the new one', () =>
  visit(server.url, async ({ page }) => {
    await untilKept(page);
    await deploy();
    await page.reload();
    await page.getByText(NEWS).waitFor();
    expect(await page.title()).toBe('400ms');
    // Reloading by hand forces nothing either.
    await page.reload();
    await page.getByText(NEWS).waitFor();
    expect(await page.title()).toBe('400ms');
    server.log.length = 0;
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(() => page.title(), { timeout: 30_000 }).toBe(NEW_TITLE);
    await ready(page);
    expect(await page.getByText(NEWS).count()).toBe(0);
    // The runtime has not changed: it is not fetched again.
    const panel = await openPanel(page);
    await panel.getByText('Everything here works offline').waitFor({ timeout: 90_000 });
    expect(server.log.filter((path) => path.endsWith('.wasm'))).toEqual([]);
  }));

it('can be put off for this visit', () =>
  visit(server.url, async ({ page }) => {
    await untilKept(page);
    await deploy();
    await page.reload();
    await page.getByRole('button', { name: 'Later' }).click();
    await expect.poll(() => page.getByText(NEWS).count()).toBe(0);
    expect(await page.title()).toBe('400ms');
  }));

it('tells the other tabs when one of them has switched', () =>
  visit(server.url, async ({ page, context }) => {
    await untilKept(page);
    const other = await context.newPage();
    await other.goto(server.url);
    await untilKept(other);
    await deploy();
    await page.reload();
    await page.getByText(NEWS).waitFor();
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(() => page.title(), { timeout: 30_000 }).toBe(NEW_TITLE);
    await other.getByText('Another tab has switched to a new version.').waitFor();
    expect(await other.title()).toBe('400ms');
    await other.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(() => other.title(), { timeout: 30_000 }).toBe(NEW_TITLE);
  }));
