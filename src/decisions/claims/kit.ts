/** What the experiments share: running scenarios, judging statements, saying numbers. */
import type { AppError, Result } from '@/core/result';
import { DEFAULT_SCENARIO, patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { t } from '@/core/text';
import { formatCount, formatDuration, formatShare, significant } from '@/core/units';
import { defaultPrices } from '@/catalog/prices';
import { profileOf, type RequestProfile } from '../profile';
import { percentilesOf, type Percentiles } from '../quantiles';
import { sampleRequests, type Samples } from '../sampler';
import type { Judgement } from '../search';
import type { ClaimColumn, ClaimPart, ClaimUnit } from './types';

/** A set-up of a claim that cannot exist, after a patch by the reader. */
export class Impossible extends Error {
  constructor(readonly appError: AppError) {
    super(appError.message);
  }
}

/** Differences below a tenth are within the model's own error (docs/accuracy.md): they are not called an effect. */
export const NOTICEABLE = 0.1;

/** Enough for a 95th percentile within one in a hundred, few enough for a search. */
export const CLAIM_SAMPLES = 2_000;

/** Llama 3.1 70B on four H100 in fp8: the large model of the presets. */
export const LARGE: ScenarioPatch = {
  model: 'llama-3.1-70b', prices: defaultPrices('llama-3.1-70b', 'Llama 3.1 70B'),
  deployment: { gpu: 'h100-sxm', tensorParallel: 4, weightPrecision: 'fp8', kvPrecision: 'fp8', engine: 'vllm', warm: true },
};

/** The default scenario with patches laid over one another, the last one strongest. */
export const scenarioOf = (name: string, ...patches: readonly ScenarioPatch[]): Scenario =>
  patches.reduce<Scenario>((scenario, patch) => patchScenario(scenario, patch), { ...DEFAULT_SCENARIO, name });

/** The profile of a set-up that must exist and be answered. @throws Impossible otherwise. */
export function must(scenario: Scenario): RequestProfile {
  const profiled = profileOf(scenario);
  if (!profiled.ok) throw new Impossible(profiled.error);
  if (profiled.value.refused !== null) {
    throw new Impossible({ code: 'refused', message: profiled.value.refused.reason, action: t('Change the set-up so that the request is answered.') });
  }
  return profiled.value;
}

/** A value that must be there in the set-up of a claim. @throws Impossible otherwise. */
export function expected<T>(result: Result<T>): T {
  if (!result.ok) throw new Impossible(result.error);
  return result.value;
}

/** The profile, or null where the set-up cannot exist or is refused. */
export function maybe(scenario: Scenario): RequestProfile | null {
  const profiled = profileOf(scenario);
  return profiled.ok && profiled.value.refused === null ? profiled.value : null;
}

export const samplesOf = (profile: RequestProfile, seed = 1, count = CLAIM_SAMPLES): Samples => sampleRequests(profile, count, seed);
export const totals = (profile: RequestProfile): Percentiles => percentilesOf(samplesOf(profile).totalMs);
export const firsts = (profile: RequestProfile): Percentiles => percentilesOf(samplesOf(profile).ttftMs);

/** Time of one layer in ms. */
export const layerMs = (profile: RequestProfile, ...layers: readonly string[]): number =>
  profile.spans.reduce((sum, span) => sum + (layers.includes(span.layer) ? span.durationMs : 0), 0);
export const stageMs = (profile: RequestProfile, ...stages: readonly string[]): number =>
  profile.spans.reduce((sum, span) => sum + (stages.includes(span.stage) ? span.durationMs : 0), 0);

export const column = (id: string, label: string, unit: ClaimUnit): ClaimColumn => ({ id, label, unit });

const write = (value: number): string => (Number.isInteger(value) ? formatCount(value) : significant(value));
const withUnit = (text: string, unit: string): string => (unit === '' ? text : `${text}\u202f${t(unit)}`);
const end = (value: number | string): string => (typeof value === 'number' ? write(value) : t(value));

/** Where a statement holds, in words, from all its turning points. */
export function condition({ flip, flips }: Judgement): string {
  const { unit, searched } = flip;
  const parameter = t(flip.parameter);
  if (flip.holdsAt === null || flip.failsAt === null) return t('{parameter}: nothing changes between {low} and {high}.', { parameter, low: end(searched[0]), high: withUnit(end(searched[1]), unit) });
  if (typeof flip.holdsAt === 'string' || typeof flip.failsAt === 'string') return t('{parameter}: it holds with {one}, not with {other}.', { parameter, one: end(flip.holdsAt), other: end(flip.failsAt) });
  const turns = flips.flatMap(({ holdsAt, failsAt }) => (typeof holdsAt === 'number' && typeof failsAt === 'number' ? [{ holdsAt, starts: holdsAt > failsAt }] : []));
  const spans: string[] = [];
  turns.forEach(({ holdsAt, starts }, i) => {
    const next = turns[i + 1];
    if (!starts && i === 0) spans.push(t('up to {high}', { high: withUnit(write(holdsAt), unit) }));
    if (!starts) return;
    spans.push(next === undefined ? t('from {low} on', { low: withUnit(write(holdsAt), unit) }) : t('from {low} to {high}', { low: write(holdsAt), high: withUnit(write(next.holdsAt), unit) }));
  });
  return t('{parameter}: it holds {where}.', { parameter, where: spans.reduce((where, more) => t('{where} and {more}', { where, more })) });
}

export const part = (id: string, statement: string, judgement: Judgement): ClaimPart =>
  ({ id, statement, ...judgement, condition: condition(judgement) });

export const ms = (value: number): string => formatDuration(value);
export const pct = (share: number): string => formatShare(share);
export const num = (value: number): string => significant(value);
