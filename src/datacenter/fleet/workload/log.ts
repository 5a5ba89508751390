/** Logs of requests: read from text that comes in pieces, kept in columns of numbers. What is wrong is a value that names the line. */
import { appError, err, ok, type AppError, type Result } from '@/core/result';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { FLEET_LIMITS } from '../config';
import { readHeader, type LogField, type LogHeader } from './log-columns';
import { RecordCutter, type LogRecord } from './log-lines';

/** What a row says about what served it. Empty text and null where it says nothing. */
export interface LogSetup {
  readonly run: string;
  readonly gpu: string;
  readonly model: string;
  readonly precision: string;
  readonly engine: string;
  readonly tp: number | null;
  readonly dp: number | null;
  readonly maxSequences: number | null;
  readonly maxTokensPerStep: number | null;
}

/** One run: its requests by arrival, in columns. Times are ms since the start of the log. */
export interface RequestLog {
  readonly setup: LogSetup;
  readonly count: number;
  readonly arrivalMs: Float64Array;
  readonly inputTokens: Uint32Array;
  readonly outputTokens: Uint32Array;
  /** −1: none. */
  readonly prefixId: Int32Array;
  readonly prefixTokens: Uint32Array;
  /** Index in `tenants`. */
  readonly tenant: Uint16Array;
  readonly tenants: readonly string[];
  /** Measured, NaN where a row has nothing; null where the log has no such column. */
  readonly measured: { readonly queueMs: Float64Array | null; readonly ttftMs: Float64Array | null; readonly tpotMs: Float64Array | null; readonly e2eMs: Float64Array | null };
}

export interface LogOptions {
  /** Called so in messages. */
  readonly name: string;
  /** Rows that are read at most. */
  readonly maxRows?: number;
  /** Put rows in order of arrival instead of refusing those that are not. */
  readonly sort?: boolean;
}

/** Two million rows take about 150 MB in columns; a day at 23 requests a second. */
export const MAX_LOG_ROWS = 2_000_000;
const MAX_RUNS = 1_000;

/** Takes a log piece by piece. Memory grows with the rows up to `maxRows`, never with the size of the file. */
export class LogReader {
  readonly #cutter: RecordCutter;
  readonly #runs = new Map<string, RunBuilder>();
  readonly #maxRows: number;
  #header: LogHeader | null = null;
  #rows = 0;
  #error: AppError | null = null;

  constructor(private readonly options: LogOptions) {
    this.#maxRows = options.maxRows ?? MAX_LOG_ROWS;
    this.#cutter = new RecordCutter((record) => this.#take(record));
  }

  /** False once nothing more is wanted: something was wrong. */
  push(piece: string): boolean {
    return this.#error === null && this.#cutter.push(piece);
  }

