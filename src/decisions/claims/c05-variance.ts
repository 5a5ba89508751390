import { patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import type { RequestProfile } from '../profile';
import { judge } from '../search';
import { column, firsts, maybe, ms, must, NOTICEABLE, num, part, pct, scenarioOf, totals } from './kit';
import type { Claim } from './types';

/** Output tokens a second of the replica, all sequences together. */
const throughput = (profile: RequestProfile): number =>
  (profile.scenario.load.batch * profile.usage.outputTokens * 1000) / profile.plan.serviceMs;
/** S4's "tens of milliseconds". */
const TENS = { low: 10, high: 100 };
const SPREAD = 0.25;

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
    const crowd = must(batched(32));
    return {
      scenarios,
      columns: [column('ttft-p95', 'First token, p95', 'ms'), column('p50', 'Total, p50', 'ms'), column('p95', 'Total, p95', 'ms'), column('p99', 'Total, p99', 'ms'), column('throughput', 'Replica', 'tokens/s')],
      rows: profiles.map((profile, i) => {
        const t = totals(profile);
        return { label: scenarios[i]?.label ?? '', values: [firsts(profile).p95, t.p50, t.p95, t.p99, throughput(profile)] };
      }),
      parts: [
        part('spread', 'Node, batch and distance alone make the slowest call a quarter slower than the fastest, or more.', spread),
        part('adds', 'Batching raises throughput and adds between 10 and 100 ms to the first token at p95.', adds),
        part('tail', 'A large batch raises the total at p95 by a tenth or more.', tail),
      ],
      explanation: [
        `Alone the request takes ${ms(must(base).totalMs)}; in the four set-ups it takes between ${ms(Math.min(...profiles.map((p) => p.totalMs)))} and ${ms(Math.max(...profiles.map((p) => p.totalMs)))}.`,
        `A batch of 32 writes ${num(throughput(crowd) / throughput(must(base)))} times as many tokens a second. The first token at p95 comes ${ms(firsts(crowd).p95 - aloneFirst)} later, the whole answer ${pct(totals(crowd).p95 / aloneTotal - 1)} later.`,
      ],
    };
  },
};
