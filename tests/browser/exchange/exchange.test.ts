/** Share, export and import in the built app: links, session files, files of every format, charts, print. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { EXPORTS, importTrace } from '@/remote';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, parseScenario, patchScenario } from '@/core/scenario';
import { modelTrace } from '@/datacenter/model-trace';
import { axeFaults, withPage } from '../support';

const dialog = (page: Page) => page.getByRole('dialog');
const part = (page: Page, name: string) => dialog(page).getByRole('region', { name, exact: true });
const ready = (page: Page) => page.locator('.lane-head[data-lane=local]').getByText(/recorded run/).waitFor();
const drop = (page: Page, name: string, text: string) =>
  page.evaluate(({ name, text }) => {
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    for (const type of ['dragover', 'drop']) document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
  }, { name, text });

async function saved(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

describe('share', () => {
  it('copies a link that brings back the page, the scenario, the stage and the playhead', () =>
    withPage({ reducedMotion: true, path: '?max=31&at=router', context: { permissions: ['clipboard-read', 'clipboard-write'] } }, async ({ page, context }) => {
      await ready(page);
      await page.keyboard.press('.');
      await page.getByRole('button', { name: 'Share, export, import (S)' }).click();
      await dialog(page).getByRole('button', { name: 'Copy the link' }).click();
      await dialog(page).getByText('Copied.').waitFor();
      const link = await page.evaluate(() => navigator.clipboard.readText());
      const other = await context.newPage();
      await other.goto(link);
      expect(await other.getByRole('textbox', { name: 'Max tokens', exact: true }).inputValue()).toBe('31');
      expect(new URL(link).searchParams.get('at')).toBe('router');
      expect(Number(new URL(link).searchParams.get('t'))).toBeGreaterThan(0);
    }));

  it('sends the run of the lower lane along: it arrives as recorded, with who ran it and when', () =>
    withPage({ reducedMotion: true, allow: [/default\.json/] }, async ({ page, context }) => {
      await ready(page);
      await page.keyboard.press('s');
      await dialog(page).getByRole('switch', { name: /With the run in the lower lane/ }).click();
      const link = await dialog(page).getByRole('textbox', { name: 'Link', exact: true }).inputValue();
      expect(link.length).toBeLessThan(8_192);
      const other = await context.newPage();
      await other.route('**/recorded/default.json', (route) => route.abort());
      await other.goto(link);
      const head = other.locator('.lane-head[data-lane=local]');
      await head.getByText(/Stories 15M on WebAssembly, .*Chrome \d+ on Linux, \d{4}-\d\d-\d\d/).waitFor();
      await head.getByText('recorded run').waitFor();
      // The address goes on holding it.
      await expect.poll(() => new URL(other.url()).hash).toMatch(/^#s=3\./);
    }));

  it('offers a file for a run that makes the link longer than 8 KB, and the file brings it', () =>
    withPage({ reducedMotion: true, path: null }, async ({ page, url }) => {
      const made = expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, { request: { outputTokens: 2_000, maxOutputTokens: 2_000 } })));
      const long = { ...made, source: 'local', spans: made.spans.map((span) => ({ ...span, provenance: 'recorded' })), tokens: made.tokens.map((token, i) => ({ ...token, id: (i * i * 7_919) % 32_000, text: ((i * i * 7_919) % 46_656).toString(36) })) };
      await page.route('**/recorded/default.json', (route) => route.fulfill({ json: long }));
      await page.goto(url);
      await ready(page);
      await page.keyboard.press('s');
      await dialog(page).getByRole('switch', { name: /With the run in the lower lane/ }).click();
      await dialog(page).getByText(/^With the run the link has .* Mail and chat cut links above 8\.00.KiB/).waitFor();
      expect(await dialog(page).getByRole('textbox', { name: 'Link', exact: true }).count()).toBe(0);
      const { name, bytes } = await saved(page, () => part(page, 'Link').getByRole('button', { name: 'Save the session file' }).click());
      await page.unroute('**/recorded/default.json');
      await page.goto(url);
      await ready(page);
      await drop(page, name, bytes.toString());
      await dialog(page).getByText(/with a measured run/).waitFor();
      await dialog(page).getByRole('button', { name: 'Open the session' }).click();
      await page.locator('.lane-head[data-lane=local]').getByRole('button', { name: 'Back to this machine’s own run' }).waitFor();
      await page.keyboard.press('End');
      await page.getByText('2,000 tokens').first().waitFor();
    }));

  it('sends a run opened in the upper lane along when asked to, and its address goes on holding it', () =>
    withPage({ reducedMotion: true }, async ({ page, context }) => {
      await ready(page);
      const made = expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, { name: 'Traced elsewhere', request: { maxOutputTokens: 12, outputTokens: 12 } })));
      const theirs = { ...made, source: 'import', spans: made.spans.map((span) => ({ ...span, provenance: 'imported' })) };
      await drop(page, 'theirs.trace.json', JSON.stringify(theirs));
      await part(page, 'Contents').getByRole('button', { name: 'Upper lane' }).click();
      const head = page.locator('.lane-head[data-lane=datacenter]');
      await head.getByText('theirs.trace.json').waitFor();
      await page.keyboard.press('s');
      const field = dialog(page).getByRole('textbox', { name: 'Link', exact: true });
      expect(await field.inputValue()).not.toContain('#s=4.');
      await dialog(page).getByRole('switch', { name: /With the run in the upper lane/ }).click();
      const link = await field.inputValue();
      expect(link).toContain('#s=4.');
      expect(link.length).toBeLessThan(8_192);
      const other = await context.newPage();
      await other.goto(link);
      const otherHead = other.locator('.lane-head[data-lane=datacenter]');
      await otherHead.getByText('theirs.trace.json').waitFor();
      expect(await other.locator('.preset-name, .header').first().innerText()).toContain('Traced elsewhere');
      await ready(other);
      await other.keyboard.press('.');
      await expect.poll(() => new URL(other.url()).searchParams.get('t')).not.toBeNull();
      expect(new URL(other.url()).hash).toMatch(/^#s=4\./);
      await otherHead.getByRole('button').first().click();
      await expect.poll(() => new URL(other.url()).hash).not.toMatch(/^#s=4\./);
      await expect.poll(() => otherHead.getByText('theirs.trace.json').count()).toBe(0);
    }));

  it('restores the fleet on the Fleet page', () =>
    withPage({ reducedMotion: true, path: '?page=fleet' }, async ({ page, context }) => {
      const seed = page.getByRole('textbox', { name: 'Seed', exact: true });
      await seed.fill('77');
      await seed.press('Enter');
      await expect.poll(() => new URL(page.url()).hash).toMatch(/^#s=3\./);
      const other = await context.newPage();
      await other.goto(page.url());
      await expect.poll(() => other.getByRole('textbox', { name: 'Seed', exact: true }).inputValue()).toBe('77');
    }));

  it('is clean for axe in all three parts, and closes by Escape', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      for (const key of ['s', 'e', 'i']) {
        await page.keyboard.press(key);
        await dialog(page).waitFor();
        expect(await axeFaults(page, '[role=dialog]')).toEqual([]);
        await page.keyboard.press('Escape');
        await expect.poll(() => dialog(page).count()).toBe(0);
      }
    }));
});

