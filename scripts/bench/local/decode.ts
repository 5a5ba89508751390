/** The stack's decode loop against the library's `generate()`, and what timing every layer costs a decode step. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { build, loadConfigFromFile } from 'vite';
import { quantileSorted } from '../../../src/core/statistics';
import type { Span } from '../../../src/core/trace';
import type { LocalDevice } from '../../../src/local/types';
import { ROOT } from '../../lib/paths';
import { serveApp } from '../../lib/serve';
import type { Bench, BenchContext, Measurement } from '../types';
import type { LoopResult } from './bench-worker';

const MODEL = 'stories15M';
const PROMPT = 'Once upon a time, there was a little girl named Lily. She loved to play outside in the sunshine.';
const PLANS: readonly { device: LocalDevice; tokens: number; rounds: number }[] = [
  { device: 'wasm', tokens: 160, rounds: 16 },
  // Long enough on a GPU, bearable on a software one.
  { device: 'webgpu', tokens: 12, rounds: 8 },
];

/** Opens the bench page, built as the app is built, in a browser of its own. */
async function withBenchPage<T>(context: BenchContext, body: (page: Page) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-local-'));
  const config = (await loadConfigFromFile({ command: 'build', mode: 'production' }, join(ROOT, 'vite.config.ts')))?.config ?? {};
  await build({
    ...config, configFile: false, root: ROOT, logLevel: 'error',
    build: { ...config.build, outDir: folder, emptyOutDir: true, rolldownOptions: { input: join(ROOT, 'scripts/bench/local/bench-page.html') } },
  });
  const served = await serveApp(folder);
  try {
    return await context.withBrowser({}, async (browser) => {
      const page = await browser.newPage();
      await page.goto(`${served.url}scripts/bench/local/bench-page.html`);
      await page.waitForFunction(() => document.title === 'ready');
      return body(page);
    });
  } finally {
    await served.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const median = (values: readonly number[]): number => quantileSorted([...values].sort((a, b) => a - b), 0.5);
/** By the median step: a step that the system interrupts says nothing about the loop. */
const tokensPerSecond = ({ stepsMs }: LoopResult): number => 1000 / median(stepsMs);

async function compare(page: Page, plan: (typeof PLANS)[number]): Promise<{ rows: Measurement[]; stepMs: number }> {
  const { ours, library } = await page.evaluate((request) => localBench.loops(request), { ...plan, model: MODEL, prompt: PROMPT, build: null });
  const same = ours.every(({ ids }, i) => ids.slice(0, library[i]?.ids.length).join() === library[i]?.ids.join());
  // Each pair of neighbours gives a ratio: what slows the machine for a while slows both.
  const ratios = ours.map((result, i) => tokensPerSecond(result) / tokensPerSecond(library[i] ?? result)).sort((a, b) => a - b);
  const ratio = median(ratios);
  const how = `median of ${plan.rounds} rounds of ${plan.tokens} tokens, interleaved`;
  const stepMs = median(ours.flatMap(({ stepsMs }) => stepsMs));
  return {
    stepMs,
    rows: [
      { what: `our loop, ${plan.device}`, value: median(ours.map(tokensPerSecond)), unit: 'tokens/s', detail: how },
      { what: `generate(), ${plan.device}`, value: median(library.map(tokensPerSecond)), unit: 'tokens/s', detail: how },
      {
        what: `our loop over generate(), ${plan.device}`, value: ratio, unit: '×',
        detail: `${(ratios[0] ?? 0).toFixed(2)} to ${(ratios.at(-1) ?? 0).toFixed(2)}; ${same ? 'the same ids' : 'DIFFERENT ids'}`,
        goal: { text: 'at least 1.0, aim for 1.3', met: ratio >= 1 && same },
      },
    ],
  };
}

/** Spans of one decode step as the pipeline cuts them. */
const stepSpans = (token: number): Span[] => {
  const span = (stage: Span['stage'], layer: string, attributes: Span['attributes']): Span => ({ stage, layer, startMs: 0, durationMs: 0, provenance: 'measured', attributes: { token, ...attributes } });
  return [
    span('inference', 'decode', { contextTokens: 40, kvBytes: 552_960, readBackBytes: 128_000 }),
    span('inference', 'sampling', { id: 1, method: 'greedy', candidates: 1 }),
    span('post-processing', 'detokenize', { characters: 4 }),
    span('post-processing', 'safety', { check: 'rules', flagged: false }),
    span('post-processing', 'stop-sequences', { sequences: 0, stopped: false }),
    span('post-processing', 'packaging', { format: 'sse', frameChars: 180 }),
    span('inference', 'stream-out', {}),
  ];
};

export const bench: Bench = {
  id: 'decode-loop',
  title: 'Decode loop',
  about:
    'The stack’s hand-driven loop against the library’s `generate()`: embedded model, greedy, same session, same worker, turn and turn about. ' +
    'Tokens per second of decoding alone, by the median step of each round. Then what timing every layer adds to a step: the laps of a step and their spans in the messages, against the same messages without.',
  run: (context) => withBenchPage(context, async (page) => {
    const rows: Measurement[] = [];
    let wasmStepMs = 0;
    for (const plan of PLANS) {
      context.log(`${plan.device}: ${plan.rounds} rounds`);
      const compared = await compare(page, plan);
      rows.push(...compared.rows);
      if (plan.device === 'wasm') wasmStepMs = compared.stepMs;
    }
    const tokens = 200;
    // Spans go out every 40 ms: so many steps of the faster device.
    const everyTokens = Math.max(1, Math.round(40 / wasmStepMs));
    const { perTokenUs } = await page.evaluate((request) => localBench.overhead(request), {
      spans: Array.from({ length: tokens }, (_, token) => stepSpans(token)).flat(), tokens, rounds: 60, everyTokens,
    });
    const us = median(perTokenUs);
    const share = us / 1000 / wasmStepMs;
    return [
      ...rows,
      { what: 'timing of one decode step', value: us, unit: 'µs', detail: `7 spans, median of ${perTokenUs.length} rounds of ${tokens} steps` },
      {
        what: 'timing over a decode step on WASM', value: share * 100, unit: '%', detail: `of ${wasmStepMs.toFixed(2)} ms; on a slower device it is less`,
        goal: { text: 'under 1 %', met: share < 0.01 },
      },
    ];
  }),
};
