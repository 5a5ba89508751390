/** The request really runs on this machine, live, and can be stopped. */
import { describe, expect, it } from 'vitest';
import { withPage } from '../support';
import { answer, idle, maxTokens, metric, metricMs, prompt, request, runToEnd, toEnd } from './panels';
import { ready } from './stage';

describe('run on this machine', () => {
  it('takes the place of the recorded run, and its answer is what the model writes', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      await toEnd(page);
      const words = page.locator('.answer-text').nth(1);
      await words.getByText('robot', { exact: false }).first().waitFor();
      const recorded = await words.textContent();
      await page.keyboard.press('r');
      await page.getByText('measured here').waitFor();
      await idle(page);
      await toEnd(page);
      // Greedy: the same model writes the same words here as it did when it was recorded.
      expect(await words.textContent()).toBe(recorded);
      await expect.poll(() => metric(page, 'Input', 'machine')).toBe(await metric(page, 'Input', 'datacenter'));
      expect(await metricMs(page, 'TTFT', 'machine')).toBeLessThan(await metricMs(page, 'Total', 'machine'));
    }));

  it('shows the answer as it grows', () =>
    withPage({ reducedMotion: true, path: '?max=120' }, async ({ page }) => {
      await ready(page);
      await page.evaluate(() => {
        const seen = new Set<number>();
        Object.assign(window, { seen });
        const look = (): void => {
          seen.add(document.querySelectorAll('.answer')[1]?.querySelectorAll('.answer-text [data-got]').length ?? 0);
          requestAnimationFrame(look);
        };
        look();
      });
      await runToEnd(page);
      const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<number> }).seen]);
      expect(seen.filter((n) => n > 0 && n < 120).length).toBeGreaterThan(2);
    }));

  it('stops within a step when asked, by key, and says what was billed', () =>
    // WebGPU without a GPU takes half a second a token: the answer cannot have ended before the key arrives.
    withPage({ reducedMotion: true, path: '?max=220&device=webgpu' }, async ({ page }) => {
      await ready(page);
      await page.keyboard.press('r');
      await page.getByRole('button', { name: /^Stop after [1-9]/ }).waitFor();
      await page.locator('h1').click();
      await page.keyboard.press('Escape');
      await idle(page);
      await toEnd(page);
      await expect.poll(() => answer(page, 'this machine').innerText()).toMatch(/499 Cancelled.*billed/s);
      expect(Number.parseInt(await metric(page, 'Output', 'machine'))).toBeLessThan(220);
      // The datacenter's answer is not cut short by that.
      expect(await metric(page, 'Output', 'datacenter')).toMatch(/^220\s*tok$/);
    }));

  it('reuses the kept prefix the second time', () =>
    withPage({ reducedMotion: true, path: '?max=5' }, async ({ page }) => {
      await ready(page);
      await runToEnd(page);
      await expect.poll(() => metric(page, 'cached', 'machine')).toMatch(/^0\s*tok$/);
      await prompt(page).fill(`${await prompt(page).inputValue()} they went home and`);
      await runToEnd(page);
      await expect.poll(async () => Number.parseInt(await metric(page, 'cached', 'machine'))).toBeGreaterThan(10);
    }));

  it('says plainly when the recorded run is of another prompt', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      await request(page).getByText(/a run recorded earlier/).waitFor();
      await prompt(page).fill('Another beginning');
      await request(page).getByText(/recorded with another prompt/).waitFor();
    }));

  it('works without WebGPU and says why it runs on the CPU', () =>
    withPage({ reducedMotion: true, webgpu: false, path: '?max=3' }, async ({ page }) => {
      await ready(page);
      await request(page).getByText(/on WASM/).waitFor();
      await runToEnd(page);
      await expect.poll(() => metric(page, 'Output', 'machine')).toMatch(/^3\s*tok$/);
      await maxTokens(page).fill('4');
      await runToEnd(page);
      await expect.poll(() => metric(page, 'Output', 'machine')).toMatch(/^4\s*tok$/);
    }));

  it('asked for WebGPU where there is none, says so, keeps the text and offers a way on', () =>
    withPage({ reducedMotion: true, webgpu: false, path: '?max=3&device=webgpu&prompt=Keep+this' }, async ({ page }) => {
      await ready(page);
      await page.getByRole('button', { name: 'Run this request' }).click();
      const alert = request(page).getByRole('alert');
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/WebGPU/);
      expect(await prompt(page).inputValue()).toBe('Keep this');
      await alert.getByRole('button', { name: 'Choose another model or device' }).click();
      const dialog = page.getByRole('dialog', { name: 'Model on this machine' });
      await dialog.getByRole('combobox', { name: 'Run on' }).selectOption('wasm');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
      await runToEnd(page);
      await expect.poll(() => metric(page, 'Output', 'machine')).toMatch(/^3\s*tok$/);
    }));
});
