/** What the request itself asks for beyond the essentials, and what goes wrong on purpose. */
import { useScenario } from '../store/scenario';
import { Disclosure } from '../ui/Disclosure';
import { Select } from '../ui/Select';
import { Term } from '../ui/Term';
import { NumberField } from '../ui/NumberField';
import { ChoiceOf, NumberOf, useField } from './fields';
import { boundsOf } from './bounds';
import { FAILURE_CHOICES, FAILURE_OPTIONS, FORMAT_OPTIONS } from './options';
import { SystemPromptField } from './SystemPromptField';
import { StopField } from './StopField';

const TOP_P_STEP = 0.05;

export function SamplingSection() {
  const request = useScenario((s) => s.scenario.request);
  const seed = useScenario((s) => s.scenario.seed);
  const edit = useScenario((s) => s.edit);
  const summary = [
    request.temperature === 0 ? 'greedy' : `T ${request.temperature}`,
    request.responseFormat === 'json' ? 'JSON' : null,
    request.stop.length > 0 ? `${request.stop.length} stop` : null,
    request.systemPrompt === '' ? null : 'system prompt',
  ].filter((part) => part !== null).join(' · ');
  return (
    <Disclosure title="Sampling and format" summary={summary}>
      <SystemPromptField />
      <NumberOf group="request" field="topK" label={<Term id="top-k">Top-k</Term>} />
      <NumberOf group="request" field="topP" label={<Term id="top-p">Top-p</Term>} step={TOP_P_STEP} />
      <NumberField label="Seed" value={seed} bounds={boundsOf('seed')} onChange={(next) => edit({ seed: next })} />
      <ChoiceOf group="request" field="responseFormat" label="Response format" options={FORMAT_OPTIONS} />
      <StopField />
      <LengthField field="inputTokens" label="Prompt length, modeled" />
      <LengthField field="outputTokens" label="Answer length, modeled" />
    </Disclosure>
  );
}

const LENGTH_OPTIONS = [{ value: 'own', label: 'as it really is' }, { value: 'set', label: 'set by hand' }] as const;
const FIRST_LENGTH = { inputTokens: 500, outputTokens: 100 } as const;

/** The modeled lane may be given lengths of its own, which the small local model could not bear. */
function LengthField({ field, label }: { field: 'inputTokens' | 'outputTokens'; label: string }) {
  const [value, set] = useField('request', field);
  const known = useModeledTokens(field);
  return (
    <>
      <Select label={label} value={value === null ? 'own' : 'set'} options={LENGTH_OPTIONS} onChange={(next) => set(next === 'own' ? null : known)} />
      {value !== null && <NumberField label={`${label}, tokens`} value={value} bounds={boundsOf(`request.${field}`)} onChange={set} unit="tokens" />}
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
    <Disclosure title="Failure to inject" summary={choice?.title ?? 'none'} open={failure !== null}>
      <Select
        label="Failure"
        value={failure?.kind ?? 'none'}
        options={FAILURE_OPTIONS}
        onChange={(kind) => edit({ failure: kind === 'none' ? null : { kind, afterTokens: failure?.afterTokens ?? Math.floor(maxOutputTokens / 2) } })}
      />
      {failure !== null && choice?.midStream === true && (
        <NumberField
          label="After"
          unit="tokens"
          value={failure.afterTokens}
          bounds={boundsOf('failure.afterTokens')}
          onChange={(afterTokens) => edit({ failure: { ...failure, afterTokens } })}
        />
      )}
      {choice !== undefined && <p className="text-xs text-ink-2">{choice.what}</p>}
    </Disclosure>
  );
}
