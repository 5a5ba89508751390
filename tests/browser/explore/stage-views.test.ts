import { describe, expect, it } from 'vitest';
import { STAGE_IDS } from '@/core/stage';
import { ABOUT } from '@/stages/about';
import { axeFaults, VIEWPORTS, withPage } from '../support';
import { playhead, ready } from './stage';

describe('stations', () => {
  it('are seven between the network and the client, walked with arrow keys and chosen with Enter', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const toolbar = page.getByRole('toolbar', { name: /stage/i });
      const names = (await toolbar.getByRole('button').allInnerTexts()).map((name) => name.split('\n')[0]);
      expect(names.slice(1)).toEqual(STAGE_IDS.map((id) => ABOUT[id].name));
      const tokenizer = toolbar.getByRole('button', { name: ABOUT.tokenizer.name });
      await toolbar.getByRole('button', { name: ABOUT.gateway.name }).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      expect(await tokenizer.evaluate((button) => button === document.activeElement)).toBe(true);
      await page.keyboard.press('Enter');
      expect(await tokenizer.getAttribute('aria-pressed')).toBe('true');
      await page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: ABOUT.tokenizer.name }).waitFor();
    }));

  it('stop the marker where a request is turned away, with the status in words', () =>
    withPage({ reducedMotion: true, path: '?failure=unauthorized' }, async ({ page }) => {
      await ready(page);
      await playhead(page).press('End');
      const gateway = page.locator('.line[data-lane=datacenter] .slot[data-slot=gateway]');
      expect(await gateway.getAttribute('data-state')).toBe('failed');
      expect(await gateway.innerText()).toContain('401');
      expect(await page.locator('.line[data-lane=datacenter] .slot[data-slot=inference]').getAttribute('data-state')).toBe('skipped');
      expect(await page.getByRole('region', { name: 'Answer, datacenter' }).innerText()).toMatch(/401 Rejected/);
    }));
});

describe('waterfall', () => {
  it('says which axis it has and changes it only when asked', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const waterfall = page.getByRole('region', { name: 'Waterfall' });
      await waterfall.getByText(/^linear, 0 to/).waitFor();
      await waterfall.getByRole('radio', { name: 'Log' }).check();
      await waterfall.getByText(/^logarithmic, \d/).waitFor();
    }));

  it('zooms to the chosen stage and back with Z', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const note = page.locator('.axis-note');
      const whole = await note.innerText();
      await page.getByRole('toolbar', { name: /stage/i }).getByRole('button', { name: ABOUT.gateway.name }).click();
      await page.keyboard.press('z');
      const first = await note.innerText();
      expect(first).not.toBe(whole);
      await page.getByText(ABOUT.gateway.layers[0]?.name ?? '', { exact: true }).first().waitFor();
      await page.keyboard.press('z');
      expect(await note.innerText()).not.toBe(first);
      await page.keyboard.press('z');
      expect(await note.innerText()).toBe(whole);
    }));

  it('draws bars: prefill and decode in their hues, in both lanes', () =>
    withPage({ reducedMotion: true, theme: 'light' }, async ({ page }) => {
      await ready(page);
      await playhead(page).press('End');
      const found = await page.locator('.plot-canvas').evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const style = getComputedStyle(canvas);
        const rgb = (name: string): number[] => (style.getPropertyValue(name).trim().match(/[0-9a-f]{2}/gi) ?? []).map((hex) => parseInt(hex, 16));
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
        const rowsWith = (name: string): number => {
          const [r, g, b] = rgb(name);
          const rows = new Set<number>();
          for (let i = 0; i < pixels.length; i += 4) {
            if (pixels[i] === r && pixels[i + 1] === g && pixels[i + 2] === b && pixels[i + 3] === 255) rows.add(Math.floor(i / 4 / canvas.width));
          }
          return rows.size;
        };
        return { prefill: rowsWith('--prefill'), decode: rowsWith('--decode'), around: rowsWith('--around') };
      });
      for (const rows of Object.values(found)) expect(rows).toBeGreaterThan(4);
    }));

  it('has rows that the keyboard walks, one tab stop for all of them', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const rows = page.getByRole('toolbar', { name: 'Rows of the waterfall' });
      expect(await rows.locator('button[tabindex="0"]').count()).toBe(1);
      await rows.locator('button[tabindex="0"]').focus();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: 'Inspector' }).getByRole('heading', { name: ABOUT.billing.name }).waitFor();
      // Walking the rows leaves the playhead alone.
      expect(await playhead(page).getAttribute('aria-valuenow')).toBe('0');
      expect(await rows.locator('button[tabindex="0"]').getAttribute('data-place')).toBe('billing');
    }));

  it('gives the same spans as a table', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      await page.getByRole('button', { name: 'Table' }).click();
      const table = page.getByRole('region', { name: 'Spans of both lanes' });
      for (const lane of ['Datacenter', 'This machine']) expect(await table.getByRole('row').filter({ hasText: lane }).count()).toBeGreaterThan(20);
      expect(await table.getByRole('row').filter({ hasText: 'modeled' }).count()).toBe(await table.getByRole('row').filter({ hasText: 'Datacenter' }).count());
    }));
});

