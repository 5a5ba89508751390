/** Queueing theory written down again, apart from the product, to check the simulation against. Rates and times in any one unit. */

/** Erlang C (Erlang 1917): probability that an arrival waits, for `c` servers offered `a` = λ/μ Erlangs, from its defining sums. */
export function erlangC(c: number, a: number): number {
  let term = 1;
  let sum = 0;
  for (let k = 0; k < c; k++) {
    sum += term;
    term *= a / (k + 1);
  }
  const full = (term * c) / (c - a);
  return full / (sum + full);
}

/** Mean wait of M/M/c. */
export const mmcWait = (lambda: number, mu: number, c: number): number => erlangC(c, lambda / mu) / (c * mu - lambda);

/** P(wait > t) of M/M/c: exponential with rate cμ − λ once there is a wait. */
export const mmcWaitTail = (lambda: number, mu: number, c: number, t: number): number => erlangC(c, lambda / mu) * Math.exp(-(c * mu - lambda) * t);

/** Mean wait of M/G/1 (Pollaczek 1930, Khinchine 1932), from the first two moments of the service time. */
export const mg1Wait = (lambda: number, mean: number, secondMoment: number): number => (lambda * secondMoment) / (2 * (1 - lambda * mean));

/** P(time in system > t) of M/M/1: exponential with rate μ − λ. */
export const mm1Sojourn = (lambda: number, mu: number, t: number): number => Math.exp(-(mu - lambda) * t);

/**
 * Mean number in system of a closed loop: N clients thinking for an exponential time of mean Z, one exponential server of
 * mean S (machine repairman, M/M/1//N). Exact by mean value analysis (Reiser & Lavenberg 1980). Returns throughput and mean response.
 */
export function machineRepair(clients: number, think: number, service: number): { readonly throughput: number; readonly response: number } {
  let queue = 0;
  let response = service;
  let throughput = 0;
  for (let n = 1; n <= clients; n++) {
    response = service * (1 + queue);
    throughput = n / (think + response);
    queue = throughput * response;
  }
  return { throughput, response };
}
