/** Lessons: predict, see it computed, try it, come back; what was done is kept. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ALL_TERMS } from '@/catalog/glossary-all';
import { LESSONS } from '@/app/learn/lessons';
import { axeFaults, VIEWPORTS, withPage } from './support';

const LEARN = { reducedMotion: true, path: '?page=learn' } as const;
const row = (page: Page, title: string) => page.locator('.lesson-row, .lessons > li').filter({ has: page.getByRole('heading', { name: title, exact: true }) });
const begin = async (page: Page, title: string): Promise<void> => {
  await row(page, title).getByRole('button').click();
  await page.getByRole('region', { name: title }).waitFor();
};
const step = (page: Page, title: string) => page.getByRole('navigation', { name: 'Steps of the lesson' }).getByRole('button', { name: title });
const options = (page: Page) => page.locator('.predict').getByRole('radio');
const commit = (page: Page) => page.getByRole('button', { name: 'That is my prediction' });
const result = (page: Page) => page.getByRole('group', { name: 'Result' });
const STEPS = LESSONS.reduce((sum, { steps }) => sum + steps.length, 0);

const clean = async (page: Page): Promise<void> => expect(await axeFaults(page)).toEqual([]);

describe('a lesson', () => {
  it('asks first, then shows what was computed, says it aloud, and keeps it', () =>
    withPage(LEARN, async ({ page }) => {
      await begin(page, 'The path of a request');
      await step(page, 'Where does the time go?').click();
      // Nothing is given away before.
      expect(await result(page).count()).toBe(0);
      expect(await commit(page).isDisabled()).toBe(true);
      await page.getByRole('radio', { name: 'API gateway' }).check();
      await commit(page).click();
      await result(page).waitFor();
      expect(await page.getByRole('status').filter({ hasText: 'Not so.' }).innerText()).toMatch(/Computed: Inference/);
      expect(await result(page).innerText()).toMatch(/What to look at/);
      const shown = await result(page).getByRole('row', { name: /^Inference/ }).innerText();
      // The same number as in the explanation, and it is a number.
      const ms = /[\d.]+\s?ms/.exec(shown)?.[0] ?? 'none';
      expect(await result(page).locator('.lesson-text').innerText()).toContain(ms);
      await page.getByRole('button', { name: 'Ask me again' }).click();
      await page.getByRole('radio', { name: 'Inference', exact: true }).check();
      await commit(page).click();
      await page.getByRole('status').filter({ hasText: 'Right: Inference.' }).waitFor();
      expect(await result(page).getByText('What to look at').count()).toBe(0);
      await page.reload();
      await page.getByRole('status').filter({ hasText: `2 of ${String(STEPS)} steps done, 1 of 1 predictions right` }).waitFor();
      await page.getByRole('button', { name: 'Start over' }).click();
      await page.getByRole('button', { name: 'Forget my progress' }).click();
      await page.getByRole('status').filter({ hasText: `0 of ${String(STEPS)} steps done` }).waitFor();
    }));

  it('is done with the keyboard alone', () =>
    withPage(LEARN, async ({ page }) => {
      await row(page, 'Four gotchas, and what no GPU sees').getByRole('button').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Next step' }).focus();
      await page.keyboard.press('Enter');
      const group = page.getByRole('group', { name: /^Step 2 of/ });
      await expect.poll(() => group.evaluate((node) => node === document.activeElement)).toBe(true);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
      expect(await options(page).nth(1).isChecked()).toBe(true);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await result(page).waitFor();
      await expect.poll(() => result(page).evaluate((node) => node === document.activeElement)).toBe(true);
    }));

  it('asks claims and fleets of the workers', () =>
    withPage(LEARN, async ({ page }) => {
      await begin(page, 'Prefix caches');
      await step(page, 'The rules').click();
      await page.getByRole('radio', { name: 'Holds', exact: true }).check();
      await commit(page).click();
      await result(page).waitFor({ timeout: 60_000 });
      expect(await result(page).getByRole('row').count()).toBeGreaterThan(2);
      await step(page, 'Which replica has it?').click();
      await options(page).nth(1).check();
      await commit(page).click();
      await result(page).waitFor({ timeout: 90_000 });
      expect(await result(page).locator('.lesson-text').innerText()).toMatch(/Round robin finds [\d.]+\s?%/);
      await result(page).getByRole('button', { name: 'Open in Fleet' }).click();
      await page.getByRole('heading', { level: 2, name: 'Fleet' }).waitFor();
    }));

  it('shows a claim where it stands on its page', () =>
    withPage(LEARN, async ({ page }) => {
      await begin(page, 'Speculation, fewer bits, more GPUs');
      await step(page, 'Where does speculation turn?').click();
      await page.getByRole('radio', { name: 'Holds', exact: true }).check();
      await commit(page).click();
      await result(page).getByRole('button', { name: 'Show the claim' }).click();
      await expect.poll(() => page.locator('#claim-speculative').evaluate((node) => (node as HTMLDetailsElement).open)).toBe(true);
    }));

  it('takes a task to Explore, sees it done, and comes back', () =>
    withPage(LEARN, async ({ page }) => {
      await begin(page, 'Streaming, and what it does not do');
      await step(page, 'Something to read').click();
      await page.getByRole('button', { name: 'Try it in Explore' }).click();
      const task = page.getByRole('region', { name: 'Task' });
      await task.waitFor();
      expect(await task.getByRole('status').innerText()).toBe('');
      await page.getByRole('switch', { name: 'Streaming' }).click();
      await task.getByRole('status').filter({ hasText: 'Done.' }).waitFor();
      await clean(page);
      await task.getByRole('button', { name: 'Back to the lesson' }).click();
      await page.getByRole('button', { name: 'Do it again in Explore' }).waitFor();
      expect(await step(page, 'Something to read').innerText()).toContain('done');
    }));

  it('opens at a step by a link, and the address says which is open', () =>
    withPage({ reducedMotion: true, path: '?page=learn&lesson=path&step=3' }, async ({ page }) => {
      const at = () => new URL(page.url()).searchParams;
      await page.getByRole('group', { name: /^Step 3 of/ }).waitFor();
      expect(await page.getByRole('region', { name: 'The path of a request' }).count()).toBe(1);
      await page.getByRole('button', { name: 'Next step' }).click();
      await expect.poll(() => at().get('step')).toBe('4');
      await page.reload();
      await page.getByRole('group', { name: /^Step 4 of/ }).waitFor();
      await page.getByRole('button', { name: 'All lessons' }).click();
      await expect.poll(() => at().has('lesson')).toBe(false);
      expect(at().get('page')).toBe('learn');
    }));

  it('a link that names no step there is says so', () =>
    withPage({ reducedMotion: true, path: '?page=learn&lesson=path&step=80' }, async ({ page }) => {
      await page.getByText('the lesson has 8 steps').waitFor();
      await page.getByRole('group', { name: /^Step 1 of/ }).waitFor();
    }));

  it('asks and answers in German', () =>
    withPage({ reducedMotion: true, path: '?lang=de&page=learn&lesson=path&step=2' }, async ({ page }) => {
      await page.getByRole('group', { name: 'Schritt 2 von 8' }).waitFor();
      await options(page).nth(1).check();
      await page.getByRole('button', { name: 'Das ist meine Vorhersage' }).click();
      const answer = page.getByRole('group', { name: 'Ergebnis' });
      await answer.waitFor();
      // The numbers of the explanation are filled in, and written as German writes them.
      expect(await answer.locator('.lesson-text').innerText()).toMatch(/Die Inferenz dauert \d+(,\d+)?\s?ms: \d+(,\d+)?\s?ms, um den Prompt zu lesen/);
      await clean(page);
      await page.getByRole('radio', { name: 'Glossar' }).check();
      await page.getByRole('textbox', { name: 'Glossar durchsuchen' }).fill('kaltstart');
      await page.getByRole('definition').first().waitFor();
      expect(await page.locator('dt').first().innerText()).toMatch(/^Kaltstart\s+Cold start$/);
    }));

  it('is read as a talk', () =>
    withPage(LEARN, async ({ page }) => {
      await begin(page, 'Prefill and decode');
      await page.getByRole('button', { name: 'Show its readings as a talk' }).click();
      await expect.poll(() => page.locator('.talk-words').innerText()).toMatch(/Decode writes \d+ tokens/);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.getByRole('region', { name: 'Prefill and decode' }).waitFor();
    }));

  it('goes on without storage', () =>
    withPage({ ...LEARN, initScript: () => { Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('closed', 'SecurityError'); } }); } }, async ({ page }) => {
      await begin(page, 'The path of a request');
      await page.getByText('kept only until this page is closed').waitFor();
    }));
});

describe('the page', () => {
  it.each([['dark', 'laptop'], ['light', 'phone'], ['dark', '4k'], ['light', 'projector']] as const)('is clean for axe and fits, %s on %s', (theme, viewport) =>
    withPage({ ...LEARN, theme, viewport }, async ({ page }) => {
      const fits = async (): Promise<void> => expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(VIEWPORTS[viewport].width);
      await page.getByRole('heading', { name: 'The path of a request' }).waitFor();
      await clean(page);
      await fits();
      await begin(page, 'The path of a request');
      await clean(page);
      await fits();
      await page.getByRole('button', { name: 'Next step' }).click();
      await page.getByRole('radio', { name: 'Tokenizer' }).check();
      await commit(page).click();
      await result(page).waitFor();
      await clean(page);
      await fits();
      await page.getByRole('radio', { name: 'Glossary' }).check();
      await page.getByRole('region', { name: 'Glossary' }).waitFor();
      await clean(page);
      await fits();
    }));
});

describe('the glossary', () => {
  it('has every term, and finds them', () =>
    withPage(LEARN, async ({ page }) => {
      await page.getByRole('radio', { name: 'Glossary' }).check();
      const glossary = page.getByRole('region', { name: 'Glossary' });
      expect(await glossary.locator('dt').count()).toBe(ALL_TERMS.length);
      await glossary.getByRole('textbox', { name: 'Search the glossary' }).fill('power of two');
      await expect.poll(() => glossary.locator('dt').allInnerTexts()).toEqual(['Power of two choices']);
      expect(await glossary.locator('.glossary-source').innerText()).toMatch(/Mitzenmacher/);
      await glossary.getByRole('textbox', { name: 'Search the glossary' }).fill('zzz');
      await glossary.getByText('No term has these words').waitFor();
    }));
});
