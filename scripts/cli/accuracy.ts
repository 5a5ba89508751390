import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { evaluateTable } from '../../src/accuracy/evaluate';
import type { FileResult } from '../../src/accuracy/points';
import { accuracyMarkdown, accuracyReport, accuracyText } from '../../src/accuracy/report';
import { scatterSvg } from '../../src/accuracy/scatter';
import { CliError, type Io } from './io';

/** Larger than the largest table by three orders of magnitude. */
const MAX_FILE_BYTES = 200_000_000;
const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const BEGIN = '<!-- written by: npm run --silent cli -- accuracy --data DIR --write -->';
const END = '<!-- end of what is written -->';

/** `accuracy --data DIR`: the model's predictions against tables of measurements (docs/accuracy.md). */
export function addAccuracy(program: Command, io: Io): void {
  program
    .command('accuracy')
    .description('Compare the datacenter model with tables of measurements (docs/accuracy.md).')
    .requiredOption('--data <folder>', 'folder with CSV tables; any of the known shapes, under any name')
    .option('--json', 'print JSON')
    .option('--write', 'put the tables and a scatter plot into docs/accuracy.md')
    .action(async ({ data, json, write }: { data: string; json?: boolean; write?: boolean }) => {
      const results = await evaluateFolder(data);
      if (write === true) await writeDocs(results, io);
      io.out(json === true ? `${JSON.stringify(accuracyReport(results))}\n` : `${results.length === 0 ? `Skipped: ${data} has no CSV tables.` : accuracyText(results)}\n`);
    });
}

/** Every CSV file of the folder. Those of no known shape count with all their rows as skipped. */
async function evaluateFolder(folder: string): Promise<FileResult[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new CliError(`The folder ${folder} cannot be read (${code}), so there is nothing to compare with. Give --data a folder with CSV tables of measurements.`);
  });
  const results: FileResult[] = [];
  for (const file of names.filter((name) => name.toLowerCase().endsWith('.csv')).sort()) results.push(await evaluateFile(folder, file));
  return results;
}

async function evaluateFile(folder: string, file: string): Promise<FileResult> {
  const path = join(folder, file);
  const none = (reason: string, rows: number): FileResult => ({ file, rows: 0, skipped: [{ reason, rows }], points: [] });
  const about = await stat(path).catch(() => null);
  if (about === null || !about.isFile()) return none('not a readable file', 0);
  if (about.size > MAX_FILE_BYTES) return none(`${about.size} bytes are too many for a table`, 0);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return none('not a readable file', 0);
  const result = evaluateTable(file, text);
  if (result.ok) return result.value;
  return none(result.error.code === 'table-unknown' ? 'not a table of request latencies' : result.error.message, Math.max(0, text.trim().split(/\r\n|\r|\n/).length - 1));
}

async function writeDocs(results: readonly FileResult[], io: Io): Promise<void> {
  const path = join(DOCS, 'accuracy.md');
  const page = await readFile(path, 'utf8');
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new CliError(`docs/accuracy.md has lost the lines "${BEGIN}" and "${END}" between which the tables go. Put them back.`);
  const written = `${BEGIN}\n\n![Predicted against measured times, logarithmic](accuracy.svg)\n\n${accuracyMarkdown(results.filter((r) => r.points.length > 0 || r.skipped.length > 0))}\n`;
  await writeFile(path, page.slice(0, from) + written + page.slice(to));
  const series = results.filter((r) => r.points.length > 0).map(({ file, points }) => ({ name: file, points }));
  await writeFile(join(DOCS, 'accuracy.svg'), scatterSvg(series));
  io.err('Wrote docs/accuracy.md and docs/accuracy.svg.\n');
}
