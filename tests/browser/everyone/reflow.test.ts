/**
 * Every page where there is little room: at 320 CSS px (WCAG 1.4.10, as 1280 px at 400 %), at 200 % zoom of a laptop's
 * window (1.4.4), with the text spacing of 1.4.12. Nothing may stand outside, be cut off or be too small to hit.
 */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PAGES } from '@/app/pages/pages';
import { axeFaults, withPage } from '../support';
import { settled } from '../pages/support';

const NARROW = { width: 320, height: 640 };
/** What a browser at 200 % makes of 1440 by 900. */
const ZOOMED = { width: 720, height: 450 };

/** Spacing that a reader may ask for (WCAG 1.4.12). */
const SPACING = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }';

async function open(page: Page, id: (typeof PAGES)[number]): Promise<void> {
  if (id === 'explore') await page.getByRole('region', { name: 'Waterfall' }).waitFor();
  else await settled(page, id);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/**
 * What stands out of the window sideways, and texts that their own box cuts off. What scrolls in a region of its own may be wider,
 * and a box that ends a long name in “…” says so in its style and gives the whole in its title.
 */
const faultsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const name = (element: Element): string => element.outerHTML.slice(0, 140);
    const scrolls = (element: Element): boolean => {
      for (let at: Element | null = element; at !== null; at = at.parentElement) if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth) return true;
      return false;
    };
    const shown = [...document.querySelectorAll<HTMLElement>('.app *')].filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.closest('[aria-hidden=true], .sr-only, svg') === null);
    const outside = shown.filter((element) => element.getBoundingClientRect().right > clientWidth + 1 && element.getBoundingClientRect().width > 0 && !scrolls(element)).map((element) => `outside: ${name(element)}`);
    const cut = shown
      .filter((element) => {
        const { overflowX, overflowY, textOverflow, clip } = getComputedStyle(element);
        const text = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '');
        if (!text || clip !== 'auto' || element.clientWidth <= 1 || element.matches('select, option, input, textarea')) return false;
        const wide = /hidden|clip/.test(overflowX) && textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1;
        return wide || (/hidden|clip/.test(overflowY) && element.scrollHeight > element.clientHeight + 2);
      })
      .map((element) => `cut off: ${name(element)}`);
    return [...(scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide`] : []), ...outside, ...cut];
  });

describe.each(PAGES)('the page %s', (id) => {
  it('has room at 200 % zoom, at 320 px and with wide text, and nothing is too small to hit', () =>
    withPage({ reducedMotion: true, viewport: ZOOMED, path: `?page=${id}` }, async ({ page }) => {
      await open(page, id);
      await expect.poll(() => faultsOf(page), { message: '200 %' }).toEqual([]);
      expect(await axeFaults(page)).toEqual([]);
      await page.setViewportSize(NARROW);
      await expect.poll(() => faultsOf(page), { message: '320 px' }).toEqual([]);
      expect(await axeFaults(page)).toEqual([]);
      // As a reader's own style sheet would: the page's policy lets no style element in.
      await page.evaluate((spacing) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(spacing);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      }, SPACING);
      await expect.poll(() => faultsOf(page), { message: 'text spacing' }).toEqual([]);
    }));
});
