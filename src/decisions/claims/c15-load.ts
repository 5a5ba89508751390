import { randomStream } from '@/core/random';
import { patchScenario, type Scenario } from '@/core/scenario';
import { msg, t } from '@/core/text';
import type { SteadyState } from '@/stages/inference/steady';
import type { RequestProfile } from '../profile';
import { quantile, shareAbove, sorted } from '../quantiles';
import { judge } from '../search';
import { capacityPerS, drawEngineMs, outsideMs, steadyLoad, totalEstimate } from '../steady-load';
import { column, expected, maybe, ms, must, NOTICEABLE, num, part, pct, samplesOf, scenarioOf } from './kit';
import type { Claim, ClaimRow } from './types';

const TIMEOUT_FACTOR = 2;
const TOO_MANY = 0.01;
const HEADROOM = 5;
const USUAL_LOAD = 0.6;
const HIGH_LOAD = 0.8;
/** Beyond what the closed form vouches for: shown, not judged. */
const NEAR_FULL = 0.95;
const KNOWN = 0.85;
/** A load that nobody notices. */
const IDLE = 1e-6;

interface Loaded { readonly ratePerS: number; readonly state: SteadyState; readonly profile: RequestProfile; readonly totalMs: Float64Array }

/**
 * Requests to a replica under a steady load: the engine's part drawn from the closed form of continuous batching,
 * the rest of the path as in single requests, each with luck of its own.
 */
function loadedAt(base: Scenario, load: number): Loaded | null {
  const profile = maybe(patchScenario(base, { load: { batch: 1 } }));
  if (profile === null) return null;
  const { state, requestsPerS } = expected(steadyLoad(profile, load * capacityPerS(profile)));
  const around = samplesOf(profile);
  const engine = randomStream(1, 'claims/load');
  const totalMs = around.totalMs.map((total, i) => total - (around.terms.model[i] ?? 0) + drawEngineMs(state, profile.plan.outputTokens, engine()));
  return { ratePerS: requestsPerS, state, profile, totalMs };
}

/** The same where the closed form vouches for it. */
function known(base: Scenario, load: number): Loaded | null {
  const loaded = loadedAt(base, load);
  return loaded === null || loaded.state.saturated ? null : loaded;
}

const p95 = (loaded: Loaded): number => quantile(sorted(loaded.totalMs), 0.95);
const median = (loaded: Loaded): number => quantile(sorted(loaded.totalMs), 0.5);