describe('layout', () => {
  it('stands on one screen at 1440 by 900 and on a projector', async () => {
    for (const viewport of ['laptop', 'projector', '4k'] as const) {
      await withPage({ reducedMotion: true, viewport }, async ({ page }) => {
        await ready(page);
        const size = await page.evaluate(() => ({
          page: [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
          main: document.querySelector('main')?.scrollHeight,
          room: document.querySelector('main')?.clientHeight,
        }));
        expect(size.page).toEqual([VIEWPORTS[viewport].width, VIEWPORTS[viewport].height]);
        expect(size.main).toBe(size.room);
      });
    }
  });

  it('shows all metrics at 1440 by 900 without scrolling', () =>
    withPage({ reducedMotion: true, viewport: 'laptop' }, async ({ page }) => {
      await ready(page);
      await playhead(page).press('End');
      const metrics = page.locator('.under-metrics');
      await metrics.getByRole('rowheader', { name: ABOUT.billing.name }).waitFor();
      const { scroll, room } = await metrics.evaluate((each) => ({ scroll: each.scrollHeight, room: each.clientHeight }));
      expect(scroll).toBeLessThanOrEqual(room);
      expect(await metrics.getByRole('row').count()).toBeGreaterThan(18);
    }));

  it.each([[390, 844], [320, 640], [720, 450]])('never scrolls sideways at %i by %i', (width, height) =>
    withPage({ reducedMotion: true, viewport: { width, height } }, async ({ page }) => {
      await ready(page);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      // The transport is within reach wherever the reader is.
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      expect(await page.getByRole('button', { name: /^Play \(/ }).isVisible()).toBe(true);
      const box = await page.getByRole('button', { name: /^Play \(/ }).boundingBox();
      expect(box !== null && box.y > 0 && box.y + box.height <= height).toBe(true);
    }));
});

describe('accessibility', () => {
  it.each([['laptop', 'dark'], ['phone', 'light']] as const)('axe finds nothing on a %s in %s', (viewport, theme) =>
    withPage({ reducedMotion: true, viewport, theme }, async ({ page }) => {
      await ready(page);
      const inference = page.getByRole('toolbar', { name: /stage/i }).getByRole('button', { name: ABOUT.inference.name });
      for (const act of [() => page.keyboard.press('End'), () => inference.click()]) {
        await act();
        expect(await axeFaults(page)).toEqual([]);
      }
    }));

  it('axe finds nothing in the table of spans', () =>
    withPage({ reducedMotion: true, theme: 'light' }, async ({ page }) => {
      await ready(page);
      await page.getByRole('button', { name: 'Table' }).click();
      expect(await axeFaults(page, '.waterfall')).toEqual([]);
    }));

  it('tells a stage that is reached, and not every token', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const status = page.locator('.explore > [role=status]');
      await page.keyboard.press('.');
      await expect.poll(() => status.textContent()).toMatch(/Datacenter: /);
    }));
});
