/** What a reader of the Fleet page feels: from a moved slider to new quantiles, frames of the animation, sweeps on more cores. */
import type { Page } from 'playwright-core';
import { quantileSorted } from '../../src/core/statistics';
import { between, mainThreadOf, recordTimeline } from './timeline';
import type { Bench, Measurement } from './types';

const REDRAW_GOAL_MS = 200;
const FRAME_GOAL_MS = 8;
const REDRAWS = 12;
const PLAY_MS = 4_000;
const [FROM, TO] = ['play begins', 'play ends'];
const SWEEP_POINTS = 24;

const field = (page: Page, name: string) => page.getByRole('group', { name: 'The fleet' }).getByRole('textbox', { name, exact: true });
const idle = (page: Page) => page.getByRole('button', { name: 'Run again' }).waitFor();

/** Time from the change of a number to the frame after the table of latencies has changed, ms. */
function redrawMs(page: Page): Promise<number> {
  return page.evaluate(() => new Promise<number>((resolve, reject) => {
    const table = document.querySelector('[aria-label="Latencies"]');
    const input = [...document.querySelectorAll<HTMLInputElement>('.fleet-fields input')].find((each) => each.labels?.[0]?.textContent === 'Seed');
    if (table === null || input === undefined) return reject(new Error('the page has no table of latencies or no seed'));
    const before = table.textContent;
    const fromMs = performance.now();
    const observer = new MutationObserver(() => {
      if (table.textContent === before) return;
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - fromMs));
    });
    observer.observe(table, { subtree: true, childList: true, characterData: true });
    // As a key would: the field steps its value, React hears of it.
    input.focus();
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true }));
  }));
}

async function redraws(page: Page): Promise<Measurement> {
  await idle(page);
  await redrawMs(page);
  const times: number[] = [];
  for (let i = 0; i < REDRAWS; i++) {
    await idle(page);
    times.push(await redrawMs(page));
  }
  times.sort((a, b) => a - b);
  const median = quantileSorted(times, 0.5);
  return {
    what: 'A number changed to quantiles redrawn, 10,000 requests', value: median, unit: 'ms',
    detail: `median of ${REDRAWS}; longest ${quantileSorted(times, 1).toFixed(0)} ms`, goal: { text: 'under 200 ms', met: median < REDRAW_GOAL_MS },
  };
}

/** Plays a fleet with about 2,000 requests under way. */
async function frames(page: Page): Promise<Measurement> {
  await page.getByRole('combobox', { name: 'Preset' }).selectOption('noisy-tenant');
  await idle(page);
  const moment = page.getByRole('slider', { name: 'Moment' });
  const dots = async (): Promise<number> => Number.parseInt(((await page.locator('.flow-counts').first().innerText()).replaceAll(',', '')), 10);
  let atMs = 0;
  while ((await dots()) < 2_000) {
    atMs += 5_000;
    await moment.fill(String(atMs));
    if (atMs > 300_000) throw new Error('the fleet never holds 2,000 requests');
  }
  const shown = await dots();
  const events = await recordTimeline(page, async () => {
    await page.getByRole('button', { name: 'Play' }).click();
    await page.evaluate((mark) => console.timeStamp(mark), FROM);
    await page.waitForTimeout(PLAY_MS);
    await page.evaluate((mark) => console.timeStamp(mark), TO);
  });
  const perFrame = [...mainThreadOf(between(events, FROM, TO)).scriptingPerFrameMs].sort((a, b) => a - b);
  const p95 = quantileSorted(perFrame, 0.95);
  return { what: `Script per frame with ${shown.toLocaleString('en-US')} dots`, value: p95, unit: 'ms', detail: `p95 of ${perFrame.length} frames, processor time; median ${quantileSorted(perFrame, 0.5).toFixed(1)} ms`, goal: { text: 'under 8 ms', met: p95 < FRAME_GOAL_MS } };
}

/** The same sweep on one worker and on as many as there are cores. */
async function sweepMs(page: Page): Promise<{ ms: number; workers: number }> {
  const sweep = page.getByRole('region', { name: 'Sweep', exact: true });
  await sweep.getByRole('textbox', { name: 'Points' }).first().fill(String(SWEEP_POINTS));
  await sweep.getByRole('textbox', { name: 'Requests each' }).fill('100000');
  await sweep.getByRole('button', { name: 'Sweep', exact: true }).click();
  const words = sweep.getByText(`${String(SWEEP_POINTS)} points in`);
  await sweep.getByRole('button', { name: 'Sweep', exact: true }).waitFor({ timeout: 300_000 });
  const [, value = '0', unit = 's', workers = '1'] = /points in ([\d.,]+)\s(ms|s|min) on (\d+) workers/.exec(await words.innerText()) ?? [];
  return { ms: Number(value.replaceAll(',', '')) * (unit === 'ms' ? 1 : unit === 's' ? 1_000 : 60_000), workers: Number(workers) };
}

export const bench: Bench = {
  id: 'fleet-page',
  title: 'The Fleet page',
  about: 'The built page in headless Chromium, 1440 × 900. The redraw is taken by the page’s own clock from the change to the frame after the table of latencies has changed; frames as processor time from Chrome’s timeline.',
  run: ({ url, withBrowser, log }) =>
    withBrowser({}, async (browser) => {
      const rows: Measurement[] = [];
      const open = async (cores: number | null): Promise<Page> => {
        const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
        // As text: it runs in the page, where the helpers that a compiler adds to functions are not.
        if (cores !== null) await context.addInitScript({ content: `Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => ${String(cores)} });` });
        const page = await context.newPage();
        await page.goto(`${url}?page=fleet`);
        await idle(page);
        return page;
      };
      const page = await open(null);
      await field(page, 'Seed').waitFor();
      rows.push(await redraws(page));
      rows.push(await frames(page));
      await page.context().close();
      const one = await open(1);
      const alone = await sweepMs(one);
      if (alone.workers !== 1) throw new Error(`one worker was asked for, ${String(alone.workers)} ran`);
      await one.context().close();
      const all = await open(null);
      const together = await sweepMs(all);
      await all.context().close();
      rows.push({ what: `Sweep on ${together.workers} workers over one`, value: alone.ms / together.ms, unit: '×', detail: `${SWEEP_POINTS} points of 100,000 requests: ${(alone.ms / 1000).toFixed(1)} s on one worker, ${(together.ms / 1000).toFixed(1)} s on ${together.workers}` });
      for (const { what, value, unit } of rows) log(`${what}: ${value.toFixed(1)} ${unit}`);
      return rows;
    }),
};
