/** Whatever is typed, pasted, linked or broken: a message says what happened and what to do, and nothing typed is lost. */
import { describe, expect, it } from 'vitest';
import { withPage } from '../support';
import { answer, idle, maxTokens, metric, prompt, request, runToEnd, toEnd } from './panels';
import { ready } from './stage';

describe('the prompt', () => {
  it('empty: said at once; a run is refused by both gateways', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      await prompt(page).fill('');
      await request(page).getByText(/The prompt is empty/).waitFor();
      await page.getByRole('button', { name: 'Run this request' }).click();
      await page.getByText('measured here').waitFor();
      await idle(page);
      await toEnd(page);
      for (const lane of ['datacenter', 'this machine'] as const) await expect.poll(() => answer(page, lane).innerText()).toMatch(/400 Rejected/);
    }));

  it('over the context: said before the run, refused by the tokenizer, kept', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const text = 'The dog ran to the park. '.repeat(80);
      await prompt(page).fill(text);
      await request(page).getByText(/leave no room in the 256 of Stories 15M/).waitFor();
      await page.getByRole('button', { name: 'Run this request' }).click();
      await page.getByText('measured here').waitFor();
      await idle(page);
      await toEnd(page);
      await expect.poll(() => answer(page, 'this machine').innerText()).toMatch(/400 Rejected.*context/s);
      expect(await prompt(page).inputValue()).toBe(text);
    }));

  it('a megabyte pasted: kept, counted in the worker, left out of the address, and the page lives on', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      const text = 'All work and no play makes a long prompt. '.repeat(25_000);
      await prompt(page).fill(text);
      await request(page).getByText(/too long for a link/).waitFor();
      await maxTokens(page).fill('7');
      await expect.poll(() => new URL(page.url()).searchParams.get('max')).toBe('7');
      expect(page.url().length).toBeLessThan(2_000);
      await expect.poll(() => request(page).getByText(/^\d{3},\d{3} tokens$/).count(), { timeout: 60_000 }).toBe(1);
      expect((await prompt(page).inputValue()).length).toBe(text.length);
    }));

  it('control characters are named and removed on request; lone surrogates are named', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await ready(page);
      await prompt(page).fill('Once\u0000 upon\u0007 a time');
      await request(page).getByText(/holds 2 control characters/).waitFor();
      await request(page).getByRole('button', { name: 'Remove them' }).click();
      expect(await prompt(page).inputValue()).toBe('Once upon a time');
      await prompt(page).evaluate((box: HTMLTextAreaElement) => {
        Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(box, 'Once \ud83d upon');
        box.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await request(page).getByText(/half of a character/).waitFor();
      await maxTokens(page).fill('2');
      await runToEnd(page);
      await expect.poll(() => metric(page, 'Output', 'machine')).toMatch(/^(2|0)\s*tok$/);
    }));
});

describe('numbers', () => {
  it.each([['0', /too small/], ['-1', /too small/], ['1e9', /too large/], ['many', /not a number/], ['', /no number/], ['2.5', /not whole/]])('max tokens %j: explained in place, kept as typed, the last good value goes on', (typed, words) =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      const before = await metric(page, 'Output', 'datacenter');
      await maxTokens(page).fill(typed);
      await request(page).getByText(words).waitFor();
      expect(await request(page).getByText(words).innerText()).toMatch(/Type a whole number from 1 to [\d,]+\..*is used/);
      expect(await maxTokens(page).getAttribute('aria-invalid')).toBe('true');
      await prompt(page).focus();
      expect(await maxTokens(page).inputValue()).toBe(typed);
      expect(await metric(page, 'Output', 'datacenter')).toBe(before);
      await maxTokens(page).fill('9');
      await expect.poll(() => metric(page, 'Output', 'datacenter')).toMatch(/^9\s*tok$/);
      expect(await maxTokens(page).getAttribute('aria-invalid')).toBe('false');
    }));
});

describe('what lies outside the page', () => {
  it('offline before the runtime was loaded: said in words; Try again works once the line is back', () =>
    withPage({ reducedMotion: true, path: '?max=3', allow: [/ERR_INTERNET_DISCONNECTED/, /ERR_FAILED/, /Failed to (load|fetch)/, /dynamically imported/] }, async ({ page, context }) => {
      await context.route(/\/models\/|ort-wasm/, (route) => route.abort('internetdisconnected'));
      await prompt(page).fill('Kept while offline');
      await page.getByRole('button', { name: 'Run this request' }).click();
      const alert = request(page).getByRole('alert');
      await alert.waitFor();
      expect(await alert.innerText()).toMatch(/\w.*\.\s*\w.*\./s);
      expect(await prompt(page).inputValue()).toBe('Kept while offline');
      await context.unroute(/\/models\/|ort-wasm/);
      await alert.getByRole('button', { name: 'Try again' }).click();
      await expect.poll(() => metric(page, 'Output', 'machine'), { timeout: 60_000 }).toMatch(/^3\s*tok$/);
      await expect.poll(() => request(page).getByRole('alert').count()).toBe(0);
    }));

  it('a model file that was tampered with is not run', () =>
    withPage({ reducedMotion: true, path: '?max=3' }, async ({ page, context }) => {
      await context.route(/\.onnx_data/, async (route) => {
        const response = await route.fetch();
        const body = await response.body();
        body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
        await route.fulfill({ response, body });
      });
      await page.getByRole('button', { name: 'Run this request' }).click();
      const alert = request(page).getByRole('alert');
      await alert.waitFor({ timeout: 60_000 });
      expect(await alert.innerText()).toMatch(/checksum|SHA-256|corrupt|damaged/i);
    }));

  it('an address that is no model folder is explained, and what was typed stays', () =>
    withPage({ reducedMotion: true }, async ({ page }) => {
      await page.getByRole('button', { name: 'Model and device' }).click();
      const dialog = page.getByRole('dialog', { name: 'Model on this machine' });
      const field = dialog.getByRole('textbox', { name: /model folder/ });
      await field.fill('ftp://example.org/model');
      await dialog.getByRole('button', { name: 'Use this folder' }).click();
      await dialog.getByText(/cannot be fetched/).waitFor();
      expect(await field.inputValue()).toBe('ftp://example.org/model');
    }));
});
