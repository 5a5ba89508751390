/** A trace that grows while the run it describes is still going. */
import type { Scenario } from '@/core/scenario';
import { TRACE_VERSION, type KvLayout, type Span, type TokenEvent, type Trace } from '@/core/trace';

/** The trace of a run that has just begun: the model and its KV cache are known, nothing is measured yet. */
export const emptyTrace = (scenario: Scenario, kv: KvLayout, environment: Trace['environment']): Trace => ({
  schemaVersion: TRACE_VERSION,
  scenario,
  source: 'local',
  spans: [],
  tokens: [],
  usage: { inputTokens: 0, cachedTokens: 0, outputTokens: 0, costUsd: 0 },
  // Says only that nothing has stopped it so far; the store's status says that it is still running.
  outcome: { status: 'completed', billed: false },
  kv,
  coldStart: null,
  environment,
});

/** The trace with what arrived since; a new value, so that views see the change. */
export function grown(trace: Trace, spans: readonly Span[], tokens: readonly TokenEvent[]): Trace {
  const all = [...trace.tokens, ...tokens];
  const usage = {
    ...trace.usage,
    inputTokens: told(spans, 'encode', 'tokens') ?? trace.usage.inputTokens,
    cachedTokens: told(spans, 'prefix-cache', 'cachedTokens') ?? trace.usage.cachedTokens,
    outputTokens: all.length,
  };
  return { ...trace, spans: [...trace.spans, ...spans], tokens: all, usage };
}

/** A number that one of these spans carries. */
function told(spans: readonly Span[], layer: string, attribute: string): number | undefined {
  const value = spans.find((span) => span.layer === layer)?.attributes[attribute];
  return typeof value === 'number' ? value : undefined;
}
