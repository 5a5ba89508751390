import { describe, expect, it } from 'vitest';
import { withPage } from '../support';
import { settled } from './support';

describe('budget', () => {
  it('names the phase that breaks it and by how much, and marks it in the chart', () =>
    withPage({ reducedMotion: true, path: '?page=budget&max=800' }, async ({ page }) => {
      await settled(page, 'budget');
      expect(await page.locator('.budget-sentence').innerText()).toMatch(/^Model breaks its budget at p95 by [\d,]+ ms/);
      expect(await page.locator('.budget-row[data-over]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')))).toEqual(['model', 'total']);
    }));

  it('is kept by a short answer, until a phase is given less', () =>
    withPage({ reducedMotion: true, path: '?page=budget&max=44' }, async ({ page }) => {
      await settled(page, 'budget');
      const sentence = page.locator('.budget-sentence');
      expect(await sentence.innerText()).toMatch(/^Every phase keeps to its budget/);
      await page.getByRole('region', { name: 'Budget of each phase' }).getByRole('textbox', { name: 'Network' }).fill('5');
      await expect.poll(() => sentence.innerText()).toMatch(/^Network breaks its budget/);
      // The request's own time budget is the sum.
      await page.getByText(/^Together 2\.3\d\s*s/).waitFor();
    }));

  it('finds the longest answer that fits, and it does fit: one click takes it', () =>
    withPage({ reducedMotion: true, path: '?page=budget&max=800' }, async ({ page }) => {
      await settled(page, 'budget');
      const longest = page.locator('.fits > div').filter({ hasText: 'Longest answer' });
      const tokens = Number((await longest.locator('dd').innerText()).split(' ')[0]?.replaceAll(',', ''));
      expect(tokens).toBeGreaterThan(0);
      await longest.getByRole('button', { name: 'Use it' }).click();
      expect(await page.getByRole('textbox', { name: 'Max tokens', exact: true }).inputValue()).toBe(String(tokens));
      await expect.poll(() => page.locator('.budget-row[data-id=total]').getAttribute('data-over')).toBeNull();
    }));

  it('says what a request costs at dated prices, input against output, and a month of them on own GPUs', () =>
    withPage({ reducedMotion: true, path: '?page=budget' }, async ({ page }) => {
      await settled(page, 'budget');
      await page.getByText(/^A request costs .*of it is input, .*output\./).waitFor();
      const month = page.getByRole('row', { name: /^A month at this rate/ });
      const before = await month.innerText();
      await page.getByRole('textbox', { name: 'Requests' }).fill('50');
      await expect.poll(() => month.innerText()).not.toBe(before);
      const vendors = page.getByRole('region', { name: 'Price lists' });
      expect(await vendors.getByRole('row').count()).toBeGreaterThan(20);
      expect(await vendors.getByRole('row').nth(1).innerText()).toMatch(/20\d\d-\d\d-\d\d/);
    }));
});
