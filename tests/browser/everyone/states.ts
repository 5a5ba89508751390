/** What a reader can come to see, page by page and dialog by dialog, reached without reading a word: it works in every language. */
import type { Page } from 'playwright-core';
import { PAGES } from '@/app/pages/pages';
import { LESSONS } from '@/app/learn/lessons';
import { DECKS } from '@/app/present/decks';
import { PLACE_IDS } from '@/core/stage';
import { CLAIMS } from '@/decisions/claims';
import { PRESETS } from '@/datacenter/presets';

export interface State {
  name: string;
  path: string;
  /** From the page that `path` opens to the state; the views it passes through are looked at too. */
  reach: (page: Page, look: () => Promise<void>) => Promise<void>;
}

const LIMIT_MS = 110_000;
/** The nightly run opens every step and preset; else of each lesson the first that asks something, and every fifth of a talk. */
const EVERY_STEP = process.env['NIGHTLY'] === '1';
const TALK_STRIDE = 5;
/** Likewise: presets differ in numbers more than in words. */
const PRESET_STRIDE = 3;
/** The address of the app with another query. */
const at = (page: Page, search: string): string => new URL(search, page.url()).href;
const stage = (page: Page) => page.locator('.waterfall').first();
const press = async (page: Page, ...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};
const openAll = (page: Page, within: string) => page.locator(`${within} details`).evaluateAll((all) => { for (const each of all) each.setAttribute('open', ''); });

const explore = async (page: Page): Promise<void> => {
  await stage(page).waitFor();
  await page.locator('.under-metrics table').first().waitFor();
};

const dialog = (name: string, key: string): State => ({
  name, path: '',
  reach: async (page, look) => {
    await explore(page);
    await press(page, key);
    await page.locator('[role=dialog]').first().waitFor();
    await openAll(page, '[role=dialog]');
    await look();
  },
});

const inspectors: State = {
  name: 'the inspector of every place',
  path: '?at=inference',
  reach: async (page, look) => {
    await explore(page);
    await press(page, 'End');
    for (const place of PLACE_IDS) {
      await page.goto(at(page, `?at=${place}&t=300`));
      await explore(page);
      await page.locator('#inspector h2, #inspector h3').first().waitFor();
      await openAll(page, '#inspector');
      await look();
    }
  },
};

const presets: State = {
  name: 'the presets at their end',
  path: '',
  reach: async (page, look) => {
    for (const { id } of PRESETS.filter((_, i) => EVERY_STEP || i % PRESET_STRIDE === 0)) {
      await page.goto(at(page, `?preset=${id}`));
      await explore(page);
      await press(page, 'End');
      await look();
    }
  },
};

const request: State = {
  name: 'the request with faults in it',
  path: '?model=llama-3.1-405b&failure=client-disconnect:12&prompt=',
  reach: async (page, look) => {
    await stage(page).waitFor();
    await page.locator('#request textarea').first().waitFor();
    await openAll(page, '#request');
    await look();
  },
};

const beside = (id: (typeof PAGES)[number]): State => ({
  name: `the page ${id}`,
  path: `?page=${id}`,
  reach: async (page, look) => {
    await page.locator('.page h2').first().waitFor();
    if (id === 'claims') await page.locator('.claim-head .verdict[data-verdict]:not([data-verdict=none])').nth(CLAIMS.length - 1).waitFor({ timeout: LIMIT_MS });
    // The figures of a run that is over.
    if (id === 'fleet') await page.locator('p.fleet-run:not([role=status])').waitFor({ timeout: LIMIT_MS });
    await openAll(page, '.page');
    await look();
  },
});

const lessons: State = {
  name: 'the steps of the lessons',
  path: '?page=learn',
  reach: async (page, look) => {
    for (const { id, steps } of LESSONS) {
      const asking = steps.findIndex((each) => each.kind === 'predict');
      for (const step of EVERY_STEP ? steps.keys() : [Math.max(asking, 0)]) {
        await page.goto(at(page, `?page=learn&lesson=${id}&step=${step + 1}`));
        await page.locator('.lesson-title').first().waitFor();
        const choice = page.locator('.predict input[type=radio]').first();
        if ((await choice.count()) > 0) {
          await choice.check();
          await page.locator('fieldset.predict + p button').click();
          await page.locator('.predict-result').waitFor({ timeout: LIMIT_MS });
        }
        await look();
      }
    }
  },
};

const talks: State = {
  name: 'the talks, their help and their overview',
  path: '?page=present',
  reach: async (page, look) => {
    for (const { id, steps } of DECKS) {
      await page.goto(at(page, `?page=present&deck=${id}`));
      await page.locator('.page h2').first().waitFor();
      await press(page, 'p');
      await page.locator('.talk-words').waitFor();
      for (const step of steps.keys()) {
        if (step > 0) await press(page, 'ArrowRight');
        if (EVERY_STEP || step % TALK_STRIDE === 0) await look();
      }
      await press(page, '?');
      await page.locator('[role=dialog]').first().waitFor();
      await look();
      await press(page, 'Escape', 'Escape');
      await page.locator('[role=dialog]').first().waitFor();
      await look();
    }
  },
};

const broken: State = {
  name: 'a link with faults',
  path: '?preset=nope&max=-1&zoom=9&theme=pink&surprise=1#s=1.broken',
  reach: async (page, look) => {
    await explore(page);
    await look();
  },
};

export const STATES: readonly State[] = [
  inspectors, presets, request, broken,
  dialog('the keys', '?'), dialog('the palette', 'Control+k'), dialog('the models', 'm'), dialog('sharing', 's'), dialog('exporting', 'e'), dialog('importing', 'i'),
  ...PAGES.filter((id) => id !== 'explore').map(beside),
  lessons, talks,
  { name: 'embedded', path: '?embed=1', reach: async (page, look) => { await explore(page); await page.locator('.embed-bar').waitFor(); await look(); } },
];
