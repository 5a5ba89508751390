/**
 * A metric in batches of neighbouring requests. Latencies of neighbours hang together, so the spread of single values
 * says little about the error of their mean; means of long batches are nearly independent (batch means, Law & Kelton).
 * Batches are cut by the request's number, so that two runs of the same requests have the same batches.
 */
import { normalQuantile } from '@/core/statistics';
import { binOf, QuantileSketch } from './sketch';
import { around, CONFIDENCE, meanInterval, type Interval } from './student';

/** Batches held at most; then neighbours are merged in pairs. So there are always between half as many and these. */
const MOST = 64;
/** Fewer say too little about their own spread. */
const LEAST_BATCHES = 8;
/** Values beyond the quantile that a batch needs, or its own quantile is that of another. */
const BEYOND = 5;

export class BatchedMetric {
  #size = 1;
  #batches: QuantileSketch[] = [];

  /** Takes the value of request `index`. NaN is left out. `bin` is the value's, where it is known. */
  add(index: number, value: number, bin = binOf(value)): void {
    let at = Math.floor(index / this.#size);
    while (at >= MOST) {
      this.#batches = paired(this.#batches);
      this.#size *= 2;
      at = Math.floor(index / this.#size);
    }
    while (this.#batches.length <= at) this.#batches.push(new QuantileSketch());
    this.#batches[at]?.addTo(bin, value);
  }

  /** All values together. */
  whole(): QuantileSketch {
    const sum = new QuantileSketch();
    for (const batch of this.#batches) sum.merge(batch);
    return sum;
  }

  /** Batches of the same size as the other's, for pairs. */
  alignedWith(other: BatchedMetric): [readonly QuantileSketch[], readonly QuantileSketch[]] {
    let [mine, theirs] = [this.#batches, other.#batches];
    for (let size = this.#size; size < other.#size; size *= 2) mine = paired(mine);
    for (let size = other.#size; size < this.#size; size *= 2) theirs = paired(theirs);
    return [mine, theirs];
  }

  /** The other's requests are numbered like these (a part of the same run). */
  merge(other: BatchedMetric): void {
    const [mine, theirs] = this.alignedWith(other);
    this.#size = Math.max(this.#size, other.#size);
    this.#batches = Array.from({ length: Math.max(mine.length, theirs.length) }, (_, i) => mergedSketch(mine[i], theirs[i]));
  }

  /** 95 % interval of the mean; null where there are too few values. */
  meanInterval(): Interval | null {
    const full = whole(this.#batches);
    return full.length < LEAST_BATCHES ? null : meanInterval(full.map((batch) => batch.mean));
  }

  /**
   * 95 % interval of the q-quantile by sectioning: the batches' quantiles around that of the whole (Nakayama 2014). Where
   * batches are too short for the quantile, by order statistics of the whole, which takes requests as independent; null
   * where even those are too few.
   */
  quantileInterval(q: number, all: QuantileSketch = this.whole()): (Interval & { readonly method: 'sectioning' | 'order-statistics' }) | null {
    const needed = BEYOND / Math.min(q, 1 - q);
    let batches = whole(this.#batches);
    while (batches.length >= 2 * LEAST_BATCHES && shortest(batches) < needed) batches = whole(paired(batches));
    const centre = all.quantile(q);
    if (batches.length >= LEAST_BATCHES && shortest(batches) >= needed) {
      const { low, high } = around(centre, centre, batches.map((batch) => batch.quantile(q)));
      return { low: Math.max(all.min, low), high, method: 'sectioning' };
    }
    const n = all.count;
    const half = normalQuantile((1 + CONFIDENCE) / 2) * Math.sqrt(n * q * (1 - q));
    const [low, high] = [Math.floor(n * q - half), Math.ceil(n * q + half)];
    if (low < 0 || high >= n) return null;
    return { low: all.quantile(low / (n - 1)), high: all.quantile(high / (n - 1)), method: 'order-statistics' };
  }
}

const shortest = (batches: readonly QuantileSketch[]): number => Math.min(...batches.map((batch) => batch.count));

/** Batches that hold values; the last one only if it is about as long as the others. */
function whole(batches: readonly QuantileSketch[]): QuantileSketch[] {
  const held = batches.filter((batch) => batch.count > 0);
  const last = held.at(-1);
  const before = held.at(-2);
  return last !== undefined && before !== undefined && last.count < before.count / 2 ? held.slice(0, -1) : held;
}

function mergedSketch(a: QuantileSketch | undefined, b: QuantileSketch | undefined): QuantileSketch {
  const out = new QuantileSketch();
  if (a !== undefined) out.merge(a);
  if (b !== undefined) out.merge(b);
  return out;
}

function paired(batches: readonly QuantileSketch[]): QuantileSketch[] {
  return Array.from({ length: Math.ceil(batches.length / 2) }, (_, i) => mergedSketch(batches[2 * i], batches[2 * i + 1]));
}

export interface PairedDifference {
  /** b − a, of the whole. */
  readonly difference: number;
  /** 95 % interval of the difference; null where there are too few values. */
  readonly interval: Interval | null;
  /** Whether the interval leaves out zero. */
  readonly significant: boolean;
}

/**
 * Difference of a statistic between two runs on the same requests, from the differences of their batches: what both runs
 * share (the same burst, the same long prompt) falls out (common random numbers).
 */
export function pairedDifference(a: BatchedMetric, b: BatchedMetric, statistic: 'mean' | number): PairedDifference {
  const of = (sketch: QuantileSketch): number => (statistic === 'mean' ? sketch.mean : sketch.quantile(statistic));
  const difference = of(b.whole()) - of(a.whole());
  const needed = statistic === 'mean' ? 1 : BEYOND / Math.min(statistic, 1 - statistic);
  let [left, right] = a.alignedWith(b);
  for (;;) {
    const pairs = left.flatMap((x, i) => {
      const y = right[i];
      return y === undefined || Math.min(x.count, y.count) < needed ? [] : [of(y) - of(x)];
    });
    if (pairs.length >= LEAST_BATCHES) {
      const interval = around(difference, statistic === 'mean' ? pairs.reduce((sum, d) => sum + d, 0) / pairs.length : difference, pairs);
      return { difference, interval, significant: interval.low > 0 || interval.high < 0 };
    }
    if (left.length < 2 * LEAST_BATCHES) return { difference, interval: null, significant: false };
    [left, right] = [paired(left), paired(right)];
  }
}
