/** The gallery: every preset has its bar from the model, and opens. */
import { describe, expect, it } from 'vitest';
import { FLEET_PRESETS } from '@/datacenter/fleet/presets';
import { PRESETS } from '@/datacenter/presets';
import { withPage } from '../support';

describe('the gallery', () => {
  it('draws each preset from the model and opens requests in Explore', () =>
    withPage({ reducedMotion: true, path: '?page=gallery' }, async ({ page }) => {
      const cards = page.locator('.gallery-card');
      await cards.first().waitFor();
      expect(await cards.count()).toBe(PRESETS.length + FLEET_PRESETS.length);
      await expect.poll(() => page.locator('.gallery-bar:empty').count(), { timeout: 30_000 }).toBe(0);
      const captions = await page.locator('.gallery-caption').allInnerTexts();
      expect(captions.filter((caption) => !/\d/.test(caption))).toEqual([]);
      const { title, id } = PRESETS.find((preset) => preset.id === 'cold-start') ?? PRESETS[0] ?? { title: '', id: '' };
      await page.getByRole('button', { name: title, exact: true }).click();
      await page.getByRole('region', { name: 'Waterfall' }).waitFor();
      await expect.poll(() => new URL(page.url()).searchParams.get('preset')).toBe(id);
    }));

  it('opens a fleet on the Fleet page, also a second one', () =>
    withPage({ reducedMotion: true, path: '?page=gallery' }, async ({ page }) => {
      for (const { title, id } of FLEET_PRESETS.slice(2, 4)) {
        await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Gallery' }).click();
        await page.getByRole('button', { name: title, exact: true }).click();
        await expect.poll(() => page.getByRole('combobox', { name: 'Preset', exact: true }).inputValue()).toBe(id);
      }
    }));
});
