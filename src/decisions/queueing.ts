/**
 * Queueing in closed form, for what a single request cannot show. Rates in requests a second, times in ms.
 * Sources: A. K. Erlang 1917 (delay formula); Pollaczek 1930, Khinchine 1932 (M/G/1); Lee & Longton 1959 (M/G/c:
 * the M/M/c wait times half of one plus the squared variation of the service time); Little 1961.
 */

/**
 * Probability that an arrival has to wait when `servers` servers are offered `load` erlangs (Erlang C).
 * 1 at or above saturation. Computed by the recursion of Erlang B, which does not overflow.
 */
export function erlangC(servers: number, load: number): number {
  if (load >= servers) return 1;
  let b = 1;
  for (let n = 1; n <= servers; n++) b = (load * b) / (n + load * b);
  const rho = load / servers;
  return b / (1 - rho * (1 - b));
}

export interface Wait {
  /** Share of arrivals that wait at all. */
  readonly probability: number;
  /** Mean over all arrivals; infinite at or above saturation. */
  readonly meanMs: number;
  /** The q-quantile over all arrivals, 0 <= q < 1: the wait of those that wait is taken as exponential (exact for M/M/c). */
  quantileMs(q: number): number;
}

/** Wait before one of `servers` servers, Poisson arrivals, mean service time and its squared coefficient of variation. */
export function waitTime(servers: number, ratePerS: number, serviceMs: number, variation2 = 1): Wait {
  const load = (ratePerS * serviceMs) / 1000;
  const probability = erlangC(servers, load);
  if (load >= servers) return { probability: 1, meanMs: Infinity, quantileMs: () => Infinity };
  const meanMs = ((probability * serviceMs) / (servers - load)) * ((1 + variation2) / 2);
  return {
    probability, meanMs,
    quantileMs: (q) => (q <= 1 - probability || probability === 0 ? 0 : (meanMs / probability) * Math.log(probability / (1 - q))),
  };
}

/** Mean wait in an M/G/1 queue of service times with the given probabilities (Pollaczek–Khinchine): λ E[S²] / (2 (1 − ρ)). */
export function mg1WaitMs(ratePerS: number, services: readonly { readonly share: number; readonly ms: number }[]): number {
  const perMs = ratePerS / 1000;
  let rho = 0;
  let second = 0;
  for (const { share, ms } of services) {
    rho += perMs * share * ms;
    second += share * ms * ms;
  }
  return rho >= 1 ? Infinity : (perMs * second) / (2 * (1 - rho));
}

export interface Hedging {
  readonly latencyMs: Float64Array;
  /** Share of requests for which a duplicate was sent. */
  readonly duplicates: number;
}

/** A copy goes out after `delayMs`; the faster answer wins: min(X, delay + X'). Both samples are of the same distribution, independent. */
export function hedge(first: Float64Array, second: Float64Array, delayMs: number): Hedging {
  let sent = 0;
  const latencyMs = first.map((ms, i) => {
    if (ms <= delayMs) return ms;
    sent++;
    return Math.min(ms, delayMs + (second[i] ?? ms));
  });
  return { latencyMs, duplicates: first.length === 0 ? 0 : sent / first.length };
}
