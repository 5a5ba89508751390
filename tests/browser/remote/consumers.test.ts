/** Exported files in the hands of the programs they are meant for: speedscope, a browser's network timing, a HAR player. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../scripts/lib/paths';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario } from '@/core/scenario';
import { PLACE_IDS } from '@/core/stage';
import { parseTrace, totalMs, type Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { ABOUT } from '@/stages/about';
import { findExport, type ExportFormat } from '@/remote';
import { serveFolder, withPage } from '../support';

const recorded = expectOk(parseTrace(JSON.parse(readFileSync(join(ROOT, 'public/recorded/default.json'), 'utf8'))));
const modeled = expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, { client: { connection: 'cold' }, retrieval: { enabled: true }, tools: { calls: 2 } })));
const format = (id: string): ExportFormat => findExport(id) as ExportFormat;

/** speedscope's own file format, as far as it is looked at here. */
interface Speedscope {
  shared: { frames: { name: string }[] };
  profiles: { name: string; type: string; unit: string; events: { type: 'O' | 'C'; frame: number; at: number }[] }[];
}

describe('speedscope', () => {
  /** Opens a file in speedscope and takes what it made of it, in its own format. */
  async function opened(text: string): Promise<{ file: Speedscope; warnings: string[] }> {
    const site = await serveFolder(join(ROOT, 'node_modules/speedscope/dist/release'));
    try {
      return await withPage({ path: null, webgpu: false }, async ({ page }) => {
        const warnings: string[] = [];
        page.on('console', (message) => {
          if (message.type() === 'warning' && !/GL Driver|WebGL/.test(message.text())) warnings.push(message.text());
        });
        await page.route('**/trace.json', (route) => route.fulfill({ contentType: 'application/json', body: text }));
        await page.goto(`${site.url}index.html#profileURL=${encodeURIComponent(`${site.url}trace.json`)}`);
        const download = page.waitForEvent('download');
        await page.getByText('Export').click();
        return { file: JSON.parse(readFileSync(await (await download).path(), 'utf8')) as Speedscope, warnings };
      });
    } finally {
      await site.close();
    }
  }

  it('shows a profile for each stage of each lane, with every span in its place and none inside another', async () => {
    const { file, warnings } = await opened(format('chrome').writeAll?.([modeled, recorded]) ?? '');
    expect(warnings).toEqual([]);
    for (const [lane, trace] of [modeled, recorded].entries()) check(file, trace, lane + 1);
  });

  function check(file: Speedscope, trace: Trace, pid: number): void {
    for (const place of PLACE_IDS) {
      // What took no time on the grid of an eighth of a microsecond is a mark, and speedscope has no marks.
      const grid = (ms: number): number => Math.round(ms * 8000);
      const spans = trace.spans.filter((span) => span.stage === place && grid(span.startMs + span.durationMs) > grid(span.startMs));
      const profile = file.profiles.find(({ name }) => name.startsWith(`${trace.source}: ${trace.scenario.name} (pid ${pid}), ${ABOUT[place].name} (tid`));
      if (spans.length === 0) {
        expect(profile).toBeUndefined();
        continue;
      }
      if (profile === undefined) throw new Error(`speedscope has no profile for ${place}`);
      expect(profile.unit).toBe('microseconds');
      const opens = profile.events.filter(({ type }) => type === 'O');
      const nameOf = (frame: number): string => (file.shared.frames[frame]?.name ?? '').replace(/ .*/, '');
      expect(opens.map(({ frame }) => nameOf(frame))).toEqual(spans.map(({ layer }) => layer));
      // Opened and closed in turns: none inside another, each as long as it was.
      expect(profile.events.map(({ type }) => type).join('')).toBe('OC'.repeat(spans.length));
      spans.forEach((span, i) => {
        const [from, to] = profile.events.slice(2 * i, 2 * i + 2).map(({ at }) => at) as [number, number];
        expect(to - from).toBe((grid(span.startMs + span.durationMs) - grid(span.startMs)) / 8);
      });
    }
  }
});

describe('Server-Timing', () => {
  it('is what a browser reads from the header', async () => {
    const header = format('server-timing').write(modeled).replace('Server-Timing: ', '').trim();
    const server = createServer((_, response) => response.writeHead(200, { 'Content-Type': 'text/html', 'Server-Timing': header }).end('<!doctype html><title>x</title>'));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server did not open a port.');
    try {
      await withPage({ path: null, webgpu: false, allow: [/favicon/] }, async ({ page }) => {
        await page.goto(`http://127.0.0.1:${address.port}/`);
        const seen = await page.evaluate(() => performance.getEntriesByType('navigation').flatMap((entry) => (entry as PerformanceNavigationTiming).serverTiming.map(({ name, duration, description }) => ({ name, duration, description }))));
        const of = (place: string): number => Number(modeled.spans.reduce((sum, span) => sum + (span.stage === place ? span.durationMs : 0), 0).toFixed(3));
        const places = ['retrieval', 'tools', 'gateway', 'load-balancer', 'tokenizer', 'router', 'inference', 'post-processing', 'billing'] as const;
        expect(seen.slice(0, places.length)).toEqual(places.map((place) => ({ name: place, duration: of(place), description: ABOUT[place].name })));
        expect(seen.map(({ name }) => name).slice(places.length)).toEqual(['server', 'ttft']);
      });
    } finally {
      server.close();
    }
  });
});

describe('HAR', () => {
  it('is played back by a HAR player: the request is recognized, the answer comes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'har-'));
    try {
      const file = join(folder, 'request.har');
      writeFileSync(file, format('har').write(recorded));
      const { log } = JSON.parse(readFileSync(file, 'utf8')) as { log: { entries: { time: number; request: { url: string; postData: { text: string } } }[] } };
      const [entry] = log.entries;
      if (entry === undefined) throw new Error('The HAR has no entry.');
      expect(entry.time).toBeCloseTo(totalMs(recorded), 9);
      // The page asks another host on purpose: the HAR answers in its place.
      await withPage({ path: null, webgpu: false, allow: [/api\.example\.com/], context: { serviceWorkers: 'block' } }, async ({ page, context }) => {
        await context.routeFromHAR(file, { notFound: 'abort' });
        const answer = await page.evaluate(async ({ url, body }) => {
          const response = await fetch(url, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
          return { status: response.status, text: await response.text() };
        }, { url: entry.request.url, body: entry.request.postData.text });
        expect(answer).toEqual({ status: 200, text: recorded.tokens.map((token) => token.text).join('') });
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
