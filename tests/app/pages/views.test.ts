import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PUBLISHED } from '@/accuracy/published';
import { expectOk } from '@/core/result';
import { DEFAULT_SCENARIO, parseScenario } from '@/core/scenario';
import { PRESETS } from '@/datacenter/presets';
import { modelTrace } from '@/datacenter/model-trace';
import { budgetTotalMs, S4_BUDGET, type Budget } from '@/decisions/budget';
import { LEVER_METRICS, LEVERS, rankLevers } from '@/decisions/levers';
import { errorLines, errorText, fitSentence, publishedFigures, scatterOf, scenarioOfSetup } from '@/app/pages/accuracy/view';
import { barsOf, scaledBudget, solutionText } from '@/app/pages/budget/view';
import { cellsOf, rangeText, tally } from '@/app/pages/claims/view';
import { deltaText, runsOf } from '@/app/pages/compare/view';
import { CURRENT, presetPick } from '@/app/pages/compare/selection';
import { barOf, rankingSentence, sectionsOf, tornadoDomain } from '@/app/pages/levers/view';
import { signedDuration, signedShare } from '@/app/pages/parts/signed';

const ranking = (path: (typeof LEVER_METRICS)[number] = 'totalMs') => expectOk(rankLevers(DEFAULT_SCENARIO, undefined, path));

describe('the tornado', () => {
  it('shows every lever once, whatever it does', () => {
    for (const { scenario } of PRESETS) {
      const ranked = rankLevers(scenario);
      if (!ranked.ok) continue;
      const { acting, idle, off } = sectionsOf(ranked.value);
      expect([...acting, ...idle, ...off].map(({ lever }) => lever.id).sort()).toEqual(LEVERS.map(({ id }) => id).sort());
      for (const { patch } of [...acting, ...idle]) expect(patch).not.toBeNull();
    }
  });

  it('draws a bar from 0 to its effect, within the axis, in proportion', () => {
    const delta = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(fc.property(delta, delta, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (a, b, low, high) => {
      const domain = { low: -Math.max(low, -a, -b), high: Math.max(high, a, b) };
      const [one, two] = [barOf(a, domain), barOf(b, domain)];
      for (const bar of [one, two]) {
        expect(bar.from).toBeGreaterThanOrEqual(-1e-9);
        expect(bar.to).toBeLessThanOrEqual(1 + 1e-9);
        expect(Math.min(Math.abs(bar.from - bar.zero), Math.abs(bar.to - bar.zero))).toBeLessThan(1e-9);
      }
      const length = (one.to - one.from) * Math.abs(b);
      expect(length).toBeCloseTo((two.to - two.from) * Math.abs(a), 3);
    }));
  });

  it('leaves room on both sides of 0, and contains every effect', () => {
    for (const metric of LEVER_METRICS) {
      const { levers } = ranking(metric);
      const { low, high } = tornadoDomain(levers, metric);
      expect(low).toBeLessThan(0);
      expect(high).toBeGreaterThan(0);
      for (const { effects } of levers) {
        expect(effects[metric].delta ?? 0).toBeGreaterThanOrEqual(low);
        expect(effects[metric].delta ?? 0).toBeLessThanOrEqual(high);
      }
    }
  });

  it('names the largest saving', () => {
    const ranked = ranking();
    const best = ranked.levers[0];
    expect(rankingSentence(ranked, 'totalMs')).toContain(`“${best?.lever.title}”`);
  });
});

describe('differences', () => {
  it('always have a sign, none for nothing', () => {
    expect(signedDuration(12)).toMatch(/^\+12/);
    expect(signedDuration(-12)).toMatch(/^−12/);
    expect(signedDuration(0)).not.toMatch(/[+−]/);
    expect(signedShare(-0.5)).toMatch(/^−50/);
  });

  it('turn into factors where percentages are hard to grasp', () => {
    expect(signedShare(11.5)).toBe('×12.5');
    expect(signedShare(1)).toMatch(/^\+100/);
  });

  it('are left out for the run that is measured against', () => {
    expect(deltaText([0, -0.25, null], 0)).toBe('');
    expect(deltaText([0, -0.25, null], 1)).toMatch(/^−25/);
    expect(deltaText([0, -0.25, null], 2)).toBe('');
  });
});

describe('runs to compare', () => {
  const modeled = modelTrace(DEFAULT_SCENARIO);

  it('are lettered in order, and those that cannot exist are told apart with their reason', () => {
    const impossible = modelTrace({ ...DEFAULT_SCENARIO, model: 'llama-3.1-405b' });
    expect(impossible.ok).toBe(false);
    const picks = [CURRENT, ...PRESETS.slice(0, 2).map(({ id }) => presetPick(id))];
    const { runs, broken } = runsOf(picks, { scenario: DEFAULT_SCENARIO, modeled: impossible }, () => undefined);
    expect(runs.map(({ letter }) => letter)).toEqual(['A', 'B']);
    expect(broken).toHaveLength(1);
    expect(broken[0]?.error.action).not.toBe('');
  });

  it('open in Explore as the scenario they are, but for what is on screen already', () => {
    const { runs } = runsOf([CURRENT, presetPick('right-sized-model')], { scenario: DEFAULT_SCENARIO, modeled }, () => undefined);
    expect(runs[0]?.opens).toBeNull();
    expect(runs[1]?.opens?.presetId).toBe('right-sized-model');
  });
});

