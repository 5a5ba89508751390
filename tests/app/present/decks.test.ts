/** Talks as data: the ones that ship are sound, their words name only numbers that exist, and bad decks are told so. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeck, scenarioOfStep, type Deck } from '@/app/present/deck';
import { DECKS } from '@/app/present/decks';
import { fillWords, PENDING, unknownValues, VALUE_NAMES, valueOf, type Sources } from '@/app/present/values';
import { modelTrace } from '@/datacenter/model-trace';

const NOTHING: Sources = { now: null, was: null, here: null, fleet: null, other: null };
const traceOf = (step: Pick<Deck['steps'][number], 'preset' | 'change'>) => {
  const scenario = scenarioOfStep(step);
  if (!scenario.ok) throw new Error(scenario.error.message);
  const trace = modelTrace(scenario.value);
  if (!trace.ok) throw new Error(trace.error.message);
  return trace.value;
};
const steps = DECKS.flatMap((deck) => deck.steps.map((step, i) => [`${deck.id} ${String(i + 1)}: ${step.title}`, step] as const));

describe('the decks that ship', () => {
  it('are three, with names of their own', () => {
    expect(DECKS.map(({ id }) => id)).toEqual(['four-hundred-ms', 'where-to-optimize', 'the-tail']);
  });

  it.each(steps)('%s names only numbers that exist, and says something to the speaker', (_, step) => {
    expect(unknownValues(step.title + step.words)).toEqual([]);
    expect(step.notes).not.toBe('');
    if (/\{(was|saves)\./.test(step.words + step.title)) expect(step.before).toBeDefined();
    if (/\{(fleet|other)\./.test(step.words)) expect(step.fleet).toBeDefined();
  });

  it.each(steps.filter(([, step]) => step.fleet === undefined))('%s fills every number from its own request', (_, step) => {
    const now = traceOf(step);
    const sources: Sources = { ...NOTHING, now, here: now, was: step.before === undefined ? null : traceOf(step.before) };
    const filled = fillWords(`${step.title}\n${step.words}`, sources).filter(({ value }) => value);
    for (const { text } of filled) expect(text).not.toMatch(/^(…|–)$/);
  });

  it('tell no change that changes nothing', () => {
    for (const [name, step] of steps) {
      if (step.before === undefined || !/\{saves\.total\}/.test(step.words)) continue;
      const value = valueOf('saves.total', { ...NOTHING, now: traceOf(step), was: traceOf(step.before) });
      expect(value, name).not.toMatch(/^(0|−)/);
    }
  });
});

describe('numbers in words', () => {
  it('wait for what they come of, and stay as typed where they do not exist', () => {
    for (const name of VALUE_NAMES) expect(valueOf(name, NOTHING)).toBe(PENDING);
    expect(fillWords('a {nothing} b', NOTHING).map(({ text }) => text).join('')).toBe('a {nothing} b');
    expect(unknownValues('{total} {nothing} {was.total} {saves.cost}')).toEqual(['nothing', 'saves.cost']);
  });

  it('leave everything else of the words alone', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (words) => {
      const parts = fillWords(words, NOTHING);
      expect(parts.map(({ text, value }) => (value ? '' : text)).join('')).toBe(words.replaceAll(/\{([\w.]+)\}/g, (whole, name: string) => (VALUE_NAMES.includes(name) ? '' : whole)));
    }));
  });
});

describe('a deck from elsewhere', () => {
  const [deck] = DECKS;
  const broken = (change: (copy: Deck) => unknown): string => {
    const parsed = parseDeck(change(structuredClone(deck as Deck)));
    return parsed.ok ? 'ok' : parsed.error.message;
  };
  it('opens as it was saved', () => {
    for (const each of DECKS) expect(parseDeck(JSON.parse(JSON.stringify(each)))).toEqual({ ok: true, value: each });
  });
  it('names what is wrong', () => {
    expect(broken((d) => ({ ...d, deckVersion: 2 }))).toContain('deckVersion');
    expect(broken((d) => ({ ...d, steps: [] }))).toContain('needs at least one step');
    expect(broken((d) => ({ ...d, steps: [{ ...d.steps[0], preset: 'nope' }] }))).toBe('Step 1: There is no preset nope.');
    expect(broken((d) => ({ ...d, steps: [{ ...d.steps[0], change: { load: { batch: -1 } } }] }))).toContain('load.batch');
    expect(broken((d) => ({ ...d, steps: [{ ...d.steps[0], fleet: 'nope' }] }))).toContain('no fleet preset nope');
  });
  it('of any shape is refused or read, never thrown at', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => { parseDeck(value); }), { numRuns: 500 });
  });
});
