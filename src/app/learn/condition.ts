/** Whether a task is done: conditions on the scenario on screen, checked as it is changed. Pure. */
import { ok, type Result } from '@/core/result';
import type { Scenario } from '@/core/scenario';
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
      const bounds = [...(most === undefined ? [] : [`at most ${claimValue(unit, most)}`]), ...(least === undefined ? [] : [`at least ${claimValue(unit, least)}`])];
      const met = value !== null && (most === undefined || value <= most) && (least === undefined || value >= least);
      return { wanted: `${name}: ${bounds.join(', ')}`, stands: claimValue(unit, value), met };
    }
    case 'saves': case 'gains': {
      const { name, unit } = MEASURES[condition.of];
      const less = condition.kind === 'saves';
      const [value, was] = [MEASURES[condition.of].of(now), MEASURES[condition.of].of(before)];
      const bound = was === null ? null : was * (less ? 1 - condition.share : 1 + condition.share);
      return {
        wanted: `${name}: ${formatShare(condition.share)} ${less ? 'less, at most' : 'more, at least'} ${claimValue(unit, bound)}`, stands: claimValue(unit, value),
        met: value !== null && bound !== null && (less ? value <= bound : value >= bound),
      };
    }
    case 'answered': return { wanted: 'The request is answered', stands: outcomeName(now.trace), met: now.trace.outcome.status === 'completed' };
    case 'same': {
      const changed = condition.parts.filter((part) => partOf(now.scenario, part) !== partOf(before.scenario, part));
      return { wanted: condition.says, stands: changed.length === 0 ? 'as it was' : `changed: ${changed.map((part) => PART_NAMES[part] ?? part.replace(/^request\./, '')).join(', ')}`, met: changed.length === 0 };
    }
  }
}

/** A part as comparable text. */
function partOf(scenario: Scenario, part: ScenarioPart): string {
  const [group, field] = part.split('.') as [keyof Scenario, keyof Scenario['request'] | undefined];
  return JSON.stringify(field === undefined ? scenario[group] : scenario.request[field]);
}

const PART_NAMES: Partial<Record<ScenarioPart, string>> = {
  loadBalancer: 'load balancer', deployment: 'GPUs and engine', load: 'batch and queue', speculative: 'speculative decoding', safety: 'safety check', prices: 'token prices', 'request.maxOutputTokens': 'max tokens', 'request.inputTokens': 'prompt tokens',
};

/** True when nothing is left to do. */
export const isDone = (checked: readonly Checked[]): boolean => checked.length > 0 && checked.every(({ met }) => met);
