import { describe, expect, it } from 'vitest';
import { findPreset } from '@/datacenter/presets';
import { withPage } from '../support';
import { settled, tab } from './support';

const titleOf = (id: string): string => findPreset(id)?.title ?? id;

describe('compare', () => {
  it('begins with the scenario on screen beside a published one, and says the difference in words and numbers', () =>
    withPage({ reducedMotion: true, path: '?page=compare' }, async ({ page }) => {
      await settled(page, 'compare');
      const lanes = page.locator('.lane-row');
      expect(await lanes.count()).toBe(2);
      expect(await lanes.nth(0).innerText()).toContain('On screen');
      expect(await page.locator('.figure-summary').first().innerText()).toMatch(/^A takes .* B .* against A/);
      const total = page.getByRole('row', { name: /^Total/ });
      expect(await total.innerText()).toMatch(/%|×/);
      expect(await page.getByRole('region', { name: 'What is different' }).getByRole('listitem').count()).toBeGreaterThan(0);
    }));

  it('takes up to four, and says why not five', () =>
    withPage({ reducedMotion: true, path: '?page=compare' }, async ({ page }) => {
      await settled(page, 'compare');
      for (const id of ['right-sized-model', 'short-prompt-streaming']) {
        await page.getByRole('button', { name: 'Add a preset' }).click();
        await page.getByRole('menuitemradio', { name: titleOf(id) }).click();
      }
      expect(await page.locator('.lane-row').count()).toBe(4);
      await page.getByText(/4 runs are the most/).waitFor();
      expect(await page.getByRole('button', { name: 'Pin what is on screen' }).isDisabled()).toBe(true);
      await page.getByRole('button', { name: `Remove ${titleOf('right-sized-model')}` }).click();
      expect(await page.locator('.lane-row').count()).toBe(3);
    }));

  it('keeps a pinned run as it was when the scenario changes', () =>
    withPage({ reducedMotion: true, path: '?page=compare' }, async ({ page }) => {
      await settled(page, 'compare');
      await page.getByRole('button', { name: 'Pin what is on screen' }).click();
      const total = (lane: number) => page.locator('.lane-row').nth(lane).locator('.lane-row-total').innerText();
      const before = await total(2);
      expect(await total(0)).toBe(before);
      await page.getByRole('textbox', { name: 'Max tokens', exact: true }).fill('300');
      await expect.poll(() => total(0)).not.toBe(before);
      expect(await total(2)).toBe(before);
    }));

  it('shows what was pinned in Explore', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      const pins = page.getByRole('button', { name: 'Pin this run for Compare' });
      await page.getByText('recorded run').waitFor();
      await pins.nth(1).click();
      expect(await page.getByRole('button', { name: /^Pinned for Compare/ }).getAttribute('aria-pressed')).toBe('true');
      await tab(page, 'compare').click();
      await settled(page, 'compare');
      expect(await page.locator('.lane-row').count()).toBe(2);
      expect(await page.locator('.lane-row').nth(1).locator('.lane-provenance').innerText()).toBe('recorded');
    }));

  it('takes a run of this machine, drawn as what it is', () =>
    withPage({ reducedMotion: true, path: '?page=compare' }, async ({ page }) => {
      await settled(page, 'compare');
      await page.getByRole('button', { name: 'Pin the run on this machine' }).click();
      expect(await page.locator('.lane-row').nth(2).locator('.lane-provenance').innerText()).toMatch(/recorded|measured/);
    }));

  it('measures against whichever run is asked, and opens any in Explore', () =>
    withPage({ reducedMotion: true, path: '?page=compare' }, async ({ page }) => {
      await settled(page, 'compare');
      const second = page.locator('.lane-row').nth(1);
      const name = await second.locator('.lane-row-title').innerText();
      await second.getByRole('button', { name: 'Measure against this' }).click();
      const first = page.locator('.lane-row').nth(0);
      expect(await first.locator('.lane-row-title').innerText()).toBe(name);
      await first.getByRole('button', { name: 'Explore' }).click();
      await page.getByRole('region', { name: 'Waterfall' }).waitFor();
      expect(await page.locator('.header-scenario').innerText()).toBe(name);
      await tab(page, 'compare').click();
      expect(await page.locator('.lane-row').count()).toBe(2);
    }));
});
