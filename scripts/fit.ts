/**
 * Fits the constants of the inference model to a folder of measurements and stores them in src/stages/inference/fitted.ts.
 *   npm run fit -- DIR            cross-validates, fits to everything, stores
 *   npm run fit -- DIR --check    the same without storing
 *   npm run fit -- DIR --quick    without cross-validation: the errors of the last one stay
 */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FITTED } from '../src/stages/inference/fitted';
import { crossValidate, errorsOf } from './fit/cross-validation';
import { fitAll, STAGE_FILES } from './fit/stages';
import { fittedSource } from './fit/source';

const [dir, flag] = process.argv.slice(2);
if (dir === undefined || (flag !== undefined && flag !== '--check' && flag !== '--quick')) {
  process.stderr.write('Name the folder with the measurements: npm run fit -- DIR [--check | --quick]\n');
  process.exit(2);
}

const tables = new Map<string, string>();
for (const file of STAGE_FILES) {
  const text = await readFile(join(dir, file), 'utf8').catch(() => null);
  if (text !== null) tables.set(file, text);
}
if (tables.size === 0) {
  process.stderr.write(`${dir} has none of ${STAGE_FILES.join(', ')}.\n`);
  process.exit(2);
}

const started = Date.now();
const say = (text: string): void => { process.stdout.write(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}\n`); };
const fitted = fitAll(FITTED, tables, undefined, say);
const left = flag === '--quick' ? null : crossValidate(FITTED, tables, say);
const hash = createHash('sha256');
for (const text of tables.values()) hash.update(text);
const errors = left === null ? FITTED.errors : errorsOf(fitted, tables, left);
for (const [kind, { fitted: own, unseen }] of Object.entries(errors)) say(`${kind}: ${(100 * own).toFixed(1)} % fitted, ${(100 * unseen).toFixed(1)} % left out`);
if (flag !== '--check') {
  const source = fittedSource(fitted, errors, { date: new Date().toISOString().slice(0, 10), sha256: hash.digest('hex'), tables });
  await writeFile(new URL('../src/stages/inference/fitted.ts', import.meta.url), source);
  say('stored in src/stages/inference/fitted.ts');
}
