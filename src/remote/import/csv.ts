/** Our CSV back as it was. */
import Papa from 'papaparse';
import * as v from 'valibot';
import { appError, err, type Result } from '@/core/result';
import { t } from '@/core/text';
import { SpanSchema, TokenSchema, type Span, type TokenEvent, type Trace } from '@/core/trace';
import { CSV_COLUMNS, unguardFormula, type CsvColumn } from '../export/csv';
import { HeaderSchema } from '../header';
import { assembleTrace } from './assemble';
import { nesting, plainText, tooMany } from './json-text';
import { IMPORT_LIMITS } from './limits';

const MAX_ROWS = IMPORT_LIMITS.spans + IMPORT_LIMITS.tokens + 64;

/** True when the first line is the header of our table. */
export const looksLikeCsv = (text: string): boolean => /^\uFEFF?"?record"?[,;\t]/.test(text.slice(0, 16));

type Cells = Readonly<Record<CsvColumn, string>>;

/** The trace of a CSV file of this app. Columns may have been moved, added or have their separators changed. */
export function readCsv(text: string): Result<Trace> {
  const parsed = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { header: false, skipEmptyLines: true, delimitersToGuess: [',', ';', '\t'], preview: MAX_ROWS + 2 });
  const [columns = [], ...rows] = parsed.data;
  if (rows.length > MAX_ROWS) return err(tooMany('rows', MAX_ROWS));
  const quotes = parsed.errors.find((error) => error.type === 'Quotes');
  if (quotes !== undefined) return err(broken((quotes.row ?? 0) + 1, t('its quotes do not close')));
  const missing = CSV_COLUMNS.filter((column) => !columns.includes(column));
  if (missing.length > 0) return err(appError('import-csv-columns', t('The table has no column {missing}.', { missing: missing.join(', ') }), t('Export the CSV again; columns may be moved, but not removed.'), missing[0]));
  const at = Object.fromEntries(CSV_COLUMNS.map((column) => [column, columns.indexOf(column)])) as Record<CsvColumn, number>;

  const spans: Span[] = [];
  const tokens: TokenEvent[] = [];
  const facts = new Map<string, unknown>();
  for (const [i, row] of rows.entries()) {
    const line = i + 2;
    const cells = Object.fromEntries(CSV_COLUMNS.map((column) => [column, unguardFormula(row[at[column]] ?? '')])) as Cells;
    const json = (cell: string): unknown => (nesting(cell).deepest > IMPORT_LIMITS.depth ? undefined : parse(cell));
    if (cells.record === 'span') {
      const span = v.safeParse(SpanSchema, spanOf(cells, json), { abortEarly: true });
      if (!span.success) return err(broken(line, `${v.getDotPath(span.issues[0]) ?? 'span'}: ${span.issues[0].message}`));
      spans.push(span.output);
    } else if (cells.record === 'token') {
      const token = v.safeParse(TokenSchema, {
        index: number(cells.index), id: number(cells.token_id), text: cells.text, timeMs: number(cells.received_ms),
        generatedMs: number(cells.generated_ms), kvBytes: number(cells.kv_bytes),
      }, { abortEarly: true });
      if (!token.success) return err(broken(line, `${v.getDotPath(token.issues[0]) ?? 'token'}: ${token.issues[0].message}`));
      tokens.push(token.output);
    } else if (cells.record === 'fact') facts.set(cells.name, json(cells.value));
    else return err(broken(line, t('there is no record “{record}”', { record: plainText(cells.record, 40) })));
  }
  const header = v.safeParse(HeaderSchema, Object.fromEntries(facts), { abortEarly: true });
  if (!header.success) {
    const field = v.getDotPath(header.issues[0]) ?? 'facts';
    return err(appError('import-broken', t('The table\'s facts are not whole: {field}: {problem}.', { field: plainText(field), problem: plainText(header.issues[0].message) }), t('Export the CSV again with its last rows.'), plainText(field)));
  }
  return assembleTrace(header.output, spans, tokens);
}

function spanOf(cells: Cells, json: (cell: string) => unknown): unknown {
  const range = cells.range_low_ms === '' && cells.range_high_ms === '' ? {} : { rangeMs: { low: number(cells.range_low_ms), high: number(cells.range_high_ms) } };
  return {
    stage: cells.stage, layer: cells.layer, startMs: number(cells.start_ms), durationMs: number(cells.duration_ms), provenance: cells.provenance,
    ...range, attributes: json(cells.attributes),
  };
}

/** A number as it was written; NaN, which no schema takes, for anything else. */
const number = (cell: string): number => (/^\d{1,30}(\.\d{1,30})?(e[+-]?\d{1,3})?$/i.test(cell) ? Number(cell) : NaN);

function parse(cell: string): unknown {
  try {
    return JSON.parse(cell) as unknown;
  } catch {
    return undefined;
  }
}

const broken = (line: number, what: string): ReturnType<typeof appError> =>
  appError('import-broken', t('Row {line} of the table cannot be read: {what}.', { line, what: plainText(what) }), t('Export the CSV again, or correct that row.'), `row ${line}`);
