/** Billing on this machine: counts what was really processed and prices it as the scenario says. */
import { costUsd } from '@/core/metrics';
import type { Trace } from '@/core/trace';
import type { LocalRun } from '../serving';

export interface Metered {
  inputTokens: number;
  cachedTokens: number;
  outputTokens: number;
}

/** Meters and prices a run; `finishReason` as in the API's last chunk, `billedFromMs` is when the gateway's clock began. */
export function bill(run: LocalRun, metered: Metered, finishReason: string, billedFromMs: number): Trace['usage'] {
  const { timer, scenario } = run;
  timer.lap('billing', 'metering', { ...metered, finishReason, billedMs: timer.elapsedMs - billedFromMs });
  const usage = { ...metered, costUsd: costUsd(metered, scenario.prices) };
  timer.lap('billing', 'cost', {
    costUsd: usage.costUsd,
    inputUsdPerMillion: scenario.prices.inputUsdPerMillion,
    outputUsdPerMillion: scenario.prices.outputUsdPerMillion,
    source: scenario.prices.source,
  });
  return usage;
}
