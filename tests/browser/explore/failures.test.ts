/** Every failure can be played from the inspector, ends both lanes at its layer, and says whether it was billed. */
import { describe, expect, it } from 'vitest';
import type { FailureKind } from '@/core/scenario';
import type { StageId } from '@/core/stage';
import { ABOUT } from '@/stages/about';
import { withPage } from '../support';
import { answer, idle, inspector, metric, request, toEnd } from './panels';

interface Expected { kind: FailureKind; stage: StageId; datacenter: RegExp; machine: RegExp; billed: RegExp }

const CASES: readonly Expected[] = [
  { kind: 'unauthorized', stage: 'gateway', datacenter: /401 Rejected/, machine: /401 Rejected/, billed: /not billed/ },
  { kind: 'rate-limited', stage: 'gateway', datacenter: /429 Rejected/, machine: /429 Rejected/, billed: /not billed/ },
  { kind: 'invalid-request', stage: 'gateway', datacenter: /400 Rejected/, machine: /400 Rejected/, billed: /not billed/ },
  { kind: 'context-overflow', stage: 'tokenizer', datacenter: /400 Rejected/, machine: /400 Rejected/, billed: /not billed/ },
  { kind: 'shed', stage: 'router', datacenter: /503 Shed/, machine: /503 Shed/, billed: /not billed/ },
  { kind: 'client-disconnect', stage: 'inference', datacenter: /499 Cancelled/, machine: /499 Cancelled/, billed: /billed/ },
  { kind: 'device-lost', stage: 'inference', datacenter: /500 Failed/, machine: /500 Failed/, billed: /not billed/ },
];

describe('failures on purpose', () => {
  it.each(CASES)('$kind ends both lanes', ({ kind, stage, datacenter, machine, billed }) =>
    // A client takes a moment to leave: the answer has to be long enough not to end before.
    withPage({ reducedMotion: true, path: `?at=${stage}&max=${kind === 'client-disconnect' ? 200 : 12}` }, async ({ page }) => {
      const title = ABOUT[stage].failures.find((failure) => failure.kind === kind)?.title ?? '';
      await inspector(page).locator('summary', { hasText: 'What can go wrong' }).click();
      await inspector(page).getByRole('button', { name: `Play: ${title}` }).click();
      await request(page).getByText(`On purpose: `).first().waitFor();
      await page.getByText('measured here').waitFor();
      await idle(page);
      await toEnd(page);
      await expect.poll(() => answer(page, 'datacenter').innerText()).toMatch(datacenter);
      await expect.poll(() => answer(page, 'this machine').innerText()).toMatch(machine);
      for (const lane of ['datacenter', 'this machine'] as const) expect(await answer(page, lane).innerText()).toMatch(billed);
      if (stage !== 'inference') expect(await metric(page, 'Output', 'machine')).toMatch(/^0\s*tok$/);
      // And the next run is well again.
      await request(page).getByRole('button', { name: 'Take it away' }).click();
      await page.getByRole('button', { name: 'Run this request' }).click();
      await expect.poll(() => metric(page, 'Output', 'machine'), { timeout: 60_000 }).toMatch(/^(12|1\d\d)\s*tok$/);
    }));

  it('saturated GPUs make the request wait and then serve it', () =>
    withPage({ reducedMotion: true, path: '?at=router&max=4' }, async ({ page }) => {
      await inspector(page).locator('summary', { hasText: 'What can go wrong' }).click();
      const title = ABOUT.router.failures.find((failure) => failure.kind === 'saturated')?.title ?? '';
      await inspector(page).getByRole('button', { name: `Play: ${title}` }).click();
      await expect.poll(() => metric(page, 'Output', 'machine'), { timeout: 60_000 }).toMatch(/^4\s*tok$/);
      await idle(page);
      const queue = page.getByRole('list', { name: `Layers of ${ABOUT.router.name}` }).getByRole('listitem').filter({ hasText: 'Queue' }).first();
      // Somebody was ahead, on both lanes.
      expect(await queue.innerText()).toMatch(/ahead\s+[1-9]/);
    }));
});
