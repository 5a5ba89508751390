/** What a reader feels who drags a slider: script in each animation frame, on every page that follows one. */
import type { Locator, Page } from 'playwright-core';
import { quantileSorted } from '../../src/core/statistics';
import { between, mainThreadOf, recordTimeline } from './timeline';
import type { Bench, Measurement } from './types';

const FRAME_GOAL_MS = 16;
/** Moves of the pointer in one drag, one to an animation frame: over and back. */
const MOVES = 90;
const DRAGS = 3;
const [FROM, TO] = ['drag begins', 'drag ends'];

interface Subject { what: string; path: string; slider: (page: Page) => Locator }

const inRegion = (region: string) => (page: Page): Locator => page.getByRole('region', { name: region }).getByRole('slider').first();
const knob = (name: string) => (page: Page): Locator => page.getByRole('group', { name: 'Lengths and batch' }).getByRole('slider', { name });

const SUBJECTS: readonly Subject[] = [
  { what: 'Explore, playhead', path: '?max=200', slider: (page) => page.locator('.scrubber:visible').first() },
  { what: 'Explore, steady load', path: '?at=inference&in=500&max=200', slider: inRegion('At a steady load') },
  { what: 'Levers, prompt', path: '?page=levers&in=3000&max=400', slider: knob('Prompt') },
  { what: 'Compare, answer', path: '?page=compare&in=3000&max=400', slider: knob('Answer') },
  { what: 'Budget, prompt', path: '?page=budget&in=3000&max=400', slider: knob('Prompt') },
];

/** Drags from a tenth of the slider to nine tenths and back, waiting for a frame after each move. */
async function drag(page: Page, slider: Locator): Promise<void> {
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  if (box === null) throw new Error('the slider has no box');
  const y = box.y + box.height / 2;
  const at = (share: number): number => box.x + box.width * (0.1 + 0.8 * share);
  await page.mouse.move(at(0), y);
  await page.mouse.down();
  await page.evaluate((mark) => console.timeStamp(mark), FROM);
  for (let i = 1; i <= MOVES; i++) {
    await page.mouse.move(at(1 - Math.abs(1 - (2 * i) / MOVES)), y);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await page.evaluate((mark) => console.timeStamp(mark), TO);
  await page.mouse.up();
}

/** A first drag, to warm up: a slider that does not follow would measure nothing. @throws Error when it stands still. */
async function checkMoves(page: Page, slider: Locator): Promise<void> {
  const said = (): Promise<string | null> => slider.getAttribute('aria-valuetext');
  const before = await said();
  await drag(page, slider);
  if ((await said()) === before) throw new Error(`the slider still says ${before}`);
}

export const bench: Bench = {
  id: 'sliders',
  title: 'Dragging a slider',
  about: `Script on the main thread in each animation frame while a slider is dragged through Chrome's own input: ${DRAGS} drags of ${MOVES} moves, processor time, in the built page.`,
  run: ({ url, withBrowser, log }) =>
    withBrowser({}, async (browser) => {
      const rows: Measurement[] = [];
      for (const { what, path, slider } of SUBJECTS) {
        const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
        const page = await context.newPage();
        await page.goto(url + path, { waitUntil: 'networkidle' });
        const handle = slider(page);
        await handle.waitFor();
        await checkMoves(page, handle);
        const perFrame: number[] = [];
        for (let i = 0; i < DRAGS; i++) {
          const events = await recordTimeline(page, () => drag(page, handle));
          perFrame.push(...mainThreadOf(between(events, FROM, TO)).scriptingPerFrameMs);
        }
        await context.close();
        perFrame.sort((a, b) => a - b);
        const at = (q: number): number => (perFrame.length === 0 ? 0 : quantileSorted(perFrame, q));
        rows.push({
          what, value: at(0.95), unit: 'ms', detail: `p95 of ${perFrame.length} frames; median ${at(0.5).toFixed(1)} ms, longest ${at(1).toFixed(1)} ms`,
          goal: { text: 'frames under 16 ms', met: perFrame.length > 0 && at(1) < FRAME_GOAL_MS },
        });
        log(`${what}: median ${at(0.5).toFixed(1)}, p95 ${at(0.95).toFixed(1)}, longest ${at(1).toFixed(1)} ms`);
      }
      return rows;
    }),
};
