/** What a trace says besides its spans and tokens; files that are made of events carry it once, as it is. */
import * as v from 'valibot';
import { TraceSchema, type Trace } from '@/core/trace';

const { schemaVersion, scenario, source, usage, outcome, kv, coldStart, environment } = TraceSchema.entries;

export const HeaderSchema = v.strictObject({ schemaVersion, scenario, source, usage, outcome, kv, coldStart, environment });
export type TraceHeader = v.InferOutput<typeof HeaderSchema>;

/** Under this name the app keeps what is its own in other people's formats. */
export const OWN = 'app400ms';
export const OWN_VERSION = 1;

/** The header of a trace. Without texts the prompts are left out: they may be nobody else's business. */
export function headerOf(trace: Trace, texts: boolean): TraceHeader {
  const { request } = trace.scenario;
  const kept = texts ? request : { ...request, prompt: '', systemPrompt: '' };
  return {
    schemaVersion: trace.schemaVersion, scenario: { ...trace.scenario, request: kept }, source: trace.source, usage: trace.usage,
    outcome: trace.outcome, kv: trace.kv, coldStart: trace.coldStart, environment: trace.environment,
  };
}
