/** Tables of vendors' published figures: first tokens of single requests. Throughput under unknown load says nothing about one request. */
import type { Row } from './csv';
import { deploymentOf } from './deployment';
import { rooflineWith, type Parameters } from './parameters';
import type { Collector } from './points';
import { predictStatic } from './static-batch';

export const PUBLISHED_COLUMNS = {
  model: 'text', gpu: 'text', tp: 'optional-number', precision: 'text', engine: 'text', input_tokens: 'number', output_tokens: 'number',
  batch_or_load: 'optional-text', ttft_ms: 'optional-number', tpot_ms: 'optional-number',
} as const;

export function collectPublished(rows: readonly Row<typeof PUBLISHED_COLUMNS>[], into: Collector, parameters?: Parameters): void {
  for (const row of rows) {
    const batch = Number(row.batch_or_load ?? '1');
    if (row.ttft_ms === null && row.tpot_ms === null) {
      into.skip('only throughput is published');
      continue;
    }
    if (!(Number.isInteger(batch) && batch >= 1)) {
      into.skip('no batch is given');
      continue;
    }
    const deployment = deploymentOf(row);
    if (typeof deployment === 'string') {
      into.skip(deployment);
      continue;
    }
    const shape = { inputTokens: row.input_tokens, outputTokens: row.output_tokens, batch };
    const prediction = predictStatic(shape, rooflineWith(deployment, parameters));
    into.add({ deployment, ...shape }, { ...row, saturated: false }, [['ttft', row.ttft_ms, prediction.ttftMs], ['tpot', row.tpot_ms, prediction.tpotMs]]);
  }
}
