/** A trace as it is published (CLI, export): the trace itself and, beside it, the metrics derived from it. */
import * as v from 'valibot';
import { metricsOf, type Metrics } from './metrics';
import { STAGE_IDS } from './stage';
import { TraceSchema, type Trace } from './trace';

const ms = v.pipe(v.number(), v.minValue(0));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const stageShares = v.strictObject(
  Object.fromEntries(STAGE_IDS.map((id) => [id, share])) as Record<(typeof STAGE_IDS)[number], typeof share>,
);

export const MetricsSchema = v.strictObject({
  ttftMs: v.pipe(v.nullable(ms), v.description('Sent to first token received; null when none was. Without streaming: the total.')),
  itlMs: v.pipe(
    v.nullable(v.strictObject({ p50: ms, p95: ms, max: ms })),
    v.description('Time between consecutive tokens, the first excluded; null with fewer than two.'),
  ),
  tpotMs: v.pipe(v.nullable(ms), v.description('(Last token − first token) ÷ (tokens − 1).')),
  totalMs: v.pipe(ms, v.description('End of the last span.')),
  tokensPerSecond: v.pipe(v.nullable(ms), v.description('Output tokens ÷ total time.')),
  decodeTokensPerSecond: v.pipe(v.nullable(ms), v.description('1000 ÷ TPOT.')),
  usableAnswerMs: v.pipe(v.nullable(ms), v.description('First whole sentence received (JSON: everything received).')),
  stagesMs: v.pipe(ms, v.description('Time in the seven stages, without network, retrieval and tools.')),
  stageShares: v.pipe(stageShares, v.description('Share of each stage in stagesMs.')),
}) satisfies v.GenericSchema<Metrics>;

export const TraceDocumentSchema = v.strictObject({ ...TraceSchema.entries, metrics: MetricsSchema });

export type TraceDocument = v.InferOutput<typeof TraceDocumentSchema>;

/** The published form of a trace. Pure. */
export function traceDocument(trace: Trace): TraceDocument {
  return { ...trace, metrics: metricsOf(trace) };
}
