import { beforeAll, describe, expect, it } from 'vitest';
import { findModel, kvLayout, MODELS } from '@/catalog/models';
import { metricsOf, type Metrics } from '@/core/metrics';
import { expectOk } from '@/core/result';
import { patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { timeByPlace } from '@/core/trace';
import { explainInference, modelTrace } from '@/datacenter/model-trace';
import { CLAIMS, evaluateClaim, findClaim, verdictOf, type ClaimOutcome, type ClaimPart } from '@/decisions/claims';
import { punishedMs } from '@/decisions/claims/c09-cold-start';
import { hitRate } from '@/decisions/claims/c06-prefix-cache';

/** Independent of the experiments: full traces instead of profiles. */
const metrics = (scenario: Scenario, patch: ScenarioPatch = {}): Metrics => metricsOf(expectOk(modelTrace(patchScenario(scenario, patch))));
const plan = (scenario: Scenario, patch: ScenarioPatch = {}) => expectOk(explainInference(patchScenario(scenario, patch)));
const layerMs = (scenario: Scenario, patch: ScenarioPatch, ...layers: string[]): number =>
  expectOk(modelTrace(patchScenario(scenario, patch))).spans.reduce((sum, span) => sum + (layers.includes(span.layer) ? span.durationMs : 0), 0);

const outcomes = new Map<number, ClaimOutcome>();
beforeAll(() => {
  for (const claim of CLAIMS) outcomes.set(claim.number, expectOk(evaluateClaim(claim)));
}, 120_000);

const outcome = (number: number): ClaimOutcome => outcomes.get(number) ?? ((): never => { throw new Error(`no claim ${number}`); })();
const part = (number: number, id: string): ClaimPart => outcome(number).parts.find((entry) => entry.id === id) ?? ((): never => { throw new Error(`claim ${number} has no part ${id}`); })();
const scenario = (number: number, index: number): Scenario => outcome(number).scenarios[index]?.scenario ?? ((): never => { throw new Error(`claim ${number} has no scenario ${index}`); })();
/** Both sides of a numeric turning point. */
function turn(number: number, id: string): { holds: number; fails: number } {
  const { holdsAt, failsAt } = part(number, id).flip;
  if (typeof holdsAt !== 'number' || typeof failsAt !== 'number') throw new Error(`${number}/${id} does not turn on a number`);
  return { holds: holdsAt, fails: failsAt };
}

describe('the claims', () => {
  it('are the fifteen, in order, each complete', () => {
    expect(CLAIMS.map(({ number }) => number)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(new Set(CLAIMS.map(({ id }) => id)).size).toBe(15);
    for (const { id } of CLAIMS) expect(findClaim(id)?.id).toBe(id);
    for (const { columns, rows, scenarios, explanation, parts, condition, verdict } of outcomes.values()) {
      for (const row of rows) expect(row.values).toHaveLength(columns.length);
      expect(scenarios.length + rows.length).toBeGreaterThanOrEqual(3);
      expect(explanation.join(' ')).toMatch(/\d/);
      expect(explanation.join(' ')).not.toMatch(/NaN|undefined|Infinity|–\s?m?s/);
      expect(condition).toMatch(/\.$/);
      expect(verdict).toBe(verdictOf(parts));
    }
  });
  it('that need many requests say what the simulation of them adds', () => {
    for (const number of [5, 9, 10, 11, 13, 15]) expect(CLAIMS[number - 1]?.fleetAdds).toMatch(/\.$/);
  });
  it('are the same each time, and another on other hardware', () => {
    const claim = CLAIMS[2] ?? ((): never => { throw new Error('no third claim'); })();
    expect(expectOk(evaluateClaim(claim))).toEqual(outcome(3));
    expect(expectOk(evaluateClaim(claim, { deployment: { gpu: 'b200-sxm' } })).rows).not.toEqual(outcome(3).rows);
    const refused = evaluateClaim(claim, { deployment: { gpu: 'l4', tensorParallel: 1 } });
    expect(refused.ok ? null : refused.error.code).toBe('model-does-not-fit');
  });
  it('show their scenarios as a full trace has them', () => {
    for (const [number, columnId] of [[1, 'total'], [2, 'total'], [3, 'total'], [4, 'total'], [7, 'total'], [12, 'total']] as const) {
      const { columns, rows, scenarios } = outcome(number);
      const at = columns.findIndex(({ id }) => id === columnId);
      scenarios.forEach(({ scenario: shown }, i) => {
        const total = metrics(shown).totalMs;
        expect(Math.abs((rows[i]?.values[at] ?? NaN) - total)).toBeLessThan(0.01 * total);
      });
    }
  });
});

describe('verdicts, recomputed from full traces', () => {
  it('1: the four approaches', () => {
    const totals = [0, 1, 2, 3].map((i) => metrics(scenario(1, i)).totalMs);
    expect(part(1, 'order').verdict).toBe('holds');
    for (let i = 1; i < 4; i++) expect(totals[i]).toBeLessThan(totals[i - 1] ?? 0);
    const { holds, fails } = turn(1, 'streaming');
    const at = (tokens: number): number => metrics(scenario(1, 2), { request: { maxOutputTokens: tokens } }).totalMs;
    expect(at(holds) >= 120 && at(holds) <= 250).toBe(true);
    expect(at(fails) >= 120 && at(fails) <= 250).toBe(false);
    expect(part(1, 'streaming').verdict).toBe('does-not-hold');
    expect(totals[2]).toBeGreaterThan(250);
    expect(outcome(1).rows.every((row) => row.published?.every((range) => range !== null))).toBe(true);
  });
  it('2: inference is nearly all, the gateway noise', () => {
    const base = scenario(2, 0);
    const share = metrics(base).stageShares.inference;
    expect(share).toBeGreaterThan(0.945);
    const saved = (patch: ScenarioPatch): number => metrics(base).totalMs - metrics(base, patch).totalMs;
    const gateway = saved({ gateway: { profile: 'tuned' } });
    const cut = turn(2, 'cut');
    expect(saved({ request: { inputTokens: 1_000 - cut.holds } })).toBeGreaterThan(gateway);
    expect(saved({ request: { inputTokens: 1_000 - cut.fails } })).toBeLessThanOrEqual(gateway * 1.05);
    expect(part(2, 'cut').verdict === 'holds').toBe(saved({ request: { inputTokens: 800 } }) > gateway);
    expect(part(2, 'cache').verdict === 'holds').toBe(saved({ cache: { sharedPrefixTokens: 200 } }) > gateway);
    expect(outcome(2).verdict).toBe('holds');
  });
  it('3: output tokens dominate until the prompt is longer by the price ratio', () => {
    const base = scenario(3, 0);
    const ratio = base.prices.outputUsdPerMillion / base.prices.inputUsdPerMillion;
    const { holds, fails } = turn(3, 'cost');
    expect(holds).toBeLessThan(400 * ratio);
    expect(fails).toBeGreaterThanOrEqual(400 * ratio);
    expect(layerMs(base, { request: { inputTokens: 8_000 } }, 'decode')).toBeGreaterThan(layerMs(base, { request: { inputTokens: 8_000 } }, 'prefill'));
    expect(part(3, 'time').verdict).toBe('holds');
    const inference = (patch: ScenarioPatch): number => timeByPlace(expectOk(modelTrace(patchScenario(base, patch)))).get('inference') ?? 0;
    const saved = (tokens: number): number => 1 - inference({ request: { maxOutputTokens: 256, inputTokens: 800 } }) / inference({ request: { maxOutputTokens: tokens } });
    expect(saved(turn(3, 'cap').holds + 5)).toBeGreaterThan(0.25);
    expect(saved(turn(3, 'cap').fails - 5)).toBeLessThan(0.25);
  });
  it('4: streaming', () => {
    const short = [metrics(scenario(4, 0)), metrics(scenario(4, 1))];
    expect(Math.abs((short[1]?.totalMs ?? 0) / (short[0]?.totalMs ?? 1) - 1)).toBeLessThan(0.01);
    expect(part(4, 'total').verdict).toBe('holds');
    const { holds, fails } = turn(4, 'instant');
    const first = (tokens: number): number => metrics(scenario(4, 1), { request: { inputTokens: tokens } }).ttftMs ?? 0;
    expect(first(holds)).toBeLessThanOrEqual(300.5);
    expect(first(fails)).toBeGreaterThan(299.5);
    expect(Math.abs(metrics(scenario(4, 3)).totalMs - 6_000)).toBeLessThan(100);
    expect(metrics(scenario(4, 3)).ttftMs).toBeLessThan(300);
  });
  it('5: the same call is not always as fast', () => {
    const times = outcome(5).scenarios.map((entry) => metrics(entry.scenario).totalMs);
    expect(Math.max(...times) / Math.min(...times)).toBeGreaterThan(1.25);
    expect(part(5, 'spread').verdict).toBe('holds');
    const alone = metrics(scenario(5, 0)).totalMs;
    expect(metrics(scenario(5, 0), { load: { batch: 32 } }).totalMs).toBeGreaterThan(1.1 * alone);
    expect(part(5, 'tail').verdict).toBe('holds');
    const throughput = (batch: number): number => batch / plan(scenario(5, 0), { load: { batch } }).serviceMs;
    expect(throughput(32)).toBeGreaterThan(throughput(1));
  });
  it('6: prefix caching, its time to live to the second, and routing by the exponential', () => {
    expect(turn(6, 'alive')).toEqual({ holds: 300, fails: 301 });
    const miss = metrics(scenario(6, 0)).ttftMs ?? 0;
    const { holds, fails } = turn(6, 'exact');
    const first = (tokens: number): number => metrics(scenario(6, 1), { cache: { sharedPrefixTokens: tokens } }).ttftMs ?? 0;
    expect(first(holds)).toBeLessThan(0.9 * miss + 0.5);
    expect(first(fails)).toBeGreaterThan(0.9 * miss - 0.5);
    expect(hitRate(300, 60, 1)).toBeCloseTo(1 - Math.exp(-5), 12);
    expect(hitRate(300, 60, 8)).toBeLessThan(hitRate(300, 60, 1));
    expect(part(6, 'routing').verdict).toBe('holds');
  });
  it('7: speculation breaks even where it says', () => {
    const base = scenario(7, 0);
    const total = (acceptance: number): number => metrics(base, { speculative: { enabled: true, acceptance } }).totalMs;
    const plain = metrics(base).totalMs;
    const { holds, fails } = turn(7, 'wins');
    expect(holds - fails).toBeLessThan(0.01);
    expect(total(holds + 0.03)).toBeLessThan(plain);
    expect(total(fails - 0.03)).toBeGreaterThan(plain);
    expect([part(7, 'wins').verdict, part(7, 'loses').verdict]).toEqual([total(0.7) < plain ? 'holds' : 'does-not-hold', total(0.2) > plain ? 'holds' : 'does-not-hold']);
  });
  it('8: the KV formula holds for all models but those with latent attention', () => {
    const odd = MODELS.filter((model) => kvLayout(model, 'bf16').bytesPerToken !== 4 * model.layers * model.kvHeads * model.headDim);
    expect(odd.map(({ mla }) => mla !== undefined)).toEqual(odd.map(() => true));
    expect(part(8, 'formula').flip.failsAt).toBe(odd[0]?.name);
    const { holds, fails } = turn(8, 'caps');
    const most = (tokens: number): number => plan(scenario(8, 0), { request: { inputTokens: tokens - 300 } }).maxBatch;
    expect(most(holds)).toBeLessThan(256);
    expect(most(fails)).toBeGreaterThanOrEqual(256);
  });
  it('9: cold starts reach p95 when one request in twenty meets one', () => {
    expect(Math.abs(turn(9, 'tail').holds - 0.05)).toBeLessThan(0.002);
    const coldMs = metrics(scenario(9, 1)).totalMs - metrics(scenario(9, 0)).totalMs;
    expect(punishedMs(coldMs, turn(9, 'minutes').holds)).toBeGreaterThanOrEqual(120_000 * 0.999);
    expect(punishedMs(coldMs, turn(9, 'minutes').fails)).toBeLessThan(120_000 * 1.001);
    // Load 1.5 times the capacity for 10 s leaves 5 s of work; at 80 % of the new capacity, 1.875, it drains at 0.375: 13.3 s.
    expect(punishedMs(10_000, 1.5)).toBeCloseTo(10_000 + 5_000 / 0.375, 6);
    expect(punishedMs(10_000, 1)).toBe(0);
  });
  it('10: hedging pays against stragglers, not against jitter', () => {
    const gains = outcome(10).rows.map((row) => row.values[2] ?? NaN);
    expect(gains[0]).toBeLessThan(0.05);
    expect(gains[2]).toBeGreaterThan(0.3);
    for (const row of outcome(10).rows) expect(row.values[3]).toBeLessThanOrEqual(0.1);
    const { flips } = part(10, 'worth');
    // Below one in a hundred the stragglers are beyond p99; above the share of copies the delay is a straggler's own time.
    expect(Math.abs(Number(flips[0]?.holdsAt) - 0.01)).toBeLessThan(0.004);
    expect(Math.abs(Number(flips[1]?.holdsAt) - 0.075)).toBeLessThan(0.02);
  });
  it('11: a huge context blocks', () => {
    const { holds, fails } = turn(11, 'blocks');
    const whole = (tokens: number): number => plan(scenario(11, 2), { request: { inputTokens: tokens } }).prefill.totalMs;
    expect(whole(holds)).toBeGreaterThan(450);
    expect(whole(fails)).toBeLessThanOrEqual(450);
    const chunked = plan(scenario(11, 1)).prefill.totalMs / Math.ceil(100_000 / 2048);
    expect(part(11, 'slows').verdict === 'holds').toBe(chunked > 40 && plan(scenario(11, 1), { request: { inputTokens: 8_000 } }).prefill.totalMs / 4 > 40);
  });
  it('12: 13B on one A100 is bound by its memory', () => {
    const { holds, fails } = turn(12, 'total');
    const total = (tokens: number): number => metrics(scenario(12, 0), { request: { maxOutputTokens: tokens } }).totalMs;
    expect(total(holds)).toBeLessThanOrEqual(1_800);
    expect(total(fails)).toBeGreaterThan(1_800);
    const floorMs = ((findModel('llama-2-13b')?.paramsB ?? NaN) * 2 / 1_555) * 1000;
    expect(total(300)).toBeGreaterThan(299 * floorMs);
    expect(part(12, 'total').verdict).toBe('does-not-hold');
    expect(metrics(scenario(12, 0)).ttftMs).toBeLessThan(200);
  });
  it('13: parallel tools cannot take half, and cost no more', () => {
    expect(metricsOf(expectOk(modelTrace(scenario(13, 1)))).totalMs).toBeLessThan(metricsOf(expectOk(modelTrace(scenario(13, 0)))).totalMs);
    const cost = (i: number): number => expectOk(modelTrace(scenario(13, i))).usage.costUsd;
    expect(cost(1)).toBe(cost(0));
    expect(part(13, 'cost').verdict).toBe('does-not-hold');
    // p95 of the sum and of the maximum of two draws, from 4,000 traces of calls so long that nothing else counts.
    const long = (parallel: boolean): number => {
      const times = Array.from({ length: 1_500 }, (_, i) => layerMs({ ...scenario(13, 0), seed: i + 1 }, { request: { maxOutputTokens: 1 }, tools: { parallel, latencyMs: 60_000 } }, 'tool-calls'));
      return times.sort((a, b) => a - b)[Math.floor(0.95 * times.length)] ?? NaN;
    };
    const most = 1 - long(true) / long(false);
    expect(part(13, 'gain').verdict).toBe(most < 1 - 2.8 / 5.2 ? 'does-not-hold' : part(13, 'gain').verdict);
    expect(most).toBeLessThan(0.46);
  });
  it('14: the turn of 2.5 s, from the p95 of full traces', () => {
    const p95 = (tokens: number): number => {
      const times = Array.from({ length: 400 }, (_, i) => metrics({ ...scenario(14, 0), seed: i + 1 }, { request: { maxOutputTokens: tokens } }).totalMs).sort((a, b) => a - b);
      return times[Math.floor(0.95 * times.length)] ?? NaN;
    };
    const { holds, fails } = turn(14, 'total');
    expect(fails).toBe(holds + 1);
    expect(p95(Math.round(holds * 0.95))).toBeLessThan(2_500);
    expect(p95(Math.round(fails * 1.05))).toBeGreaterThan(2_500);
    expect(part(14, 'formula').verdict).toBe('holds');
  });
  it('15: under load it is slower than alone', () => {
    const { rows } = outcome(15);
    const p95s = rows.map((row) => row.values[3] ?? NaN);
    expect([...p95s].sort((a, b) => a - b)).toEqual(p95s);
    // Little: running together = rate x time in the slot.
    for (const row of rows.slice(1)) {
      const [rate, running] = row.values;
      const serviceMs = plan(scenario(15, 0), { load: { batch: running ?? 1 } }).serviceMs;
      expect(Math.abs(((rate ?? 0) * serviceMs) / 1000 - (running ?? 0))).toBeLessThan(1.5);
    }
    const { holds, fails } = turn(15, 'headroom');
    expect(holds).toBeGreaterThan(fails);
    expect(part(15, 'headroom').verdict === 'holds').toBe(holds <= 5);
  });
});
