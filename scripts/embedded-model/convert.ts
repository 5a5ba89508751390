/**
 * Converts the stories15M checkpoint into `public/models/stories15M/`.
 *
 *   npx tsx scripts/embedded-model/convert.ts            write the folder
 *   npx tsx scripts/embedded-model/convert.ts --check    compare the folder with a fresh conversion; exit 1 on a difference
 *   npx tsx scripts/embedded-model/convert.ts --out DIR  write elsewhere
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { configJson, generationConfigJson, tokenizerConfigJson } from './hub-files.ts';
import { buildGraph } from './llama-graph.ts';
import { GRAPH_FILES, manifestJson, modelCard, WEIGHTS_FILE, type ModelFiles } from './manifest.ts';
import { parseCheckpoint, parseTokenizer, readSource } from './source.ts';
import { tokenizerJson } from './tokenizer-json.ts';
import { storeWeights } from './weights.ts';

/** The folder that the app serves. */
export const MODEL_FOLDER = resolve(dirname(fileURLToPath(import.meta.url)), '../../public/models/stories15M');

/** The whole folder may not be larger. */
export const MAXIMUM_FOLDER_BYTES = 16_000_000;

/** Converts the checkpoint into files, by path inside the model folder. Throws when the source is not the known one or the result is too large. */
export function convert(): ModelFiles {
  const source = readSource();
  const checkpoint = parseCheckpoint(source.checkpoint);
  const pieces = parseTokenizer(source.tokenizer, checkpoint.shape.vocabSize);
  const model = storeWeights(checkpoint, WEIGHTS_FILE.replace('onnx/', ''));
  const text = new TextEncoder();
  const files = new Map<string, Uint8Array>([
    ['README.md', text.encode(modelCard(checkpoint))],
    ['config.json', text.encode(configJson(checkpoint.shape, GRAPH_FILES.webgpu.replace('onnx/', '')))],
    ['generation_config.json', text.encode(generationConfigJson(checkpoint.shape))],
    [GRAPH_FILES.webgpu, buildGraph('webgpu', model, checkpoint.shape)],
    [WEIGHTS_FILE, model.file.toBytes()],
    [GRAPH_FILES.wasm, buildGraph('wasm', model, checkpoint.shape)],
    ['tokenizer.json', text.encode(tokenizerJson(pieces))],
    ['tokenizer_config.json', text.encode(tokenizerConfigJson(checkpoint.shape))],
  ]);
  files.set('manifest.json', text.encode(manifestJson(checkpoint, files)));
  const bytes = [...files.values()].reduce((sum, file) => sum + file.byteLength, 0);
  if (bytes > MAXIMUM_FOLDER_BYTES) throw new Error(`The model folder would be ${bytes} bytes; the limit is ${MAXIMUM_FOLDER_BYTES}.`);
  return files;
}

/** Paths, inside `folder`, of files that differ from `files`, are missing or should not be there. */
export function differences(files: ModelFiles, folder: string): string[] {
  const found = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => statSync(join(folder, path)).isFile())
        .map((path) => path.replaceAll('\\', '/'))
    : [];
  const extra = found.filter((path) => !files.has(path)).map((path) => `${path}: not made by the conversion`);
  const other = [...files].flatMap(([path, bytes]) => {
    if (!found.includes(path)) return [`${path}: missing`];
    return Buffer.compare(bytes, readFileSync(join(folder, path))) === 0 ? [] : [`${path}: contents differ`];
  });
  return [...extra, ...other];
}

function write(files: ModelFiles, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

function main(): void {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false }, out: { type: 'string' } } });
  const folder = values.out === undefined ? MODEL_FOLDER : resolve(values.out);
  const files = convert();
  if (values.check) {
    const found = differences(files, folder);
    for (const line of found) console.error(line);
    if (found.length > 0) process.exitCode = 1;
    else console.log(`${relative('.', folder)}: all ${files.size} files are as converted.`);
    return;
  }
  write(files, folder);
  for (const [path, bytes] of files) console.log(`${String(bytes.byteLength).padStart(10)}  ${path}`);
  console.log(`${String([...files.values()].reduce((sum, file) => sum + file.byteLength, 0)).padStart(10)}  in all`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
