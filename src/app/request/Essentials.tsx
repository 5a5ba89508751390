/** The knobs that matter most, always in sight. */
import { defaultPrices } from '@/catalog/prices';
import { findModel } from '@/catalog/models';
import { msg, t } from '@/core/text';
import { useScenario } from '../store/scenario';
import { Select } from '../ui/Select';
import { Term } from '../ui/Term';
import { ChoiceOf, NumberOf, SwitchOf, useField } from './fields';
import { GPU_OPTIONS, MODEL_OPTIONS, NETWORK_OPTIONS, TP_OPTIONS, inWords, tensorParallelOf } from './options';

const TEMPERATURE_STEP = 0.1;
const STREAM_WORDS = { on: msg('token by token'), off: msg('all at the end') };

export function Essentials() {
  return (
    <div className="flex flex-col gap-1.5">
      <NumberOf group="request" field="maxOutputTokens" label={t('Max tokens')} unit={t('tokens')} />
      <NumberOf group="request" field="temperature" label={<Term id="temperature">{t('Temperature')}</Term>} step={TEMPERATURE_STEP} />
      <SwitchOf group="request" field="stream" label={<Term id="streaming">{t('Streaming')}</Term>} words={STREAM_WORDS} />
      <ModelChoice />
      <ChoiceOf group="deployment" field="gpu" label={t('GPU')} options={GPU_OPTIONS} />
      <TensorParallelChoice />
      <NumberOf group="load" field="batch" label={<Term id="batch">{t('Batch')}</Term>} unit={t('seq.')} />
      <ChoiceOf group="client" field="network" label={t('Network')} options={NETWORK_OPTIONS} />
    </div>
  );
}

/** A model brings its price with it. */
function ModelChoice() {
  const model = useScenario((s) => s.scenario.model);
  const edit = useScenario((s) => s.edit);
  const choose = (id: string): void => edit({ model: id, prices: defaultPrices(id, findModel(id)?.name) });
  return <Select label={t('Model')} value={model} options={inWords(MODEL_OPTIONS)} onChange={choose} />;
}

function TensorParallelChoice() {
  const [value, set] = useField('deployment', 'tensorParallel');
  return (
    <Select
      label={<Term id="tensor-parallel">{t('Tensor parallel')}</Term>}
      value={`${value}`}
      options={inWords(TP_OPTIONS)}
      onChange={(next) => set(tensorParallelOf(next))}
    />
  );
}
