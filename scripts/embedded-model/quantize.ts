/**
 * Symmetric block quantization to 8-bit codes.
 *
 * A weight is `(code - 128) * scale`, with one fp16 scale for each run of `BLOCK` inputs of one output row: the form
 * ONNX Runtime's `MatMulNBits` and `GatherBlockQuantized` read at 8 bits without zero points.
 */

/** Inputs that share a scale. */
export const BLOCK = 32;

export const BITS = 8;

/** The code that stands for zero, as `MatMulNBits` assumes for 8 bits. */
export const ZERO_CODE = 128;

// Codes are symmetric: -127 to 127 around the zero code.
const LARGEST_LEVEL = 127;

/** Rows of 8-bit codes with their fp16 scales. */
export interface QuantizedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly codes: Uint8Array;
  /** fp16 bit patterns, [rows, columns / BLOCK]. */
  readonly scales: Uint16Array;
}

const float32Scratch = new Float32Array(1);
const uint32Scratch = new Uint32Array(float32Scratch.buffer);

/** Rounds to the nearest IEEE half, ties to even. Throws on values a half cannot hold. */
export function toHalfBits(value: number): number {
  float32Scratch[0] = value;
  const bits = uint32Scratch[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  const mantissa = bits & 0x7fffff;
  if (exponent >= 31) throw new Error(`${value} does not fit into a half-precision number.`);
  // A subnormal half keeps fewer mantissa bits; the implicit leading one becomes explicit.
  const shift = exponent <= 0 ? 14 - exponent : 13;
  if (shift > 24) return sign;
  const full = exponent <= 0 ? mantissa | 0x800000 : mantissa;
  const kept = full >>> shift;
  const rest = full & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  const roundUp = rest > half || (rest === half && (kept & 1) === 1) ? 1 : 0;
  const base = exponent <= 0 ? 0 : exponent << 10;
  return sign | (base + kept + roundUp);
}

/** The value of a half's bit pattern. */
export function fromHalfBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

// Scales tried for each block, as fractions of the one that just reaches its largest weight. The smallest squared error wins.
const SHRINK_STEPS = 8;
const SHRINK_MINIMUM = 0.9;

/** Quantizes a row-major [rows, columns] matrix; `columns` must be a multiple of `BLOCK`. */
export function quantize(weights: Float32Array, rows: number, columns: number): QuantizedMatrix {
  if (weights.length !== rows * columns || columns % BLOCK !== 0) {
    throw new Error(`Cannot quantize ${weights.length} weights as ${rows} rows of ${columns} in blocks of ${BLOCK}.`);
  }
  const level = (value: number, scale: number): number =>
    scale === 0 ? 0 : Math.max(-LARGEST_LEVEL, Math.min(LARGEST_LEVEL, Math.round(value / scale)));
  const codes = new Uint8Array(weights.length);
  const scales = new Uint16Array(weights.length / BLOCK);
  for (let block = 0; block < scales.length; block += 1) {
    const values = weights.subarray(block * BLOCK, (block + 1) * BLOCK);
    let largest = 0;
    for (const value of values) largest = Math.max(largest, Math.abs(value));
    let bestError = Number.POSITIVE_INFINITY;
    let bestBits = 0;
    for (let i = 0; i < SHRINK_STEPS; i += 1) {
      const fraction = 1 - ((1 - SHRINK_MINIMUM) * i) / (SHRINK_STEPS - 1);
      const candidate = toHalfBits((largest / LARGEST_LEVEL) * fraction);
      const scale = fromHalfBits(candidate);
      let error = 0;
      for (const value of values) error += (level(value, scale) * scale - value) ** 2;
      if (error < bestError) {
        bestError = error;
        bestBits = candidate;
      }
    }
    scales[block] = bestBits;
    const scale = fromHalfBits(bestBits);
    values.forEach((value, i) => {
      codes[block * BLOCK + i] = ZERO_CODE + level(value, scale);
    });
  }
  return { rows, columns, codes, scales };
}

/** The different rows of a matrix, and which of them each row is. */
export interface SharedRows {
  readonly matrix: QuantizedMatrix;
  /** For each row of the original matrix, its row in `matrix`. */
  readonly index: Int32Array;
}

/**
 * Keeps one copy of rows that are equal once quantized, in order of first appearance. Nothing is lost. It pays for the
 * token table: more than half of the tokens never occurred in the training text, and their rows are all alike.
 */
export function shareRows(matrix: QuantizedMatrix): SharedRows {
  const { rows, columns, codes, scales } = matrix;
  const rowScales = columns / BLOCK;
  const index = new Int32Array(rows);
  const firstRows: number[] = [];
  const known = new Map<string, number>();
  for (let row = 0; row < rows; row += 1) {
    const contents = `${codes.subarray(row * columns, (row + 1) * columns).join()};${scales.subarray(row * rowScales, (row + 1) * rowScales).join()}`;
    let found = known.get(contents);
    if (found === undefined) {
      found = firstRows.length;
      known.set(contents, found);
      firstRows.push(row);
    }
    index[row] = found;
  }
  const shared = { rows: firstRows.length, columns, codes: new Uint8Array(firstRows.length * columns), scales: new Uint16Array(firstRows.length * rowScales) };
  firstRows.forEach((row, i) => {
    shared.codes.set(codes.subarray(row * columns, (row + 1) * columns), i * columns);
    shared.scales.set(scales.subarray(row * rowScales, (row + 1) * rowScales), i * rowScales);
  });
  return { matrix: shared, index };
}
