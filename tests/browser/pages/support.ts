/** What the tests of the pages beside Explore do again and again. */
import type { Page } from 'playwright-core';
import { CLAIMS } from '@/decisions/claims';
import { PAGE_TITLES, PAGES, type PageId } from '@/app/pages/pages';

export const BESIDE = PAGES.filter((page) => page !== 'explore');

export const tab = (page: Page, id: PageId) => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: PAGE_TITLES[id], exact: true });

/** All claims are computed in a worker, one after another. */
const CLAIMS_LIMIT_MS = 110_000;

/** Waits until nothing on the page is still to come. */
export async function settled(page: Page, id: PageId): Promise<void> {
  await page.getByRole('heading', { level: 2, name: PAGE_TITLES[id] }).waitFor();
  if (id === 'claims') await page.locator('.claim-head .verdict[data-verdict]:not([data-verdict=none])').nth(CLAIMS.length - 1).waitFor({ timeout: CLAIMS_LIMIT_MS });
  if (id === 'budget') await page.getByRole('region', { name: 'What still fits' }).getByText('Longest answer').waitFor();
}
