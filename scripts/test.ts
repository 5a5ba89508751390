/**
 * `npm test`: type-check, lint, import rule, unit and property tests, build with its size limit, browser tests.
 * Every step runs even when an earlier one failed, as far as it can. Each check counts as one case beside the
 * test cases; the last line is their sum: `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findBrowser } from './lib/browser';
import { ensureBuild } from './lib/build';
import { FIRST_PAINT_LIMIT_BYTES, firstPaint } from './lib/first-paint';
import { CACHE, ROOT } from './lib/paths';

interface Count {
  passed: number;
  failed: number;
}
const PASS: Count = { passed: 1, failed: 0 };
const FAIL: Count = { passed: 0, failed: 1 };

const started = performance.now();
const totals: Count = { passed: 0, failed: 0 };
const failures: string[] = [];

async function step(name: string, work: () => Promise<Count>): Promise<void> {
  const from = performance.now();
  console.log(`\n── ${name}`);
  const count = await work().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return FAIL;
  });
  totals.passed += count.passed;
  totals.failed += count.failed;
  if (count.failed > 0) failures.push(name);
  const seconds = ((performance.now() - from) / 1000).toFixed(1);
  console.log(`── ${name}: ${count.passed} passed, ${count.failed} failed, ${seconds} s`);
}

/** Runs a program of an installed package; resolves with its exit status. */
function runBin(pkg: string, bin: string, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', pkg, bin), ...args], { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

const check = async (pkg: string, bin: string, args: readonly string[]): Promise<Count> =>
  (await runBin(pkg, bin, args)) === 0 ? PASS : FAIL;

interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { name: string; status: string; assertionResults: { status: string }[] }[];
}

async function vitest(name: string, config: string): Promise<Count> {
  const report = join(CACHE, 'test', `${name}.json`);
  await mkdir(dirname(report), { recursive: true });
  await rm(report, { force: true });
  const args = ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runBin('vitest', 'vitest.mjs', args);
  const json = await readFile(report, 'utf8').catch(() => null);
  if (json === null) {
    console.error('The test runner ended without a report.');
    return FAIL;
  }
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(json) as VitestReport;
  // A file that cannot be loaded has no cases, and an error outside of any case fails the run: both count as one.
  const unloaded = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
  const failed = numFailedTests + unloaded;
  return { passed: numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
}

async function sizeLimit(): Promise<Count> {
  const { files, gzipBytes } = await firstPaint(await ensureBuild(process.stdout));
  const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
  for (const { file, gzipBytes: bytes } of files) console.log(`${kB(bytes).padStart(10)}  ${file}`);
  const fits = gzipBytes <= FIRST_PAINT_LIMIT_BYTES;
  console.log(`JavaScript before the first paint: ${kB(gzipBytes)} gzip, limit ${kB(FIRST_PAINT_LIMIT_BYTES)}`);
  return fits ? PASS : FAIL;
}

await step('types (tsc)', () => check('typescript', 'bin/tsc', ['--noEmit', '-p', 'tsconfig.json']));
await step('lint (eslint)', () => check('eslint', 'bin/eslint.js', ['--max-warnings=0', '.']));
await step('import rule (dependency-cruiser)', () =>
  check('dependency-cruiser', 'bin/dependency-cruise.mjs', ['--config', '.dependency-cruiser.cjs', 'src']));
await step('unit and property tests', () => vitest('unit', 'vitest.config.ts'));
await step('build and size limit', sizeLimit);
await step('browser tests', async () => {
  console.log(`Browser: ${findBrowser(console.log)}`);
  return vitest('browser', 'vitest.browser.config.ts');
});

console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s${failures.length > 0 ? `; failed: ${failures.join(', ')}` : ''}`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed > 0 ? 1 : 0;
