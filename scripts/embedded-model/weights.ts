/** Turns the fp32 checkpoint into the tensors of the weight file. */
import { DATA_TYPE } from './onnx-proto.ts';
import { WeightFile, type StoredTensor } from './graph-builder.ts';
import { BLOCK, carrierGroups, packCodes, quantize, type QuantizedMatrix } from './quantize.ts';
import type { Checkpoint } from './source.ts';

/**
 * Bits of each group of tensors, chosen by measurement (README.md, "Choosing the bits"): the layers need all eight, the
 * table loses little at seven, and together they fit the size limit.
 */
export const BITS = { embedding: 7, layers: 8 } as const;

/** A quantized matrix in the weight file. */
export interface StoredMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly bits: QuantizedMatrix['bits'];
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
  readonly embedding: StoredMatrix;
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

function storeMatrix(file: WeightFile, weights: Float32Array, columns: number, bits: QuantizedMatrix['bits']): StoredMatrix {
  const rows = weights.length / columns;
  const matrix = quantize(weights, rows, columns, bits);
  const groups = carrierGroups(bits);
  const storedRows = groups === 0 ? rows : (rows * groups) / (groups + 1);
  return {
    rows,
    columns,
    bits,
    codes: file.add(DATA_TYPE.uint8, [storedRows, columns], packCodes(matrix)),
    scales: file.add(DATA_TYPE.float16, [rows, columns / BLOCK], matrix.scales),
  };
}

/** Quantizes the checkpoint into a weight file of the given name. */
export function storeWeights(checkpoint: Checkpoint, fileName: string): StoredModel {
  const { dim, hiddenDim, heads, kvHeads, headDim, contextTokens } = checkpoint.shape;
  const file = new WeightFile(fileName);
  const vector = (values: Float32Array): StoredTensor => file.add(DATA_TYPE.float32, [values.length], values);
  const rope = (values: Float32Array): StoredTensor => file.add(DATA_TYPE.float32, [contextTokens, headDim / 2], values);
  return {
    file,
    embedding: storeMatrix(file, checkpoint.embedding, dim, BITS.embedding),
    layers: checkpoint.layers.map((layer) => ({
      attentionNorm: vector(layer.attentionNorm),
      queryKeyValue: storeMatrix(
        file,
        concatenate(
          toHalfSplitRows(layer.query, heads, headDim, dim),
          toHalfSplitRows(layer.key, kvHeads, headDim, dim),
          layer.value,
        ),
        dim,
        BITS.layers,
      ),
      output: storeMatrix(file, layer.output, dim, BITS.layers),
      feedForwardNorm: vector(layer.feedForwardNorm),
      gate: storeMatrix(file, layer.gate, dim, BITS.layers),
      up: storeMatrix(file, layer.up, dim, BITS.layers),
      down: storeMatrix(file, layer.down, hiddenDim, BITS.layers),
    })),
    finalNorm: vector(checkpoint.finalNorm),
    ropeCos: rope(checkpoint.ropeCos),
    ropeSin: rope(checkpoint.ropeSin),
  };
}
