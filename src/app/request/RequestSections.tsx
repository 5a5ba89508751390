/** What the request itself asks for beyond the essentials, and what goes wrong on purpose. */
import { locale, msg, t } from '@/core/text';
import { useScenario } from '../store/scenario';
import { Disclosure } from '../ui/Disclosure';
import { Select } from '../ui/Select';
import { Term } from '../ui/Term';
import { NumberField } from '../ui/NumberField';
import { ChoiceOf, NumberOf, useField } from './fields';
import { boundsOf } from './bounds';
import { FAILURE_CHOICES, failureOptions, failureTitle, FORMAT_OPTIONS, inWords } from './options';
import { SystemPromptField } from './SystemPromptField';
import { StopField } from './StopField';

const TOP_P_STEP = 0.05;

export function SamplingSection() {
  const request = useScenario((s) => s.scenario.request);
  const seed = useScenario((s) => s.scenario.seed);
  const edit = useScenario((s) => s.edit);
  const summary = [
    request.temperature === 0 ? t('greedy') : `T ${request.temperature.toLocaleString(locale())}`,
    request.responseFormat === 'json' ? 'JSON' : null,
    request.stop.length > 0 ? t('{count} stop', { count: request.stop.length }) : null,
    request.systemPrompt === '' ? null : t('system prompt'),
  ].filter((part) => part !== null).join(' · ');
  return (
    <Disclosure title={t('Sampling and format')} summary={summary}>
      <SystemPromptField />
      <NumberOf group="request" field="topK" label={<Term id="top-k">Top-k</Term>} />
      <NumberOf group="request" field="topP" label={<Term id="top-p">Top-p</Term>} step={TOP_P_STEP} />
      <NumberField label={t('Seed')} value={seed} bounds={boundsOf('seed')} onChange={(next) => edit({ seed: next })} />
      <ChoiceOf group="request" field="responseFormat" label={t('Response format')} options={FORMAT_OPTIONS} />
      <StopField />
      <LengthField field="inputTokens" label={t('Prompt length, modeled')} tokensLabel={t('Prompt length, modeled, tokens')} />
      <LengthField field="outputTokens" label={t('Answer length, modeled')} tokensLabel={t('Answer length, modeled, tokens')} />
    </Disclosure>
  );
}

const LENGTH_OPTIONS = [{ value: 'own', label: msg('as it really is') }, { value: 'set', label: msg('set by hand') }] as const;
const FIRST_LENGTH = { inputTokens: 500, outputTokens: 100 } as const;

/** The modeled lane may be given lengths of its own, which the small local model could not bear. */
function LengthField({ field, label, tokensLabel }: { field: 'inputTokens' | 'outputTokens'; label: string; tokensLabel: string }) {
  const [value, set] = useField('request', field);
  const known = useModeledTokens(field);
  return (
    <>
      <Select label={label} value={value === null ? 'own' : 'set'} options={inWords(LENGTH_OPTIONS)} onChange={(next) => set(next === 'own' ? null : known)} />
      {value !== null && <NumberField label={tokensLabel} value={value} bounds={boundsOf(`request.${field}`)} onChange={set} unit={t('tokens')} />}
    </>
  );
}

function useModeledTokens(field: 'inputTokens' | 'outputTokens'): number {
  const maximum = useScenario((s) => s.scenario.request.maxOutputTokens);
  return field === 'outputTokens' ? maximum : FIRST_LENGTH[field];
}

export function FailureSection() {
  const failure = useScenario((s) => s.scenario.failure);
  const maxOutputTokens = useScenario((s) => s.scenario.request.maxOutputTokens);
  const edit = useScenario((s) => s.edit);
  const choice = FAILURE_CHOICES.find(({ kind }) => kind === failure?.kind);
  return (
    <Disclosure title={t('Failure to inject')} summary={choice === undefined ? t('none') : failureTitle(choice)} open={failure !== null}>
      <Select
        label={t('Failure')}
        value={failure?.kind ?? 'none'}
        options={failureOptions()}
        onChange={(kind) => edit({ failure: kind === 'none' ? null : { kind, afterTokens: failure?.afterTokens ?? Math.floor(maxOutputTokens / 2) } })}
      />
      {failure !== null && choice?.midStream === true && (
        <NumberField
          label={t('After')}
          unit={t('tokens')}
          value={failure.afterTokens}
          bounds={boundsOf('failure.afterTokens')}
          onChange={(afterTokens) => edit({ failure: { ...failure, afterTokens } })}
        />
      )}
      {choice !== undefined && <p className="text-xs text-ink-2">{t(choice.what)}</p>}
    </Disclosure>
  );
}
