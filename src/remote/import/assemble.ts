/** Puts a trace of our own together again from the parts that a format kept apart. */
import type { Result } from '@/core/result';
import { parseTrace, type Span, type TokenEvent, type Trace } from '@/core/trace';
import type { TraceHeader } from '../header';

/** Validates the parts as one trace. Spans may come in any order: tools that rewrite such files sort them their own way. */
export function assembleTrace(header: TraceHeader, spans: readonly Span[], tokens: readonly TokenEvent[]): Result<Trace> {
  const asWritten = parseTrace({ ...header, spans, tokens });
  if (asWritten.ok) return asWritten;
  const inTime = [...spans].sort((a, b) => a.startMs - b.startMs || a.startMs + a.durationMs - (b.startMs + b.durationMs));
  const sorted = parseTrace({ ...header, spans: inTime, tokens: [...tokens].sort((a, b) => a.index - b.index) });
  return sorted.ok ? sorted : asWritten;
}
