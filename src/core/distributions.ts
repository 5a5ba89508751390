/** Latency distributions of single layers: enough to quote a source's p50 and p95/p99 and to draw from it. */
import { normalQuantile } from './statistics';

export type Distribution =
  | { kind: 'constant'; ms: number }
  /** `median` · exp(sigma · z): the usual shape of service latencies. */
  | { kind: 'lognormal'; medianMs: number; sigma: number }
  | { kind: 'uniform'; lowMs: number; highMs: number };

export const constant = (ms: number): Distribution => ({ kind: 'constant', ms });
export const uniform = (lowMs: number, highMs: number): Distribution => ({ kind: 'uniform', lowMs, highMs });

/** Lognormal through a median and one upper quantile (`p` = 0.95 or 0.99), both in ms. @throws RangeError unless 0 < median <= upper. */
export function lognormal(medianMs: number, upperMs: number, p: 0.95 | 0.99 = 0.99): Distribution {
  if (!(medianMs > 0 && upperMs >= medianMs)) throw new RangeError(`lognormal through ${medianMs} and ${upperMs} ms`);
  return { kind: 'lognormal', medianMs, sigma: Math.log(upperMs / medianMs) / normalQuantile(p) };
}

/** The q-quantile in ms, 0 < q < 1. Drawing = asking for the quantile of a uniform number. */
export function quantileOf(d: Distribution, q: number): number {
  switch (d.kind) {
    case 'constant': return d.ms;
    case 'uniform': return d.lowMs + (d.highMs - d.lowMs) * q;
    case 'lognormal': return d.medianMs * Math.exp(d.sigma * normalQuantile(Math.min(Math.max(q, 1e-9), 1 - 1e-9)));
  }
}

/** The same distribution with every value multiplied by `factor` > 0. */
export function scaled(d: Distribution, factor: number): Distribution {
  switch (d.kind) {
    case 'constant': return constant(d.ms * factor);
    case 'uniform': return uniform(d.lowMs * factor, d.highMs * factor);
    case 'lognormal': return { ...d, medianMs: d.medianMs * factor };
  }
}
