/** From the text of a table of measurements to the errors of the model's predictions. Pure; runs in Node and in browsers. */
import { appError, err, ok, type Result } from '@/core/result';
import { BATCHING_COLUMNS, collectClosedLoop } from './closed-loop';
import { loadColumnNames } from './columns';
import { readTable, type Columns, type Row } from './csv';
import { errorStatistics, type ErrorStatistics } from './errors';
import type { Parameters } from './parameters';
import { Collector, type FileResult, type Metric, type Point } from './points';
import { collectPublished, PUBLISHED_COLUMNS } from './published-table';
import { collectReplay, REQUEST_COLUMNS } from './replay';
import { collectStatic, SPLITWISE_COLUMNS, splitwiseRow, STATIC_COLUMNS, staticRow } from './static-batch';

type Evaluate = (file: string, text: string, parameters: Parameters | undefined) => Result<FileResult>;

function shape<C extends Columns>(columns: C, collect: (rows: readonly Row<C>[], into: Collector, parameters?: Parameters) => void): Evaluate {
  return (file, text, parameters) => {
    const table = readTable(file, text, columns);
    if (!table.ok) return table;
    const into = new Collector();
    for (const fault of table.value.faults) into.skip(`line ${fault.line} ${fault.reason}`);
    collect(table.value.rows, into, parameters);
    return ok(into.result(file));
  };
}

/** Shapes by the columns that only they have (all of `marks`, one of `times`), so that files may have any name. */
const SHAPES: readonly { readonly name: string; readonly marks: readonly string[]; readonly times: readonly string[]; readonly evaluate: Evaluate }[] = [
  { name: 'static batches', marks: ['batch'], times: ['ttft_ms', 'tpot_ms', 'e2e_ms'], evaluate: shape(STATIC_COLUMNS, (rows, into, p) => { collectStatic(rows.map(staticRow), into, p); }) },
  { name: 'Splitwise', marks: ['batch'], times: ['ttft_prompt_ms_median', 'tpot_token_ms_median'], evaluate: shape(SPLITWISE_COLUMNS, (rows, into, p) => { collectStatic(rows.map(splitwiseRow), into, p); }) },
  { name: 'fixed concurrency', marks: ['concurrency'], times: ['ttft_avg_ms', 'itl_avg_ms', 'e2e_avg_ms'], evaluate: shape(BATCHING_COLUMNS, collectClosedLoop) },
  { name: 'single requests', marks: ['arrival_s'], times: ['ttft_from_queued_ms', 'tpot_ms', 'e2e_from_queued_ms'], evaluate: shape(REQUEST_COLUMNS, collectReplay) },
  { name: 'published figures', marks: ['batch_or_load'], times: ['ttft_ms', 'tpot_ms'], evaluate: shape(PUBLISHED_COLUMNS, collectPublished) },
];

/** Whether the header is that of a table this module can check. */
export const hasKnownShape = (text: string): boolean => shapeOf(text) !== undefined;

function shapeOf(text: string): (typeof SHAPES)[number] | undefined {
  const header = loadColumnNames((text.split(/\r\n|\r|\n/, 1)[0] ?? '').split(',').map((name) => name.replaceAll('"', '')));
  return SHAPES.find(({ marks, times }) => marks.every((mark) => header.includes(mark)) && times.some((time) => header.includes(time)));
}

/** Predicts every row of a table. An error says that the table has no known shape or lacks columns. */
export function evaluateTable(file: string, text: string, parameters?: Parameters): Result<FileResult> {
  const found = shapeOf(text);
  if (found === undefined) {
    return err(appError('table-unknown', `${file} is none of the known tables (${SHAPES.map((s) => s.name).join(', ')}).`, 'Give it the header of one of them; docs/accuracy.md lists the columns.', file));
  }
  return found.evaluate(file, text, parameters);
}

export interface Group extends ErrorStatistics {
  readonly model: string;
  readonly gpu: string;
  readonly engine: string;
  readonly precision: string;
  readonly metric: Metric;
  readonly saturated: boolean;
}

const ORDER: readonly Metric[] = ['ttft', 'tpot', 'itl', 'e2e'];

/** Errors by model, GPU, engine, precision and metric; saturated rows apart. */
export function groupErrors(points: readonly Point[]): Group[] {
  const groups = new Map<string, Point[]>();
  for (const point of points) {
    const key = [point.model, point.gpu, point.engine, point.precision, ORDER.indexOf(point.metric), point.saturated].join('\u0000');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [point]);
    else group.push(point);
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, members]) => {
    const first = members[0];
    if (first === undefined) return [];
    const { model, gpu, engine, precision, metric, saturated } = first;
    return [{ model, gpu, engine, precision, metric, saturated, ...pointErrors(members) }];
  });
}

/** Errors of any set of points. */
export const pointErrors = (points: readonly Point[]): ErrorStatistics =>
  errorStatistics(points.map(({ measuredMs, predictedMs }) => ({ measured: measuredMs, predicted: predictedMs })));
