/** Answers follow the model: each is held against the model asked directly, and turns when the request is turned. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_SCENARIO, patchScenario, type ScenarioPatch } from '@/core/scenario';
import { expectOk } from '@/core/result';
import { metricsOf } from '@/core/metrics';
import { totalMs } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { evaluateClaim, CLAIMS } from '@/decisions/claims';
import { findLever } from '@/decisions/levers';
import { answerOf, optionsOf } from '@/app/learn/answer';
import type { AnswerSpec, PredictStep, Situation } from '@/app/learn/lesson';
import { partsOf } from '@/app/pages/learn/picture-parts';
import { AT_ONCE } from './support';

const step = (answer: AnswerSpec, situation: Situation = {}): PredictStep => ({ kind: 'predict', id: 'x', title: '', question: '', why: '', look: '', answer, situation });
const ask = async (answer: AnswerSpec, situation?: Situation) => expectOk(await answerOf(step(answer, situation), AT_ONCE));
const traceOf = (patch: ScenarioPatch) => expectOk(modelTrace(patchScenario(DEFAULT_SCENARIO, patch)));

describe('answers', () => {
  it('of levers: the one whose patch, applied by hand, saves most', async () => {
    const options = ['gateway-tuning', 'max-tokens', 'shorter-prompt', 'speculative'];
    for (const change of [{}, { request: { inputTokens: 20_000, maxOutputTokens: 2 } }, { request: { maxOutputTokens: 400 } }] satisfies ScenarioPatch[]) {
      const scenario = patchScenario(DEFAULT_SCENARIO, change);
      const savings = options.map((id) => {
        const patch = findLever(id)?.apply(scenario).patch ?? {};
        return totalMs(traceOf(change)) - totalMs(expectOk(modelTrace(patchScenario(scenario, patch))));
      });
      const { right } = await ask({ kind: 'lever', metric: 'totalMs', options }, { change });
      expect(right).toContain(options[savings.indexOf(Math.max(...savings))]);
      for (const id of right) expect(savings[options.indexOf(id)]).toBeGreaterThan(0);
    }
  });

  it('of levers that do nothing are none', async () => {
    expect((await ask({ kind: 'lever', metric: 'totalMs', options: ['warm-pool', 'parallel-tools'] })).right).toEqual([]);
  });

  it('of numbers: the bucket that holds the value, and both sides of an edge that it lies on', async () => {
    const ttft = metricsOf(traceOf({})).ttftMs ?? 0;
    const buckets = async (edges: number[]) => (await ask({ kind: 'number', of: 'ttft', edges })).right;
    expect(await buckets([ttft / 2, ttft * 2])).toEqual(['1']);
    expect(await buckets([ttft * 2, ttft * 3])).toEqual(['0']);
    expect(await buckets([ttft / 3, ttft / 2])).toEqual(['2']);
    expect(await buckets([ttft / 2, ttft])).toEqual(['1', '2']);
    expect(optionsOf({ kind: 'number', of: 'ttft', edges: [10, 20] }).map(({ label }) => label.replaceAll('\u202f', ' '))).toEqual(['Under 10.0 ms', '10.0 ms to 20.0 ms', 'Over 20.0 ms']);
  });

  it('of comparisons: the lowest or the highest, or no difference', async () => {
    const options = [{ id: 'short', label: 'short', situation: { change: { request: { maxOutputTokens: 20 } } } }, { id: 'long', label: 'long', situation: { change: { request: { maxOutputTokens: 200 } } } }];
    expect((await ask({ kind: 'compare', of: 'total', wins: 'lowest', options })).right).toEqual(['short']);
    expect((await ask({ kind: 'compare', of: 'total', wins: 'highest', options })).right).toEqual(['long']);
    const [first] = options;
    if (first === undefined) throw new Error('no options');
    expect((await ask({ kind: 'compare', of: 'total', wins: 'lowest', options: [first, { ...first, id: 'twin' }] })).right).toEqual(['same']);
  });

  it('of places and ends follow the trace', async () => {
    const places = ['network', 'gateway', 'inference', 'tools'] as const;
    expect((await ask({ kind: 'place', options: places })).right).toEqual(['inference']);
    expect((await ask({ kind: 'place', options: places }, { change: { tools: { calls: 3, latencyMs: 9_000 } } })).right).toEqual(['tools']);
    const stages = ['gateway', 'tokenizer', 'inference', 'billing'] as const;
    expect((await ask({ kind: 'end', options: stages }, { preset: 'wrong-key' })).right).toEqual(['gateway']);
    expect((await ask({ kind: 'end', options: stages })).right).toEqual(['billing']);
  });

  it('of claims are their verdicts, whole or by part', async () => {
    for (const id of ['speculative', 'kv-cache', 'self-hosted-13b']) {
      const claim = CLAIMS.find((each) => each.id === id);
      if (claim === undefined) throw new Error(`no claim ${id}`);
      const outcome = expectOk(evaluateClaim(claim));
      expect((await ask({ kind: 'claim', id })).right).toEqual([outcome.verdict]);
      for (const part of outcome.parts) expect((await ask({ kind: 'claim', id, part: part.id })).right).toEqual([part.verdict]);
    }
  });

  it('of set-ups that cannot exist are errors, with what to do', async () => {
    const answer = await answerOf(step({ kind: 'place', options: ['inference'] }, { change: { model: 'llama-3.1-405b', deployment: { tensorParallel: 1 } } }), AT_ONCE);
    expect(answer.ok).toBe(false);
    if (!answer.ok) expect(answer.error.action).not.toBe('');
  });
});

describe('the picture of a request', () => {
  it('has parts that sum to its total', () => {
    for (const patch of [{}, { tools: { calls: 2 }, retrieval: { enabled: true } }, { client: { connection: 'cold' } }, { failure: { kind: 'rate-limited', afterTokens: 0 } }] satisfies ScenarioPatch[]) {
      const trace = traceOf(patch);
      expect(partsOf(trace).reduce((sum, { durationMs }) => sum + durationMs, 0)).toBeCloseTo(totalMs(trace), 6);
    }
  });
});
