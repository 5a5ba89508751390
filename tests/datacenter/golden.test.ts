import { describe, expect, it } from 'vitest';
import { metricsOf } from '@/core/metrics';
import { expectOk } from '@/core/result';
import { timeByPlace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { PRESETS } from '@/datacenter/presets';

const digits = (ms: number | null): number | null => (ms === null ? null : Number(ms.toPrecision(4)));

/** What each preset comes to, so that no change to the model goes unseen. Renewed on purpose only: npx vitest run tests/datacenter/golden.test.ts -u */
describe('golden traces', () => {
  it('of the presets are as recorded', async () => {
    const golden = Object.fromEntries(PRESETS.map(({ id, scenario }) => {
      const trace = expectOk(modelTrace(scenario));
      const m = metricsOf(trace);
      return [id, {
        outcome: trace.outcome.status, tokens: trace.tokens.length, inputTokens: trace.usage.inputTokens, cachedTokens: trace.usage.cachedTokens,
        ttftMs: digits(m.ttftMs), tpotMs: digits(m.tpotMs), totalMs: digits(m.totalMs), costUsd: digits(trace.usage.costUsd),
        places: Object.fromEntries([...timeByPlace(trace)].map(([place, ms]) => [place, digits(ms)])),
      }];
    }));
    await expect(`${JSON.stringify(golden, null, 1)}\n`).toMatchFileSnapshot('golden/presets.json');
  });
});
