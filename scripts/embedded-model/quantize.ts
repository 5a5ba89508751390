/**
 * Symmetric block quantization to 8-bit codes, and the packing that drops their low bits.
 *
 * A weight is `(code - 128) * scale`, with one fp16 scale for each run of `BLOCK` inputs of one output row: the form
 * ONNX Runtime's `MatMulNBits` and `GatherBlockQuantized` read at 8 bits without zero points. Fewer bits than eight
 * keep the same form: the low bits of every code are zero, and packing does not store them.
 */

/** Inputs that share a scale. */
export const BLOCK = 32;

/** The code that stands for zero, as `MatMulNBits` assumes for 8 bits. */
export const ZERO_CODE = 128;

/** Rows of 8-bit codes with their fp16 scales. */
export interface QuantizedMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Significant bits of each code; the other low bits are zero. */
  readonly bits: 4 | 6 | 7 | 8;
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
export function quantize(weights: Float32Array, rows: number, columns: number, bits: QuantizedMatrix['bits']): QuantizedMatrix {
  if (weights.length !== rows * columns || columns % BLOCK !== 0) {
    throw new Error(`Cannot quantize ${weights.length} weights as ${rows} rows of ${columns} in blocks of ${BLOCK}.`);
  }
  const step = 2 ** (8 - bits);
  const limit = 2 ** (bits - 1) - 1;
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
      const candidate = toHalfBits((largest / limit / step) * fraction);
      const scale = fromHalfBits(candidate) * step;
      if (scale === 0) continue;
      let error = 0;
      for (const value of values) {
        const level = Math.max(-limit, Math.min(limit, Math.round(value / scale)));
        error += (level * scale - value) ** 2;
      }
      if (error < bestError) {
        bestError = error;
        bestBits = candidate;
      }
    }
    scales[block] = bestBits;
    const scale = fromHalfBits(bestBits) * step;
    values.forEach((value, i) => {
      const level = scale === 0 ? 0 : Math.max(-limit, Math.min(limit, Math.round(value / scale)));
      codes[block * BLOCK + i] = ZERO_CODE + level * step;
    });
  }
  return { rows, columns, bits, codes, scales };
}

/** How many stored groups of rows carry one more group in the bits they do not use: 7 for 7 bits, 3 for 6, 1 for 4. */
export function carrierGroups(bits: QuantizedMatrix['bits']): number {
  return bits === 8 ? 0 : bits / (8 - bits);
}

/**
 * Packs codes into `bits / 8` of their size. The rows fall into `g + 1` equal groups; the first `g` are stored as they
 * are, and the unused low bits of group `j` hold the `j`-th slice, from the lowest, of the last group's significant bits.
 */
export function packCodes(matrix: QuantizedMatrix): Uint8Array {
  const groups = carrierGroups(matrix.bits);
  if (groups === 0) return matrix.codes;
  if (matrix.rows % (groups + 1) !== 0) throw new Error(`${matrix.rows} rows do not fall into ${groups + 1} equal groups.`);
  const spare = 8 - matrix.bits;
  const groupCodes = matrix.codes.length / (groups + 1);
  const packed = matrix.codes.slice(0, groups * groupCodes);
  for (let j = 0; j < groups; j += 1) {
    for (let i = 0; i < groupCodes; i += 1) {
      const carried = matrix.codes[groups * groupCodes + i] ?? 0;
      const slice = (carried >>> (spare + j * spare)) & (2 ** spare - 1);
      packed[j * groupCodes + i] = (packed[j * groupCodes + i] ?? 0) | slice;
    }
  }
  return packed;
}
