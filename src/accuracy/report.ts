/** The accuracy report in its three forms: JSON for programs, text for terminals, Markdown for docs/accuracy.md. */
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
  }[];
}

export const accuracyReport = (results: readonly FileResult[]): AccuracyReport => ({
  files: results.map(({ file, rows, skipped, points }) => ({
    file, rows, skipped,
    groups: groupErrors(points).map(({ model, gpu, engine, precision, metric, rows: count, saturated, mape, medianApe, p90Ape, bias }) => (
      { model, gpu, engine, precision, metric, rows: count, saturated, mape: round(mape), medianApe: round(medianApe), p90Ape: round(p90Ape), bias: round(bias) })),
  })),
});

export const METRIC_WORDS: Readonly<Record<Metric, string>> = { ttft: 'TTFT', tpot: 'TPOT', itl: 'ITL', e2e: 'total' };

interface Line {
  readonly what: string;
  readonly metric: string;
  readonly errors: ErrorStatistics;
}

/** One line for each metric of a file as a whole, saturated rows apart. */
export function summaryLines(points: readonly Point[]): Line[] {
  return [false, true].flatMap((saturated) => (['ttft', 'tpot', 'itl', 'e2e'] as const).flatMap((metric) => {
    const own = points.filter((p) => p.metric === metric && p.saturated === saturated);
    return own.length === 0 ? [] : [{ what: saturated ? 'saturated' : 'all', metric: METRIC_WORDS[metric], errors: pointErrors(own) }];
  }));
}

const groupLines = (points: readonly Point[]): Line[] => groupErrors(points).map((g) => ({
  what: `${g.model}, ${g.gpu}, ${g.engine}, ${g.precision}${g.saturated ? ' (saturated)' : ''}`, metric: METRIC_WORDS[g.metric], errors: g,
}));

const cells = ({ what, metric, errors }: Line): string[] =>
  [what, metric, String(errors.rows), ...[errors.mape, errors.medianApe, errors.p90Ape].map((e) => e.toFixed(1)), `${errors.bias > 0 ? '+' : ''}${errors.bias.toFixed(1)}`];
const HEAD = ['set-up', 'time', 'rows', 'MAPE %', 'median %', 'p90 %', 'bias %'];

/** Aligned columns for a terminal. */
export function accuracyText(results: readonly FileResult[]): string {
  return results.map(({ file, rows, skipped, points }) => {
    const table = [HEAD, ...[...summaryLines(points), ...groupLines(points)].map(cells)];
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
  return results.map(({ file, rows, skipped, points }) => [
    `### ${file}`, '', `${rows} rows used${skippedText(skipped)}.`, '',
    ...(points.length === 0 ? [] : [row(HEAD), row(HEAD.map((_, i) => (i < 2 ? '---' : '---:'))), ...[...summaryLines(points), ...groupLines(points)].map((line) => row(cells(line))), '']),
  ].join('\n')).join('\n');
}
