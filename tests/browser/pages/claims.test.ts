import { describe, expect, it } from 'vitest';
import { CLAIMS, evaluateClaim } from '@/decisions/claims';
import { expectOk } from '@/core/result';
import { VERDICT_WORDS } from '@/app/pages/claims/view';
import { withPage } from '../support';
import { settled, tab } from './support';

describe('claims', () => {
  it('shows a verdict for each of the fifteen, the same that the model gives outside of the page', () =>
    withPage({ reducedMotion: true, path: '?page=claims' }, async ({ page }) => {
      await settled(page, 'claims');
      expect(CLAIMS).toHaveLength(15);
      // Two that are quick to compute again.
      for (const id of ['speculative', 'kv-cache']) {
        const claim = CLAIMS.find((each) => each.id === id) ?? CLAIMS[0];
        if (claim === undefined) throw new Error('no claims');
        const { verdict, condition } = expectOk(evaluateClaim(claim));
        const head = page.locator(`#claim-${id} .claim-head`);
        expect(await head.locator('.verdict').innerText()).toBe(VERDICT_WORDS[verdict]);
        if (verdict !== 'holds') expect(await head.innerText()).toContain(condition);
      }
      await page.getByRole('status').getByText(/of 15 hold as they are stated/).waitFor();
    }));

  it('puts the published range of S0’s table beside the model’s own row, and says where they disagree', () =>
    withPage({ reducedMotion: true, path: '?page=claims' }, async ({ page }) => {
      const first = page.locator('#claim-four-approaches');
      const row = first.getByRole('row', { name: /row 3/ });
      await row.waitFor();
      expect(await row.innerText()).toMatch(/not in 120–250/);
      expect(await first.getByRole('row', { name: /row 1/ }).innerText()).toMatch(/(^|\s)in 400–800/);
    }));

  it('opens a claim’s scenario in Explore and sets its scenarios side by side', () =>
    withPage({ reducedMotion: true, path: '?page=claims&max=99' }, async ({ page }) => {
      const first = page.locator('#claim-four-approaches');
      await first.getByRole('button', { name: 'Compare side by side' }).click();
      await settled(page, 'compare');
      expect(await page.locator('.lane-row').count()).toBe(4);
      await tab(page, 'claims').click();
      await first.locator('.claim-scenarios').getByRole('button', { name: /row 4/ }).click();
      await page.getByRole('region', { name: 'Waterfall' }).waitFor();
      expect(await page.locator('.header-scenario').innerText()).toMatch(/row 4/);
      await page.getByRole('button', { name: 'Bring back what this replaced' }).click();
      expect(await page.getByRole('textbox', { name: 'Max tokens', exact: true }).inputValue()).toBe('99');
    }));
});
