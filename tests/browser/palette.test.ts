/** The command palette, and undo and redo by key. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFaults, withPage } from './support';

const search = (page: Page) => page.getByRole('combobox', { name: 'Search' });
const maxTokens = (page: Page) => page.getByRole('textbox', { name: 'Max tokens', exact: true });

describe('command palette', () => {
  it('opens by key, finds a preset by its name and shows it', () =>
    withPage({ reducedMotion: true, path: '?page=budget' }, async ({ page }) => {
      await page.getByRole('heading', { level: 2, name: 'Budget' }).waitFor();
      await page.keyboard.press('Control+k');
      await search(page).fill('cold start');
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: 'Waterfall' }).waitFor();
      await expect.poll(() => new URL(page.url()).searchParams.get('preset')).toBe('cold-start');
      expect(await search(page).count()).toBe(0);
    }));

  it('is open to a screen reader, clean for axe, and closes by Escape', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await page.getByRole('region', { name: 'Waterfall' }).waitFor();
      await page.keyboard.press('Control+k');
      await search(page).waitFor();
      expect(await axeFaults(page, '[role=dialog]')).toEqual([]);
      await search(page).fill('zzzz');
      await page.getByText('Nothing is called that').waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await expect.poll(() => search(page).count()).toBe(0);
    }));

  it('opens while a text is typed', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await maxTokens(page).focus();
      await page.keyboard.press('Control+k');
      await search(page).waitFor();
    }));
});

describe('the language', () => {
  it('is chosen in the palette by its own name; what is on the page stays', () =>
    withPage({ reducedMotion: true, path: '?lang=en&max=99' }, async ({ page }) => {
      await page.getByRole('region', { name: 'Waterfall' }).waitFor();
      await page.keyboard.press('Control+k');
      await search(page).fill('deutsch');
      expect(await page.getByRole('option').locator('[lang=de]').innerText()).toBe('Deutsch');
      await page.keyboard.press('Enter');
      await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('de');
      expect(new URL(page.url()).searchParams.get('max')).toBe('99');
      await page.getByRole('button', { name: /^Sprache: Deutsch/ }).click();
      await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('en');
      await expect.poll(() => maxTokens(page).inputValue()).toBe('99');
    }));

  it.each([320, 360, 390])('is at hand in the header at %i px, which stays one row over the tabs', (width) =>
    withPage({ reducedMotion: true, path: '?lang=en', viewport: { width, height: 844 } }, async ({ page }) => {
      await page.getByRole('region', { name: 'Waterfall' }).waitFor();
      const buttons = page.getByRole('banner').getByRole('button');
      const tops = await buttons.evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect()).map(({ top, height }) => Math.round(top + height / 2)));
      expect(tops.length).toBeGreaterThanOrEqual(6);
      expect(new Set(tops).size).toBe(1);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await page.getByRole('button', { name: 'Language: English. Switch to Deutsch' }).isVisible()).toBe(true);
    }));
});

describe('undo', () => {
  it('takes a change of the request back and makes it again', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await maxTokens(page).fill('99');
      await maxTokens(page).press('Enter');
      await expect.poll(() => new URL(page.url()).searchParams.get('max')).toBe('99');
      await page.getByRole('heading', { level: 1 }).click();
      await page.keyboard.press('Control+z');
      await expect.poll(() => maxTokens(page).inputValue()).toBe('44');
      await page.keyboard.press('Control+Shift+z');
      await expect.poll(() => maxTokens(page).inputValue()).toBe('99');
    }));
});
