import { patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
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
    const base = scenarioOf('Alone, near', { request: { inputTokens: 500, maxOutputTokens: 100 }, load: { batch: 1 } }, patch);
    const causes: readonly (readonly [string, ScenarioPatch])[] = [
      ['A busy node: 4 requests ahead', { load: { queueDepth: 4 } }],
      ['In a batch of 32', { load: { batch: 32 } }],
      ['From Mumbai to Virginia', { client: { region: 'ap-south' } }],
    ];
    const scenarios = [{ label: base.name, scenario: base }, ...causes.map(([label, change]) => ({ label, scenario: patchScenario({ ...base, name: label }, change) }))];
    const profiles = scenarios.map(({ scenario }) => must(scenario));
    const batched = (batch: number, on: Scenario = base): Scenario => patchScenario(on, { load: { batch } });
    const aloneFirst = firsts(must(base)).p95;
    const aloneTotal = totals(must(base)).p95;
    const spread = judge(
      { parameter: 'length of the answer', unit: 'tokens', domain: [44, 500], search: [1, 4_000], scale: 'log', integer: true, base: 100 },
      (tokens) => {
        const times = [{}, ...causes.map(([, change]) => change)].map((change) => maybe(patchScenario(patchScenario(base, { request: { maxOutputTokens: tokens } }), change))?.totalMs ?? null);
        const known = times.filter((time) => time !== null);
        return known.length < times.length ? null : Math.max(...known) / Math.min(...known) >= 1 + SPREAD;
      },
    );
    const batches = { parameter: 'batch', unit: 'sequences', scale: 'log', integer: true } as const;
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
    const loads = { parameter: 'steady load', unit: 'of capacity', domain: SURE, search: [0.005, KNOWN], scale: 'linear', integer: false, base: 0.5 } as const;
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
        label: `Steady load, ${pct(load)} of capacity`, values: [around + firstMs, null, null, null, requestsPerS * alone.usage.outputTokens],
        ranges: [{ low: around + low, high: high === null ? null : around + high }],
        note: `${num(requestsPerS)} requests a second, ${num(state.batch)} decode together; gaps between tokens ${ms(state.itl.mean.ms)} on average, ${ms(state.itl.p95.ms)} at p95`,
      };
    });
    const crowd = must(batched(32));
    return {
      scenarios,
      columns: [column('ttft-p95', 'First token, p95', 'ms'), column('p50', 'Total, p50', 'ms'), column('p95', 'Total, p95', 'ms'), column('p99', 'Total, p99', 'ms'), column('throughput', 'Replica', 'tokens/s')],
      rows: [
        ...profiles.map((profile, i): ClaimRow => {
          const t = totals(profile);
          const first = firsts(profile).p95;
          return {
            label: scenarios[i]?.label ?? '', values: [first, t.p50, t.p95, t.p99, throughput(profile)],
            ranges: [percentileRange(profile, first, 'first'), ...[t.p50, t.p95, t.p99].map((value) => percentileRange(profile, value))],
          };
        }),
        ...steadyRows,
      ],
      parts: [
        part('spread', 'Node, batch and distance alone make the slowest call a quarter slower than the fastest, or more.', spread),
        part('adds', 'Batching raises throughput and adds between 10 and 100 ms to the first token at p95.', adds),
        part('steady', 'Under a steady load the engine\'s first token at p95 comes 10 to 100 ms later than alone.', steadyAdds),
        part('uneven', 'Under a steady load one gap between tokens in twenty is a quarter longer than the mean, or more: prompts of others ride in those steps.', uneven),
        part('tail', 'A large batch raises the total at p95 by a tenth or more.', tail),
      ],
      explanation: [
        `Alone the request takes ${ms(must(base).totalMs)}; in the four set-ups it takes between ${ms(Math.min(...profiles.map((p) => p.totalMs)))} and ${ms(Math.max(...profiles.map((p) => p.totalMs)))}.`,
        `A batch of 32 writes ${num(throughput(crowd) / throughput(must(base)))} times as many tokens a second. The first token at p95 comes ${ms(firsts(crowd).p95 - aloneFirst)} later, the whole answer ${pct(totals(crowd).p95 / aloneTotal - 1)} later.`,
        `Under a steady load the batch is not set but follows: one replica serves at most ${num(capacityPerS(alone))} such requests a second. Beyond ${pct(KNOWN)} of that the model does not know how long the queue gets.`,
      ],
    };
  },
};
