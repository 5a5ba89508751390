import { serviceTime, SPREAD_SOURCE } from '@/catalog/stage-budgets';
import { quantileOf } from '@/core/distributions';
import { randomStream } from '@/core/random';
import type { SpanLine } from '@/core/spans';
import { msg } from '@/core/text';
import type { ModeledRequest } from '../modeling';

/**
 * Tool calls, made before the prompt goes to the model, which then answers with their results in it.
 * In series their times add; in parallel the slowest decides: the q-quantile of the maximum of n independent calls
 * is the q^(1/n)-quantile of one.
 */
export function modelTools(line: SpanLine, request: ModeledRequest): void {
  const { tools, seed } = request.scenario;
  if (tools.calls === 0 || tools.latencyMs === 0) return;
  const one = serviceTime(tools.latencyMs);
  const n = tools.calls;
  const slowest = (q: number): number => quantileOf(one, q ** (1 / n));
  const random = randomStream(seed, 'tools/tool-calls');
  let durationMs = tools.parallel ? slowest(seed === 0 ? 0.5 : random()) : 0;
  if (!tools.parallel) for (let i = 0; i < n; i++) durationMs += quantileOf(one, seed === 0 ? 0.5 : random());
  // Independent calls in a row: deviations from the median grow with the root of their number.
  const spread = (q: number): number => n * tools.latencyMs + Math.sqrt(n) * (quantileOf(one, q) - tools.latencyMs);
  const range = tools.parallel ? { low: slowest(0.05), high: slowest(0.95) } : { low: spread(0.05), high: spread(0.95) };
  line.add('tools', 'tool-calls', durationMs, { calls: n, parallel: tools.parallel, latencyMs: tools.latencyMs, source: `${msg("the scenario's tool latency")}; ${SPREAD_SOURCE}` }, range);
}
