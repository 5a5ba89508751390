/**
 * Quantiles of a stream in memory that does not grow with it: DDSketch (Masson, Rim & Lee 2019, VLDB), which answers any
 * quantile within a fixed relative error of the value at that rank.
 */
import { LogCollapsingLowestDenseDDSketch } from '@datadog/sketches-js';

/** A quantile is off by at most this share of its value. */
export const RELATIVE_ERROR = 0.002;
/** Ten powers of ten at that error; below them the smallest values share a bin, so that the tail stays exact. */
const BIN_LIMIT = 5_760;
/**
 * The library takes a greatest bin numbered 0 for none when it merges (2.1.1, `secondKey || key`), so bins of values
 * about 1 get lost. Values are kept times 2³⁰, which is exact, so that all bins have numbers above 0; smaller ones are 0.
 */
const SCALE = 2 ** 30;
const LEAST = 1 / SCALE;

/** A sketch as plain data: bins of counts. */
export interface SketchData {
  readonly bins: readonly number[];
  readonly offset: number;
  readonly minKey: number;
  readonly maxKey: number;
  readonly zeroCount: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/** One mapping for all sketches: the same value has the same bin everywhere, and its logarithm is taken once. */
const MAPPING = new LogCollapsingLowestDenseDDSketch({ relativeAccuracy: RELATIVE_ERROR, binLimit: BIN_LIMIT }).mapping;

/** The bin of a value, for `addTo`; NaN for what is left out, −1 for 0. */
export function binOf(value: number): number {
  if (value > LEAST) return MAPPING.key(value * SCALE);
  return value >= 0 ? -1 : Number.NaN;
}

export class QuantileSketch {
  readonly #sketch = new LogCollapsingLowestDenseDDSketch({ relativeAccuracy: RELATIVE_ERROR, binLimit: BIN_LIMIT });

  /** Takes a value ≥ 0 (below 10⁻⁹ as 0); NaN (something that never happened) is left out. */
  add(value: number, weight = 1): void {
    if (value >= 0 && weight > 0) this.#sketch.accept(value > LEAST ? value * SCALE : 0, weight);
  }

  /** The same as `add(value)` with the value's bin known; a quarter of the time. */
  addTo(bin: number, value: number): void {
    const sketch = this.#sketch;
    if (bin >= 0) {
      const { store } = sketch;
      // What `store.add` does when the bin is there already.
      if (bin >= store.minKey && bin <= store.maxKey) {
        const at = bin - store.offset;
        store.bins[at] = (store.bins[at] ?? 0) + 1;
        store.count++;
      } else store.add(bin, 1);
    } else if (bin === -1) sketch.zeroCount++;
    else return;
    const scaled = bin === -1 ? 0 : value * SCALE;
    sketch.count++;
    sketch.sum += scaled;
    if (scaled < sketch.min) sketch.min = scaled;
    if (scaled > sketch.max) sketch.max = scaled;
  }

  /** `count` values, spread evenly from `low` to `high`. */
  addSpread(low: number, high: number, count: number): void {
    if (!(count > 0)) return;
    // Within one bin the middle stands for all; that is nearly always so, and the logarithms are saved.
    if (Math.abs(high - low) <= 2 * RELATIVE_ERROR * low) {
      this.add((low + high) / 2, count);
      return;
    }
    const ratio = Math.max(high, low, LEAST) / Math.max(Math.min(high, low), LEAST);
    const pieces = Math.min(Math.ceil(count), Math.ceil(Math.log(ratio) / (2 * RELATIVE_ERROR)));
    for (let i = 0; i < pieces; i++) this.add(low + ((high - low) * (i + 0.5)) / pieces, count / pieces);
  }

  get count(): number {
    return this.#sketch.count;
  }

  get sum(): number {
    return this.#sketch.sum / SCALE;
  }

  /** NaN of nothing. */
  get mean(): number {
    return this.count === 0 ? Number.NaN : this.sum / this.count;
  }

  get min(): number {
    return this.count === 0 ? Number.NaN : this.#sketch.min / SCALE;
  }

  get max(): number {
    return this.count === 0 ? Number.NaN : this.#sketch.max / SCALE;
  }

  /** The q-quantile, 0 ≤ q ≤ 1, within `RELATIVE_ERROR`; NaN of nothing. */
  quantile(q: number): number {
    if (this.count === 0) return Number.NaN;
    // The ends are known exactly, and no quantile lies beyond them.
    return Math.min(this.max, Math.max(this.min, this.#sketch.getValueAtQuantile(q) / SCALE));
  }

  /** Share of values above a limit, 0 to 1; values within the relative error of the limit may be on either side. */
  shareAbove(limit: number): number {
    if (this.count === 0) return Number.NaN;
    let above = 0;
    for (const { value, count } of this.bins()) if (value > limit) above += count;
    return above / this.count;
  }

  /** The bins that hold something, in order. */
  *bins(): Generator<{ readonly value: number; readonly count: number }> {
    const { store, mapping, zeroCount } = this.#sketch;
    if (zeroCount > 0) yield { value: 0, count: zeroCount };
    for (let i = 0; i < store.bins.length; i++) {
      const count = store.bins[i] ?? 0;
      if (count > 0) yield { value: mapping.value(i + store.offset) / SCALE, count };
    }
  }

  merge(other: QuantileSketch): void {
    this.#sketch.merge(other.#sketch);
  }

  /** Plain data, to be sent between threads. */
  toData(): SketchData {
    const { store, zeroCount, count, sum, min, max } = this.#sketch;
    return { bins: [...store.bins], offset: store.offset, minKey: store.minKey, maxKey: store.maxKey, zeroCount, count, sum, min, max };
  }

  static fromData(data: SketchData): QuantileSketch {
    const out = new QuantileSketch();
    const sketch = out.#sketch;
    const { store } = sketch;
    store.bins = [...data.bins];
    store.offset = data.offset;
    store.minKey = data.minKey;
    store.maxKey = data.maxKey;
    store.count = data.count - data.zeroCount;
    sketch.zeroCount = data.zeroCount;
    sketch.count = data.count;
    sketch.sum = data.sum;
    sketch.min = data.min;
    sketch.max = data.max;
    return out;
  }
}
