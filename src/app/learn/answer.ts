/** Computes what is right once the reader has committed, the figures that show it, and the numbers for its explanation. */
import { appError, err, ok, type Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { timeByPlace } from '@/core/trace';
import type { FleetScenario } from '@/datacenter/fleet/config';
import { findFleetPreset } from '@/datacenter/fleet/presets';
import type { FleetReport } from '@/datacenter/fleet/stats/report';
import { findClaim, type ClaimOutcome, type Verdict } from '@/decisions/claims';
import { findLever, rankLevers } from '@/decisions/levers';
import { placeName } from '../explore/names';
import { claimValue, VERDICT_WORDS } from '../pages/claims/view';
import { effectText } from '../pages/levers/view';
import type { Sources } from '../present/values';
import type { AnswerSpec, PredictStep } from './lesson';
import { FLEET_MEASURES, factsOfSituation, MEASURES, type ContentOf, type Facts } from './measures';

export interface Option { readonly id: string; readonly label: string }

export interface AnswerFigure {
  /** The option it belongs to; null where it stands for none. */
  readonly option: string | null;
  readonly label: string;
  readonly text: string;
}

export interface Answer {
  /** Ids of the options that are right: several where they come to the same. */
  readonly right: readonly string[];
  /** What the figures measure. */
  readonly measure: string;
  readonly figures: readonly AnswerFigure[];
  /** What was computed, in sentences of its own (claims). */
  readonly sentences: readonly string[];
  /** Where the numbers in the step's explanation come from. */
  readonly sources: Sources;
}

/** Whatever takes longer than a frame is done elsewhere: in workers on the page, at once in tests. */
export interface Computing {
  readonly content: ContentOf;
  /** Keeps what belongs to the reader's machine. */
  readonly own: (scenario: Scenario) => Scenario;
  readonly claim: (id: string) => Promise<Result<ClaimOutcome>>;
  readonly fleets: (a: FleetScenario, b: FleetScenario) => Promise<Result<{ a: FleetReport; b: FleetReport }>>;
}

const SAME = 'same';
/** Below this share two figures are called the same, and an option that comes as near to the best as this is right too. */
export const SAME_WITHIN = 0.05;
const VERDICTS: readonly Verdict[] = ['holds', 'holds-only-if', 'does-not-hold'];
const NO_SOURCES: Sources = { now: null, was: null, here: null, fleet: null, other: null };

const leverTitle = (id: string): string => t(findLever(id)?.title ?? id);

/** What can be chosen. Nothing is computed for it. */
export function optionsOf(spec: AnswerSpec): readonly Option[] {
  switch (spec.kind) {
    case 'lever': return spec.options.map((id) => ({ id, label: leverTitle(id) }));
    case 'number': return bucketsOf(spec.edges, (edge) => claimValue(MEASURES[spec.of].unit, edge));
    case 'claim': return VERDICTS.map((id) => ({ id, label: t(VERDICT_WORDS[id]) }));
    case 'compare': return [...spec.options.map(({ id, label }) => ({ id, label: t(label) })), { id: SAME, label: t('No difference to speak of') }];
    case 'place': case 'end': return spec.options.map((id) => ({ id, label: placeName(id) }));
    case 'fleet': {
      const preset = findFleetPreset(spec.preset);
      return [{ id: 'a', label: t(preset?.title ?? spec.preset) }, { id: 'b', label: t(preset?.against?.title ?? '') }, { id: SAME, label: t('No difference to speak of') }];
    }
  }
}

function bucketsOf(edges: readonly number[], write: (edge: number) => string): readonly Option[] {
  const texts = edges.map(write);
  return [t('Under {edge}', { edge: texts[0] ?? '' }), ...texts.slice(1).map((high, i) => t('{low} to {high}', { low: texts[i] ?? '', high })), t('Over {edge}', { edge: texts.at(-1) ?? '' })]
    .map((label, i) => ({ id: String(i), label }));
}

/** What is right for a step, computed. Errors are those of set-ups that cannot exist and of workers that broke. */
export async function answerOf(step: PredictStep, computing: Computing): Promise<Result<Answer>> {
  const base = sourcesOf(step, computing);
  if (!base.ok) return base;
  const { sources, facts } = base.value;
  const spec = step.answer;
  switch (spec.kind) {
    case 'lever': return leverAnswer(spec, facts, sources, computing);
    case 'number': return numberAnswer(spec, facts, sources);
    case 'claim': return claimAnswer(spec, sources, computing);
    case 'compare': return compareAnswer(spec, sources, computing);
    case 'place': return ok(placeAnswer(spec, facts, sources));
    case 'end': return ok(endAnswer(facts, sources));
    case 'fleet': return fleetAnswer(spec, sources, computing);
  }
}

/** The traces that a step's words may name numbers of. */
export function sourcesOf(step: Pick<PredictStep, 'situation' | 'before'>, computing: Pick<Computing, 'content' | 'own'>): Result<{ facts: Facts; sources: Sources }> {
  const now = factsOfSituation(step.situation ?? {}, computing.content, computing.own);
  if (!now.ok) return now;
  const was = step.before === undefined ? null : factsOfSituation(step.before, computing.content, computing.own);
  if (was !== null && !was.ok) return was;
  return ok({ facts: now.value, sources: { ...NO_SOURCES, now: now.value.trace, was: was === null ? null : was.value.trace } });
}

/** The same for any step, with whatever can be computed at once; what cannot exist leaves its numbers open. */
export function answerSources(step: Pick<PredictStep, 'situation' | 'before'>, computing: Pick<Computing, 'content' | 'own'>): Sources {
  const sources = sourcesOf(step, computing);
  return sources.ok ? sources.value.sources : NO_SOURCES;
}

type Spec<K extends AnswerSpec['kind']> = Extract<AnswerSpec, { kind: K }>;

function leverAnswer(spec: Spec<'lever'>, { scenario }: Facts, sources: Sources, { content }: Computing): Result<Answer> {
  const ranking = rankLevers(scenario, content(scenario), spec.metric);
  if (!ranking.ok) return ranking;
  const asked = spec.options.flatMap((id) => ranking.value.levers.find(({ lever }) => lever.id === id) ?? []);
  const saved = asked.map((each) => Math.max(0, -(each.effects[spec.metric].delta ?? 0)));
  const most = Math.max(...saved);
  return ok({
    right: asked.filter((_, i) => most > 0 && (saved[i] ?? 0) >= most * (1 - SAME_WITHIN)).map(({ lever }) => lever.id),
    measure: t(LEVER_NAMES[spec.metric]),
    figures: asked.map((each) => ({ option: each.lever.id, label: leverTitle(each.lever.id), text: effectText(spec.metric, each.effects[spec.metric]) })),
    sentences: asked.map(({ lever, sentence }) => t('{lever}: {sentence}', { lever: leverTitle(lever.id), sentence })),
    sources,
  });
}
const LEVER_NAMES = {
  ttftMs: msg('Change of the time to first token'), totalMs: msg('Change of the total time'), usableAnswerMs: msg('Change of the time to usable answer'),
  costUsd: msg('Change of the price of the tokens'), gpuUsd: msg('Change of the cost on one’s own GPUs'),
} as const;

function numberAnswer({ of, edges }: Spec<'number'>, facts: Facts, sources: Sources): Result<Answer> {
  const { unit } = MEASURES[of];
  const name = t(MEASURES[of].name);
  const value = MEASURES[of].of(facts);
  if (value === null) return err(noFigure(name));
  // What lies on an edge, within what is called the same, belongs to both sides.
  const right = [...edges, Number.POSITIVE_INFINITY].flatMap((high, i) => {
    const low = edges[i - 1] ?? Number.NEGATIVE_INFINITY;
    return value >= low * (1 - SAME_WITHIN) && value <= high * (1 + SAME_WITHIN) ? [String(i)] : [];
  });
  return ok({ right, measure: name, figures: [{ option: null, label: name, text: claimValue(unit, value) }], sentences: [], sources });
}

async function claimAnswer({ id, part }: Spec<'claim'>, sources: Sources, { claim }: Computing): Promise<Result<Answer>> {
  const outcome = await claim(id);
  if (!outcome.ok) return outcome;
  const { parts, verdict, explanation } = outcome.value;
  const asked = part === undefined ? null : parts.find((each) => each.id === part);
  if (asked === undefined) throw new Error(`claim ${id} has no part ${String(part)}`);
  return ok({
    right: [asked?.verdict ?? verdict],
    measure: t('Statement'),
    figures: (asked === null ? parts : [asked]).map((each) => ({ option: null, label: `${t(each.statement)} ${t(each.condition)}`, text: t(VERDICT_WORDS[each.verdict]) })),
    sentences: explanation,
    sources,
  });
}

/** Ids of what wins: those that come as near to the best as SAME_WITHIN, or "no difference" where all do. */
function winners(values: readonly { readonly id: string; readonly value: number }[], wins: 'lowest' | 'highest'): readonly string[] {
  const numbers = values.map(({ value }) => value);
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (high - low <= SAME_WITHIN * Math.abs(high)) return [SAME];
  const best = wins === 'lowest' ? low : high;
  return values.filter(({ value }) => Math.abs(value - best) <= SAME_WITHIN * Math.abs(best)).map(({ id }) => id);
}

function compareAnswer({ of, wins, options }: Spec<'compare'>, sources: Sources, { content, own }: Computing): Result<Answer> {
  const { unit } = MEASURES[of];
  const name = t(MEASURES[of].name);
  const values: { id: string; label: string; value: number }[] = [];
  for (const { id, label, situation } of options) {
    const facts = factsOfSituation(situation, content, own);
    if (!facts.ok) return facts;
    const value = MEASURES[of].of(facts.value);
    if (value === null) return err(noFigure(name));
    values.push({ id, label: t(label), value });
  }
  return ok({ right: winners(values, wins), measure: name, figures: values.map(({ id, label, value }) => ({ option: id, label, text: claimValue(unit, value) })), sentences: [], sources });
}

function placeAnswer({ options }: Spec<'place'>, { trace }: Facts, sources: Sources): Answer {
  const times = timeByPlace(trace);
  const values = options.map((id) => ({ id, value: times.get(id) ?? 0 }));
  const most = Math.max(...values.map(({ value }) => value));
  return {
    right: values.filter(({ value }) => value >= most * (1 - SAME_WITHIN)).map(({ id }) => id),
    measure: t('Time spent there'), figures: values.map(({ id, value }) => ({ option: id, label: placeName(id), text: claimValue('ms', value) })), sentences: [], sources,
  };
}

function endAnswer({ trace }: Facts, sources: Sources): Answer {
  const { outcome } = trace;
  // A request that is answered ends with the bill.
  const stage = outcome.stage ?? 'billing';
  const reason = outcome.reason === undefined ? [] : [outcome.reason];
  return { right: [stage], measure: t('Ends at'), figures: [{ option: stage, label: placeName(stage), text: outcome.httpStatus === undefined ? t(outcome.status) : String(outcome.httpStatus) }], sentences: reason, sources };
}

async function fleetAnswer({ preset: id, of, wins }: Spec<'fleet'>, sources: Sources, { fleets }: Computing): Promise<Result<Answer>> {
  const preset = findFleetPreset(id);
  if (preset?.against == null) throw new Error(`no fleet preset ${id} with two policies`);
  const reports = await fleets(preset.scenario, preset.against.scenario);
  if (!reports.ok) return reports;
  const { a, b } = reports.value;
  const { unit, of: read } = FLEET_MEASURES[of];
  const values = [{ id: 'a', label: t(preset.title), value: read(a) }, { id: 'b', label: t(preset.against.title), value: read(b) }];
  return ok({
    right: winners(values, wins), measure: t(FLEET_MEASURES[of].name), figures: values.map(({ id: option, label, value }) => ({ option, label, text: claimValue(unit, value) })),
    sentences: [t(preset.lesson)], sources: { ...sources, fleet: a, other: b },
  });
}

const noFigure = (name: string) => appError('lesson-no-figure', t('This request has no figure for “{name}”.', { name }), t('Reload the page and try again.'));

/** The claim that a step asks about, for its own words. */
export const claimOfStep = (step: PredictStep): { statement: string; source: string } | null => {
  if (step.answer.kind !== 'claim') return null;
  const claim = findClaim(step.answer.id);
  return claim === undefined ? null : { statement: t(claim.statement), source: claim.source };
};
