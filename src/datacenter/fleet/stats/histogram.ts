/** Histograms made of sketches: bars that grow with their value (evenly wide on a logarithmic axis), or even ones. */
import type { QuantileSketch } from './sketch';

export interface Histogram {
  /** Edges of the bars, ascending; one more than counts. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  /** Values of exactly 0, which a logarithmic axis cannot show. */
  readonly zeros: number;
}

const BARS = 40;
/** Wider than this from least to greatest, and the bars grow. */
const EVEN_UP_TO = 4;

/** Bars from the least to the greatest value; counts sum to the sketch's less its zeros. */
export function histogramOf(sketch: QuantileSketch, bars = BARS): Histogram {
  const bins = [...sketch.bins()];
  const zeros = bins[0]?.value === 0 ? bins[0].count : 0;
  const held = bins.filter(({ value }) => value > 0);
  const low = held[0]?.value;
  const high = held.at(-1)?.value;
  if (low === undefined || high === undefined) return { edges: [], counts: [], zeros };
  if (low === high) return { edges: [low, high], counts: [held.reduce((sum, { count }) => sum + count, 0)], zeros };
  const even = high / low < EVEN_UP_TO;
  const edges = Array.from({ length: bars + 1 }, (_, i) => (even ? low + ((high - low) * i) / bars : low * (high / low) ** (i / bars)));
  const counts = new Array<number>(bars).fill(0);
  for (const { value, count } of held) {
    const at = even ? (value - low) / (high - low) : Math.log(value / low) / Math.log(high / low);
    const bar = Math.min(bars - 1, Math.max(0, Math.floor(at * bars)));
    counts[bar] = (counts[bar] ?? 0) + count;
  }
  return { edges, counts, zeros };
}
