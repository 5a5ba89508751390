/** The trace format of this app (docs/trace.md): the trace and, beside it, its metrics. */
import type { Trace } from '@/core/trace';
import { traceDocument } from '@/core/trace-document';
import { headerOf } from '../header';
import type { ExportOptions } from './options';

/** One JSON document with a line break at its end. Reads back identically. */
export function writeJson(trace: Trace, { texts = true }: ExportOptions = {}): string {
  const written = texts ? trace : { ...headerOf(trace, false), spans: trace.spans, tokens: trace.tokens.map((token) => ({ ...token, text: '' })) };
  return `${JSON.stringify(traceDocument(written))}\n`;
}
