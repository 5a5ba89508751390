import { patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { msg, t } from '@/core/text';
import type { RequestProfile } from '../profile';
import { percentileRange } from '../ranges';
import { judge } from '../search';
import { capacityPerS, outsideFirstMs, steadyLoad } from '../steady-load';
import { column, expected, firsts, maybe, ms, must, NOTICEABLE, num, part, pct, scenarioOf, totals } from './kit';
import type { Claim, ClaimRow } from './types';

/** Output tokens a second of the replica, all sequences together. */
const throughput = (profile: RequestProfile): number =>
  (profile.scenario.load.batch * profile.usage.outputTokens * 1000) / profile.plan.serviceMs;
/** S4's "tens of milliseconds". */
const TENS = { low: 10, high: 100 };
const SPREAD = 0.25;
/** Shares of what a replica can serve: a steady load is drawn at these. */
const LOADS = [0.2, 0.5, 0.8] as const;
const SURE = [0.2, 0.8] as const;
/** Beyond this share the closed form says that it does not know. */
const KNOWN = 0.85;

/** A replica under a steady load, as a share of what it can serve. */
const underLoad = (profile: RequestProfile, load: number) => expected(steadyLoad(profile, load * capacityPerS(profile)));

export const variance: Claim = {
  id: 'variance', number: 5, title: 'The same call is not always as fast',
  statement: 'Latency depends on the node, the queue, the batch and the distance. Continuous batching raises throughput and adds tens of ms to the first token; aggressive batching raises the tail.',
  source: 'S1, S3, S4',
  fleetAdds: 'Here node, queue and batch are set; a simulation draws them from arrivals, so that their joint distribution and its bursts show.',
  run: (patch) => {
    const base = scenarioOf(t('Alone, near'), { request: { inputTokens: 500, maxOutputTokens: 100 }, load: { batch: 1 } }, patch);
    const causes: readonly (readonly [string, ScenarioPatch])[] = [
      [t('A busy node: 4 requests ahead'), { load: { queueDepth: 4 } }],
      [t('In a batch of 32'), { load: { batch: 32 } }],
      [t('From Mumbai to Virginia'), { client: { region: 'ap-south' } }],
    ];
    const scenarios = [{ label: base.name, scenario: base }, ...causes.map(([label, change]) => ({ label, scenario: patchScenario({ ...base, name: label }, change) }))];
    const profiles = scenarios.map(({ scenario }) => must(scenario));
    const batched = (batch: number, on: Scenario = base): Scenario => patchScenario(on, { load: { batch } });
    const aloneFirst = firsts(must(base)).p95;
    const aloneTotal = totals(must(base)).p95;
    const spread = judge(
      { parameter: msg('length of the answer'), unit: msg('tokens'), domain: [44, 500], search: [1, 4_000], scale: 'log', integer: true, base: 100 },
      (tokens) => {
        const times = [{}, ...causes.map(([, change]) => change)].map((change) => maybe(patchScenario(patchScenario(base, { request: { maxOutputTokens: tokens } }), change))?.totalMs ?? null);
        const known = times.filter((time) => time !== null);
        return known.length < times.length ? null : Math.max(...known) / Math.min(...known) >= 1 + SPREAD;
      },
    );
    const batches = { parameter: msg('batch'), unit: msg('sequences'), scale: 'log', integer: true } as const;
    const adds = judge({ ...batches, domain: [4, 64], search: [2, 256], base: 32 }, (batch) => {
      const profile = maybe(batched(batch));
      if (profile === null) return null;
      const more = firsts(profile).p95 - aloneFirst;
      return throughput(profile) > throughput(must(base)) && more >= TENS.low && more <= TENS.high;
    });
    const tail = judge({ ...batches, domain: [32, 128], search: [2, 256], base: 32 }, (batch) => {
      const profile = maybe(batched(batch));
      return profile === null ? null : totals(profile).p95 >= (1 + NOTICEABLE) * aloneTotal;
    });
    const alone = must(base);
    const idle = underLoad(alone, 1e-6).state;
    const loads = { parameter: msg('steady load'), unit: msg('of capacity'), domain: SURE, search: [0.005, KNOWN], scale: 'linear', integer: false, base: 0.5 } as const;
    const steadyAdds = judge(loads, (load) => {
      const more = underLoad(alone, load).state.ttft.p95.ms - idle.ttft.p95.ms;
      return more >= TENS.low && more <= TENS.high;
    });
    const uneven = judge(loads, (load) => {
      const { itl } = underLoad(alone, load).state;
      return itl.p95.ms >= (1 + SPREAD) * itl.mean.ms;
    });
    const steadyRows = LOADS.map((load): ClaimRow => {
      const { state, requestsPerS } = underLoad(alone, load);
      const around = outsideFirstMs(alone);
      const { ms: firstMs, low, high } = state.ttft.p95;
      return {
        label: t('Steady load, {share} of capacity', { share: pct(load) }), values: [around + firstMs, null, null, null, requestsPerS * alone.usage.outputTokens],
        ranges: [{ low: around + low, high: high === null ? null : around + high }],
        note: t('{rate} requests a second, {together} decode together; gaps between tokens {mean} on average, {p95} at p95', { rate: num(requestsPerS), together: num(state.batch), mean: ms(state.itl.mean.ms), p95: ms(state.itl.p95.ms) }),
      };
    });
    const crowd = must(batched(32));
    return {
      scenarios,
      columns: [column('ttft-p95', t('First token, p95'), 'ms'), column('p50', t('Total, p50'), 'ms'), column('p95', t('Total, p95'), 'ms'), column('p99', t('Total, p99'), 'ms'), column('throughput', t('Replica'), 'tokens/s')],
      rows: [
        ...profiles.map((profile, i): ClaimRow => {
          const end = totals(profile);
          const first = firsts(profile).p95;
          return {
            label: scenarios[i]?.label ?? '', values: [first, end.p50, end.p95, end.p99, throughput(profile)],
            ranges: [percentileRange(profile, first, 'first'), ...[end.p50, end.p95, end.p99].map((value) => percentileRange(profile, value))],
          };
        }),
        ...steadyRows,
      ],
      parts: [
        part('spread', t('Node, batch and distance alone make the slowest call a quarter slower than the fastest, or more.'), spread),
        part('adds', t('Batching raises throughput and adds between 10 and 100 ms to the first token at p95.'), adds),
        part('steady', t('Under a steady load the engine\'s first token at p95 comes 10 to 100 ms later than alone.'), steadyAdds),
        part('uneven', t('Under a steady load one gap between tokens in twenty is a quarter longer than the mean, or more: prompts of others ride in those steps.'), uneven),
        part('tail', t('A large batch raises the total at p95 by a tenth or more.'), tail),
      ],
      explanation: [
        t('Alone the request takes {alone}; in the four set-ups it takes between {least} and {most}.', { alone: ms(must(base).totalMs), least: ms(Math.min(...profiles.map((p) => p.totalMs))), most: ms(Math.max(...profiles.map((p) => p.totalMs))) }),
        t('A batch of 32 writes {times} times as many tokens a second. The first token at p95 comes {first} later, the whole answer {share} later.', { times: num(throughput(crowd) / throughput(must(base))), first: ms(firsts(crowd).p95 - aloneFirst), share: pct(totals(crowd).p95 / aloneTotal - 1) }),
        t('Under a steady load the batch is not set but follows: one replica serves at most {rate} such requests a second. Beyond {share} of that the model does not know how long the queue gets.', { rate: num(capacityPerS(alone)), share: pct(KNOWN) }),
      ],
    };
  },
};
