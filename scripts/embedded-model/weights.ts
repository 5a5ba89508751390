/** Turns the fp32 checkpoint into the tensors of the weight file. */
import { DATA_TYPE } from './onnx-proto.ts';
import { WeightFile, type StoredTensor } from './graph-builder.ts';
import { BLOCK, quantize, shareRows, type QuantizedMatrix } from './quantize.ts';
import type { Checkpoint } from './source.ts';

/** A quantized matrix in the weight file. */
export interface StoredMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly codes: StoredTensor;
  readonly scales: StoredTensor;
}

export interface StoredLayer {
  readonly attentionNorm: StoredTensor;
  /** Query, key and value rows in one matrix. */
  readonly queryKeyValue: StoredMatrix;
  readonly output: StoredMatrix;
  readonly feedForwardNorm: StoredTensor;
  readonly gate: StoredMatrix;
  readonly up: StoredMatrix;
  readonly down: StoredMatrix;
}

export interface StoredModel {
  readonly file: WeightFile;
  /** The different rows of the token table, which is also the output head. */
  readonly embedding: StoredMatrix;
  /** int32 for each token: its row of `embedding`. */
  readonly tokenRows: StoredTensor;
  readonly layers: readonly StoredLayer[];
  readonly finalNorm: StoredTensor;
  readonly ropeCos: StoredTensor;
  readonly ropeSin: StoredTensor;
}

/**
 * Reorders the rows of a query or key projection so that rotary embedding pairs row `j` of a head with row
 * `j + headDim / 2`, as `GroupQueryAttention` does, instead of `2j` with `2j + 1`, as llama2.c does. Attention scores
 * do not change, because queries and keys are reordered alike.
 */
export function toHalfSplitRows(weights: Float32Array, heads: number, headDim: number, columns: number): Float32Array {
  const out = new Float32Array(weights.length);
  for (let head = 0; head < heads; head += 1) {
    for (let row = 0; row < headDim; row += 1) {
      const from = row < headDim / 2 ? 2 * row : 2 * (row - headDim / 2) + 1;
      const source = (head * headDim + from) * columns;
      out.set(weights.subarray(source, source + columns), (head * headDim + row) * columns);
    }
  }
  return out;
}

function concatenate(...parts: Float32Array[]): Float32Array {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function storeMatrix(file: WeightFile, matrix: QuantizedMatrix): StoredMatrix {
  const { rows, columns } = matrix;
  return {
    rows,
    columns,
    codes: file.add(DATA_TYPE.uint8, [rows, columns], matrix.codes),
    scales: file.add(DATA_TYPE.float16, [rows, columns / BLOCK], matrix.scales),
  };
}

/** Quantizes the checkpoint into a weight file of the given name. */
export function storeWeights(checkpoint: Checkpoint, fileName: string): StoredModel {
  const { dim, hiddenDim, heads, kvHeads, headDim, contextTokens, vocabSize } = checkpoint.shape;
  const file = new WeightFile(fileName);
  const vector = (values: Float32Array): StoredTensor => file.add(DATA_TYPE.float32, [values.length], values);
  const rope = (values: Float32Array): StoredTensor => file.add(DATA_TYPE.float32, [contextTokens, headDim / 2], values);
  const matrix = (weights: Float32Array, columns: number): StoredMatrix =>
    storeMatrix(file, quantize(weights, weights.length / columns, columns));
  const table = shareRows(quantize(checkpoint.embedding, vocabSize, dim));
  return {
    file,
    embedding: storeMatrix(file, table.matrix),
    tokenRows: file.add(DATA_TYPE.int32, [vocabSize], table.index),
    layers: checkpoint.layers.map((layer) => ({
      attentionNorm: vector(layer.attentionNorm),
      queryKeyValue: matrix(
        concatenate(
          toHalfSplitRows(layer.query, heads, headDim, dim),
          toHalfSplitRows(layer.key, kvHeads, headDim, dim),
          layer.value,
        ),
        dim,
      ),
      output: matrix(layer.output, dim),
      feedForwardNorm: vector(layer.feedForwardNorm),
      gate: matrix(layer.gate, dim),
      up: matrix(layer.up, dim),
      down: matrix(layer.down, hiddenDim),
    })),
    finalNorm: vector(checkpoint.finalNorm),
    ropeCos: rope(checkpoint.ropeCos),
    ropeSin: rope(checkpoint.ropeSin),
  };
}
