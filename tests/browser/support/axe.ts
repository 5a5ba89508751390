/** Accessibility faults that a machine can find. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/**
 * The names in the table of metrics stand closer than 24 px where there is little height. What they tell on hover
 * is behind a button of full size, too ("What these mean"): the exception "equivalent" of 2.5.8, which axe cannot see.
 */
const EQUIVALENT = '.metric-name';

/** WCAG 2.2 AA and axe's own advice; the size of targets (2.5.8) is a rule that axe leaves out unless it is asked for. */
export async function axeFaults(page: Page, within?: string): Promise<string[]> {
  // Only what is wrong is told in full, and no second page is opened for frames of other origins: there are none.
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }).setLegacyMode(true);
  const { violations } = await (within === undefined ? builder : builder.include(within)).analyze();
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html, target }) => ({ id, html, selector: target.join(' ') })));
  const small = found.filter(({ id }) => id === 'target-size').map(({ selector }) => selector);
  const excused = small.length === 0 ? [] : await page.evaluate(
    ([selectors, names]) => selectors.filter((selector) => document.querySelector(selector)?.closest(names) !== null),
    [small, EQUIVALENT] as const,
  );
  return found.filter(({ id, selector }) => id !== 'target-size' || !excused.includes(selector)).map(({ id, html, selector }) => `${id}: ${selector} ${html.slice(0, 120)}`);
}
