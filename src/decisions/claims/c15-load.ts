import { randomStream } from '@/core/random';
import { patchScenario, type Scenario } from '@/core/scenario';
import type { RequestProfile } from '../profile';
import { quantile, shareAbove, sorted } from '../quantiles';
import { waitTime, type Wait } from '../queueing';
import { judge } from '../search';
import { CLAIM_SAMPLES, column, maybe, ms, must, NOTICEABLE, num, part, pct, samplesOf, scenarioOf } from './kit';
import type { Claim } from './types';

/** Sequences a replica is allowed to run together. */
const SLOTS = 64;
const TIMEOUT_FACTOR = 2;
const TOO_MANY = 0.01;
const HEADROOM = 5;
const USUAL_LOAD = 0.6;
const HIGH_LOAD = 0.9;
/** Lengths of answers vary: their service times are taken as exponential. */
const VARIATION2 = 1;

interface Loaded { readonly ratePerS: number; readonly concurrency: number; readonly wait: Wait; readonly profile: RequestProfile; readonly totalMs: Float64Array }

/**
 * A replica under load: by Little's law the mean number of running requests is rate × service time, and the service
 * time grows with that number; the fixed point is found by bisection. Waiting for a slot is Erlang C.
 */
function loadedAt(base: Scenario, utilization: number): Loaded | null {
  const at = (batch: number): RequestProfile | null => maybe(patchScenario(base, { load: { batch } }));
  const full = at(SLOTS);
  if (full === null) return null;
  const ratePerS = (utilization * SLOTS * 1000) / full.plan.serviceMs;
  let low = 1;
  let high = SLOTS;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const profile = at(middle);
    if (profile !== null && (ratePerS * profile.plan.serviceMs) / 1000 > middle) low = middle;
    else high = middle;
  }
  const concurrency = high;
  const profile = at(concurrency);
  if (profile === null) return null;
  const wait = waitTime(SLOTS, ratePerS, profile.plan.serviceMs, VARIATION2);
  if (wait.meanMs === Infinity) return null;
  const luck = randomStream(1, 'claims/load');
  const totalMs = samplesOf(profile).totalMs.map((value) => value + wait.quantileMs(Math.min(luck(), 1 - 1 / CLAIM_SAMPLES)));
  return { ratePerS, concurrency, wait, profile, totalMs };
}

const p95 = (loaded: Loaded): number => quantile(sorted(loaded.totalMs), 0.95);

export const loadClaim: Claim = {
  id: 'load', number: 15, title: 'A test with one user proves nothing',
  statement: 'Latency at a concurrency of one is fiction: measure at realistic load and keep five times headroom for p95. Fixed timeouts are brittle.',
  source: 'S4; timeouts: S0',
  fleetAdds: 'Bursts, and the growth of a batch while it runs: here the concurrency is its mean and the queue is Erlang\'s, which is optimistic near saturation.',
  run: (patch) => {
    const base = scenarioOf('One user', { request: { inputTokens: 500, maxOutputTokens: 200 }, load: { batch: 1 } }, patch);
    const alone = must(base);
    const aloneSample = samplesOf(alone).totalMs;
    const aloneP95 = quantile(sorted(aloneSample), 0.95);
    const timeoutMs = TIMEOUT_FACTOR * quantile(sorted(aloneSample), 0.5);
    const loads = { parameter: 'load', unit: 'of capacity', scale: 'linear', integer: false, base: USUAL_LOAD } as const;
    const fiction = judge({ ...loads, domain: [0.2, 0.9], search: [0.005, 0.99] }, (load) => {
      const loaded = loadedAt(base, load);
      return loaded === null ? null : p95(loaded) >= (1 + NOTICEABLE) * aloneP95;
    });
    const headroom = judge(
      { parameter: 'headroom', unit: 'times', domain: [HEADROOM, HEADROOM], search: [1.02, 200], scale: 'log', integer: false, base: HEADROOM },
      (times) => { const loaded = loadedAt(base, 1 / times); return loaded === null ? null : p95(loaded) <= (1 + NOTICEABLE) * aloneP95; },
    );
    const timeouts = judge({ ...loads, domain: [0.2, 0.9], search: [0.005, 0.99] }, (load) => {
      const loaded = loadedAt(base, load);
      return loaded === null ? null : shareAbove(loaded.totalMs, timeoutMs) > TOO_MANY;
    });
    const lengths = judge(
      { parameter: 'length of the answer', unit: 'tokens', domain: [100, 800], search: [20, 4_000], scale: 'log', integer: true, base: base.request.maxOutputTokens },
      (tokens) => {
        const loaded = loadedAt(patchScenario(base, { request: { maxOutputTokens: tokens } }), USUAL_LOAD);
        return loaded === null ? null : shareAbove(loaded.totalMs, timeoutMs) > TOO_MANY;
      },
    );
    const rows = [1 / HEADROOM, USUAL_LOAD, HIGH_LOAD].flatMap((load) => {
      const loaded = loadedAt(base, load);
      return loaded === null ? [] : [{ load, loaded }];
    });
    const five = rows[0]?.loaded;
    const busy = rows.at(-1)?.loaded;
    if (five === undefined || busy === undefined) throw new Error('the loads shown are below saturation');
    return {
      scenarios: [{ label: base.name, scenario: base }, ...rows.map(({ load, loaded }) => ({ label: `${pct(load)} load`, scenario: { ...loaded.profile.scenario, name: `${pct(load)} load` } }))],
      columns: [column('rate', 'Requests a second', 'count'), column('running', 'Running together', 'count'), column('wait', 'Waiting for a slot', 'share'), column('p95', 'Total, p95', 'ms'), column('late', 'Over the timeout', 'share')],
      rows: [
        { label: 'One user', values: [null, 1, 0, aloneP95, shareAbove(aloneSample, timeoutMs)] },
        ...rows.map(({ load, loaded }) => ({ label: `${pct(load)} load`, values: [loaded.ratePerS, loaded.concurrency, loaded.wait.probability, p95(loaded), shareAbove(loaded.totalMs, timeoutMs)] })),
      ],
      parts: [
        part('fiction', 'Under load p95 is a tenth above that of one user, or more.', fiction),
        part('headroom', 'With five times headroom p95 is within a tenth of it.', headroom),
        part('timeouts', 'A timeout of twice the median of one user fails more than one request in a hundred.', timeouts),
        part('lengths', `At ${pct(USUAL_LOAD)} load it fails answers that are longer than the one it was set with.`, lengths),
      ],
      explanation: [
        `One user sees ${ms(aloneP95)} at p95. At ${pct(HIGH_LOAD)} of what a batch of ${SLOTS} can serve, ${busy.concurrency} requests run together and p95 is ${ms(p95(busy))}.`,
        `With five times headroom ${five.concurrency} run together and p95 is ${ms(p95(five))}, ${num(p95(five) / aloneP95)} times that of one user: the queue is empty, but the batch is not.`,
        `A timeout of ${ms(timeoutMs)}, set from a test with one user, cuts off ${pct(shareAbove(busy.totalMs, timeoutMs))} at high load although nothing is broken.`,
      ],
    };
  },
};
