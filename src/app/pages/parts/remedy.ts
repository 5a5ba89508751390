/** What would let a refused request through, as changes that one click makes, nearest first. Pure. */
import { findModel, MODELS } from '@/catalog/models';
import { defaultPrices } from '@/catalog/prices';
import { patchScenario, type Scenario, type ScenarioPatch } from '@/core/scenario';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import type { RequestContent } from '@/datacenter/model-trace';
import { profileOf } from '@/decisions/profile';

export interface Remedy { readonly label: string; readonly patch: ScenarioPatch }

function candidates(scenario: Scenario, inputTokens: number): Remedy[] {
  const { maxOutputTokens } = scenario.request;
  const window = findModel(scenario.model)?.contextTokens ?? 0;
  const room = { answer: window - inputTokens, prompt: window - maxOutputTokens };
  const larger = MODELS.filter(({ contextTokens }) => contextTokens >= inputTokens + maxOutputTokens).sort((a, b) => a.contextTokens - b.contextTokens);
  return [
    ...(scenario.failure === null ? [] : [{ label: t('Take the injected failure away'), patch: { failure: null } }]),
    ...(room.answer > 0 && room.answer < maxOutputTokens ? [{ label: t('Lower max tokens to {count}', { count: formatCount(room.answer) }), patch: { request: { maxOutputTokens: room.answer } } }] : []),
    ...(room.prompt > 0 && room.prompt < inputTokens ? [{ label: t('Shorten the prompt to {count} tokens', { count: formatCount(room.prompt) }), patch: { request: { inputTokens: room.prompt } } }] : []),
    ...larger.map((model) => ({ label: t('Use {model}', { model: model.name }), patch: { model: model.id, prices: defaultPrices(model.id, model.name) } })),
  ];
}

const SHOWN = 3;

/** Up to three changes with which the request is answered, each tried. */
export function remediesOf(scenario: Scenario, inputTokens: number, content?: RequestContent): Remedy[] {
  const found: Remedy[] = [];
  for (const remedy of candidates(scenario, inputTokens)) {
    if (found.length >= SHOWN) break;
    const profiled = profileOf(patchScenario(scenario, remedy.patch), content);
    if (profiled.ok && profiled.value.refused === null) found.push(remedy);
  }
  return found;
}
