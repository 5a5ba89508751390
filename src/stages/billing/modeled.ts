import { BILLING } from '@/catalog/stage-budgets';
import { costUsd } from '@/core/metrics';
import type { SpanLine } from '@/core/spans';
import type { Trace } from '@/core/trace';
import { addLayer, type ModeledRequest } from '../modeling';

/** Metering and cost. Returns the usage that goes on the bill. */
export function modelBilling(
  line: SpanLine, request: ModeledRequest, counts: { cachedTokens: number; outputTokens: number },
): Trace['usage'] {
  const { scenario, inputTokens } = request;
  addLayer(line, request, 'billing', 'metering', BILLING.metering, {
    inputTokens, cachedTokens: counts.cachedTokens, outputTokens: counts.outputTokens,
  });
  const usage = { inputTokens, cachedTokens: counts.cachedTokens, outputTokens: counts.outputTokens };
  const cost = costUsd(usage, scenario.prices);
  addLayer(line, request, 'billing', 'cost', BILLING.cost, {
    costUsd: cost, priceSource: scenario.prices.source,
    outputOverInputPrice: scenario.prices.inputUsdPerMillion === 0 ? 0 : scenario.prices.outputUsdPerMillion / scenario.prices.inputUsdPerMillion,
  });
  return { ...usage, costUsd: cost };
}
