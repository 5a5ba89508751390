/**
 * `npm run bench [-- ID]`: measures speed and size, prints a table and keeps it in docs/benchmarks.md with the
 * date and the machine. Nothing here passes or fails: times belong to a machine, tests do not.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { significant } from '../src/core/units';
import { bench as decisions } from './bench/decisions';
import { bench as sliders } from './bench/decisions-sliders';
import { bench as firstPaint } from './bench/first-paint';
import { bench as fleet } from './bench/fleet';
import { bench as fleetPage } from './bench/fleet-page';
import { bench as decodeLoop } from './bench/local/decode';
import { bench as modelTrace } from './bench/model-trace';
import { bench as pageLoad } from './bench/page-load';
import { bench as runButton } from './bench/run-button';
import type { Bench, Measurement } from './bench/types';
import { launchBrowser } from './lib/browser';
import { ensureBuild } from './lib/build';
import { main } from './lib/main';
import { ROOT } from './lib/paths';
import { serveApp } from './lib/serve';

const BENCHES: readonly Bench[] = [modelTrace, decisions, sliders, fleet, fleetPage, firstPaint, pageLoad, runButton, decodeLoop];
const DOCUMENT = join(ROOT, 'docs/benchmarks.md');

const HEAD = `# Benchmarks

Written by \`npm run bench\`. Times belong to the machine named beside them; run it on yours.
`;

const number = ({ value, unit }: Measurement): string => `${unit === 'files' ? value.toFixed(0) : significant(value)} ${unit}`;
const verdict = ({ goal }: Measurement): string => (goal === undefined ? '' : `${goal.text}: ${goal.met ? 'met' : '**not met**'}`);

function section({ title, about }: Bench, rows: readonly Measurement[], machine: string): string {
  const table = rows.map((row) => `| ${row.what} | ${number(row)} | ${row.detail ?? ''} | ${verdict(row)} |`);
  return [`## ${title}`, '', about, '', '| what | measured | how | goal |', '|---|---:|---|---|', ...table, '', `${new Date().toISOString().slice(0, 10)}, ${machine}`, ''].join('\n');
}

/** Puts a section in place of the one with the same heading, or at the end. */
function replaced(document: string, text: string): string {
  const heading = text.slice(0, text.indexOf('\n'));
  const parts = document.split(/^(?=## )/m);
  const at = parts.findIndex((part) => part.startsWith(`${heading}\n`));
  if (at < 0) parts.push(text);
  else parts[at] = text;
  return `${parts.map((part) => part.trimEnd()).join('\n\n')}\n`;
}

async function describeMachine(): Promise<string> {
  const browser = await launchBrowser();
  const version = browser.version();
  await browser.close();
  const cores = cpus();
  return `${cores[0]?.model.trim() ?? 'unknown CPU'}, ${cores.length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, Chromium ${version}`;
}

const command = new Command('npm run bench --').argument('[id]', 'only benchmarks whose id contains this', '').option('--only <id>', 'the same', '').parse();
const options = { only: command.opts<{ only: string }>().only || (command.args[0] ?? '') };

await main(async () => {
  const chosen = BENCHES.filter(({ id }) => id.includes(options.only));
  if (chosen.length === 0) throw new Error(`No benchmark is called ${options.only}. There are: ${BENCHES.map(({ id }) => id).join(', ')}.`);
  const machine = await describeMachine();
  const folder = await ensureBuild();
  const app = await serveApp(folder);
  const context = {
    folder,
    url: app.url,
    withBrowser: async <T>(flags: Parameters<typeof launchBrowser>[0], body: (browser: Awaited<ReturnType<typeof launchBrowser>>) => Promise<T>): Promise<T> => {
      const browser = await launchBrowser(flags);
      try {
        return await body(browser);
      } finally {
        await browser.close();
      }
    },
    log: (line: string) => process.stderr.write(`${line}\n`),
  };
  let document = await readFile(DOCUMENT, 'utf8').catch(() => HEAD);
  try {
    for (const bench of chosen) {
      process.stderr.write(`── ${bench.title}\n`);
      const rows = await bench.run(context);
      console.log(`\n${bench.title}`);
      console.table(Object.fromEntries(rows.map((row) => [row.what, { measured: number(row), how: row.detail ?? '', goal: verdict(row).replaceAll('*', '') }])));
      document = replaced(document, section(bench, rows, machine));
      await writeFile(DOCUMENT, document);
    }
  } finally {
    await app.close();
  }
});
