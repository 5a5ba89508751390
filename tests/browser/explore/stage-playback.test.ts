import { describe, expect, it } from 'vitest';
import { withPage } from '../support';
import { endMs, picture, playhead, playheadMs, ready } from './stage';

describe('playback', () => {
  it('plays once by itself, with a pause in sight, and stands still when paused', () =>
    withPage({}, async ({ page }) => {
      await page.getByRole('button', { name: /^Pause/ }).click();
      const at = await playheadMs(page);
      await page.getByRole('button', { name: /^Play \(/ }).waitFor();
      const before = await picture(page);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      expect(await picture(page)).toEqual(before);
      expect(await playheadMs(page)).toBe(at);
    }));

  it('plays to the end and stops there; play then starts over', () =>
    withPage({}, async ({ page }) => {
      await page.getByRole('button', { name: /^Pause/ }).waitFor();
      await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'real time' });
      await page.getByRole('button', { name: /^Play \(/ }).waitFor();
      expect(await playheadMs(page)).toBe(await endMs(page));
      await page.getByRole('combobox', { name: 'Speed' }).selectOption({ index: 6 });
      await page.getByRole('button', { name: /^Play \(/ }).click();
      await page.getByRole('button', { name: /^Pause/ }).click();
      expect(await playheadMs(page)).toBeLessThan((await endMs(page)) / 2);
    }));

  it('starts nothing for a reader who asked for less motion, and then moves from step to step', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      await page.getByRole('button', { name: /^Play \(/ }).waitFor();
      expect(await playheadMs(page)).toBe(0);
      // Where it may stand: at the steps.
      const head = () => page.locator('.waterfall .scrubber').evaluate((slider) => (slider as HTMLElement).style.getPropertyValue('--head'));
      const steps = [await head()];
      for (let i = 0; i < 60; i++) {
        await page.keyboard.press('.');
        steps.push(await head());
      }
      await page.keyboard.press('Home');
      await page.getByRole('combobox', { name: 'Speed' }).selectOption({ index: 5 });
      await page.evaluate(() => {
        const seen: string[] = [];
        const slider = document.querySelector<HTMLElement>('.waterfall .scrubber') ?? document.body;
        new MutationObserver(() => seen.push(slider.style.getPropertyValue('--head'))).observe(slider, { attributes: true, attributeFilter: ['style'] });
        Object.assign(window, { seen });
      });
      await page.getByRole('button', { name: /^Play \(/ }).click();
      const seen = () => page.evaluate(() => (window as unknown as { seen: string[] }).seen);
      await expect.poll(async () => new Set(await seen()).size, { timeout: 20_000 }).toBeGreaterThan(4);
      await page.getByRole('button', { name: /^Pause/ }).click();
      expect(steps).toEqual(expect.arrayContaining([...new Set(await seen())]));
    }));

  it('goes back over the same pictures that it came through, exactly', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const forward = [await picture(page)];
      for (let i = 0; i < 25; i++) {
        await page.keyboard.press('.');
        forward.push(await picture(page));
      }
      expect(new Set(forward.map(String)).size).toBe(forward.length);
      const back = [];
      for (let i = 0; i < 25; i++) {
        back.push(await picture(page));
        await page.keyboard.press(',');
      }
      back.push(await picture(page));
      expect(back.reverse()).toEqual(forward);
    }));

  it('is moved by the slider, with keys and with the pointer, and tells the moment in words', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const slider = playhead(page);
      await slider.press('End');
      expect(await playheadMs(page)).toBe(await endMs(page));
      expect(await slider.getAttribute('aria-valuetext')).toMatch(/Datacenter: ended at .* This machine: ended at /);
      await slider.press('Home');
      expect(await playheadMs(page)).toBe(0);
      await slider.press('ArrowRight');
      expect(await slider.getAttribute('aria-valuetext')).toMatch(/API gateway/);
      const box = await slider.boundingBox();
      if (box === null) throw new Error('the slider has no place on the page');
      await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      expect(await playheadMs(page)).toBeCloseTo((await endMs(page)) / 2, -1);
    }));

  it('leaves the keys alone while somebody types', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const prompt = page.getByRole('textbox', { name: /prompt/i }).first();
      await prompt.click();
      await prompt.pressSequentially('. , z r');
      expect(await prompt.inputValue()).toContain('. , z r');
      expect(await playheadMs(page)).toBe(0);
      await page.getByRole('button', { name: /Show all/ }).waitFor({ state: 'detached' });
    }));

  it('shows every token at the end, and fewer before', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const shown = () => page.locator('.answer-text').evaluateAll((texts) => texts.map((text) => text.querySelectorAll('[data-got]').length));
      expect(await shown()).toEqual([0, 0]);
      await playhead(page).press('End');
      const all = await page.locator('.answer-text').evaluateAll((texts) => texts.map((text) => text.children.length));
      expect(await shown()).toEqual(all);
      expect(Math.min(...all)).toBeGreaterThan(1);
    }));

  it('with streaming off holds the modeled answer back until everything is there', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      await page.getByRole('switch', { name: /streaming/i }).click();
      const datacenter = page.getByRole('region', { name: 'Answer, datacenter' });
      await datacenter.getByText('Streaming is off').waitFor();
      const slider = playhead(page);
      const box = await slider.boundingBox();
      if (box === null) throw new Error('the slider has no place on the page');
      // A third of the way both lanes are decoding.
      await page.mouse.click(box.x + box.width / 3, box.y + box.height / 2);
      expect(await datacenter.innerText()).toMatch(/[1-9]\d* made, 0 sent/);
      expect(await datacenter.locator('[data-got]').count()).toBe(0);
      await slider.press('End');
      expect(await datacenter.locator('[data-got]').count()).toBeGreaterThan(1);
    }));
});
