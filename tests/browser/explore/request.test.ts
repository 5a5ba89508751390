import { describe, expect, it } from 'vitest';
import { PRESETS } from '@/datacenter/presets';
import { OracleTokenizer } from '../../model/oracle/sentencepiece';
import { readPackageData } from '../../model/oracle/llama2c';
import { withPage } from '../support';
import { answer, expectAccessible, maxTokens, metric, metricMs, prompt, request } from './panels';

describe('the prompt', () => {
  it('is counted by the tokenizer of the model that will read it', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      const oracle = new OracleTokenizer(readPackageData().tokenizer);
      for (const text of ['Hello', 'The quick brown fox — jumps; 12 times!', 'naïve café 🐈 and 日本']) {
        await prompt(page).fill(text);
        const tokens = oracle.encode(text).length;
        await expect.poll(() => request(page).getByText(/^[\d,]+ tokens?$/).first().innerText()).toMatch(new RegExp(`^${tokens} tokens?$`));
      }
    }));

  it('starts a run from the keyboard', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await maxTokens(page).fill('3');
      await prompt(page).focus();
      await page.keyboard.press('Control+Enter');
      await page.getByText('measured here').waitFor();
      await expect.poll(() => metric(page, 'Output', 'machine')).toMatch(/^3\s*tok$/);
    }));
});

describe('presets', () => {
  it('are at least twelve, each with its lesson, and can be chosen without a mouse', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await page.getByRole('button', { name: /^Preset:/ }).focus();
      await page.keyboard.press('Enter');
      const items = page.getByRole('menuitemradio');
      await items.first().waitFor();
      expect(await items.count()).toBe(PRESETS.length);
      expect(PRESETS.length).toBeGreaterThanOrEqual(12);
      for (const { title, lesson } of PRESETS) expect(await items.filter({ hasText: title }).first().innerText()).toContain(lesson);
      await page.keyboard.type('Phone on 4G');
      await page.keyboard.press('Enter');
      await page.getByText(PRESETS.find(({ id }) => id === 'mobile-far-region')?.lesson ?? '').waitFor();
      expect(await page.getByRole('combobox', { name: 'Network' }).inputValue()).toBe('4g');
      await expect.poll(() => new URL(page.url()).searchParams.get('preset')).toBe('mobile-far-region');
    }));

  it('do not lose what was typed before', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await prompt(page).fill('Written by hand');
      await page.getByRole('button', { name: /^Preset:/ }).click();
      await page.getByRole('menuitemradio', { name: 'Cold start' }).click();
      await expect.poll(() => prompt(page).inputValue()).not.toBe('Written by hand');
      await page.getByRole('button', { name: 'Bring back what this replaced' }).click();
      expect(await prompt(page).inputValue()).toBe('Written by hand');
    }));
});

describe('the knobs', () => {
  it('change the modeled run at once', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      const total = await metricMs(page, 'Total', 'datacenter');
      const ttft = await metricMs(page, 'TTFT', 'datacenter');
      expect(ttft).toBeLessThan(total);
      await page.getByRole('combobox', { name: 'Network' }).selectOption('slow-4g');
      await expect.poll(() => metricMs(page, 'Total', 'datacenter')).toBeGreaterThan(total + 100);
      await page.getByRole('combobox', { name: 'Network' }).selectOption('fibre');
      await page.getByRole('switch', { name: 'Streaming' }).press(' ');
      await expect.poll(() => metricMs(page, 'TTFT', 'datacenter')).toBe(await metricMs(page, 'Total', 'datacenter'));
      await maxTokens(page).fill('10');
      await expect.poll(() => metric(page, 'Output', 'datacenter')).toMatch(/^10\s*tok$/);
    }));

  it('say in place why a set-up cannot exist, and one press makes it possible', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await page.getByRole('combobox', { name: 'Model', exact: true }).selectOption('llama-3.1-405b');
      await request(page).getByText(/The weights of Llama 3\.1 405B in bf16 take/).waitFor();
      await request(page).getByRole('button', { name: /^Use / }).click();
      await expect.poll(() => request(page).getByText(/The weights of/).count()).toBe(0);
      expect(await metricMs(page, 'Total', 'datacenter')).toBeGreaterThan(0);
    }));

  it('fold up, say what they hold, and open with the keyboard', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      const section = request(page).locator('summary', { hasText: 'Prefix cache' });
      expect(await section.innerText()).toContain('on, nothing shared');
      await section.focus();
      await page.keyboard.press('Enter');
      const shared = page.getByRole('textbox', { name: 'Shared prefix' });
      await shared.fill('16');
      await expect.poll(() => metric(page, 'cached', 'datacenter')).toMatch(/^16\s*tok$/);
      await shared.press('ArrowUp');
      expect(await shared.inputValue()).toBe('17');
    }));
});

describe('its shape', () => {
  it.each([['phone', 'dark'], ['phone', 'light'], ['laptop', 'light'], [{ width: 320, height: 640 }, 'dark']] as const)('fits and is accessible with everything open: %j, %s', (viewport, theme) =>
    withPage({ viewport, theme, reducedMotion: true, path: '?model=llama-3.1-405b&failure=client-disconnect:12&prompt=' }, async ({ page }) => {
      const closed = page.getByRole('button', { name: 'Open the request' });
      await prompt(page).or(closed).first().waitFor();
      if (await closed.count() > 0) await closed.click();
      await prompt(page).waitFor();
      await maxTokens(page).fill('0');
      await request(page).locator('details').evaluateAll((all) => { for (const each of all) each.setAttribute('open', ''); });
      await answer(page, 'datacenter').waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
      await expectAccessible(page, '#request');
    }));
});
