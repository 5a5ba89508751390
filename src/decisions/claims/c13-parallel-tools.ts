import { patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { percentilesOf } from '../quantiles';
import { percentileRange } from '../ranges';
import { judge, judgeList } from '../search';
import { column, LARGE, maybe, ms, must, part, pct, samplesOf, scenarioOf, totals } from './kit';
import type { Claim } from './types';

/** S4: p95 from 5.2 s to 2.8 s, at 12 % more cost. */
const CLAIMED_GAIN = 1 - 2.8 / 5.2;
const CLAIMED_COST = 0.12;
const SAVED = { low: 200, high: 600 };
const SEARCH_MS = 250;
const TOOL_BUDGET_MS = 1_000;
const LONG_CALL_MS = 60_000;

export const parallelTools: Claim = {
  id: 'parallel-tools', number: 13, title: 'Tools in parallel, checks on small models',
  statement: 'Two tools in parallel instead of in series: p95 5.2 s to 2.8 s at 12 % more cost. Retrieval and policy checks on small local models save 200 to 600 ms of p95.',
  source: 'S4',
  fleetAdds: 'Slow and failing tools, timeouts and retries make the series worse than independent draws do.',
  run: (patch) => {
    const series = scenarioOf(t('Two tools in series'), LARGE, {
      request: { inputTokens: 1_000, maxOutputTokens: 60 }, load: { batch: 2 }, tools: { calls: 2, parallel: false, latencyMs: 1_200 }, budgetMs: 1_000,
    }, patch);
    const parallel = patchScenario({ ...series, name: t('Two tools in parallel') }, { tools: { parallel: true } });
    const guarded = scenarioOf(t('Remote search, large classifier'), LARGE, {
      request: { inputTokens: 1_000, maxOutputTokens: 60 }, load: { batch: 2 }, safety: 'large-classifier', retrieval: { enabled: true, latencyMs: SEARCH_MS },
    }, patch);
    const small = patchScenario({ ...guarded, name: t('Remote search, small classifier') }, { safety: 'small-classifier' });
    const scenarios = [series, parallel, guarded, small].map((scenario) => ({ label: scenario.name, scenario }));
    const profiles = scenarios.map(({ scenario }) => must(scenario));
    const p95 = (scenario: Scenario): number | null => { const profile = maybe(scenario); return profile === null ? null : totals(profile).p95; };
    const gainAt = (latencyMs: number): number | null => {
      const before = p95(patchScenario(series, { tools: { latencyMs } }));
      const after = p95(patchScenario(parallel, { tools: { latencyMs } }));
      return before === null || after === null ? null : 1 - after / before;
    };
    const gain = judge(
      { parameter: msg('time of one tool call'), unit: 'ms', domain: [200, 2_500], search: [1, 60_000], scale: 'log', integer: true, base: series.tools.latencyMs },
      (latencyMs) => { const found = gainAt(latencyMs); return found === null ? null : found >= CLAIMED_GAIN; },
    );
    /** S4 gives the tools a second: what takes longer is cut off and answered without. */
    const cutGainAt = (latencyMs: number): number | null => {
      const before = p95(patchScenario(series, { tools: { latencyMs } }));
      const profile = maybe(patchScenario(parallel, { tools: { latencyMs } }));
      if (before === null || profile === null) return null;
      const samples = samplesOf(profile);
      const cut = samples.totalMs.map((total, i) => total - Math.max(0, (samples.terms.tools[i] ?? 0) - TOOL_BUDGET_MS));
      return 1 - percentilesOf(cut).p95 / before;
    };
    const cutOff = judge(
      { parameter: msg('time of one tool call'), unit: 'ms', domain: [200, 2_500], search: [1, 60_000], scale: 'log', integer: true, base: series.tools.latencyMs },
      (latencyMs) => { const found = cutGainAt(latencyMs); return found === null ? null : found >= CLAIMED_GAIN; },
    );
    const cost = judge(
      { parameter: msg('tool calls'), unit: '', domain: [2, 2], search: [2, 20], scale: 'linear', integer: true, base: 2 },
      (calls) => {
        const before = maybe(patchScenario(series, { tools: { calls } }))?.usage.costUsd;
        const after = maybe(patchScenario(parallel, { tools: { calls } }))?.usage.costUsd;
        return before === undefined || after === undefined ? null : after >= (1 + CLAIMED_COST) * before;
      },
    );
    const before = totals(must(guarded)).p95;
    const savedBy = (change: ScenarioPatch): number | null => { const after = p95(patchScenario(guarded, change)); return after === null ? null : before - after; };
    const checks = judgeList<ScenarioPatch>(msg('what is replaced'), 'a large classifier by a small one', [
      { label: msg('a large classifier by a small one'), value: { safety: 'small-classifier' }, inDomain: true },
      { label: msg('a remote search by one that takes no time'), value: { retrieval: { latencyMs: 0 } }, inDomain: true },
      { label: msg('half the search time'), value: { retrieval: { latencyMs: SEARCH_MS / 2 } }, inDomain: false },
    ], (change) => { const saved = savedBy(change); return saved === null ? null : saved >= SAVED.low; });
    const modelMs = must(series).totalMs - 2 * series.tools.latencyMs;
    return {
      scenarios,
      columns: [column('p50', t('Total, p50'), 'ms'), column('p95', t('Total, p95'), 'ms'), column('usd', t('Cost'), 'usd')],
      rows: profiles.map((profile, i) => {
        const end = totals(profile);
        return { label: scenarios[i]?.label ?? '', values: [end.p50, end.p95, profile.usage.costUsd], ranges: [percentileRange(profile, end.p50), percentileRange(profile, end.p95)] };
      }),
      parts: [
        part('gain', t('p95 falls by {share}, as from 5.2 to 2.8 s.', { share: pct(CLAIMED_GAIN) }), gain),
        part('cut-off', t('It does when, besides, slow calls are cut off after a second.'), cutOff),
        part('cost', t('It costs 12 % more.'), cost),
        part('checks', t('Small local models for checks and retrieval save 200 ms of p95 or more.'), checks),
      ],
      explanation: [
        t('With calls of {call} p95 falls from {before} to {after}, by {gain}. The rest takes {rest} here; but even for calls of a minute, beside which it is nothing, it is {longest}: the slower of two calls is slower than an average one.', { call: ms(series.tools.latencyMs), before: ms(totals(must(series)).p95), after: ms(totals(must(parallel)).p95), gain: pct(gainAt(series.tools.latencyMs) ?? 0), rest: ms(modelMs), longest: pct(gainAt(LONG_CALL_MS) ?? 0) }),
        t('Cutting slow calls off after {limit} makes it {gain}.', { limit: ms(TOOL_BUDGET_MS), gain: pct(cutGainAt(series.tools.latencyMs) ?? 0) }),
        t('The same tokens cost the same: nothing in the model costs 12 % more. The source\'s extra cost must come from calls that turn out not to be needed.'),
        t('A small classifier in place of a large one saves {classifier} of p95, a search that takes no time {search}.', { classifier: ms(savedBy({ safety: 'small-classifier' }) ?? 0), search: ms(savedBy({ retrieval: { latencyMs: 0 } }) ?? 0) }),
      ],
    };
  },
};
