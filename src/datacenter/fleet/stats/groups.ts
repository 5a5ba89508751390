/** Requests by what they have in common: tenant, class, prompt length, route. */
import type { RequestOutcome } from '../types';
import { binOf, QuantileSketch } from './sketch';

/** Latencies that every group is asked for. */
export class Latencies {
  ttftMs = 0;
  tpotMs = 0;
  totalMs = 0;
  // Their bins, so that five sketches take one logarithm.
  ttftBin = 0;
  tpotBin = 0;
  totalBin = 0;

  set(ttftMs: number, tpotMs: number, totalMs: number): void {
    this.ttftMs = ttftMs;
    this.tpotMs = tpotMs;
    this.totalMs = totalMs;
    this.ttftBin = binOf(ttftMs);
    this.tpotBin = binOf(tpotMs);
    this.totalBin = binOf(totalMs);
  }
}

export interface GroupReport {
  readonly name: string;
  readonly requests: number;
  readonly answered: number;
  /** Answers within the service level over all requests, 0 to 1. */
  readonly goodShare: number;
  readonly refused: number;
  readonly failed: number;
  /** Of the input tokens that reached a replica, those found in its cache, 0 to 1. */
  readonly cacheHitShare: number;
  /** GPU cost of its requests, US dollars, idle time left out. */
  readonly costUsd: number;
  readonly ttftMs: Quantiles;
  readonly tpotMs: Quantiles;
  readonly totalMs: Quantiles;
}

export interface Quantiles { readonly mean: number; readonly p50: number; readonly p95: number; readonly p99: number; readonly p999: number; readonly max: number }

/** NaN everywhere of nothing. */
export const quantilesOf = (sketch: QuantileSketch): Quantiles => ({
  mean: sketch.mean, p50: sketch.quantile(0.5), p95: sketch.quantile(0.95), p99: sketch.quantile(0.99), p999: sketch.quantile(0.999), max: sketch.max,
});

export class Group {
  requests = 0;
  answered = 0;
  good = 0;
  refused = 0;
  failed = 0;
  inputTokens = 0;
  cachedTokens = 0;
  costUsd = 0;
  readonly ttft = new QuantileSketch();
  readonly tpot = new QuantileSketch();
  readonly total = new QuantileSketch();

  constructor(readonly name: string) {}

  add(outcome: RequestOutcome, latencies: Latencies | null, good: boolean): void {
    this.requests++;
    this.costUsd += outcome.costUsd;
    if (outcome.replica >= 0) {
      this.inputTokens += outcome.inputTokens;
      this.cachedTokens += outcome.cachedTokens;
    }
    if (latencies === null) {
      if (outcome.outcome === 'rejected' || outcome.outcome === 'shed') this.refused++;
      else this.failed++;
      return;
    }
    this.answered++;
    if (good) this.good++;
    this.ttft.addTo(latencies.ttftBin, latencies.ttftMs);
    this.tpot.addTo(latencies.tpotBin, latencies.tpotMs);
    this.total.addTo(latencies.totalBin, latencies.totalMs);
  }

  merge(other: Group): void {
    for (const field of ['requests', 'answered', 'good', 'refused', 'failed', 'inputTokens', 'cachedTokens', 'costUsd'] as const) this[field] += other[field];
    for (const field of ['ttft', 'tpot', 'total'] as const) this[field].merge(other[field]);
  }

  report(): GroupReport {
    const { name, requests, answered, good, refused, failed, inputTokens, cachedTokens, costUsd } = this;
    return {
      name, requests, answered, refused, failed, costUsd, goodShare: requests === 0 ? 0 : good / requests, cacheHitShare: inputTokens === 0 ? 0 : cachedTokens / inputTokens,
      ttftMs: quantilesOf(this.ttft), tpotMs: quantilesOf(this.tpot), totalMs: quantilesOf(this.total),
    };
  }
}

/** Groups by number, made when their first request comes. */
export class Groups {
  readonly #groups: (Group | undefined)[] = [];

  constructor(private readonly nameOf: (key: number) => string) {}

  at(key: number): Group {
    return (this.#groups[key] ??= new Group(this.nameOf(key)));
  }

  merge(other: Groups): void {
    for (const [key, group] of other.#groups.entries()) if (group !== undefined) this.at(key).merge(group);
  }

  reports(): GroupReport[] {
    return this.#groups.flatMap((group) => (group === undefined ? [] : [group.report()]));
  }
}
