import { describe, expect, it } from 'vitest';
import { LEVERS } from '@/decisions/levers';
import { withPage } from '../support';
import { settled } from './support';

const PATH = '?page=levers&in=4000&max=400';

describe('levers', () => {
  it('lists every lever there is: acting, doing nothing, or not to be applied and why', () =>
    withPage({ reducedMotion: true, path: PATH }, async ({ page }) => {
      await settled(page, 'levers');
      for (const { title } of LEVERS) await page.locator('.page').getByRole('button', { name: title, exact: true }).waitFor();
      const off = page.getByRole('region', { name: 'Cannot be applied here' });
      await off.getByText('The connection is reused already.').waitFor();
    }));

  it('applies the one that is pressed to the scenario, and takes it back', () =>
    withPage({ reducedMotion: true, path: PATH }, async ({ page }) => {
      await settled(page, 'levers');
      const max = page.getByRole('textbox', { name: 'Max tokens', exact: true });
      await page.getByRole('button', { name: /^Apply Cap the answer:/ }).click();
      expect(Number(await max.inputValue())).toBeLessThan(400);
      const status = page.getByRole('status', { name: 'Applied lever' });
      expect(await status.innerText()).toMatch(/Cap the answer applied: Answer 400 → /);
      await status.getByRole('button', { name: 'Undo' }).click();
      expect(await max.inputValue()).toBe('400');
      expect(await status.innerText()).toBe('');
    }));

  it('takes several back in turn, but nothing once something else was changed', () =>
    withPage({ reducedMotion: true, path: PATH }, async ({ page }) => {
      await settled(page, 'levers');
      const max = page.getByRole('textbox', { name: 'Max tokens', exact: true });
      const status = page.getByRole('status', { name: 'Applied lever' });
      await page.getByRole('button', { name: /^Apply Cap the answer:/ }).click();
      await page.getByRole('button', { name: /^Apply Shorter prompt:/ }).click();
      await status.getByText(/^Shorter prompt applied/).waitFor();
      await status.getByRole('button', { name: 'Undo' }).click();
      await status.getByText(/^Cap the answer applied/).waitFor();
      await max.fill('50');
      await expect.poll(() => status.innerText()).toBe('');
    }));

  it('ranks by what is asked: the same lever has another effect on the first token than on the total', () =>
    withPage({ reducedMotion: true, path: PATH }, async ({ page }) => {
      await settled(page, 'levers');
      const cap = page.getByRole('button', { name: /^Apply Cap the answer:/ });
      const onTotal = await cap.getAttribute('aria-label');
      expect(onTotal).toMatch(/−[\d.,]+\s?(ms|s) \(−/);
      await page.getByRole('radio', { name: 'First token' }).check();
      await expect.poll(() => cap.getAttribute('aria-label')).not.toBe(onTotal);
      const order = async (): Promise<string[]> => page.locator('.tornado-title').allInnerTexts();
      const byFirst = await order();
      await page.getByRole('radio', { name: 'Token cost' }).check();
      await expect.poll(order).not.toEqual(byFirst);
    }));

  it('shows the same numbers as a table, with every measure', () =>
    withPage({ reducedMotion: true, path: PATH }, async ({ page }) => {
      await settled(page, 'levers');
      const label = await page.getByRole('button', { name: /^Apply Shorter prompt:/ }).getAttribute('aria-label');
      await page.getByRole('button', { name: 'Show as table' }).click();
      const row = page.getByRole('row', { name: /^Shorter prompt/ });
      expect(await row.innerText()).toContain(label?.split(': ')[1] ?? 'no effect');
      expect(await page.getByRole('table').getByRole('columnheader').count()).toBeGreaterThanOrEqual(5);
    }));

  it('explains a set-up that cannot exist in place of a ranking', () =>
    withPage({ reducedMotion: true, path: '?page=levers&model=llama-3.1-405b&tp=1' }, async ({ page }) => {
      await page.getByRole('article', { name: 'Levers' }).getByText(/weights of Llama 3.1 405B/).first().waitFor();
      expect(await page.locator('.tornado').count()).toBe(0);
    }));
});
