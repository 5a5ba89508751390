/** The device probe on a real WebGPU device: its rates are rates, and what it cannot measure it explains. */
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { beforeAll, expect, it } from 'vitest';
import type { Result } from '@/core/result';
import { expectOk } from '@/core/result';
import type { DeviceBenchmark } from '@/local/device-benchmark';
import { LOCAL_LAYOUTS, predictLocal } from '@/decisions/mirror';
import { withPage } from './support';

declare global {
  /** Set by the bundle below, in the page. */
  var deviceBenchmark: { benchmarkDevice: (signal?: AbortSignal) => Promise<Result<DeviceBenchmark>> };
}

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
let script = '';
beforeAll(async () => {
  const built = await build({
    configFile: false, logLevel: 'warn', publicDir: false,
    resolve: { alias: { '@': path('../../src') } },
    build: { write: false, minify: false, lib: { entry: path('../../src/local/device-benchmark.ts'), name: 'deviceBenchmark', formats: ['iife'] } },
  });
  const output = Array.isArray(built) ? built[0]?.output[0] : 'output' in built ? built.output[0] : undefined;
  if (output === undefined) throw new Error('the bundler gave no output');
  script = `${output.code}\nglobalThis.deviceBenchmark = deviceBenchmark;`;
});

it('measures rates that a prediction can be made from', () =>
  withPage({}, async ({ page }) => {
    await page.evaluate(script);
    const measured = expectOk(await page.evaluate(() => globalThis.deviceBenchmark.benchmarkDevice()));
    for (const rate of [measured.copyGBs, measured.matmulGflops, measured.dispatchUs]) {
      expect(Number.isFinite(rate)).toBe(true);
      expect(rate).toBeGreaterThan(0);
    }
    // No machine copies a petabyte or multiplies an exaflop a second: a slope of nothing would.
    expect(measured.copyGBs).toBeLessThan(1e6);
    expect(measured.matmulGflops).toBeLessThan(1e9);
    expect(measured.adapterName).not.toBe('');
    const layout = LOCAL_LAYOUTS[0] ?? ((): never => { throw new Error('no layout'); })();
    expect(predictLocal(measured, layout, { dtype: 'q8', inputTokens: 20, cachedTokens: 0, outputTokens: 20, chunkTokens: 128, kvElementBytes: 4 }).ok).toBe(true);
  }));

it('stops when told to', () =>
  withPage({}, async ({ page }) => {
    await page.evaluate(script);
    const refused = await page.evaluate(() => globalThis.deviceBenchmark.benchmarkDevice(AbortSignal.abort()));
    expect(refused.ok ? null : refused.error.code).toBe('cancelled');
  }));

it('explains a browser without WebGPU', () =>
  withPage({ webgpu: false }, async ({ page }) => {
    await page.evaluate(script);
    const refused = await page.evaluate(() => globalThis.deviceBenchmark.benchmarkDevice());
    expect(refused.ok ? null : [refused.error.code, refused.error.action !== '']).toEqual(['webgpu-missing', true]);
  }));
