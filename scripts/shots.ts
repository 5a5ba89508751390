/**
 * `npm run shots [-- --only PART] [--size phone|laptop|projector|4k] [--theme dark|light]`: pictures of every state
 * of the built app in the ignored folder shots/, to be looked at before a change is called done.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { Browser } from 'playwright-core';
import { launchBrowser } from './lib/browser';
import { ensureBuild } from './lib/build';
import { main } from './lib/main';
import { ROOT } from './lib/paths';
import { serveApp } from './lib/serve';
import { STATES, type ShotState } from './shot-states';

const SIZES = {
  phone: { width: 390, height: 844 },
  laptop: { width: 1440, height: 900 },
  projector: { width: 1024, height: 768 },
  '4k': { width: 3840, height: 2160 },
} as const;
type Size = keyof typeof SIZES;
const THEMES = ['dark', 'light'] as const;
type Theme = (typeof THEMES)[number];

const options = new Command('npm run shots --')
  .option('--only <part>', 'only states whose name contains this', '')
  .addOption(new Option('--size <size>', 'only this size').choices(Object.keys(SIZES)))
  .addOption(new Option('--theme <theme>', 'only this theme').choices(THEMES))
  .parse()
  .opts<{ only: string; size?: Size; theme?: Theme }>();

/** Fonts, layout and the first frames. */
const SETTLE_MS = 400;

async function shoot(browser: Browser, url: string, state: ShotState, size: Size, theme: Theme): Promise<void> {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: theme,
    reducedMotion: state.without?.includes('motion') === true ? 'reduce' : 'no-preference',
  });
  try {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(url + (state.path ?? ''), { waitUntil: 'networkidle' });
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    if (state.without?.includes('network') === true) await context.setOffline(true);
    await page.waitForTimeout(SETTLE_MS);
    await state.act?.(page);
    await page.waitForTimeout(SETTLE_MS);
    const name = `${state.name}-${size}-${theme}`;
    await page.screenshot({ path: join(ROOT, 'shots', `${name}.png`) });
    // A long column is looked at whole, too.
    const tall = await page.evaluate(() => document.documentElement.scrollHeight > window.innerHeight + 8);
    if (tall) await page.screenshot({ path: join(ROOT, 'shots', `${name}-whole.png`), fullPage: true });
    console.log(`${name}${tall ? ' (scrolls)' : ''}${complaints.length > 0 ? `  ! ${complaints.join(' | ')}` : ''}`);
  } catch (error) {
    process.exitCode = 1;
    console.log(`${state.name}-${size}-${theme}  ! ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  } finally {
    await context.close();
  }
}

await main(async () => {
  await mkdir(join(ROOT, 'shots'), { recursive: true });
  const app = await serveApp(await ensureBuild());
  const states = STATES.filter(({ name }) => name.includes(options.only));
  for (const webgpu of [true, false]) {
    const group = states.filter(({ without }) => (without?.includes('webgpu') === true) !== webgpu);
    if (group.length === 0) continue;
    const browser = await launchBrowser({ webgpu });
    for (const size of options.size === undefined ? (Object.keys(SIZES) as Size[]) : [options.size]) {
      for (const theme of options.theme === undefined ? THEMES : [options.theme]) {
        for (const state of group) await shoot(browser, app.url, state, size, theme);
      }
    }
    await browser.close();
  }
  await app.close();
});
