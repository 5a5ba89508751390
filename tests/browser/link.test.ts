/** The address bar reproduces what is on screen, and no link can break the page. */
import { deflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { decodeLocation } from '@/app/share';
import { PRESETS } from '@/datacenter/presets';
import { withPage } from './support';

const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt', exact: true });
const maxTokens = (page: Page) => page.getByRole('textbox', { name: 'Max tokens', exact: true });
const address = (page: Page): URL => new URL(page.url());
/** The scenario behind the address as it stands. */
const linked = (page: Page) => decodeLocation(address(page)).state.scenario;

describe('the address bar', () => {
  it('opens what a link says', () =>
    withPage({ path: '?preset=short-prompt-streaming&prompt=Once+there+was&max=17' }, async ({ page }) => {
      expect(await prompt(page).inputValue()).toBe('Once there was');
      expect(await maxTokens(page).inputValue()).toBe('17');
    }));

  it('follows what is typed, and a reload brings it back', () =>
    withPage({}, async ({ page }) => {
      const text = 'A cat & a dog = 2 animals? 100 % 🐈 “quoted”';
      await prompt(page).fill(text);
      await expect.poll(() => linked(page).request.prompt).toBe(text);
      await page.reload();
      expect(await prompt(page).inputValue()).toBe(text);
    }));

  it('carries a prompt too long to be read in the address', () =>
    withPage({}, async ({ page }) => {
      const text = 'The little robot walked on and on. '.repeat(60);
      await prompt(page).fill(text);
      await expect.poll(() => address(page).hash).toMatch(/^#s=1\./);
      expect(address(page).searchParams.has('prompt')).toBe(false);
      await page.reload();
      expect(await prompt(page).inputValue()).toBe(text);
    }));

  it('stays as it is for a preset: what is shown is what the link said', () =>
    withPage({ reducedMotion: true }, async ({ page, url }) => {
      for (const { id, scenario } of PRESETS.filter((_preset, i) => i % 6 === 1)) {
        await page.goto(`${url}?preset=${id}`);
        await prompt(page).waitFor();
        expect(linked(page)).toEqual(scenario);
        expect(await prompt(page).inputValue()).toBe(scenario.request.prompt);
      }
    }));
});

describe('a broken or hostile link', () => {
  const bomb = deflateSync(Buffer.alloc(30_000_000), { level: 9 }).subarray(2).toString('base64url');
  const hostile: [string, string, RegExp][] = [
    ['an unknown preset', '?preset=nope', /no preset .nope/],
    ['a number out of range', '?max=-1', /maxOutputTokens must be at least 1/],
    ['a damaged envelope', '#s=1.AAAA', /damaged/],
    ['a newer version', '#s=99.AAAA', /newer version/],
    ['a decompression bomb', `#s=1.${bomb}`, /unpacks to more than/],
    ['markup as a value', `?preset=${encodeURIComponent('<img src=x onerror=alert(1)>')}`, /no preset .<img/],
    ['a polluting field', `#s=1.${deflateSync('{"__proto__":{"x":1}}').subarray(2).toString('base64url')}`, /__proto__/],
  ];
  it.each(hostile)('%s: a message and a page that works', (_name, path, message) =>
    withPage({ path, reducedMotion: true }, async ({ page }) => {
      await page.getByText(message).first().waitFor();
      await prompt(page).fill('It still works');
      await expect.poll(() => linked(page).request.prompt).toBe('It still works');
    }));
});
