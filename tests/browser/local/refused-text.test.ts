/** Text that no gateway takes: said before the run, refused on both lanes with the place, repaired by one press, never lost. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/core/scenario';
import { withPage } from '../support';

const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt', exact: true });
const request = (page: Page) => page.locator('#request');
const answer = (page: Page, lane: 'datacenter' | 'this machine') => page.getByRole('region', { name: `Answer, ${lane}` });

/** Playwright cannot type half a character. */
const put = (page: Page, text: string): Promise<void> => prompt(page).evaluate((box: HTMLTextAreaElement, value) => {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(box, value);
  box.dispatchEvent(new Event('input', { bubbles: true }));
}, text);

async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run this request' }).click();
  await page.getByText('measured here').waitFor();
  await page.getByRole('button', { name: 'Run this request' }).waitFor();
  await page.locator('h1').click();
  await page.keyboard.press('End');
}

describe('a prompt that no gateway takes', () => {
  it.each([
    ['half of a character', 'Once \ud83d upon', /half of a character .* the gateway refuses it/, /surrogate pair at character 6/, 'Put U+FFFD in', 'Once \ufffd upon'],
    ['control characters', 'Once\u0000 upon\u0007 a', /2 control characters .* the gateway refuses it/, /U\+0000 at character 5/, 'Remove them', 'Once upon a'],
  ])('%s', (_, text, said, reason, remedy, repaired) =>
    withPage({ reducedMotion: true, path: '?max=2' }, async ({ page }) => {
      await prompt(page).waitFor();
      await put(page, text);
      await request(page).getByText(said).waitFor();
      expect(await prompt(page).getAttribute('aria-invalid')).toBe('true');
      await run(page);
      for (const lane of ['datacenter', 'this machine'] as const) {
        await expect.poll(() => answer(page, lane).innerText()).toMatch(/400 Rejected/);
        expect(await answer(page, lane).innerText()).toMatch(reason);
      }
      // As typed, halves and all, until its author decides.
      expect(await prompt(page).evaluate((box: HTMLTextAreaElement) => Array.from({ length: box.value.length }, (__, i) => box.value.charCodeAt(i)))).toEqual(Array.from({ length: text.length }, (__, i) => text.charCodeAt(i)));
      await request(page).getByRole('button', { name: remedy }).click();
      expect(await prompt(page).inputValue()).toBe(repaired);
      await run(page);
      await expect.poll(() => answer(page, 'this machine').innerText()).not.toMatch(/Rejected/);
    }));
});

describe('text longer than a scenario may hold', () => {
  it('stays in its box, also while the card is closed; the prompt before it is used', () =>
    withPage({ reducedMotion: true, path: '?max=2' }, async ({ page }) => {
      await prompt(page).fill('A short one');
      const length = LIMITS.promptChars + 1;
      await put(page, 'x'.repeat(length));
      await request(page).getByText(/a prompt may have/).waitFor();
      await run(page);
      await expect.poll(() => answer(page, 'this machine').innerText()).not.toMatch(/Rejected/);
      await page.getByRole('button', { name: 'Close the request' }).click();
      await prompt(page).waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Open the request' }).click();
      await prompt(page).waitFor();
      expect(await prompt(page).evaluate((box: HTMLTextAreaElement) => box.value.length)).toBe(length);
      await prompt(page).fill('Short again');
      await expect.poll(() => request(page).getByText(/a prompt may have/).count()).toBe(0);
    }));
});
