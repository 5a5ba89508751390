/** Ranges of a modeled trace: 5th to 95th percentile, from the ranges of its spans. */
import type { PlaceId } from './stage';
import type { Span, Trace } from './trace';

export interface Range { low: number; high: number }

/** Time of one layer: sum, and the sums' range where every one of its spans has one. */
export interface LayerTime {
  stage: PlaceId;
  layer: string;
  durationMs: number;
  rangeMs: Range | null;
  spans: number;
  /** Attributes of the layer's first span. */
  attributes: Span['attributes'];
}

/**
 * Times of the layers in the order in which they first appear. Spans of one layer share their error (the same model,
 * the same machine), so their ranges add up end to end.
 */
export function layerTimes(spans: readonly Span[]): LayerTime[] {
  const layers = new Map<string, LayerTime>();
  for (const span of spans) {
    const key = `${span.stage}/${span.layer}`;
    const known = layers.get(key);
    if (known === undefined) {
      layers.set(key, {
        stage: span.stage, layer: span.layer, durationMs: span.durationMs, rangeMs: span.rangeMs ?? null, spans: 1, attributes: span.attributes,
      });
      continue;
    }
    known.durationMs += span.durationMs;
    known.spans++;
    known.rangeMs = known.rangeMs === null || span.rangeMs === undefined
      ? null
      : { low: known.rangeMs.low + span.rangeMs.low, high: known.rangeMs.high + span.rangeMs.high };
  }
  return [...layers.values()];
}

/**
 * Range of the sum of `spans`: layers are taken as independent of one another, so their distances from the drawn value
 * add up as squares. The network's layers all walk the same path: they move together. Null when nothing has a range.
 */
export function rangeOfSum(spans: readonly Span[]): Range | null {
  const path = spans.filter(({ stage }) => stage === 'network').map((span) => ({ ...span, layer: 'request' }));
  const rest = spans.filter(({ stage }) => stage !== 'network');
  const layers = [...layerTimes(path), ...layerTimes(rest)].filter((layer) => layer.rangeMs !== null);
  if (layers.length === 0) return null;
  const sum = spans.reduce((total, span) => total + span.durationMs, 0);
  let below = 0;
  let above = 0;
  for (const { durationMs, rangeMs } of layers) {
    if (rangeMs === null) continue;
    below += Math.max(0, durationMs - rangeMs.low) ** 2;
    above += Math.max(0, rangeMs.high - durationMs) ** 2;
  }
  return { low: Math.max(0, sum - Math.sqrt(below)), high: sum + Math.sqrt(above) };
}

/** Spans that have ended by `timeMs`, in ms. What is added after them (the way of a token to the client) is kept as it is. */
export function rangeUntil(trace: Pick<Trace, 'spans'>, timeMs: number): Range | null {
  const before = trace.spans.filter((span) => span.startMs + span.durationMs <= timeMs);
  const range = rangeOfSum(before);
  const last = before.at(-1);
  if (range === null || last === undefined) return null;
  const rest = timeMs - (last.startMs + last.durationMs);
  return { low: range.low + rest, high: range.high + rest };
}

/** Range of a value in proportion to the decoding time (a gap between tokens, TPOT), in the value's unit. Null when nothing has a range. */
export function rangePerToken({ spans }: Pick<Trace, 'spans'>, value: number): Range | null {
  const decoding = spans.filter((span) => span.layer === 'decode' || span.layer === 'sampling');
  const range = rangeOfSum(decoding);
  const sum = decoding.reduce((total, span) => total + span.durationMs, 0);
  return range === null || sum === 0 ? null : { low: (value * range.low) / sum, high: (value * range.high) / sum };
}