describe('a session file', () => {
  it('saved here opens here by drop', () =>
    withPage({ reducedMotion: true, path: '?page=levers&max=23' }, async ({ page, url }) => {
      await page.getByRole('heading', { level: 2, name: 'Levers' }).waitFor();
      await page.keyboard.press('s');
      const { name, bytes } = await saved(page, () => part(page, 'Session file').getByRole('button', { name: 'Save the session file' }).click());
      expect(name).toMatch(/\.session\.json$/);
      await page.goto(url);
      await ready(page);
      await drop(page, name, bytes.toString());
      await dialog(page).getByRole('button', { name: 'Open the session' }).click();
      await page.getByRole('heading', { level: 2, name: 'Levers' }).waitFor();
      expect(await page.getByRole('textbox', { name: 'Max tokens', exact: true }).inputValue()).toBe('23');
    }));
});

describe('export', () => {
  it('saves the lower lane in every format, and what reads back reads back', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      await page.keyboard.press('e');
      await part(page, 'Trace').getByRole('radio', { name: 'Lower lane' }).check();
      for (const format of EXPORTS) {
        const { name, bytes } = await saved(page, () => part(page, 'Trace').getByRole('button', { name: `Save ${format.title}` }).click());
        expect(name.endsWith(format.fileExtension)).toBe(true);
        expect(bytes.length).toBeGreaterThan(100);
        // Prompts and answers go to collectors only when asked for.
        if (format.id !== 'server-timing') expect(bytes.includes('little robot')).toBe(format.id !== 'otlp');
        if (!format.readsBack) continue;
        const read = importTrace(bytes.toString());
        expect(read.ok ? read.value.trace.tokens.length : read.error).toBe(44);
      }
      const scenario = await saved(page, () => part(page, 'Scenario').getByRole('button', { name: 'Save the scenario' }).click());
      expect(parseScenario(JSON.parse(scenario.bytes.toString())).ok).toBe(true);
    }));

  it.each(['explore', 'levers', 'budget', 'fleet', 'accuracy'] as const)('draws every chart of %s as SVG and PNG with title, scenario and link', (id) =>
    withPage({ reducedMotion: true, path: id === 'explore' ? '' : `?page=${id}` }, async ({ page, context }) => {
      // A page without a policy: what reads the SVG is the test's.
      const blank = await context.newPage();
      await page.bringToFront();
      if (id === 'explore') await ready(page);
      else await page.locator('.figure').first().waitFor();
      await page.keyboard.press('e');
      await part(page, 'Charts').getByRole('button', { name: /as SVG$/ }).first().waitFor();
      const buttons = part(page, 'Charts').getByRole('button', { name: /as SVG$/ });
      const count = await buttons.count();
      expect(count).toBeGreaterThan(0);
      for (let i = 0; i < count; i++) {
        const title = ((await buttons.nth(i).getAttribute('aria-label')) ?? '').replace(/^Save (.*) as SVG$/, '$1');
        const svg = await saved(page, () => buttons.nth(i).click());
        const facts = await blank.evaluate((text) => {
          const root = new DOMParser().parseFromString(text, 'image/svg+xml');
          const texts = [...root.querySelectorAll('text')].map((node) => node.textContent);
          return { fault: root.querySelector('parsererror')?.textContent ?? null, first: texts[0], link: root.querySelector('a')?.getAttribute('href'), marks: root.querySelectorAll('rect, path, circle, line').length, width: Number(root.documentElement.getAttribute('width')), scripts: root.querySelectorAll('script, [style], foreignObject').length };
        }, svg.bytes.toString());
        expect(facts.fault).toBeNull();
        expect(facts.first).toBe(title);
        expect(facts.link).toMatch(/^http/);
        expect(facts.marks).toBeGreaterThan(3);
        expect(facts.scripts).toBe(0);
        const png = await saved(page, () => part(page, 'Charts').getByRole('button', { name: /as PNG$/ }).nth(i).click());
        expect(png.bytes.subarray(1, 4).toString()).toBe('PNG');
        expect(png.bytes.readUInt32BE(16)).toBe(2 * facts.width);
      }
    }));

  it('prints Explore on one page, without panels', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.header').innerText()).toMatch(/^400ms\s+The 400 ms request$/);
      expect(await page.locator('#request').isVisible()).toBe(false);
      expect(await page.getByRole('region', { name: 'Waterfall' }).isVisible()).toBe(true);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBe(1);
    }));
});

