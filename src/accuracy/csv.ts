/** Tables of measurements from CSV text. Nothing throws: what cannot be read is returned as a value that says where and why. */
import Papa from 'papaparse';
import { appError, err, ok, type Result } from '@/core/result';
import { loadColumnNames } from './columns';

export type ColumnKind = 'text' | 'number' | 'optional-number' | 'optional-text';
export type Columns = Readonly<Record<string, ColumnKind>>;

type Cell<K extends ColumnKind> = K extends 'text' ? string : K extends 'number' ? number : K extends 'optional-text' ? string | null : number | null;
export type Row<C extends Columns> = { readonly [K in keyof C]: Cell<C[K]> } & { readonly line: number };

export interface Table<C extends Columns> {
  readonly rows: readonly Row<C>[];
  /** Rows that could not be read, with their line in the file (the header is line 1). */
  readonly faults: readonly { readonly line: number; readonly reason: string }[];
}

/** Larger than any table this app knows by three orders of magnitude; a limit so that a wrong file cannot freeze the page. */
const MAX_CHARACTERS = 200_000_000;

/**
 * Reads CSV with a header (RFC 4180: quotes, quoted line breaks; a byte order mark is skipped). Columns may come in
 * any order, under their usual other names, and others may be there. An error names the missing columns; a row with a bad cell becomes a fault.
 */
export function readTable<C extends Columns>(file: string, text: string, columns: C): Result<Table<C>> {
  if (text.length > MAX_CHARACTERS) return err(appError('csv-too-large', `${file} has ${text.length.toLocaleString('en-US')} characters.`, 'Split it.', file));
  const parsed = Papa.parse<string[]>(text, { header: false, skipEmptyLines: false });
  const [header, ...records] = parsed.data;
  const names = loadColumnNames(header ?? []);
  const missing = Object.keys(columns).filter((name) => !names.includes(name) && !(columns[name] as ColumnKind).startsWith('optional'));
  if (missing.length > 0) {
    return err(appError('csv-columns-missing', `${file} has no column ${missing.join(', ')}.`, `Give it a header with ${Object.keys(columns).join(', ')}.`, file));
  }
  const rows: Row<C>[] = [];
  const faults: { line: number; reason: string }[] = [];
  const broken = new Map(parsed.errors.filter((e) => e.row !== undefined && e.type === 'Quotes').map((e) => [e.row as number, e.message]));
  let line = 1 + lineBreaks(header ?? []);
  records.forEach((record, index) => {
    line++;
    const start = line;
    line += lineBreaks(record);
    if (record.length === 1 && record[0]?.trim() === '') return;
    const quoting = broken.get(index + 1);
    const read = quoting !== undefined ? `quotes: ${quoting}` : readRow(names, record, columns, start);
    if (typeof read === 'string') faults.push({ line: start, reason: read });
    else rows.push(read);
  });
  return ok({ rows, faults });
}

const lineBreaks = (record: readonly string[]): number => record.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);

function readRow<C extends Columns>(names: readonly string[], record: readonly string[], columns: C, line: number): Row<C> | string {
  if (record.length !== names.length) return `has ${record.length} cells where the header has ${names.length}`;
  const row: Record<string, string | number | null> = { line };
  for (const [name, kind] of Object.entries(columns)) {
    const at = names.indexOf(name);
    const cell = at < 0 ? '' : (record[at] ?? '').trim();
    if (cell === '') {
      if (!kind.startsWith('optional')) return `${name} is empty`;
      row[name] = null;
    } else if (kind === 'text' || kind === 'optional-text') {
      row[name] = cell;
    } else {
      const value = Number(cell);
      if (!Number.isFinite(value)) return `${name} is not a number`;
      row[name] = value;
    }
  }
  return row as Row<C>;
}
