/** The tab row, the history, and what every page has to be: reachable, readable, within its frame. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PAGE_TITLES, PAGES, type PageId } from '@/app/pages/pages';
import { axeFaults, VIEWPORTS, withPage } from '../support';
import { BESIDE, settled, tab } from './support';

const pageParam = (page: Page): string | null => new URL(page.url()).searchParams.get('page');

describe('the tab row', () => {
  it('opens every page, marks it and names it in the address', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      for (const id of BESIDE) {
        await tab(page, id).click();
        await page.getByRole('heading', { level: 2, name: PAGE_TITLES[id] }).waitFor();
        expect(await tab(page, id).getAttribute('aria-current')).toBe('page');
        expect(pageParam(page)).toBe(id);
      }
      await tab(page, 'explore').click();
      await page.getByRole('region', { name: 'Waterfall' }).waitFor();
      expect(pageParam(page)).toBeNull();
    }));

  it('goes by number keys, but not while a number is typed', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      for (const [i, id] of PAGES.entries()) {
        await page.locator('body').press(String((i + 1) % 10));
        await expect.poll(() => tab(page, id).getAttribute('aria-current')).toBe('page');
      }
      await tab(page, 'levers').click();
      const max = page.getByRole('textbox', { name: 'Max tokens', exact: true });
      await max.fill('');
      await max.pressSequentially('123');
      expect(await tab(page, 'levers').getAttribute('aria-current')).toBe('page');
      expect(await max.inputValue()).toBe('123');
    }));

  it('holds the scenario in its links, for another tab', () =>
    withPage({ reducedMotion: true, path: '?max=77' }, async ({ page, url }) => {
      await tab(page, 'budget').focus();
      const href = await tab(page, 'budget').getAttribute('href');
      const linked = new URL(href ?? '', url);
      expect(linked.searchParams.get('page')).toBe('budget');
      expect(linked.searchParams.get('max')).toBe('77');
    }));
});

describe('the history', () => {
  it('steps back and forward through the pages and leaves the scenario as it is', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      const max = page.getByRole('textbox', { name: 'Max tokens', exact: true });
      await max.waitFor();
      await tab(page, 'levers').click();
      await tab(page, 'budget').click();
      await max.fill('99');
      await expect.poll(() => new URL(page.url()).searchParams.get('max')).toBe('99');
      await page.goBack();
      await page.getByRole('heading', { level: 2, name: PAGE_TITLES.levers }).waitFor();
      expect(pageParam(page)).toBe('levers');
      await page.goBack();
      await page.getByRole('region', { name: 'Waterfall' }).waitFor();
      expect(await max.inputValue()).toBe('99');
      await expect.poll(() => new URL(page.url()).searchParams.get('max')).toBe('99');
      await page.goForward();
      await page.getByRole('heading', { level: 2, name: PAGE_TITLES.levers }).waitFor();
    }));

  it('opens a link to a page on it, and a reload stays there', () =>
    withPage({ reducedMotion: true, path: '?page=levers&max=12' }, async ({ page }) => {
      await page.getByRole('heading', { level: 2, name: PAGE_TITLES.levers }).waitFor();
      await page.reload();
      await page.getByRole('heading', { level: 2, name: PAGE_TITLES.levers }).waitFor();
      expect(await page.getByRole('textbox', { name: 'Max tokens', exact: true }).inputValue()).toBe('12');
    }));

  it('explains a page that does not exist and shows Explore', () =>
    withPage({ reducedMotion: true, path: '?page=nowhere' }, async ({ page }) => {
      await page.getByText(/page is .nowhere/).waitFor();
      await page.getByRole('region', { name: 'Waterfall' }).waitFor();
    }));
});

describe.each(BESIDE)('the page %s', (id: PageId) => {
  // In dark: tests/browser/everyone/reflow.
  it('has no accessibility fault in light', () =>
    withPage({ reducedMotion: true, theme: 'light', path: `?page=${id}` }, async ({ page }) => {
      await settled(page, id);
      expect(await axeFaults(page)).toEqual([]);
    }));

  it('keeps within its frame at every width, can be walked by keyboard, and prints in ink on paper', () =>
    withPage({ reducedMotion: true, path: `?page=${id}` }, async ({ page }) => {
      await settled(page, id);
      for (const viewport of ['laptop', 'projector', 'phone'] as const) {
        await page.setViewportSize(VIEWPORTS[viewport]);
        // The layout follows the window, and the fonts when they have come.
        await page.evaluate(() => document.fonts.ready.then(() => undefined));
        await expect.poll(() => outsideOf(page), { message: viewport }).toEqual([]);
      }
      expect(await unreachableOf(page)).toEqual([]);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('.header').isVisible()).toBe(false);
      expect(await page.locator('#request').isVisible()).toBe(false);
      await expect.poll(() => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe('rgb(255, 255, 255)');
      // Nothing is cut off at the height of a screen.
      expect(await page.locator('.app-main').evaluate((main) => getComputedStyle(main).overflowY)).not.toMatch(/auto|scroll|hidden/);
    }));
});

/** What stands out of the window to the right; tables that are wider scroll in a region of their own. */
const outsideOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const out = [...document.querySelectorAll<HTMLElement>('.page *, .header *')]
      .filter((element) => element.closest('.table-scroll') === null && element.checkVisibility() && element.getBoundingClientRect().right > clientWidth + 1)
      .map((element) => element.outerHTML.slice(0, 100));
    return scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide`, ...out] : out;
  });

/** Buttons, links and fields that the keyboard cannot reach. The points of a scatter plot stand in the table beside it, too. */
const unreachableOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.page :is(button, a, input, summary)')]
      .filter((element) => element.closest('[aria-hidden=true]') === null && element.checkVisibility() && !element.matches(':disabled') && element.tabIndex < 0)
      .map((element) => element.outerHTML.slice(0, 100)),
  );
