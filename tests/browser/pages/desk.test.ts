/** What is set on the pages beside Explore travels in the address; what cannot be served is explained on each of them. */
import { describe, expect, it } from 'vitest';
import { withPage } from '../support';
import { settled, tab } from './support';

describe('a link', () => {
  it('carries pinned runs and an edited budget to another page', () =>
    withPage({ reducedMotion: true, path: '?page=compare&in=800&max=60' }, async ({ page, context }) => {
      await settled(page, 'compare');
      await page.getByRole('button', { name: 'Pin what is on screen' }).click();
      await tab(page, 'budget').click();
      await page.getByRole('region', { name: 'Budget of each phase' }).getByRole('textbox', { name: 'Network' }).fill('77');
      await expect.poll(() => page.url()).toMatch(/#s=2\./);
      await page.waitForTimeout(500);
      const other = await context.newPage();
      await other.goto(page.url());
      const network = other.getByRole('region', { name: 'Budget of each phase' }).getByRole('textbox', { name: 'Network' });
      await network.waitFor();
      expect(await network.inputValue()).toBe('77');
      await tab(other, 'compare').click();
      await other.locator('.lane-row-title').filter({ hasText: 'pinned' }).waitFor();
      const totals = await other.locator('.lane-row-total').allInnerTexts();
      // The run on screen and the one pinned from it are the same request.
      expect(totals[0]).toBe(totals.at(-1));
    }));

  it('with a broken run says which, and shows the rest', () =>
    withPage({ reducedMotion: true, path: null }, async ({ page, url }) => {
      const { deflateSync } = await import('fflate');
      const json = JSON.stringify({ desk: { picks: ['current', { preset: 'nope' }], budget: { network: 33 } } });
      await page.goto(`${url}?page=budget#s=2.${Buffer.from(deflateSync(new TextEncoder().encode(json))).toString('base64url')}`);
      await page.getByText(/desk\.picks\.2 is not valid/).waitFor();
      expect(await page.getByRole('region', { name: 'Budget of each phase' }).getByRole('textbox', { name: 'Network' }).inputValue()).toBe('33');
    }));
});

describe('what cannot be served', () => {
  it.each(['compare', 'levers', 'budget'] as const)('%s explains an impossible set-up and offers the nearest that works', (id) =>
    withPage({ reducedMotion: true, path: `?page=${id}&model=llama-3.1-405b&gpu=h100-sxm&tp=1` }, async ({ page }) => {
      const main = page.getByRole('main');
      await main.getByText(/^The weights of Llama 3.1 405B/).waitFor();
      await main.getByRole('button', { name: /^Use / }).click();
      await expect.poll(() => main.getByText(/^The weights of/).count()).toBe(0);
    }));

  it.each(['compare', 'levers', 'budget'] as const)('%s explains a prompt over the window and offers what fits', (id) =>
    withPage({ reducedMotion: true, path: `?page=${id}&model=llama-2-7b&in=4000&max=1000&batch=1` }, async ({ page }) => {
      const main = page.getByRole('main');
      await main.getByText(/^This request is refused/).waitFor();
      await main.getByRole('button', { name: 'Lower max tokens to 96' }).click();
      await expect.poll(() => main.getByText(/^This request is refused/).count()).toBe(0);
      expect(await page.getByRole('textbox', { name: 'Max tokens', exact: true }).inputValue()).toBe('96');
    }));
});

describe('sliders', () => {
  it('are followed by the page they stand on', () =>
    withPage({ reducedMotion: true, path: '?page=levers&in=500&max=100' }, async ({ page }) => {
      await settled(page, 'levers');
      const total = page.locator('.subject-value').filter({ hasText: 'Total' });
      const before = await total.innerText();
      const answer = page.getByRole('group', { name: 'Lengths and batch' }).getByRole('slider', { name: 'Answer' });
      expect(await answer.getAttribute('aria-valuetext')).toMatch(/^100/);
      await answer.press('End');
      await expect.poll(() => total.innerText()).not.toBe(before);
      expect(await answer.getAttribute('aria-valuetext')).toMatch(/^4,096/);
    }));

  it('the steady load: ranges, and no figure where the model does not know', () =>
    withPage({ reducedMotion: true, path: '?at=inference&in=500&max=200' }, async ({ page }) => {
      const section = page.getByRole('region', { name: 'At a steady load' });
      const ttft = section.getByRole('row', { name: /^TTFT/ });
      expect(await ttft.innerText()).toMatch(/\d\sms[\s\S]*–/);
      await section.getByRole('slider').press('End');
      await expect.poll(() => ttft.innerText()).toMatch(/not known[\s\S]*or more/);
      await section.getByText(/queue grows/).waitFor();
      await section.getByRole('button', { name: /^As the batch of/ }).click();
      await expect.poll(() => ttft.innerText()).not.toMatch(/not known/);
    }));
});

describe('vendors’ prompt caches', () => {
  it('say for this request what is found, what it saves, by which dated rule', () =>
    withPage({ reducedMotion: true, path: '?page=budget&in=4000' }, async ({ page }) => {
      await settled(page, 'budget');
      const section = page.getByRole('region', { name: 'Vendors\' prompt caches' });
      await section.getByText(/Nothing of this prompt is known to repeat/).waitFor();
      await page.getByRole('complementary', { name: 'Request' }).getByText('Prefix cache').first().click();
      await page.getByRole('textbox', { name: 'Shared prefix' }).fill('3000');
      await section.getByText(/of 4 caches find them/).waitFor();
      expect(await section.getByRole('row', { name: /^OpenAI, / }).innerText()).toMatch(/found\s+2,944 tokens/);
      expect(await section.getByRole('row', { name: /^Anthropic \s*1,024|^Anthropic\s/ }).last().innerText()).toMatch(/20\d\d-\d\d-\d\d/);
    }));
});
