/** Every page in every state that `states.ts` can reach: no fault that axe can find, no target too small to hit. */
import { describe, expect, it } from 'vitest';
import { axeFaults, withPage } from '../support';
import { STATES } from './states';

/** The pages at rest are looked at in `pages` and in `reflow`, the inspector in `explore`; the presets differ from one another in numbers. */
const ELSEWHERE = /^the page |^the presets|^the inspector/;

describe('axe finds nothing', () => {
  it.each(STATES.filter(({ name }) => !ELSEWHERE.test(name)).map((state) => [state.name, state] as const))('in %s', (_, { path, reach }) =>
    withPage({ reducedMotion: true, theme: 'light', path }, async ({ page }) => {
      const found = new Set<string>();
      await reach(page, async () => {
        for (const fault of await axeFaults(page)) found.add(fault);
      });
      expect([...found]).toEqual([]);
    }));
});
