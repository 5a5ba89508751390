/** A talk: given by keys, its numbers computed, the page as it was when it ends. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFaults, withPage } from './support';

const talk = (page: Page) => page.locator('.talk');
const words = (page: Page) => page.locator('.talk-words');
async function begin(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Waterfall' }).waitFor();
  await page.keyboard.press('p');
  await talk(page).waitFor();
}

describe('a talk', () => {
  it('begins with P, goes on and back by keys, and ends where the page was', () =>
    withPage({ reducedMotion: true, path: '?max=33' }, async ({ page }) => {
      await begin(page);
      expect(await words(page).innerText()).toContain('Somebody presses Enter');
      await page.keyboard.press('ArrowRight');
      await words(page).getByText('Seven stages', { exact: true }).waitFor();
      await page.keyboard.press('ArrowLeft');
      expect(await words(page).innerText()).toContain('Somebody presses Enter');
      await page.keyboard.press('End');
      await page.getByText('What to remember').waitFor();
      await page.keyboard.press('Home');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog', { name: 'Overview' }).waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => talk(page).count()).toBe(0);
      expect(await page.getByRole('textbox', { name: 'Max tokens', exact: true }).inputValue()).toBe('33');
    }));

  it('shows the numbers of its own request', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await begin(page);
      const total = await page.locator('.talk-value').nth(1).innerText();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      const shown = await page.getByRole('row', { name: /^Total/ }).first().innerText();
      expect(shown.replaceAll(/\s/g, '')).toContain(total.replaceAll(/\s/g, ''));
    }));

  it('turns black, shows its keys, points and zooms', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await begin(page);
      await page.keyboard.press('b');
      await page.getByRole('img', { name: 'Black screen' }).waitFor();
      await page.keyboard.press('b');
      await page.keyboard.press('?');
      await page.getByText('Speaker notes in a window of their own').waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('l');
      await page.locator('.talk-laser').waitFor();
      await page.keyboard.press('z');
      await page.locator('.talk-stage[data-zoomed]').waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => page.locator('.talk-stage[data-zoomed]').count()).toBe(0);
    }));

  it('keeps the speaker’s window in step, and takes its keys', () =>
    withPage({ reducedMotion: true }, async ({ page, context }) => {
      await begin(page);
      const opening = context.waitForEvent('page');
      await page.keyboard.press('s');
      const notes = await opening;
      await notes.getByText('Let it play once without a word.').waitFor();
      await page.keyboard.press('ArrowRight');
      await notes.getByText('Name the stages while the request passes').waitFor();
      await notes.keyboard.press('ArrowRight');
      await page.getByText(/^Four stages in/).waitFor();
      await notes.close();
    }));

  it('is given in the reader’s language, notes and keys too', () =>
    withPage({ reducedMotion: true, path: '?lang=de' }, async ({ page, context }) => {
      await page.locator('html[lang=de]').waitFor();
      await page.locator('.tab').first().waitFor();
      await page.keyboard.press('p');
      await expect.poll(() => words(page).innerText()).toMatch(/Jemand drückt Enter[^]*nach [\d,]+\s?ms zu erscheinen/);
      const opening = context.waitForEvent('page');
      await page.keyboard.press('s');
      const notes = await opening;
      await notes.getByText('Einmal wortlos laufen lassen.').waitFor();
      await notes.close();
      await page.keyboard.press('?');
      await page.getByText('→, Leertaste').waitFor();
    }));

  it('simulates the fleets that it speaks of', () =>
    withPage({ reducedMotion: true, path: '?page=present' }, async ({ page }) => {
      await page.getByRole('heading', { name: 'The tail' }).locator('xpath=ancestor::li').getByRole('button', { name: 'Present', exact: true }).click();
      await talk(page).waitFor();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => words(page).innerText(), { timeout: 60_000 }).toMatch(/are served in time\. With a rate limit for the one: [\d.]+\s?%/);
    }));

  // In light: tests/browser/everyone/states.
  it('is clean for axe on each step, in dark', () =>
    withPage({ reducedMotion: true, theme: 'dark' }, async ({ page }) => {
      await begin(page);
      for (let step = 0; step < 6; step++) {
        expect(await axeFaults(page, '.talk')).toEqual([]);
        await page.keyboard.press('ArrowRight');
      }
    }));
});

describe('decks', () => {
  it('are copied, edited, kept, given and removed', () =>
    withPage({ reducedMotion: true, path: '?page=present' }, async ({ page }) => {
      const row = (title: string) => page.getByRole('heading', { name: title, exact: true }).locator('xpath=ancestor::li');
      await row('The tail').getByRole('button', { name: 'Copy and edit' }).click();
      const editor = page.getByRole('region', { name: 'Deck editor' });
      await editor.getByRole('textbox', { name: 'Title', exact: true }).fill('My tail');
      await editor.getByRole('textbox', { name: 'Words of step 1' }).fill('It takes {total}, not {nothing}.');
      await editor.getByText('There is no number called nothing.').waitFor();
      await editor.getByRole('textbox', { name: 'Words of step 1' }).fill('It takes {total}.');
      await editor.getByRole('button', { name: 'Keep' }).click();
      await page.reload();
      await row('My tail').getByRole('button', { name: 'Present', exact: true }).click();
      await expect.poll(() => words(page).innerText()).toMatch(/It takes [\d.]+\s?ms\./);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await row('My tail').getByRole('button', { name: 'Remove' }).click();
      await expect.poll(() => row('My tail').count()).toBe(0);
    }));

  it('travel as a link: one that ships by its name, one’s own whole, kept only when the reader says so', () =>
    withPage({ reducedMotion: true, path: '?page=present' }, async ({ page }) => {
      const row = (title: string) => page.getByRole('heading', { name: title, exact: true }).locator('xpath=ancestor::li');
      const link = (title: string) => page.getByRole('textbox', { name: `Link to the deck ${title}` }).inputValue();
      await row('The tail').getByRole('button', { name: 'Share as link' }).click();
      expect(await link('The tail')).toMatch(/\?page=present&deck=the-tail$/);
      await row('The tail').getByRole('button', { name: 'Copy and edit' }).click();
      const editor = page.getByRole('region', { name: 'Deck editor' });
      await editor.getByRole('textbox', { name: 'Title', exact: true }).fill('My tail');
      await editor.getByRole('button', { name: 'Keep' }).click();
      await row('My tail').getByRole('button', { name: 'Share as link' }).click();
      const href = await link('My tail');
      await row('My tail').getByRole('button', { name: 'Remove' }).click();
      await page.goto('about:blank');
      await page.goto(href);
      const offered = page.getByRole('region', { name: 'Deck from a link' });
      await offered.getByRole('heading', { name: 'My tail' }).waitFor();
      expect(await axeFaults(page, 'article.page')).toEqual([]);
      expect(await row('My tail').count()).toBe(0);
      await offered.getByRole('button', { name: 'Keep', exact: true }).click();
      await row('My tail').getByText('begins with P').waitFor();
      expect(await offered.count()).toBe(0);
      await expect.poll(() => new URL(page.url()).hash).toBe('');
    }));

  it('in a link that is broken, or that names none, say what is wrong and can be put away', () =>
    withPage({ reducedMotion: true, path: '?page=present&deck=nothing-of-the-sort' }, async ({ page }) => {
      await page.getByText('The link names a deck that does not come with the app.').waitFor();
      await page.getByRole('button', { name: 'Put it away' }).click();
      await expect.poll(() => new URL(page.url()).searchParams.has('deck')).toBe(false);
    }));

  it('from a file that is broken say what is wrong', () =>
    withPage({ reducedMotion: true, path: '?page=present' }, async ({ page }) => {
      await page.getByLabel('Deck file').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"deckVersion":1,"id":"x","title":"x","minutes":0,"steps":[]}') });
      await page.getByText('minutes must be at least 1.').waitFor();
    }));
});
