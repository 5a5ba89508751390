import { findPreset } from '@/datacenter/presets';
import { patchScenario, type Scenario } from '@/core/scenario';
import { expectOk } from '@/core/result';
import { msg, t } from '@/core/text';
import { BUDGET_PHASES, budgetReport, S4_BUDGET, S4_BUDGET_SOURCE, type BudgetReport } from '../budget';
import { judge } from '../search';
import { CLAIM_SAMPLES, column, maybe, ms, must, num, part } from './kit';
import type { Claim } from './types';

const CLOSE = 0.02;

export const budgetClaim: Claim = {
  id: 'budget', number: 14, title: 'A chat turn within 2.5 s',
  statement: 'At p95: network 150, retrieval and ranking 300, prompt and policy 150, model 1,600, tools and post 300 ms; T_model is about startup + tokens ÷ tokens per second.',
  source: S4_BUDGET_SOURCE,
  fleetAdds: 'Queueing at the model, which here is the scenario\'s queue, is what usually breaks such a budget at the busy hour.',
  run: (patch) => {
    const preset = findPreset('rag-chat-turn');
    if (preset === undefined) throw new Error('the chat preset is missing');
    const base = patchScenario(preset.scenario, patch);
    must(base);
    const written = (tokens: number): Scenario => patchScenario(base, { request: { maxOutputTokens: tokens } });
    const known = new Map<number, BudgetReport | null>();
    const report = (tokens: number): BudgetReport | null => {
      const before = known.get(tokens);
      if (before !== undefined) return before;
      const scenario = written(tokens);
      const found = maybe(scenario) === null ? null : expectOk(budgetReport(scenario, S4_BUDGET, undefined, { samples: CLAIM_SAMPLES }));
      known.set(tokens, found);
      return found;
    };
    const keeps = judge(
      { parameter: msg('length of the answer'), unit: msg('tokens'), domain: [20, 150], search: [1, 600], scale: 'log', integer: true, base: base.request.maxOutputTokens },
      (tokens) => { const found = report(tokens); return found === null ? null : found.total.overMs === 0; },
    );
    const each = judge(
      { parameter: msg('length of the answer'), unit: msg('tokens'), domain: [20, 150], search: [1, 600], scale: 'log', integer: true, base: base.request.maxOutputTokens },
      (tokens) => { const found = report(tokens); return found === null ? null : found.violations.length === 0; },
    );
    const formula = judge(
      { parameter: msg('length of the answer'), unit: msg('tokens'), domain: [50, 500], search: [2, 2_000], scale: 'log', integer: true, base: base.request.maxOutputTokens },
      (tokens) => { const found = report(tokens); return found === null ? null : Math.abs(found.model.estimateMs - found.model.modelMs) <= CLOSE * found.model.modelMs; },
    );
    const now = expectOk(budgetReport(base, S4_BUDGET, undefined, { samples: CLAIM_SAMPLES }));
    return {
      scenarios: [{ label: t(preset.title), scenario: base }],
      columns: [column('budget', t('Budget'), 'ms'), column('p50', 'p50', 'ms'), column('p95', 'p95', 'ms'), column('p99', 'p99', 'ms')],
      rows: [
        ...BUDGET_PHASES.map(({ id, title }) => {
          const phase = now.phases.find((found) => found.id === id);
          return { label: t(title), values: [S4_BUDGET[id], phase?.p50 ?? null, phase?.p95 ?? null, phase?.p99 ?? null], ranges: [null, phase?.ranges?.p50 ?? null, phase?.ranges?.p95 ?? null, phase?.ranges?.p99 ?? null] };
        }),
        { label: t('Total'), values: [now.total.budgetMs, now.total.p50, now.total.p95, now.total.p99], ranges: [null, now.total.ranges.p50, now.total.ranges.p95, now.total.ranges.p99] },
      ],
      parts: [
        part('total', t('The turn keeps to 2.5 s at p95.'), keeps),
        part('each', t('Every phase keeps to its own share.'), each),
        part('formula', t('Startup + tokens ÷ tokens per second gives the model\'s time within 2 %.'), formula),
      ],
      explanation: [
        now.sentence,
        t('Building the prompt is set to S4\'s 150 ms at p95, so gateway, load balancer and tokenizer, which come on top, always put that phase over: {time}.', { time: ms(now.phases.find(({ id }) => id === 'prompt')?.p95 ?? 0) }),
        t('The model starts up in {startup} and writes {rate} tokens a second; {tokens} tokens make {estimate} by the formula and {model} layer by layer.', { startup: ms(now.model.startupMs), rate: num(now.model.tokensPerSecond), tokens: now.model.tokens, estimate: ms(now.model.estimateMs), model: ms(now.model.modelMs) }),
        t('Shares add up, percentiles do not: the p95s of the phases sum to {sum}, the p95 of the total is {total}, because slow phases rarely coincide.', { sum: ms(now.phases.reduce((sum, phase) => sum + phase.p95, 0)), total: ms(now.total.p95) }),
      ],
    };
  },
};
