/** What the tests of the moving half of the page do again and again. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The playhead's handle on the axis. */
export const playhead = (page: Page) => page.getByRole('slider', { name: 'Playhead', exact: true });

export async function playheadMs(page: Page): Promise<number> {
  return Number(await playhead(page).getAttribute('aria-valuenow'));
}

export async function endMs(page: Page): Promise<number> {
  return Number(await playhead(page).getAttribute('aria-valuemax'));
}

/** Waits until both lanes are there: the modeled one and the recorded run. */
export async function ready(page: Page): Promise<void> {
  await page.getByText('recorded run').waitFor();
  await expect.poll(() => endMs(page)).toBeGreaterThan(0);
}

/** Everything that the stations, the answers and the KV cache show at this moment. */
export async function picture(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const lines = [...document.querySelectorAll<HTMLElement>('.line')].map((line) => `${line.getAttribute('style') ?? ''} ${line.innerText}`);
    const words = [...document.querySelectorAll('.answer-text')].map((text) => [...text.children].filter((word) => word.hasAttribute('data-got')).length);
    const states = [...document.querySelectorAll<HTMLElement>('.slot')].map((slot) => slot.dataset['state']);
    const numbers = [...document.querySelectorAll<HTMLElement>('.kv-number, .lane-clock, .transport-time, .now')].map((each) => each.innerText);
    return [...lines, words.join(), states.join(), ...numbers];
  });
}
