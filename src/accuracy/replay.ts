/** Tables of single requests with their arrivals: the run is replayed, arrival by arrival, in the engine's own limits. */
import { replaySource, serve } from '@/datacenter/fleet/replica/serve';
import type { Row } from './csv';
import { limitsOf } from './closed-loop';
import { deploymentOf } from './deployment';
import { engineVersion } from './engine-versions';
import { rooflineWith, type Parameters } from './parameters';
import type { Collector } from './points';

export const REQUEST_COLUMNS = {
  run: 'text', gpu: 'text', model: 'text', precision: 'text', engine: 'text', tp: 'optional-number', dp: 'optional-number',
  max_num_seqs: 'optional-number', max_num_batched_tokens: 'optional-number', arrival_s: 'number', input_tokens: 'number', output_tokens: 'number',
  kv_precision: 'optional-text', ttft_from_queued_ms: 'optional-number', tpot_ms: 'optional-number', e2e_from_queued_ms: 'optional-number',
} as const;
type RequestRow = Row<typeof REQUEST_COLUMNS>;

/** Replays each run by itself. Where a run has several replicas, requests go to them in turn. */
export function collectReplay(rows: readonly RequestRow[], into: Collector, parameters?: Parameters): void {
  const runs = new Map<string, RequestRow[]>();
  for (const row of rows) {
    const key = [row.run, row.gpu, row.model, row.precision, row.engine, row.tp, row.dp, row.max_num_seqs, row.max_num_batched_tokens].join('|');
    const run = runs.get(key);
    if (run === undefined) runs.set(key, [row]);
    else run.push(row);
  }
  for (const run of runs.values()) replayRun(run, into, parameters);
}

function replayRun(run: readonly RequestRow[], into: Collector, parameters: Parameters | undefined): void {
  const first = run[0];
  if (first === undefined) return;
  const deployment = deploymentOf(first);
  if (typeof deployment === 'string') {
    into.skip(deployment, run.length);
    return;
  }
  const usable = run.filter((row) => row.input_tokens >= 1 && row.output_tokens >= 1 && row.arrival_s >= 0);
  if (usable.length < run.length) into.skip('tokens or arrival out of range', run.length - usable.length);
  const roofline = rooflineWith(deployment, parameters, engineVersion(first.engine, deployment.gpu)?.engine);
  const own = limitsOf(roofline);
  const limits = { ...own, maxSequences: first.max_num_seqs ?? own.maxSequences, maxTokensPerStep: first.max_num_batched_tokens ?? own.maxTokensPerStep };
  const replicas = Math.max(1, Math.round(first.dp ?? 1));
  for (let replica = 0; replica < replicas; replica++) {
    const mine = usable.filter((_, i) => i % replicas === replica).sort((a, b) => a.arrival_s - b.arrival_s);
    if (limits.kvTokens < Math.max(0, ...mine.map((row) => row.input_tokens + row.output_tokens))) {
      into.skip('one request does not fit the memory as the model counts it', mine.length);
      continue;
    }
    const served = serve(roofline, limits, replaySource(mine.map((row) => ({ arrivalMs: row.arrival_s * 1000, inputTokens: row.input_tokens, outputTokens: row.output_tokens }))));
    served.forEach((request, i) => {
      const row = mine[i];
      if (row === undefined || !Number.isFinite(request.endMs)) return;
      const { inputTokens, outputTokens } = request;
      const tpotMs = outputTokens > 1 ? (request.endMs - request.firstTokenMs) / (outputTokens - 1) : Number.NaN;
      // Measured from the moment the engine queued the request: the API server is not in it.
      into.add({ deployment, inputTokens, outputTokens, batch: Math.min(limits.maxSequences, mine.length) }, { ...row, saturated: false }, [
        ['ttft', row.ttft_from_queued_ms, request.firstTokenMs - request.arrivalMs], ['tpot', row.tpot_ms, tpotMs],
        ['e2e', row.e2e_from_queued_ms, request.endMs - request.arrivalMs],
      ]);
    });
  }
}