describe('what no file may hold', () => {
  /** Keys are made for the page and look like `sk-local-…` (src/local/wire.ts). */
  const KEY = /sk-[a-z]+-[0-9a-f]{8}|Bearer\s+\S/;

  /** Every file that the page can make of the run in the lower lane, of the scenario and of the session. */
  async function allFiles(page: Page): Promise<{ name: string; text: string }[]> {
    const files: { name: string; text: string }[] = [];
    const keep = async (press: () => Promise<void>): Promise<void> => {
      const { name, bytes } = await saved(page, press);
      files.push({ name, text: bytes.toString() });
    };
    await page.keyboard.press('e');
    await part(page, 'Trace').getByRole('radio', { name: 'Lower lane' }).check();
    const collected = part(page, 'Trace').getByRole('switch', { name: 'Also for OpenTelemetry' });
    if (!(await collected.isChecked())) await collected.click();
    for (const { title } of EXPORTS) await keep(() => part(page, 'Trace').getByRole('button', { name: `Save ${title}` }).click());
    await keep(() => part(page, 'Scenario').getByRole('button', { name: 'Save the scenario' }).click());
    await dialog(page).getByRole('button', { name: 'Share', exact: true }).click();
    await dialog(page).getByRole('switch', { name: /With the run in the lower lane/ }).click();
    files.push({ name: 'link', text: decodeURIComponent(await dialog(page).getByRole('textbox', { name: 'Link', exact: true }).inputValue()) });
    await keep(() => part(page, 'Session file').getByRole('button', { name: 'Save the session file' }).click());
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'hidden' });
    return files;
  }

  it('the key of local requests is in no file of a run that was served, nor of one that was refused', () =>
    withPage({ reducedMotion: true, path: null }, async ({ page, url }) => {
      expect('authorization: Bearer sk-local-0123456789abcdef').toMatch(KEY);
      for (const search of ['?max=2', '?max=2&failure=unauthorized']) {
        await page.goto(url + search);
        await ready(page);
        await page.keyboard.press('r');
        await page.getByText('measured here').waitFor({ timeout: 60_000 });
        await page.getByRole('button', { name: 'Run this request' }).waitFor();
        const files = await allFiles(page);
        expect(files.length).toBe(EXPORTS.length + 3);
        expect(files.filter(({ text }) => text.length < 20 || KEY.test(text)).map(({ name }) => name)).toEqual([]);
      }
    }));

  it('a key in the address of a model folder that was typed is in no file, and a password is not taken', () =>
    withPage({ reducedMotion: true, path: '?max=3' }, async ({ page }) => {
      await ready(page);
      await page.getByRole('button', { name: 'Model and device', exact: true }).click();
      const field = dialog(page).getByRole('textbox', { name: 'Or a model folder at an address of your own' });
      await field.fill('https://someone:hunter2-typed@models.example/mine/');
      await dialog(page).getByRole('button', { name: 'Use this folder' }).click();
      await dialog(page).getByText(/There is a user name or a password in this address/).waitFor();
      await field.fill('https://models.example/mine/?token=hunter2-typed#hunter2-typed');
      await dialog(page).getByRole('button', { name: 'Use this folder' }).click();
      await dialog(page).getByRole('button', { name: 'Allow models.example' }).waitFor();
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'hidden' });
      await expect.poll(() => page.url()).toContain('models.example');
      const files = await allFiles(page);
      expect(files.find(({ name }) => name.endsWith('.scenario.json'))?.text).toContain('https://models.example/mine/');
      const kept = await page.evaluate(() => [location.href, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), JSON.stringify(history.state)]);
      expect([...files.map(({ text }) => text), ...kept].filter((text) => text.includes('hunter2'))).toEqual([]);
    }));
});

