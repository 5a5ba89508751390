/** The Fleet page: it runs by itself, shows what goes on, opens single requests, compares, sweeps and plans. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { withPage } from '../support';

const FLEET = '?page=fleet';
const work = (page: Page) => page.getByRole('region', { name: 'The fleet at work' });
const latencies = (page: Page) => page.getByRole('region', { name: 'Latencies', exact: true });
const field = (page: Page, name: string) => page.getByRole('group', { name: 'The fleet' }).getByRole('textbox', { name, exact: true });
async function settled(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run again' }).waitFor({ timeout: 60_000 });
}

describe('the fleet page', () => {
  it('runs its preset when opened, and again when a number is changed', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      await page.getByText('All 10,000 requests were answered').waitFor();
      const before = await latencies(page).innerText();
      await field(page, 'Replicas').fill('2');
      await settled(page);
      await expect.poll(() => latencies(page).innerText()).not.toBe(before);
      await page.getByText('All 10,000 requests were answered').waitFor();
    }));

  it('moves requests through the fleet, and shows the moment that is asked for', () =>
    withPage({ path: FLEET }, async ({ page }) => {
      await settled(page);
      const counts = work(page).getByText('under way');
      await page.getByRole('slider', { name: 'Moment' }).fill('100000');
      const there = await counts.innerText();
      await page.getByRole('slider', { name: 'Moment' }).fill('200000');
      await expect.poll(() => counts.innerText()).not.toBe(there);
      await page.getByRole('slider', { name: 'Moment' }).fill('100000');
      await expect.poll(() => counts.innerText()).toBe(there);
      await work(page).getByRole('button', { name: 'Play' }).click();
      await expect.poll(() => counts.innerText()).not.toBe(there);
      await work(page).getByRole('button', { name: 'Pause' }).click();
    }));

  it('shows any moment of a run that is longer than what is recorded', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      await field(page, 'Requests').fill('50000');
      await page.getByText('All 50,000 requests were answered').waitFor({ timeout: 30_000 });
      await settled(page);
      const moment = page.getByRole('slider', { name: 'Moment' });
      const lateMs = Number(await moment.getAttribute('max')) * 0.9;
      await moment.fill(String(lateMs));
      await expect.poll(() => work(page).getByText('under way').innerText(), { timeout: 30_000 }).toMatch(/^[1-9]\d* under way, \d+ waiting, [1-9]\d* running/);
    }));

  it('opens the slowest request in Explore as a trace like any other, and finds the way back', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      const row = page.getByRole('region', { name: 'The slowest requests' }).getByRole('row').nth(1);
      const number = (await row.getByRole('rowheader').innerText()).replace(/\D/g, '');
      const total = await row.getByRole('cell').nth(1).innerText();
      await row.getByRole('button', { name: 'Open' }).click();
      await page.getByRole('region', { name: 'Waterfall' }).waitFor();
      await page.getByText(`Request ${Number(number).toLocaleString('en-US')} of the fleet Steady chat`).waitFor();
      expect((await page.locator('.lane-head[data-lane=datacenter]').innerText()).replaceAll(/\s/g, ' ')).toContain(total.replaceAll(/\s/g, ' '));
      await page.getByRole('button', { name: 'Back to the modeled run' }).click();
      await page.getByText('Llama 3.1 8B on NVIDIA H100').first().waitFor();
    }));

  it('opens the request whose dot is clicked', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      // Dots move while the run goes on.
      await page.getByText('All 10,000 requests were answered').waitFor();
      await expect.poll(() => page.getByText('so far').count()).toBe(0);
      await page.getByRole('slider', { name: 'Moment' }).fill('100000');
      await expect.poll(() => work(page).getByText('under way').innerText()).toMatch(/ [1-9]\d* running/);
      // A running request is a square of the hue of decoding: found on the canvas as a reader would see it.
      const place = await work(page).locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
        const context = canvas.getContext('2d');
        if (context === null) return null;
        const swatch = document.querySelector<HTMLElement>('.legend .swatch[data-tone=decode]');
        const ink = document.createElement('canvas').getContext('2d');
        if (swatch === null || ink === null) return null;
        ink.fillStyle = getComputedStyle(swatch).backgroundColor;
        ink.fillRect(0, 0, 1, 1);
        const hue = [...ink.getImageData(0, 0, 1, 1).data];
        const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
        const isHue = (x: number, y: number): boolean => hue.every((value, i) => Math.abs((data[4 * (y * width + x) + i] ?? -1) - value) <= 2);
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            if (!isHue(x, y)) continue;
            // What is written fills the square from below: its lower edge is as long as its sides.
            let [right, bottom] = [x, y];
            while (isHue(right + 1, y)) right++;
            while (isHue(x, bottom + 1)) bottom++;
            const side = right - x + 1;
            return { x: ((x + side / 2) / width) * canvas.clientWidth, y: ((bottom + 1 - side / 2) / height) * canvas.clientHeight };
          }
        }
        return null;
      });
      if (place === null) throw new Error('nobody decodes on the canvas');
      await work(page).locator('canvas').click({ position: place });
      await page.getByRole('region', { name: 'Waterfall' }).waitFor();
      const from = page.getByText(/^Request [\d,]+ of the fleet Steady chat/);
      await from.first().waitFor();
      await page.getByRole('button', { name: 'Back to the modeled run' }).waitFor();
    }));

  it('is exported as a picture of the moment, like every chart', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      await page.getByRole('slider', { name: 'Moment' }).fill('100000');
      const counts = await work(page).getByText('under way').innerText();
      // Letters are the slider's while it has the focus.
      await page.getByRole('slider', { name: 'Moment' }).blur();
      await page.keyboard.press('e');
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save The fleet at work as SVG' }).click();
      const svg = (await (await (await saving).createReadStream()).toArray()).join('');
      expect(svg).toContain(counts);
      expect(svg).toContain('Replicas: waiting, then the batch');
      expect(svg).not.toContain('<image');
    }));

  it('stops a million requests at once and keeps what it has seen', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      await field(page, 'Requests').fill('1000000');
      await page.getByRole('progressbar', { name: 'Requests simulated' }).waitFor();
      await page.getByText('so far').waitFor({ timeout: 30_000 });
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByRole('button', { name: 'Run again' }).waitFor();
      await page.getByText('so far').waitFor();
    }));

  it('says what is wrong with a fleet that cannot be', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      await field(page, 'Replicas').fill('0');
      await page.getByText('There is no replica, and nothing that would start one.').waitFor();
      await page.getByText('Give at least one region a replica.').waitFor();
      await field(page, 'Replicas').fill('1');
      await expect.poll(() => page.getByText('There is no replica').count()).toBe(0);
    }));
});

describe('files on the fleet page', () => {
  const HEADER = 'run,gpu,model,precision,engine,tp,dp,max_num_seqs,max_num_batched_tokens,request_id,arrival_s,input_tokens,output_tokens,queue_ms,ttft_from_queued_ms,tpot_ms,e2e_from_queued_ms,source';
  const line = (i: number): string => `mine,H100,meta-llama/Llama-3.1-8B,bf16,vLLM 0.19.0,1,1,128,2048,r${String(i)},${String(i / 10)},500,50,0.1,30,8,430,test`;
  const open = (page: Page, name: string, text: string) => page.getByLabel('Fleet scenario (JSON) or log of requests (CSV)').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

  it('replays a log in the fleet that its rows name, and compares it with what was measured', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      await open(page, 'mine.csv', [HEADER, ...Array.from({ length: 40 }, (_, i) => line(i))].join('\n'));
      await page.getByText('mine: 40 requests, each compared with itself.').waitFor();
      await page.getByText('All 40 requests were answered').waitFor();
    }));

  it('sends a replayed log along in the link', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page, context }) => {
      await settled(page);
      await open(page, 'mine.csv', [HEADER, ...Array.from({ length: 40 }, (_, i) => line(i))].join('\n'));
      await page.getByText('All 40 requests were answered').waitFor();
      await expect.poll(() => page.url()).toContain('#s=4.');
      const withLog = page.url();
      await field(page, 'Replicas').fill('2');
      await expect.poll(() => page.url()).not.toBe(withLog);
      await settled(page);
      const before = await latencies(page).innerText();
      const there = await context.newPage();
      await there.goto(page.url());
      await there.getByText('mine: 40 requests, each compared with itself.').waitFor();
      await there.getByText('All 40 requests were answered').waitFor();
      await settled(there);
      expect(await field(there, 'Replicas').inputValue()).toBe('2');
      await expect.poll(() => latencies(there).innerText()).toBe(before);
    }));

  it('names the line of a log that is wrong, and keeps what was there', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      await open(page, 'bad.csv', [HEADER, line(0), line(1).replace(',500,', ',-5,')].join('\n'));
      await page.getByText(/bad\.csv, line 3: input tokens "-5"/).waitFor();
      await page.getByText('All 10,000 requests were answered').waitFor();
    }));

  it('saves a fleet and opens it again', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      await field(page, 'Requests').fill('1234');
      await page.getByText('All 1,234 requests were answered').waitFor();
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save this fleet' }).click();
      const saved = await (await saving).createReadStream();
      const text = (await saved.toArray()).join('');
      await field(page, 'Requests').fill('99');
      await page.getByText('All 99 requests were answered').waitFor();
      await open(page, 'mine.json', text);
      await page.getByText('All 1,234 requests were answered').waitFor();
      await open(page, 'broken.json', text.replace('"requests": 1234', '"requests": -1'));
      await page.getByText('workload.requests must be at least 1').waitFor();
    }));
});

describe('undertakings of many runs', () => {
  it('holds two policies against each other on the same requests', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      await page.getByRole('combobox', { name: 'Preset' }).selectOption('noisy-tenant');
      await settled(page);
      await page.getByRole('button', { name: 'Compare', exact: true }).click();
      const row = page.getByRole('region', { name: 'Two policies' }).getByRole('row', { name: /^TTFT p95/ });
      await row.waitFor({ timeout: 60_000 });
      expect(await row.innerText()).toContain('better');
    }));

  it('sweeps the load and finds where the curve turns up', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      const sweep = page.getByRole('region', { name: 'Sweep', exact: true });
      await sweep.getByRole('textbox', { name: 'To', exact: true }).fill('80');
      await sweep.getByRole('button', { name: 'Sweep', exact: true }).click();
      await sweep.getByText('12 points in').waitFor({ timeout: 90_000 });
      await expect.poll(() => sweep.innerText()).toMatch(/Total p95 turns up at Arrivals/);
      expect(await sweep.innerText()).toContain('requests come faster than they are served');
    }));

  it('works out what a load needs, five times the load about five times as much', () =>
    withPage({ reducedMotion: true, path: FLEET }, async ({ page }) => {
      await settled(page);
      const sheet = page.getByRole('region', { name: 'Capacity', exact: true });
      await sheet.getByRole('textbox', { name: 'Peak', exact: true }).fill('60');
      await sheet.getByRole('button', { name: 'Work it out' }).click();
      const row = sheet.getByRole('row', { name: /^Replicas/ });
      await row.waitFor({ timeout: 120_000 });
      const [atPeak = 0, atFive = 0] = (await row.getByRole('cell').allInnerTexts()).map(Number);
      expect(atPeak).toBeGreaterThan(0);
      expect(atFive / atPeak).toBeGreaterThan(2.5);
      expect(atFive / atPeak).toBeLessThanOrEqual(6);
      const saved = page.waitForEvent('download');
      await sheet.getByRole('button', { name: 'Save as CSV' }).click();
      expect((await saved).suggestedFilename()).toBe('capacity.csv');
    }));
});
