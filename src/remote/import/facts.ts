/** What a foreign trace states besides its times: model, tokens, settings, outcome. */
import { findModel } from '@/catalog/models';
import { DEFAULT_SCENARIO, LIMITS, parseScenario, patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { t } from '@/core/text';
import type { Outcome, Trace } from '@/core/trace';
import { plainText } from './json-text';
import type { ImportFacts } from './rules';
import type { RawSpan } from './raw';
import { numberIn } from './segments';

type Lookup = (names: readonly string[]) => string | number | boolean | undefined;

/** The first span, from the innermost call outwards, that has one of the attributes. */
const lookupIn = (spans: readonly RawSpan[]): Lookup => (names) => {
  for (const span of spans) {
    for (const name of names) if (Object.hasOwn(span.attributes, name)) return span.attributes[name];
  }
  return undefined;
};

const whole = (value: unknown, max: number): number | null => {
  const number = numberIn(value);
  return number === null || number < 0 ? null : Math.min(max, Math.round(number));
};

export interface Facts {
  readonly scenario: Scenario;
  readonly usage: Trace['usage'];
  readonly outcome: Outcome;
  readonly model: string | null;
  readonly notes: readonly string[];
}

/** `spans` in order of trust: those that a rule knows as calls of a model first. */
export function factsOf(spans: readonly RawSpan[], facts: ImportFacts, name: string): Facts {
  const of = lookupIn(spans);
  const notes: string[] = [];
  const text = (names: readonly string[]): string | null => {
    const value = of(names);
    return typeof value === 'string' && value !== '' ? plainText(value, 120) : null;
  };
  const model = text(facts.model);
  const input = whole(of(facts.inputTokens), LIMITS.tokens);
  const output = whole(of(facts.outputTokens), LIMITS.outputTokens);
  const cached = whole(of(facts.cachedTokens), LIMITS.tokens);
  const cost = numberIn(of(facts.costUsd));
  const stream = of(facts.stream);
  const maximum = whole(of(facts.maxTokens), LIMITS.outputTokens);
  const id = catalogued(model);
  if (model !== null && id === null) notes.push(t('The model “{model}” is not in the catalogue; where the scenario is modeled, {other} stands in for it.', { model, other: DEFAULT_SCENARIO.model }));
  if (input === null) notes.push(t('The file does not say how many tokens went in.'));
  if (output === null) notes.push(t('The file does not say how many tokens came out.'));

  const clamped = (value: unknown, max: number, min = 0): number | undefined => {
    const number = numberIn(value);
    return number === null || number < min || number > max ? undefined : number;
  };
  const request: ScenarioPatch['request'] = {
    systemPrompt: '', prompt: '',
    ...defined('inputTokens', input === null || input === 0 ? undefined : input),
    ...defined('outputTokens', output === null || output === 0 ? undefined : output),
    ...defined('maxOutputTokens', maximum === null || maximum === 0 ? (output === null || output === 0 ? undefined : output) : maximum),
    ...defined('temperature', clamped(of(facts.temperature), 2)),
    ...defined('topP', clamped(of(facts.topP), 1, Number.MIN_VALUE)),
    ...defined('topK', whole(of(facts.topK), 1000) ?? undefined),
    ...(typeof stream === 'boolean' ? { stream } : {}),
  };
  const parsed = parseScenario(patchScenario(DEFAULT_SCENARIO, { name: plainText(name, 100), ...(id === null ? {} : { model: id }), request }));
  const inputTokens = input ?? 0;
  return {
    scenario: parsed.ok ? parsed.value : DEFAULT_SCENARIO,
    usage: { inputTokens, cachedTokens: Math.min(inputTokens, cached ?? 0), outputTokens: output ?? 0, costUsd: cost === null || cost < 0 ? 0 : cost },
    outcome: outcomeOf(spans, whole(of(facts.httpStatus), 999)),
    model, notes,
  };
}

const defined = <K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } => (value === undefined ? {} : { [key]: value } as { [P in K]: T });

/** The catalogue's id of a model, by the last part of its name. */
function catalogued(model: string | null): string | null {
  if (model === null) return null;
  const slug = (model.split('/').at(-1) ?? '').toLowerCase();
  const tries = [slug, slug.replace(/-(instruct|chat|it)$/, ''), slug.replace(/^meta-/, ''), slug.replace(/^meta-/, '').replace(/-instruct$/, '')];
  return tries.find((id) => findModel(id) !== undefined) ?? null;
}

const CLIENT_ERRORS_FROM = 400;
const SERVER_ERRORS_FROM = 500;
const SHED = 503;

function outcomeOf(spans: readonly RawSpan[], httpStatus: number | null): Outcome {
  const error = spans.find((span) => span.error !== null)?.error ?? null;
  const status = httpStatus === null ? {} : { httpStatus };
  if (httpStatus !== null && httpStatus >= CLIENT_ERRORS_FROM) {
    const kind = httpStatus === SHED ? 'shed' : httpStatus >= SERVER_ERRORS_FROM ? 'failed' : 'rejected';
    return { status: kind, ...status, reason: error === null || error === '' ? `HTTP ${httpStatus}` : error, billed: false };
  }
  if (error !== null) return { status: 'failed', ...status, reason: error === '' ? t('The span is marked as failed.') : error, billed: false };
  return { status: 'completed', ...status, billed: true };
}
