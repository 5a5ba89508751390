import { describe, expect, it } from 'vitest';
import { PUBLISHED } from '@/accuracy/published';
import { DISAGREES, publishedFigures } from '@/app/pages/accuracy/view';
import { withPage } from '../support';
import { settled } from './support';

describe('accuracy', () => {
  it('draws every published figure once, and lists them with source and error', () =>
    withPage({ reducedMotion: true, path: '?page=accuracy' }, async ({ page }) => {
      await settled(page, 'accuracy');
      expect(await page.locator('.scatter-point').count()).toBe(PUBLISHED.length);
      await page.getByRole('button', { name: 'Show as table' }).click();
      const rows = page.getByRole('region', { name: 'Published figures and predictions' }).getByRole('row');
      expect(await rows.count()).toBe(PUBLISHED.length + 1);
      for (const { source } of PUBLISHED.filter((_figure, i) => i % 10 === 0)) await rows.filter({ hasText: source }).first().waitFor();
    }));

  it('says plainly where the model disagrees', () =>
    withPage({ reducedMotion: true, path: '?page=accuracy' }, async ({ page }) => {
      await settled(page, 'accuracy');
      const worst = publishedFigures().filter(({ error }) => Math.abs(error) > DISAGREES);
      const section = page.getByRole('region', { name: 'Where the model disagrees' });
      if (worst.length === 0) await section.getByText(/^No figure is off/).waitFor();
      else expect(await section.getByRole('row').count()).toBe(worst.length + 1);
      await page.getByText(new RegExp(`it disagrees with ${worst.length}\\.`)).waitFor();
    }));

  it('opens the scenario that a point is, by pointer and by keyboard', () =>
    withPage({ reducedMotion: true, path: '?page=accuracy' }, async ({ page }) => {
      await settled(page, 'accuracy');
      // Points lie close together: one that no other covers.
      const free = await page.locator('.scatter-point').evaluateAll((points) => points.flatMap((point) => {
        const { left, top, width, height } = point.getBoundingClientRect();
        return document.elementFromPoint(left + width / 2, top + height / 2) === point ? [point.getAttribute('value')] : [];
      }));
      const figures = publishedFigures();
      const figure = figures.find(({ id }) => free.includes(id));
      const [listed] = figures;
      if (figure === undefined || listed === undefined) throw new Error('no figures');
      const opened = async ({ point: { setup } }: typeof figure): Promise<void> => {
        await page.getByRole('region', { name: 'Waterfall' }).waitFor();
        await expect.poll(() => new URL(page.url()).searchParams.get('page')).toBeNull();
        expect(await page.getByRole('textbox', { name: 'Max tokens', exact: true }).inputValue()).toBe(String(setup.outputTokens));
        expect(await page.locator('.lane-head[data-lane=datacenter]').innerText()).toContain(setup.deployment.model.name);
      };
      await page.locator(`.scatter-point[value="${figure.id}"]`).click();
      await opened(figure);
      await page.goBack();
      await settled(page, 'accuracy');
      await page.getByRole('button', { name: 'Show as table' }).click();
      const first = page.getByRole('region', { name: 'Published figures and predictions' }).getByRole('button').first();
      await first.focus();
      await page.keyboard.press('Enter');
      await opened(listed);
    }));

  it('measures this device and holds a run on its GPU against the prediction', () =>
    withPage({ reducedMotion: true, path: '?page=accuracy&max=4' }, async ({ page }) => {
      await settled(page, 'accuracy');
      const mirror = page.getByRole('region', { name: 'This device' });
      await mirror.getByRole('button', { name: 'Measure this device' }).click();
      await mirror.getByText(/copies [\d.,]+ GB\/s/).waitFor({ timeout: 60_000 });
      await mirror.getByRole('button', { name: 'Run the request on its GPU' }).click();
      const decode = mirror.getByRole('row', { name: /^One decode pass/ });
      await decode.waitFor({ timeout: 110_000 });
      expect(await decode.innerText()).toMatch(/within|times as long as predicted/);
    }));

  it('measures the processor, predicts before the run and holds the run against it, without any GPU', () =>
    withPage({ reducedMotion: true, webgpu: false, path: '?page=accuracy&max=8' }, async ({ page }) => {
      await settled(page, 'accuracy');
      const mirror = page.getByRole('region', { name: 'This device' });
      await mirror.getByRole('button', { name: 'Measure this device' }).click();
      await mirror.getByText(/Processor, .*reads [\d.,]+ GB\/s/).waitFor({ timeout: 60_000 });
      const ahead = mirror.getByRole('region', { name: 'Predicted for the processor' });
      expect(await ahead.getByRole('row', { name: /^One decode pass/ }).innerText()).toMatch(/Not run yet/);
      await mirror.getByRole('button', { name: 'Run the request on its processor' }).click();
      await mirror.getByText(/^The run just made/).waitFor({ timeout: 110_000 });
      const decode = mirror.getByRole('region', { name: 'Predicted and measured on this device' }).getByRole('row', { name: /^One decode pass/ });
      expect(await decode.innerText()).toMatch(/within|times as long as predicted/);
    }));

  it('explains a browser without WebGPU instead of measuring', () =>
    withPage({ reducedMotion: true, webgpu: false, path: '?page=accuracy' }, async ({ page }) => {
      await settled(page, 'accuracy');
      const mirror = page.getByRole('region', { name: 'This device' });
      await mirror.getByRole('button', { name: 'Measure this device' }).click();
      await mirror.getByRole('alert').getByText(/WebGPU|adapter/).first().waitFor();
    }));
});
