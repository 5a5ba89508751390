/** `npx tsx scripts/icons.ts`: draws the PNG icons from `public/icons/icon.svg`. Run it when the drawing changes. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from './lib/browser';
import { main } from './lib/main';
import { ROOT } from './lib/paths';

/** `bleed`: without round corners, for systems that cut their own shape out of the middle 80 %. */
const ICONS = [
  { file: 'icon-192.png', px: 192, bleed: false },
  { file: 'icon-512.png', px: 512, bleed: false },
  { file: 'icon-maskable-512.png', px: 512, bleed: true },
  { file: 'apple-touch-icon.png', px: 180, bleed: true },
] as const;

await main(async () => {
  const folder = join(ROOT, 'public/icons');
  const svg = await readFile(join(folder, 'icon.svg'), 'utf8');
  const browser = await launchBrowser({ webgpu: false });
  try {
    const page = await browser.newPage();
    for (const { file, px, bleed } of ICONS) {
      await page.setViewportSize({ width: px, height: px });
      const drawing = bleed ? svg.replace(' rx="12"', '').replace('viewBox="0 0 64 64"', 'viewBox="-4 -4 72 72" style="background:#101214"') : svg;
      await page.setContent(`<style>html,body{margin:0;background:transparent}svg{display:block;width:100vw;height:100vh}</style>${drawing}`);
      await writeFile(join(folder, file), await page.screenshot({ omitBackground: true }));
      console.log(`${file}: ${px} × ${px}`);
    }
  } finally {
    await browser.close();
  }
});
