/**
 * The app in German, as a reader meets it: no English sentence is left on any page, in any dialog or in what is read out.
 * What is English by nature (prompts, answers, titles of sources, names) is marked as such by `lang`.
 */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { withPage } from '../support';
import { STATES } from './states';

/** Words that no German sentence has and hardly an English one does without; “Head-of-Line” and its like are German by now. */
const ENGLISH = /(?<![-\w])(the|of|and|with|from|are|that|this|which|for|you|your|has|have|its|than|when|where|what|how|each|more|less|only|until|after|before|between|into|by|at|as|no|nothing|does|can|cannot|one|two|open|close|show|stop|play|choose|time|first|save)(?![-\w])/i;

/** Names and titles that are the same in every language. */
const NAMES = ['The Tail at Scale', 'Power of Two'];

/** Shown or spoken texts with English in them, outside of what is marked as English or is code. */
const englishOf = (page: Page): Promise<string[]> =>
  page.evaluate(({ names, ...pattern }) => {
    const english = new RegExp(pattern.source, pattern.flags);
    const foreign = '[lang=en], code, kbd, pre, textarea, input, script, style, [data-content]';
    const texts = new Set<string>();
    const take = (text: string | null, element: Element): void => {
      const said = (text ?? '').replaceAll(/\s+/g, ' ').trim();
      const sentence = names.reduce((left, name) => left.replaceAll(name, ''), said);
      if (said !== '' && english.test(sentence) && element.closest(foreign) === null) texts.add(`${said.slice(0, 200)} [${element.tagName.toLowerCase()}.${String(element.getAttribute('class')).slice(0, 40)} in .${element.parentElement?.className.toString().slice(0, 40) ?? ''}]`);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) if (node.parentElement !== null) take(node.textContent, node.parentElement);
    for (const name of ['aria-label', 'aria-description', 'aria-valuetext', 'aria-roledescription', 'title', 'placeholder', 'alt']) {
      for (const element of document.querySelectorAll(`[${name}]`)) take(element.getAttribute(name), element);
    }
    return [...texts];
  }, { source: ENGLISH.source, flags: ENGLISH.flags, names: NAMES });

describe('in German', () => {
  it.each(STATES.map((state) => [state.name, state] as const))('%s has no English left', (_, { path, reach }) =>
    withPage({ reducedMotion: true, path: `${path === '' ? '?' : `${path.split('#')[0] ?? ''}&`}lang=de${path.includes('#') ? `#${path.split('#')[1] ?? ''}` : ''}` }, async ({ page }) => {
      const left = new Set<string>();
      await reach(page, async () => {
        for (const text of await englishOf(page)) left.add(text);
      });
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
      expect([...left]).toEqual([]);
    }));
});

describe('a run on this machine', () => {
  it('says in German what its workers found, and stays when the language is changed', () =>
    withPage({ reducedMotion: true, path: '?preset=wrong-key&device=wasm&lang=de' }, async ({ page }) => {
      await page.locator('.under-metrics table').first().waitFor();
      await page.keyboard.press('r');
      await page.getByText('hier gemessen').waitFor({ timeout: 60_000 });
      await page.locator('.header-run').waitFor({ timeout: 60_000 });
      await page.keyboard.press('End');
      const failed = page.locator('.answer-failed').nth(1);
      await failed.waitFor();
      await expect.poll(() => failed.innerText()).toMatch(/401 Abgewiesen.*Schlüssel/s);
      await expect.poll(() => englishOf(page)).toEqual([]);
      // A run that succeeds, then the page in English: the figures of that very run stand on it.
      await page.goto(new URL('?max=7&device=wasm', page.url()).href);
      await page.locator('.under-metrics table').first().waitFor();
      await page.keyboard.press('r');
      await page.getByText('hier gemessen').waitFor({ timeout: 60_000 });
      await page.locator('.header-run').waitFor({ timeout: 60_000 });
      const times = page.locator('.under-metrics table').first();
      // The table follows a run with some calm: it is done when it stands still.
      let german = '';
      await expect.poll(async () => {
        const before = german;
        german = await times.innerText();
        return german === before;
      }, { interval: 500 }).toBe(true);
      await page.keyboard.press('Control+k');
      await page.locator('[role=dialog] input').first().fill('English');
      await page.keyboard.press('Enter');
      await expect.poll(() => page.evaluate(() => document.documentElement.lang), { timeout: 20_000 }).toBe('en');
      // A run travels in whole microseconds: the last of three digits may turn over.
      const meant = figuresOf(german.replaceAll(',', '.'));
      await expect.poll(async () => {
        const figures = figuresOf(await times.innerText());
        return figures.length === meant.length && figures.every((figure, i) => Math.abs(figure - (meant[i] ?? 0)) <= 0.011 * figure);
      }).toBe(true);
      expect(meant.length).toBeGreaterThan(10);
    }));
});

/** The numbers of a text, in order. */
const figuresOf = (text: string): number[] => (text.match(/\d[\d.]*/g) ?? []).map(Number);
