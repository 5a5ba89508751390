/**
 * What `npm run shots` takes pictures of. A state is an address and, where an address is not enough, what a person
 * would press. Add a line to add a picture: each is taken at every size and in both themes.
 */
import type { Page } from 'playwright-core';
import { PAGES } from '../src/app/pages/pages';
import { PRESETS } from '../src/datacenter/presets';

export interface ShotState {
  /** File name; letters, digits and dashes. */
  name: string;
  /** Query and hash of the address. */
  path?: string;
  /** Without WebGPU, without motion, or before anything could be fetched. */
  without?: readonly ('webgpu' | 'motion' | 'network')[];
  /** What to press before the picture. */
  act?: (page: Page) => Promise<void>;
}

const press = (...keys: string[]) => async (page: Page): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key);
};

/** To the very end of the replay, whatever it is set to. */
const atEnd = press('End');

const RUN_LIMIT_MS = 180_000;

/** Runs until its end stands under the answer. */
async function liveRun(page: Page): Promise<void> {
  await page.keyboard.press('r');
  await page.getByText('recorded run').waitFor({ state: 'hidden', timeout: RUN_LIMIT_MS });
  await page.locator('[aria-label="Answer, this machine"] .answer-end').first().waitFor({ timeout: RUN_LIMIT_MS });
}

const failures: ShotState[] = PRESETS.filter(({ outcome }) => outcome !== undefined).map(({ id }) => ({
  name: `failure-${id}`, path: `?preset=${id}`, act: atEnd,
}));

export const STATES: readonly ShotState[] = [
  { name: 'first-paint', without: ['motion'] },
  { name: 'midway', path: '?t=40' },
  { name: 'at-rest', act: atEnd },
  { name: 'inspector-gateway', path: '?at=gateway&t=5' },
  { name: 'inspector-inference', path: '?at=inference', act: atEnd },
  { name: 'log-axis', path: '?axis=log', act: atEnd },
  { name: 'zoomed', path: '?at=inference', act: press('End', 'z') },
  { name: 'not-streamed', path: '?stream=off&t=120' },
  { name: 'long-prompt', path: '?preset=long-prompt', act: atEnd },
  { name: 'impossible-setup', path: '?model=llama-3.1-405b&gpu=h100-sxm&tp=1' },
  { name: 'broken-link', path: '?preset=nope&max=-1#s=1.broken' },
  { name: 'models', act: press('m') },
  { name: 'loading', act: press('r') },
  { name: 'live-run', path: '?device=wasm', act: liveRun },
  { name: 'without-webgpu', without: ['webgpu'], act: press('m') },
  ...failures,
  ...PAGES.filter((page) => page !== 'explore').map((page) => ({ name: `page-${page}`, path: `?page=${page}&in=3000&max=400` })),
];