describe('printing', () => {
  it('paints in the light theme, and goes back to the dark one', () =>
    withPage({ reducedMotion: true, theme: 'dark' }, async ({ page }) => {
      await ready(page);
      const blue = () => page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.plot-canvas');
        const { data } = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] as number[] };
        const counts = { light: 0, dark: 0 };
        for (let i = 0; i + 3 < data.length; i += 4) {
          const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
          if (r === 0x1c && g === 0x5e && b === 0xb3) counts.light++;
          if (r === 0x6c && g === 0xb1 && b === 0xff) counts.dark++;
        }
        return counts;
      });
      await expect.poll(async () => (await blue()).dark).toBeGreaterThan(0);
      await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
      expect(await blue()).toMatchObject({ dark: 0 });
      expect((await blue()).light).toBeGreaterThan(0);
      await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
      expect(await blue()).toMatchObject({ light: 0 });
      expect(await page.evaluate(() => localStorage.getItem('400ms.theme'))).toBeNull();
    }));
});

describe('import', () => {
  it('opens a part of a scenario, and names a field that does not exist', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      await drop(page, 'mine.json', JSON.stringify({ name: 'From a file', request: { maxOutputTokens: 19 } }));
      await dialog(page).getByText('A scenario: From a file. It gives name, request').waitFor();
      await dialog(page).getByRole('button', { name: 'Open the scenario' }).click();
      expect(await page.getByRole('textbox', { name: 'Max tokens', exact: true }).inputValue()).toBe('19');
      await drop(page, 'broken.json', JSON.stringify({ request: { maxTokens: 19 } }));
      await dialog(page).getByText('There is no scenario field request.maxTokens.').waitFor();
    }));

  it('lays a stranger’s trace onto the stages, and follows a rule that is changed', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const events = [
        { ph: 'X', name: 'tokenize', ts: 0, dur: 2_000, pid: 1, tid: 1 },
        { ph: 'X', name: 'mystery', ts: 2_000, dur: 30_000, pid: 1, tid: 1 },
        { ph: 'X', name: 'decode', ts: 32_000, dur: 100_000, pid: 1, tid: 1 },
      ];
      await drop(page, 'theirs.json', JSON.stringify({ traceEvents: events }));
      const contents = part(page, 'Contents');
      await contents.getByText(/Chrome trace: .*132 ms/).waitFor();
      await contents.getByText(/match no rule/).waitFor();
      const place = part(page, 'Mapping').getByRole('combobox', { name: 'Where mystery goes' });
      expect(await place.inputValue()).toBe('unplaced');
      await place.selectOption('router/queue');
      await expect.poll(() => contents.getByText(/match no rule/).count()).toBe(0);
      expect(await part(page, 'Mapping').getByRole('row', { name: /^mystery/ }).innerText()).toMatch(/No\. 1/);
      await contents.getByRole('button', { name: 'Upper lane' }).click();
      await page.locator('.lane-head[data-lane=datacenter]').getByText('theirs.json').waitFor();
      expect(await page.locator('.row-name[data-place=router]').getAttribute('aria-label')).toMatch(/30(\.0)? ?.?ms/);
      await page.keyboard.press('i');
      await drop(page, 'noise.json', JSON.stringify({ traceEvents: [{ ph: 'X', name: 'zzz', ts: 0, dur: 5, pid: 1, tid: 1 }] }));
      await dialog(page).getByText(/No rule knows any of the file/).waitFor();
      await part(page, 'Mapping').getByRole('combobox', { name: 'Where zzz goes' }).waitFor();
    }));

  it('reads a large file beside the page, follows a rule that is changed, and stops when the dialog closes', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const readers = () => page.workers().filter((worker) => /read\.worker/.test(worker.url())).length;
      const events = Array.from({ length: 12_000 }, (_, i) => ({ ph: 'X', name: i % 2 === 0 ? 'decode' : 'mystery', ts: i * 10, dur: 10, pid: 1, tid: 1, args: { note: 'x'.repeat(40) } }));
      const text = JSON.stringify({ traceEvents: events });
      expect(text.length).toBeGreaterThan(1_000_000);
      await drop(page, 'large.json', text);
      const contents = part(page, 'Contents');
      await contents.getByText(/Chrome trace: .*120 ms/).waitFor();
      expect(readers()).toBe(1);
      await part(page, 'Mapping').getByRole('combobox', { name: 'Where mystery goes' }).selectOption('router/queue');
      await contents.getByText(/match no rule/).waitFor({ state: 'detached' });
      expect(await part(page, 'Mapping').getByRole('row', { name: /^mystery/ }).innerText()).toMatch(/6,000/);
      await contents.getByRole('button', { name: 'Upper lane' }).click();
      await page.locator('.lane-head[data-lane=datacenter]').getByText('large.json').waitFor();
      await expect.poll(readers).toBe(0);
      await drop(page, 'small.json', JSON.stringify({ name: 'Small' }));
      await dialog(page).getByText('A scenario: Small.').waitFor();
      expect(readers()).toBe(0);
      await drop(page, 'large-but-wrong.json', `{"recipe": "${'soup '.repeat(300_000)}"}`);
      await dialog(page).getByText(/no kind of trace known here: an object with recipe/).waitFor();
    }));

  it('tells of a large file in German where the page speaks it', () =>
    withPage({ reducedMotion: true, path: '?lang=de' }, async ({ page }) => {
      await page.locator('.lane-head[data-lane=local] .lane-provenance').waitFor();
      const events = Array.from({ length: 12_000 }, (_, i) => ({ ph: 'X', name: i % 2 === 0 ? 'decode' : 'mystery', ts: i * 10, dur: 10, pid: 1, tid: 1, args: { note: 'x'.repeat(40) } }));
      await drop(page, 'large.json', JSON.stringify({ traceEvents: events }));
      await part(page, 'Inhalt').getByText(/passen zu keiner Regel/).waitFor();
      expect(await part(page, 'Zuordnung').getByRole('row', { name: /^mystery/ }).innerText()).toMatch(/6\.000/);
      expect(page.workers().some((worker) => /read\.worker/.test(worker.url()))).toBe(true);
    }));

  it('shows a trace of this app in the lower lane, and refuses a file that is too large before reading it', () =>
    withPage({ reducedMotion: true }, async ({ page, url }) => {
      await ready(page);
      const trace = await page.evaluate((address) => fetch(address).then((response) => response.text()), `${url}recorded/default.json`);
      await drop(page, 'run.trace.json', trace);
      await part(page, 'Contents').getByRole('button', { name: 'Lower lane' }).click();
      await page.locator('.lane-head[data-lane=local]').getByText(/run\.trace\.json/).waitFor();
      await page.locator('.lane-head[data-lane=local]').getByRole('button', { name: 'Back to this machine’s own run' }).click();
      await expect.poll(() => page.locator('.lane-head[data-lane=local]').getByText(/run\.trace\.json/).count()).toBe(0);
      await page.evaluate(() => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(48_000_001)], 'huge.json'));
        document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
      });
      await dialog(page).getByText(/huge\.json has 48,000,001 bytes; at most 48,000,000 are read/).waitFor();
    }));
});
