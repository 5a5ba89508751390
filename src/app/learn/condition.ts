/** Whether a task is done: conditions on the scenario on screen, checked as it is changed. Pure. */
import { ok, type Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
import { msg, t } from '@/core/text';
import { formatShare } from '@/core/units';
import { outcomeName } from '../explore/names';
import { claimValue } from '../pages/claims/view';
import { scenarioOfStep } from '../present/deck';
import type { Condition, ScenarioPart, TryStep } from './lesson';
import { factsOf, MEASURES, type ContentOf, type Facts } from './measures';

export interface Checked {
  /** What is wanted. */
  readonly wanted: string;
  /** How it stands. */
  readonly stands: string;
  readonly met: boolean;
}

/** How each condition of a task stands for a scenario. Errors are those of the scenario, which may be impossible for a moment. */
export function checkTask(step: TryStep, scenario: Scenario, content: ContentOf): Result<readonly Checked[]> {
  const start = scenarioOfStep(step.situation);
  if (!start.ok) return start;
  // What runs on the reader's machine is no part of any task.
  const [now, before] = [factsOf(scenario, content), factsOf({ ...start.value, local: scenario.local }, content)];
  if (!now.ok) return now;
  return before.ok ? ok(step.conditions.map((condition) => check(condition, now.value, before.value))) : before;
}

function check(condition: Condition, now: Facts, before: Facts): Checked {
  switch (condition.kind) {
    case 'measure': {
      const { name, unit } = MEASURES[condition.of];
      const value = MEASURES[condition.of].of(now);
      const { most, least } = condition;
      const words = { measure: t(name), most: claimValue(unit, most ?? null), least: claimValue(unit, least ?? null) };
      const wanted = most === undefined ? t('{measure}: at least {least}', words) : least === undefined ? t('{measure}: at most {most}', words) : t('{measure}: at most {most}, at least {least}', words);
      const met = value !== null && (most === undefined || value <= most) && (least === undefined || value >= least);
      return { wanted, stands: claimValue(unit, value), met };
    }
    case 'saves': case 'gains': {
      const { name, unit } = MEASURES[condition.of];
      const less = condition.kind === 'saves';
      const [value, was] = [MEASURES[condition.of].of(now), MEASURES[condition.of].of(before)];
      const bound = was === null ? null : was * (less ? 1 - condition.share : 1 + condition.share);
      const words = { measure: t(name), share: formatShare(condition.share), bound: claimValue(unit, bound) };
      return {
        wanted: less ? t('{measure}: {share} less, at most {bound}', words) : t('{measure}: {share} more, at least {bound}', words), stands: claimValue(unit, value),
        met: value !== null && bound !== null && (less ? value <= bound : value >= bound),
      };
    }
    case 'answered': return { wanted: t('The request is answered'), stands: outcomeName(now.trace), met: now.trace.outcome.status === 'completed' };
    case 'same': {
      const changed = condition.parts.filter((part) => partOf(now.scenario, part) !== partOf(before.scenario, part));
      return { wanted: t(condition.says), stands: changed.length === 0 ? t('as it was') : t('changed: {parts}', { parts: changed.map(partName).join(', ') }), met: changed.length === 0 };
    }
  }
}

/** A part as comparable text. */
function partOf(scenario: Scenario, part: ScenarioPart): string {
  const [group, field] = part.split('.') as [keyof Scenario, keyof Scenario['request'] | undefined];
  return JSON.stringify(field === undefined ? scenario[group] : scenario.request[field]);
}

const PART_NAMES: Partial<Record<ScenarioPart, string>> = {
  request: msg('request'), client: msg('client'), gateway: msg('gateway'), loadBalancer: msg('load balancer'), cache: msg('cache'), model: msg('model'), deployment: msg('GPUs and engine'),
  load: msg('batch and queue'), speculative: msg('speculative decoding'), retrieval: msg('retrieval'), tools: msg('tools'), safety: msg('safety check'), prices: msg('token prices'),
  'request.maxOutputTokens': msg('max tokens'), 'request.inputTokens': msg('prompt tokens'), 'request.outputTokens': msg('answer tokens'),
};
/** What has no name goes by its field. */
const partName = (part: ScenarioPart): string => t(PART_NAMES[part] ?? part.replace(/^request\./, ''));

/** True when nothing is left to do. */
export const isDone = (checked: readonly Checked[]): boolean => checked.length > 0 && checked.every(({ met }) => met);
