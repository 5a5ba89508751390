/** The lessons that ship: every question has an answer that can be computed, every number in words exists, every task can be done. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_SCENARIO, patchScenario, type ScenarioPatch } from '@/core/scenario';
import { expectOk } from '@/core/result';
import { CLAIMS } from '@/decisions/claims';
import { answerOf, optionsOf } from '@/app/learn/answer';
import { checkTask, isDone } from '@/app/learn/condition';
import { LESSONS } from '@/app/learn/lessons';
import { scenarioOfStep } from '@/app/present/deck';
import { fillWords, unknownValues } from '@/app/present/values';
import { verdictText } from '@/app/pages/learn/view';
import { AT_ONCE, reportOf, stepsOf } from './support';
import { deckOfLesson } from '@/app/learn/deck-of';
import { findFleetPreset } from '@/datacenter/fleet/presets';
import { modelTrace } from '@/datacenter/model-trace';

const filled = (words: string, sources: Parameters<typeof fillWords>[1]) => fillWords(words, sources).filter(({ value }) => value).map(({ text }) => text);
const asked = new Map<string, ReturnType<typeof answerOf>>();
const answered = (name: string, step: Parameters<typeof answerOf>[0]) => {
  const known = asked.get(name) ?? answerOf(step, AT_ONCE);
  asked.set(name, known);
  return known;
};

describe('lessons', () => {
  it('have names of their own, and so have their steps', () => {
    const ids = LESSONS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { steps } of LESSONS) expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
  });

  it('cover the fifteen claims and, in one lesson, S1’s four gotchas and its refusals', () => {
    const claims = new Set(stepsOf('predict').flatMap(([, { answer }]) => (answer.kind === 'claim' ? [answer.id] : [])));
    expect([...claims].sort()).toEqual(CLAIMS.map(({ id }) => id).sort());
    const gotchas = LESSONS.find(({ id }) => id === 'gotchas')?.steps.map(({ id }) => id) ?? [];
    for (const id of ['noise', 'output', 'perception', 'constant', 'r429', 'overflow']) expect(gotchas).toContain(id);
  });

  it('name only numbers that exist', () => {
    for (const { steps } of LESSONS) {
      for (const step of steps) {
        const words = [step.title, ...(step.kind === 'read' ? [step.words] : step.kind === 'predict' ? [step.question, step.why, step.look] : [step.task, step.why])].join('\n');
        expect(unknownValues(words), step.id).toEqual([]);
        if (/\{(was|saves)\./.test(words)) expect(step.before, step.id).toBeDefined();
      }
    }
  });

  it('never tell a question’s answer in the question', () => {
    for (const [name, { question }] of stepsOf('predict')) {
      for (const [, value = ''] of question.matchAll(/\{([\w.]+)\}/g)) expect(value, name).toMatch(/^(was\.|input$|output$)/);
    }
  });

  it('can be given as talks', () => {
    for (const lesson of LESSONS) expect(deckOfLesson(lesson)?.steps.length).toBe(lesson.steps.filter(({ kind }) => kind === 'read').length);
  });
});

describe('questions', () => {
  it.each(stepsOf('predict'))('%s has an answer among its options, and not all of them', async (name, step) => {
    const answer = expectOk(await answered(name, step));
    const options = optionsOf(step.answer).map(({ id }) => id);
    expect(new Set(options).size).toBe(options.length);
    expect(answer.right.length).toBeGreaterThan(0);
    expect(answer.right.length).toBeLessThan(options.length);
    for (const id of answer.right) expect(options).toContain(id);
    for (const { text } of answer.figures) expect(text).not.toBe('');
  });

  it.each(stepsOf('predict'))('%s fills every number of its explanation', async (name, step) => {
    const { sources } = expectOk(await answered(name, step));
    for (const text of filled(`${step.why} ${step.look} ${step.question} ${step.title}`, sources)) expect(text).not.toMatch(/^(…|–|NaN.*)$/);
  });

  it('say both what was chosen and what was computed', async () => {
    for (const [name, step] of stepsOf('predict')) {
      const answer = expectOk(await answered(name, step));
      const options = optionsOf(step.answer);
      for (const { id, label } of options) {
        const said = verdictText(options, answer, id);
        expect(said.startsWith('Right')).toBe(answer.right.includes(id));
        expect(said).toContain(label);
      }
    }
  });
});

describe('readings', () => {
  it.each(stepsOf('read'))('%s fills every number', (_, step) => {
    const preset = step.fleet === undefined ? undefined : findFleetPreset(step.fleet);
    if (step.fleet !== undefined) expect(preset).toBeDefined();
    const trace = (situation: typeof step.situation) => (situation === undefined ? null : traceOf(situation));
    const sources = { now: trace(step.situation), was: trace(step.before), here: null, fleet: preset === undefined ? null : reportOf(preset.scenario), other: null };
    for (const text of filled(`${step.title} ${step.words}`, sources)) expect(text).not.toMatch(/^(…|–)$/);
  });
});

/** One way to do each task: it shows that there is one. */
const WAYS: Record<string, ScenarioPatch> = {
  'prefill-decode/try-ttft': { request: { inputTokens: 3_000 } },
  'streaming/try-first': { request: { stream: true } },
  'tokens/try-cost': { request: { maxOutputTokens: 100 } },
  'caches/try-hit': { cache: { ttlS: 3_600 } },
  'memory/try-fit': { deployment: { kvPrecision: 'fp8' } },
  'model/try-fast': { deployment: { weightPrecision: 'int4' } },
  'budgets/try-budget': { retrieval: { latencyMs: 100 }, tools: { parallel: true, latencyMs: 100 } },
  'gotchas/try-fit': { request: { inputTokens: 3_000 } },
};

describe('tasks', () => {
  it.each(stepsOf('try'))('%s is open at first, can be done, and not by what is forbidden', (name, step) => {
    const start = expectOk(scenarioOfStep(step.situation));
    const check = (patch: ScenarioPatch) => isDone(expectOk(checkTask(step, patchScenario(start, patch), AT_ONCE.content)));
    expect(check({})).toBe(false);
    const way = WAYS[name];
    if (way === undefined) throw new Error(`no way for ${name}`);
    expect(check(way)).toBe(true);
    const kept = step.conditions.flatMap((condition) => (condition.kind === 'same' ? condition.parts : []));
    expect(kept.length).toBeGreaterThan(0);
    if (kept.includes('model')) expect(check({ ...way, model: 'llama-3.2-3b' })).toBe(false);
    if (kept.includes('request')) expect(check({ ...way, request: { ...way.request, outputTokens: 7 } })).toBe(false);
  });

  it('do not mind what the reader’s machine runs', () => {
    for (const [name, step] of stepsOf('try')) {
      const done = { ...patchScenario(expectOk(scenarioOfStep(step.situation)), WAYS[name] ?? {}), local: { ...DEFAULT_SCENARIO.local, model: 'another' } };
      expect(isDone(expectOk(checkTask(step, done, AT_ONCE.content))), name).toBe(true);
    }
  });
});

function traceOf(situation: Parameters<typeof scenarioOfStep>[0]) {
  return expectOk(modelTrace(expectOk(scenarioOfStep(situation))));
}