  /** The runs of the log, or what was wrong with it and on which line. */
  end(): Result<readonly RequestLog[]> {
    if (this.#error === null && this.#cutter.fault === null) this.#cutter.end();
    const { fault } = this.#cutter;
    if (this.#error === null && fault !== null) this.#fail(fault.line, fault.reason, t('Close the quote or correct the line.'));
    if (this.#error !== null) return err(this.#error);
    const { name } = this.options;
    if (this.#header === null) return err(appError('log-empty', t('{name} is empty.', { name }), t('Give a file with a header and a line for each request.'), name));
    if (this.#rows === 0) return err(appError('log-empty', t('{name} has a header but no requests.', { name }), t('Give a line for each request.'), name));
    return ok([...this.#runs.values()].map((run) => run.build()));
  }

  #fail(line: number, what: string, action: string): false {
    this.#error ??= appError('log-invalid', t('{file}, line {line}: {what}.', { file: this.options.name, line, what }), action, `line ${line}`);
    return false;
  }

  #take(record: LogRecord): boolean {
    if (this.#header === null) {
      const header = readHeader(record.cells);
      if ('missing' in header) return this.#fail(record.line, t('the header has no column {columns}', { columns: header.missing.join(', ') }), t('The first line must name the columns: arrival_s, input_tokens, output_tokens and, if known, prefix_id and tenant.'));
      if ('twice' in header) return this.#fail(record.line, t('the header names {column} for something it has named before', { column: JSON.stringify(header.twice) }), t('Remove one of the columns.'));
      this.#header = header;
      return true;
    }
    const { line, cells } = record;
    if (cells.length !== this.#header.columns) return this.#fail(line, t('there are {cells} cells where the header has {columns}', { cells: cells.length, columns: this.#header.columns }), t('Correct the line or the header.'));
    if (++this.#rows > this.#maxRows) return this.#fail(line, t('the log has more than {most} requests', { most: formatCount(this.#maxRows) }), t('Split it and replay the parts.'));
    return this.#row(line, cells, this.#header);
  }

  #row(line: number, cells: readonly string[], header: LogHeader): boolean {
    const fault = (what: string, action = t('Correct the line.')): false => this.#fail(line, what, action);
    const text = (field: LogField): string => {
      const at = header.at[field];
      return at === undefined ? '' : (cells[at] ?? '').trim();
    };
    const arrivalMs = header.arrivalUnit === 'date' ? dateMs(text('arrival')) : number(text('arrival')) * header.arrivalUnit;
    if (Number.isNaN(arrivalMs)) return fault(t('arrival {cell} is not a time', { cell: shown(text('arrival')) }));
    if (!Number.isFinite(arrivalMs)) return fault(t('arrival {cell} is not finite', { cell: shown(text('arrival')) }));
    if (arrivalMs < 0) return fault(t('arrival {cell} is negative', { cell: shown(text('arrival')) }), t('Times count from the start of the log.'));
    const lengths = [0, 0];
    for (const [i, field] of (['input', 'output'] as const).entries()) {
      const tokens = number(text(field));
      if (!Number.isInteger(tokens) || tokens < 1 || tokens > FLEET_LIMITS.tokens) return fault(t('{field, select, input {input tokens} other {output tokens}} {cell} are not a whole number from 1 to {most}', { field, cell: shown(text(field)), most: formatCount(FLEET_LIMITS.tokens) }));
      lengths[i] = tokens;
    }
    const measured = [0, 0, 0, 0];
    for (const [i, field] of MEASURED.entries()) {
      const cell = text(field);
      const value = cell === '' ? Number.NaN : number(cell);
      if (cell !== '' && !(value >= 0 && Number.isFinite(value))) return fault(t('{column} {cell} is not a time', { column: COLUMN[field], cell: shown(cell) }), t('Leave the cell empty where nothing was measured.'));
      measured[i] = value;
    }
    const limits: Partial<Record<(typeof WHOLE)[number], number | null>> = {};
    for (const field of WHOLE) {
      const cell = text(field);
      const value = cell === '' ? null : number(cell);
      if (value !== null && !(Number.isInteger(value) && value >= 1 && value <= 1_000_000)) return fault(t('{column} {cell} is not a whole number from 1 on', { column: COLUMN[field], cell: shown(cell) }));
      limits[field] = value;
    }
    const prefixTokens = text('prefixTokens') === '' ? null : number(text('prefixTokens'));
    if (prefixTokens !== null && !(Number.isInteger(prefixTokens) && prefixTokens >= 0)) return fault(t('prefix tokens {cell} are not a whole number', { cell: shown(text('prefixTokens')) }));
    const setup: LogSetup = {
      run: text('run'), gpu: text('gpu'), model: text('model'), precision: text('precision'), engine: text('engine'),
      tp: limits.tp ?? null, dp: limits.dp ?? null, maxSequences: limits.maxSequences ?? null, maxTokensPerStep: limits.maxTokensPerStep ?? null,
    };
    const key = JSON.stringify(setup);
    let run = this.#runs.get(key);
    if (run === undefined) {
      if (this.#runs.size >= MAX_RUNS) return fault(t('there are more than {most} runs', { most: String(MAX_RUNS) }), t('Split the log.'));
      run = new RunBuilder(setup, MEASURED.map((field) => header.at[field] !== undefined), this.options.sort ?? false);
      this.#runs.set(key, run);
    }
    const said = run.add(arrivalMs, lengths[0] ?? 1, lengths[1] ?? 1, text('prefixId'), prefixTokens, text('tenant'), measured);
    return said === null || fault(said.what, said.action);
  }
}

const MEASURED = ['queueMs', 'ttftMs', 'tpotMs', 'e2eMs'] as const;
const WHOLE = ['tp', 'dp', 'maxSequences', 'maxTokensPerStep'] as const;
const COLUMN: Readonly<Record<(typeof MEASURED)[number] | (typeof WHOLE)[number], string>> = {
  queueMs: 'queue_ms', ttftMs: 'ttft', tpotMs: 'tpot', e2eMs: 'e2e', tp: 'tp', dp: 'dp', maxSequences: 'max_num_seqs', maxTokensPerStep: 'max_num_batched_tokens',
};

/** A cell as it may stand in a message. */
const shown = (cell: string): string => JSON.stringify(cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);

/** A decimal number; NaN for anything else, also for what `Number` would take (hexadecimal, blank). */
const number = (cell: string): number => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : Number.NaN);

/** Seconds as a number, or a date as Azure's traces write it ("2023-11-16 18:15:46.6805900", UTC), in ms; the first row sets the start. */
function dateMs(cell: string): number {
  const seconds = number(cell);
  if (!Number.isNaN(seconds)) return seconds * 1000;
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/.exec(cell);
  if (match === null) return Number.NaN;
  return Date.parse(`${match[1]}T${match[2]}${match[4] ?? 'Z'}`) + 1000 * Number(match[3] ?? 0);
}

/** Columns that grow. */
class RunBuilder {
  #count = 0;
  #last = Number.NEGATIVE_INFINITY;
  #numbers: Float64Array[];
  readonly #tenants = new Map<string, number>();
  readonly #prefixes = new Map<string, number>();

  constructor(private readonly setup: LogSetup, private readonly has: readonly boolean[], private readonly sort: boolean) {
    this.#numbers = Array.from({ length: FIXED + MEASURED.length }, () => new Float64Array(256));
  }

  /** Null, or why the row cannot follow those before it. */
  add(arrivalMs: number, input: number, output: number, prefix: string, prefixTokens: number | null, tenant: string, measured: readonly number[]): { what: string; action: string } | null {
    if (!this.sort && arrivalMs < this.#last) return { what: t('the request arrives at {at} s, before the one above it ({last} s)', { at: String(arrivalMs / 1000), last: String(this.#last / 1000) }), action: t('Sort the log by arrival, or ask for it to be sorted (--sort).') };
    this.#last = arrivalMs;
    const tenantId = idOf(this.#tenants, tenant, FLEET_LIMITS.tenants);
    if (tenantId === null) return { what: t('there are more than {most} tenants', { most: FLEET_LIMITS.tenants }), action: t('Group them.') };
    const prefixId = prefix === '' || prefix === '-1' ? -1 : idOf(this.#prefixes, prefix, MAX_LOG_ROWS);
    if (prefixId === null) return { what: t('there are too many prefixes'), action: t('Split the log.') };
    if (this.#count === this.#numbers[0]?.length) {
      this.#numbers = this.#numbers.map((from) => {
        const to = new Float64Array(2 * from.length);
        to.set(from);
        return to;
      });
    }
    // Without a length of its own a shared prefix is all of the prompt.
    const row = [arrivalMs, input, output, prefixId, prefixId < 0 ? 0 : Math.min(prefixTokens ?? input, input), tenantId, ...measured];
    for (const [i, value] of row.entries()) (this.#numbers[i] as Float64Array)[this.#count] = value;
    this.#count++;
    return null;
  }

  build(): RequestLog {
    const count = this.#count;
    const first = this.#numbers[0] as Float64Array;
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    if (this.sort) order.sort((a, b) => (first[a] ?? 0) - (first[b] ?? 0) || a - b);
    const column = (i: number): Float64Array => Float64Array.from(order, (at) => this.#numbers[i]?.[at] ?? 0);
    const arrivalMs = column(0);
    // Dates count from the year 1970; a run starts with its first request unless that came within a day of zero.
    const start = arrivalMs[0] ?? 0;
    if (start > DAY_MS) for (let i = 0; i < count; i++) arrivalMs[i] = (arrivalMs[i] ?? 0) - start;
    const measured = (i: number): Float64Array | null => (this.has[i] === true ? column(FIXED + i) : null);
    return {
      setup: this.setup, count, arrivalMs, inputTokens: Uint32Array.from(column(1)), outputTokens: Uint32Array.from(column(2)), prefixId: Int32Array.from(column(3)),
      prefixTokens: Uint32Array.from(column(4)), tenant: Uint16Array.from(column(5)), tenants: [...this.#tenants.keys()],
      measured: { queueMs: measured(0), ttftMs: measured(1), tpotMs: measured(2), e2eMs: measured(3) },
    };
  }
}

const FIXED = 6;
const DAY_MS = 86_400_000;

/** The number of a name, given out in the order in which names are met; null when there would be too many. */
function idOf(ids: Map<string, number>, name: string, most: number): number | null {
  const known = ids.get(name);
  if (known !== undefined) return known;
  if (ids.size >= most) return null;
  ids.set(name, ids.size);
  return ids.size - 1;
}

/** Reads a log that is held as text. */
export function parseLog(text: string, options: LogOptions): Result<readonly RequestLog[]> {
  const reader = new LogReader(options);
  reader.push(text);
  return reader.end();
}

/** Reads a log from a stream of bytes or text (a file's). Stops at the first fault. Exceptions of the stream are passed on. */
export async function readLog(pieces: AsyncIterable<Uint8Array | string>, options: LogOptions): Promise<Result<readonly RequestLog[]>> {
  const reader = new LogReader(options);
  const decoder = new TextDecoder();
  for await (const piece of pieces) {
    if (!reader.push(typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true }))) break;
  }
  return reader.end();
}
