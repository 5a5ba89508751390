/**
 * CSV (RFC 4180) with one row a span, one a token and one for each fact of the header, told apart by the column
 * `record`. Cells that a spreadsheet would take for a formula are given a leading apostrophe (OWASP "CSV injection");
 * the importer takes it off again.
 */
import type { Span, TokenEvent, Trace } from '@/core/trace';
import { headerOf } from '../header';
import type { ExportOptions } from './options';

export const CSV_COLUMNS = [
  'record', 'index', 'stage', 'layer', 'start_ms', 'duration_ms', 'provenance', 'range_low_ms', 'range_high_ms', 'attributes',
  'token_id', 'text', 'received_ms', 'generated_ms', 'kv_bytes', 'name', 'value',
] as const;
export type CsvColumn = (typeof CSV_COLUMNS)[number];
type CsvRow = Partial<Record<CsvColumn, string | number>>;

/** Writes a trace as CSV with CRLF line ends. Reads back identically. */
export function writeCsv(trace: Trace, { texts = true }: ExportOptions = {}): string {
  const rows: CsvRow[] = [
    ...trace.spans.map(spanRow),
    ...trace.tokens.map((token) => tokenRow(token, texts)),
    // One value a row, structures as JSON: readable in a sheet, and nothing is lost.
    ...Object.entries(headerOf(trace, texts)).map(([name, value]) => ({ record: 'fact', name, value: JSON.stringify(value) })),
  ];
  const lines = rows.map((row) => CSV_COLUMNS.map((column) => cell(row[column])).join(','));
  return [CSV_COLUMNS.join(','), ...lines, ''].join('\r\n');
}

const spanRow = (span: Span, index: number): CsvRow => ({
  record: 'span', index, stage: span.stage, layer: span.layer, start_ms: span.startMs, duration_ms: span.durationMs, provenance: span.provenance,
  ...(span.rangeMs === undefined ? {} : { range_low_ms: span.rangeMs.low, range_high_ms: span.rangeMs.high }),
  attributes: JSON.stringify(span.attributes),
});

const tokenRow = (token: TokenEvent, texts: boolean): CsvRow => ({
  record: 'token', index: token.index, token_id: token.id, text: texts ? token.text : '', received_ms: token.timeMs, generated_ms: token.generatedMs, kv_bytes: token.kvBytes,
});

/** Numbers are written so that they read back as the same double. */
function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = guardFormula(value);
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const RISKY = /^['=+\-@\t\r]/;
/** Text that a spreadsheet might run gets an apostrophe; so does text that begins with one, or it could not be told apart. */
const guardFormula = (text: string): string => (RISKY.test(text) ? `'${text}` : text);
/** Undoes `guardFormula`. */
export const unguardFormula = (text: string): string => (text.startsWith("'") ? text.slice(1) : text);
