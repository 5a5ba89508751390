/** The accuracy report in its three forms: JSON for programs, text for terminals, Markdown for docs/accuracy.md. */
import { msg } from '@/core/text';
import { groupErrors, pointErrors, type Group } from './evaluate';
import type { ErrorStatistics } from './errors';
import type { FileResult, Metric, Point } from './points';

const round = (percent: number): number => Math.round(percent * 100) / 100;

/** What `accuracy --json` prints. Errors in per cent; the bias is positive where the prediction is too long. */
export interface AccuracyReport {
  readonly files: readonly {
    readonly file: string;
    readonly rows: number;
    readonly skipped: readonly { readonly reason: string; readonly rows: number }[];
    readonly groups: readonly Group[];
    /** The same for 95th percentiles over a load test's requests, in tables that have them. */
    readonly p95?: readonly Group[];
  }[];
}

export const accuracyReport = (results: readonly FileResult[]): AccuracyReport => ({
  files: results.map(({ file, rows, skipped, points, p95 = [] }) => ({
    file, rows, skipped, groups: rounded(points), ...(p95.length > 0 ? { p95: rounded(p95) } : {}),
  })),
});

const rounded = (points: readonly Point[]): Group[] => groupErrors(points).map(({ model, gpu, engine, precision, metric, rows, saturated, mape, medianApe, p90Ape, bias }) => (
  { model, gpu, engine, precision, metric, rows, saturated, mape: round(mape), medianApe: round(medianApe), p90Ape: round(p90Ape), bias: round(bias) }));

/** English, as the report prints them; the page shows them with `t`. */
export const METRIC_WORDS: Readonly<Record<Metric, string>> = { ttft: 'TTFT', tpot: 'TPOT', itl: 'ITL', e2e: msg('total') };

interface Line {
  readonly what: string;
  readonly metric: string;
  readonly errors: ErrorStatistics;
}

/** One line for each metric of a file as a whole, saturated rows apart. */
export function summaryLines(points: readonly Point[], suffix = ''): Line[] {
  return [false, true].flatMap((saturated) => (['ttft', 'tpot', 'itl', 'e2e'] as const).flatMap((metric) => {
    const own = points.filter((p) => p.metric === metric && p.saturated === saturated);
    return own.length === 0 ? [] : [{ what: saturated ? 'saturated' : 'all', metric: METRIC_WORDS[metric] + suffix, errors: pointErrors(own) }];
  }));
}

const groupLines = (points: readonly Point[], suffix = ''): Line[] => groupErrors(points).map((g) => ({
  what: `${g.model}, ${g.gpu}, ${g.engine}, ${g.precision}${g.saturated ? ' (saturated)' : ''}`, metric: METRIC_WORDS[g.metric] + suffix, errors: g,
}));

const P95 = ' p95';
/** Summary first, then every group; percentiles after the means. */
const linesOf = ({ points, p95 = [] }: FileResult): Line[] => [...summaryLines(points), ...summaryLines(p95, P95), ...groupLines(points), ...groupLines(p95, P95)];

const cells = ({ what, metric, errors }: Line): string[] =>
  [what, metric, String(errors.rows), ...[errors.mape, errors.medianApe, errors.p90Ape].map((e) => e.toFixed(1)), `${errors.bias > 0 ? '+' : ''}${errors.bias.toFixed(1)}`];
const HEAD = ['set-up', 'time', 'rows', 'MAPE %', 'median %', 'p90 %', 'bias %'];

/** Aligned columns for a terminal. */
export function accuracyText(results: readonly FileResult[]): string {
  return results.map((result) => {
    const { file, rows, skipped, points } = result;
    const table = [HEAD, ...linesOf(result).map(cells)];
    const widths = HEAD.map((_, i) => Math.max(...table.map((line) => (line[i] ?? '').length)));
    const body = points.length === 0 ? [] : table.map((line) => line.map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ').trimEnd());
    return [`${file}: ${rows} rows used${skippedText(skipped)}`, ...body].join('\n');
  }).join('\n\n');
}

const skippedText = (skipped: FileResult['skipped']): string =>
  (skipped.length === 0 ? ', none skipped' : `, ${skipped.reduce((sum, s) => sum + s.rows, 0)} skipped (${skipped.map((s) => `${s.rows}: ${s.reason}`).join('; ')})`);

/** Tables for docs/accuracy.md. */
export function accuracyMarkdown(results: readonly FileResult[]): string {
  const row = (columns: readonly string[]): string => `| ${columns.join(' | ')} |`;
  return results.map((result) => [
    `### ${result.file}`, '', `${result.rows} rows used${skippedText(result.skipped)}.`, '',
    ...(result.points.length === 0 ? [] : [row(HEAD), row(HEAD.map((_, i) => (i < 2 ? '---' : '---:'))), ...linesOf(result).map((line) => row(cells(line))), '']),
  ].join('\n')).join('\n');
}
