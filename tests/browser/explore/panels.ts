/** What the tests of the request card, the inspector and the metrics do again and again. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { axeFaults } from '../support';

export const request = (page: Page) => page.locator('#request');
export const inspector = (page: Page) => page.locator('#inspector');
export const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt', exact: true });
export const maxTokens = (page: Page) => page.getByRole('textbox', { name: 'Max tokens', exact: true });
/** What ended a lane, in its own words. */
export const answer = (page: Page, lane: 'datacenter' | 'this machine') => page.getByRole('region', { name: `Answer, ${lane}` });

/** Value of a row of the metrics table, with its unit: "44.4ms". */
export async function metric(page: Page, row: string, lane: 'datacenter' | 'machine'): Promise<string> {
  const cells = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: row, exact: true }) }).getByRole('cell');
  // A range may stand before them.
  return cells.nth((await cells.count()) - (lane === 'datacenter' ? 2 : 1)).innerText();
}

/** The same in milliseconds. */
export async function metricMs(page: Page, row: string, lane: 'datacenter' | 'machine'): Promise<number> {
  const text = await metric(page, row, lane);
  const match = /^([\d.,]+)\s*(µs|ms|s|min)$/.exec(text.trim());
  if (match === null) throw new Error(`${row}: no duration in ${JSON.stringify(text)}`);
  const factor = { 'µs': 1e-3, ms: 1, s: 1e3, min: 6e4 }[match[2] ?? ''] ?? NaN;
  return Number((match[1] ?? '').replace(/,/g, '')) * factor;
}

/** Until no run is going. */
export async function idle(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run this request' }).waitFor();
}

/** Runs the request and waits for its end; the button has turned into Stop by the time the click is over. */
export async function runToEnd(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run this request' }).click();
  await idle(page);
}

/** The playhead at the very end, so that everything a trace holds is on screen. */
export async function toEnd(page: Page): Promise<void> {
  await page.locator('h1').click();
  await page.keyboard.press('End');
}

export async function expectAccessible(page: Page, scope: string): Promise<void> {
  expect(await axeFaults(page, scope)).toEqual([]);
}