export const loadClaim: Claim = {
  id: 'load', number: 15, title: 'A test with one user proves nothing',
  statement: 'Latency at a concurrency of one is fiction: measure at realistic load and keep five times headroom for p95. Fixed timeouts are brittle.',
  source: 'S4; timeouts: S0',
  fleetAdds: 'Bursts, and requests of different lengths: here arrivals are random at a steady rate, and all requests are alike.',
  run: (patch) => {
    const base = scenarioOf(t('One user'), { request: { inputTokens: 500, maxOutputTokens: 200 }, load: { batch: 1 } }, patch, { load: { batch: 1 } });
    const one = must(base);
    const alone = loadedAt(base, IDLE);
    if (alone === null) throw new Error('a request that exists can be alone');
    const aloneP95 = p95(alone);
    const timeoutMs = TIMEOUT_FACTOR * median(alone);
    const loads = { parameter: msg('load'), unit: msg('of capacity'), scale: 'linear', integer: false, base: USUAL_LOAD } as const;
    const fiction = judge({ ...loads, domain: [0.2, HIGH_LOAD], search: [0.005, KNOWN] }, (load) => {
      const loaded = known(base, load);
      return loaded === null ? null : p95(loaded) >= (1 + NOTICEABLE) * aloneP95;
    });
    const headroom = judge(
      { parameter: msg('headroom'), unit: msg('times'), domain: [HEADROOM, HEADROOM], search: [1 / KNOWN, 200], scale: 'log', integer: false, base: HEADROOM },
      (times) => { const loaded = known(base, 1 / times); return loaded === null ? null : p95(loaded) <= (1 + NOTICEABLE) * aloneP95; },
    );
    const timeouts = judge({ ...loads, domain: [0.2, HIGH_LOAD], search: [0.005, KNOWN] }, (load) => {
      const loaded = known(base, load);
      return loaded === null ? null : shareAbove(loaded.totalMs, timeoutMs) > TOO_MANY;
    });
    const lengths = judge(
      { parameter: msg('length of the answer'), unit: msg('tokens'), domain: [100, 800], search: [20, 4_000], scale: 'log', integer: true, base: base.request.maxOutputTokens },
      (tokens) => {
        const loaded = known(patchScenario(base, { request: { maxOutputTokens: tokens } }), USUAL_LOAD);
        return loaded === null ? null : shareAbove(loaded.totalMs, timeoutMs) > TOO_MANY;
      },
    );
    const rows = [1 / HEADROOM, USUAL_LOAD, HIGH_LOAD, NEAR_FULL].flatMap((load) => {
      const loaded = loadedAt(base, load);
      return loaded === null ? [] : [{ load, loaded }];
    });
    const [five, , busy] = rows.map(({ loaded }) => loaded);
    if (five === undefined || busy === undefined) throw new Error('a request that exists can be loaded');
    const row = (label: string, loaded: Loaded): ClaimRow => {
      const { state, ratePerS } = loaded;
      const { low, high } = totalEstimate(loaded.profile, state, 'p95');
      return {
        label, values: [ratePerS < 1e-3 ? null : ratePerS, Math.max(1, state.batch), state.ttft.p95.ms, state.itl.p95.ms, p95(loaded), shareAbove(loaded.totalMs, timeoutMs)],
        ranges: [null, null, state.ttft.p95, state.itl.p95, { low, high }],
        ...(state.saturated ? { note: t('near the limit of {count} sequences ({by, select, slots {the engine’s slots} other {KV cache}}): the model does not know how long the queue gets', { count: state.limit.sequences, by: state.limit.by }) } : {}),
      };
    };
    return {
      scenarios: [
        { label: base.name, scenario: base },
        ...rows.map(({ load, loaded }) => ({ label: t('{share} load', { share: pct(load) }), scenario: patchScenario({ ...base, name: t('{share} load', { share: pct(load) }) }, { load: { batch: Math.max(1, Math.round(loaded.state.batch)) } }) })),
      ],
      columns: [
        column('rate', t('Requests a second'), 'count'), column('running', t('Running together'), 'count'), column('first', t('First token in the engine, p95'), 'ms'),
        column('gap', t('Gap between tokens, p95'), 'ms'), column('p95', t('Total, p95'), 'ms'), column('late', t('Over the timeout'), 'share'),
      ],
      rows: [row(t('One user'), alone), ...rows.map(({ load, loaded }) => row(t('{share} load', { share: pct(load) }), loaded))],
      parts: [
        part('fiction', t('Under load p95 is a tenth above that of one user, or more.'), fiction),
        part('headroom', t('With five times headroom p95 is within a tenth of it.'), headroom),
        part('timeouts', t('A timeout of twice the median of one user fails more than one request in a hundred.'), timeouts),
        part('lengths', t('At {load} load it fails answers that are longer than the one it was set with.', { load: pct(USUAL_LOAD) }), lengths),
      ],
      explanation: [
        t('One user sees {alone} at p95. A replica serves at most {rate} such requests a second; at {load} of that {together} decode together and p95 is {busy}.', { alone: ms(aloneP95), rate: num(capacityPerS(one)), load: pct(HIGH_LOAD), together: num(busy.state.batch), busy: ms(p95(busy)) }),
        t('With five times headroom {together} decode together and p95 is {time}, {times} times that of one user: nobody queues, but every step carries a batch and the prompts of others.', { together: num(five.state.batch), time: ms(p95(five)), times: num(p95(five) / aloneP95) }),
        t('A timeout of {limit}, set from a test with one user, cuts off {share} at {load} load although nothing is broken.', { limit: ms(timeoutMs), share: pct(shareAbove(busy.totalMs, timeoutMs)), load: pct(HIGH_LOAD) }),
        t('Outside the engine the request takes {time}, at any load. Above {share} of capacity an error of the model as large as it was measured to be can mean a queue without end: there only a lower bound is given, and nothing is judged.', { time: ms(outsideMs(one)), share: pct(KNOWN) }),
      ],
    };
  },
};
