import { describe, expect, it } from 'vitest';
import { GLOSSARY } from '@/catalog/glossary';
import { STAGE_IDS } from '@/core/stage';
import { ABOUT } from '@/stages/about';
import { withPage } from '../support';
import { expectAccessible, inspector, toEnd } from './panels';
import { ready } from './stage';

describe('the inspector', () => {
  it('guides through the seven stages in order when none is chosen', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const stages = inspector(page).locator('ol').first().locator('button');
      await stages.first().waitFor();
      const names = await stages.allInnerTexts();
      expect(names).toHaveLength(STAGE_IDS.length);
      STAGE_IDS.forEach((id, i) => expect(names[i]).toContain(ABOUT[id].name));
    }));

  it('shows every layer of every stage with a number on both lanes, what it is here, and what can go wrong', () =>
    withPage({ reducedMotion: true, path: '?at=gateway' }, async ({ page }) => {
      await ready(page);
      for (const id of STAGE_IDS) {
        const about = ABOUT[id];
        await inspector(page).getByRole('heading', { level: 2, name: about.name }).waitFor();
        const layers = page.getByRole('list', { name: `Layers of ${about.name}` }).getByRole('listitem');
        await layers.first().waitFor();
        const rows = await layers.allInnerTexts();
        about.layers.forEach((layer, i) => {
          expect(rows[i]).toContain(layer.name);
          expect(rows[i]).toContain(layer.local);
          // A warm replica has no cold start, and nothing else is left out.
          if (layer.id === 'cold-start') return;
          expect(rows[i], layer.id).toMatch(/Datacenter:\s*[\d.,]+\s*(µs|ms|s)/);
          expect(rows[i], layer.id).toMatch(/This machine:\s*[\d.,]+\s*(µs|ms|s)/);
        });
        for (const title of ['What to change', 'Sources']) expect(await inspector(page).locator('summary', { hasText: title }).count()).toBe(1);
        const next = inspector(page).getByRole('button', { name: /^Next: / });
        if (await next.count() > 0) await next.click();
      }
    }));

  it('names the terms of the roofline for prefill and for a decode step', () =>
    withPage({ reducedMotion: true, path: '?at=inference&tp=2' }, async ({ page }) => {
      const terms = page.getByRole('region', { name: 'Where the time of a step goes' });
      await terms.waitFor();
      const text = await terms.innerText();
      for (const word of ['Matrix products', 'Attention', 'All-reduce', 'Element-wise', 'Engine overhead', 'Bound by', 'KV cache of one token', 'Weights on each GPU']) expect(text).toContain(word);
      expect(await terms.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual([expect.stringMatching(/^Prefill of \d+ tokens/), expect.stringMatching(/^One decode step, 8 in the batch/)]);
    }));

  it.each([['dark', 'gateway'], ['light', 'billing']] as const)('is accessible in %s from %s on', (theme, first) =>
    withPage({ reducedMotion: true, theme, path: `?at=${first}` }, async ({ page }) => {
      await ready(page);
      await inspector(page).locator('details').first().waitFor();
      for (;;) {
        await inspector(page).locator('details').evaluateAll((all) => { for (const each of all) each.setAttribute('open', ''); });
        await expectAccessible(page, '#inspector');
        const next = inspector(page).getByRole('button', { name: /^Next: / });
        if (await next.count() === 0) break;
        await next.click();
      }
    }));
});

describe('words of the trade', () => {
  it('are explained on hover and on focus, with their source, and Escape closes them', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const term = page.getByRole('button', { name: 'TTFT', exact: true });
      const tip = page.getByRole('tooltip');
      await term.hover();
      await tip.getByText(GLOSSARY.ttft.definition).waitFor();
      expect(await tip.innerText()).toContain(GLOSSARY.ttft.source);
      await page.mouse.move(2, 2);
      await tip.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Tokens/s' }).focus();
      await page.keyboard.press('Shift+Tab');
      await tip.getByText(GLOSSARY.total.definition).waitFor();
      await page.keyboard.press('Escape');
      await tip.waitFor({ state: 'detached' });
    }));
});

describe('panels above the page', () => {
  it.each([['m', 'Model on this machine'], ['?', 'Keys']])('%s opens %s, which is accessible and closes with Escape', (key, title) =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      await page.locator('h1').click();
      await page.keyboard.press(key === '?' ? 'Shift+?' : key);
      const dialog = page.getByRole('dialog', { name: title });
      await dialog.waitFor();
      await expectAccessible(page, '[role=dialog]');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }));

  it('the times of the tokens are one press away', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      await toEnd(page);
      await page.getByRole('button', { name: 'Time of each token' }).click();
      const dialog = page.getByRole('dialog', { name: 'Time of each token' });
      await expect.poll(() => dialog.locator('.recharts-line').count()).toBe(2);
    }));
});