describe('the budget', () => {
  const ms = fc.integer({ min: 0, max: 600_000 });
  const anyBudget = fc.record({ network: ms, retrieval: ms, prompt: ms, model: ms, 'tools-post': ms }) satisfies fc.Arbitrary<Budget>;

  it('keeps its proportions over another total', () => {
    fc.assert(fc.property(anyBudget, fc.integer({ min: 1, max: 600_000 }), (budget, totalMs) => {
      const scaled = scaledBudget(budget, totalMs);
      // Each phase is rounded to a whole millisecond.
      expect(Math.abs(budgetTotalMs(scaled) - totalMs)).toBeLessThanOrEqual(5 / 2);
      for (const value of Object.values(scaled)) expect(Number.isInteger(value)).toBe(true);
    }));
    expect(scaledBudget(S4_BUDGET, 5_000).model).toBe(2 * S4_BUDGET.model);
  });

  it('ends its bars with the total', () => {
    const ends = { low: 1, high: 3 };
    const phase = { p50: 1, p95: 2, p99: 3, budgetMs: 4, shareOver: 0, overMs: 0, ranges: { p50: ends, p95: ends, p99: ends } };
    expect(barsOf({ phases: [{ id: 'model', title: 'Model', ...phase }], total: phase }).map(({ id }) => id)).toEqual(['model', 'total']);
  });

  it('says why no larger value fits', () => {
    const solution = { range: null, atMs: null, patch: null, evaluations: 1 };
    expect(solutionText({ ...solution, value: 9264, limitedBy: 'budget' })).toMatch(/^9,264 tokens; .*budget/);
    expect(solutionText({ ...solution, value: null, limitedBy: 'budget' })).toMatch(/not even one/);
    expect(solutionText({ ...solution, value: 1, limitedBy: 'memory' })).toMatch(/memory/);
  });
});

describe('claims', () => {
  it('write a published range once in its unit, and in two where the ends need them', () => {
    expect(rangeText('ms', { low: 400, high: 800 })).toBe('400–800\u202fms');
    expect(rangeText('ms', { low: 400, high: 1800 })).toBe('400\u202fms–1.80\u202fs');
    expect(rangeText('ms', { low: 5, high: 5 })).toBe('5.00\u202fms');
  });

  it('tell agreement from disagreement, and neither where nothing is published', () => {
    const row = { label: '', values: [5, 50, 5], published: [{ low: 1, high: 10 }, { low: 1, high: 10 }, null] };
    expect(cellsOf(row, ['ms', 'ms', 'ms']).map(({ agrees }) => agrees)).toEqual([true, false, null]);
  });

  it('count what is still to come', () => {
    expect(tally({}, 15)).toMatch(/^0 of 15 hold .* 15 still to be computed/);
    expect(tally({ a: { outcome: null, error: null } }, 1)).toMatch(/1 cannot be tried/);
  });
});

describe('accuracy', () => {
  const figures = publishedFigures();

  it('has every published figure, the worst first', () => {
    expect(figures).toHaveLength(PUBLISHED.length);
    expect(PUBLISHED.length).toBeGreaterThanOrEqual(40);
    for (const { source } of figures) expect(source).not.toBe('');
    const sizes = figures.map(({ error }) => Math.abs(error));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  it('opens each as a valid scenario with the figure’s own set-up', () => {
    for (const { point, setup } of figures) {
      const scenario = scenarioOfSetup(point.setup, setup);
      expect(parseScenario(scenario).ok).toBe(true);
      expect([scenario.model, scenario.deployment.gpu, scenario.load.batch, scenario.request.inputTokens]).toEqual([
        point.setup.deployment.model.id, point.setup.deployment.gpu.id, point.setup.batch, point.setup.inputTokens,
      ]);
    }
  });

  it('counts every figure in the errors by source', () => {
    const [all, ...sources] = errorLines(figures);
    expect(all?.rows).toBe(figures.length);
    expect(sources.reduce((sum, { rows }) => sum + rows, 0)).toBe(figures.length);
  });

  it('places all points on both axes, with ticks in order', () => {
    const { at, ticks } = scatterOf(figures, 8);
    for (const { point } of figures) {
      for (const ms of [point.measuredMs, point.predictedMs]) {
        expect(at(ms)).toBeGreaterThanOrEqual(0);
        expect(at(ms)).toBeLessThanOrEqual(1);
      }
    }
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks.map(({ ms }) => ms)).toEqual(ticks.map(({ ms }) => ms).sort((a, b) => a - b));
  });

  it('writes errors with their sign, large ones as factors', () => {
    expect(errorText(-0.5)).toBe('−50\u202f%');
    expect(errorText(0.123)).toBe('+12\u202f%');
    expect(errorText(3)).toBe('×4.0');
  });

  it('says nothing of a fit without a date', () => {
    const error = { fitted: 0.01, unseen: 0.05 };
    const errors = { prefill: error, decode: error, 'load-ttft': error, 'load-itl': error };
    expect(fitSentence({ date: '', data: { sha256: '', files: [], rows: 0 }, errors })).toBeNull();
    expect(fitSentence({ date: '2026-01-02', data: { sha256: 'abcdef0123456789', files: [], rows: 1234 }, errors })).toMatch(/2026-01-02 to 1,234 measured rows/);
  });
});
