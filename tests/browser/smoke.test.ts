import { describe, expect, inject, it } from 'vitest';
import { withPage } from './support';

describe('the built app', () => {
  it('opens without errors and without asking any other host', () =>
    withPage({}, async ({ page }) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      expect(await page.title()).toContain('400ms');
    }));

  it('is cross-origin isolated, so that WASM has threads and the clock is fine', () =>
    withPage({}, async ({ page }) => {
      expect(await page.evaluate(() => self.crossOriginIsolated)).toBe(true);
    }));

  it('has a WebGPU adapter in this browser, or the WebGPU tests would prove nothing', () =>
    withPage({}, async ({ page }) => {
      expect(await page.evaluate(async () => (await navigator.gpu.requestAdapter()) !== null)).toBe(true);
    }));

  it('has none in the browser that stands for one without WebGPU', () =>
    withPage({ webgpu: false }, async ({ page }) => {
      const adapter = await page.evaluate(async () => ('gpu' in navigator ? (await navigator.gpu.requestAdapter()) !== null : false));
      expect(adapter).toBe(false);
    }));

  it.each(['models/stories15M/onnx/missing.onnx', 'assets/missing.js', 'no/such/page'])('answers 404 for %s', async (path) => {
    expect((await fetch(inject('appUrl') + path)).status).toBe(404);
  });
});

describe('the page fixture', () => {
  it('fails a test whose page logs an error', async () => {
    const run = withPage({}, ({ page }) => page.evaluate(() => console.error('on purpose')));
    await expect(run).rejects.toThrow(/on purpose/);
  });

  it('fails a test whose page throws', async () => {
    const run = withPage({}, async ({ page }) => {
      const thrown = page.waitForEvent('pageerror');
      await page.evaluate(() => void setTimeout(() => { throw new Error('thrown on purpose'); }, 0));
      await thrown;
    });
    await expect(run).rejects.toThrow(/thrown on purpose/);
  });

  it('blocks and reports a request to another host', async () => {
    const run = withPage({}, ({ page }) =>
      // The page's policy allows the hub; what it forbids is in offline/policy.test.ts.
      page.evaluate(() => fetch('https://huggingface.co/', { mode: 'no-cors' }).then(() => 'reached', () => 'blocked')).then((end) => expect(end).toBe('blocked')),
    );
    await expect(run).rejects.toThrow(/another host: https:\/\/huggingface\.co/);
  });
});
