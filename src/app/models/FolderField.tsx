import { useState } from 'react';
import type { AppError } from '@/core/result';
import { t } from '@/core/text';
import { findLocalModel } from '@/local/models';
import { AllowHost } from '../security/AllowHost';
import { mayConnect } from '../security/hosts';
import { useScenario } from '../store/scenario';
import { Button } from '../ui/Button';
import { TextField } from '../ui/TextField';
import { PlanLine } from './PlanLine';
import { askPlan, readFolderUrl } from './state';

/** Any model folder in the hub's layout, by its address. */
export function FolderField() {
  const { model, device } = useScenario((s) => s.scenario.local);
  const edit = useScenario((s) => s.edit);
  const own = findLocalModel(model) === undefined;
  const [typed, setTyped] = useState(own ? model : '');
  const [error, setError] = useState<AppError | null>(null);
  const [unreached, setUnreached] = useState<string | null>(null);
  const use = (): void => {
    const url = readFolderUrl(typed, document.baseURI);
    setError(url.ok ? null : url.error);
    if (!url.ok) return;
    edit({ local: { model: url.value } });
    setUnreached(mayConnect(url.value) ? null : url.value);
    if (!mayConnect(url.value)) return;
    void askPlan({ model: url.value, device });
  };
  return (
    <form
      className="flex flex-col gap-2 border-t border-line pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        use();
      }}
    >
      <TextField
        stacked
        label={t('Or a model folder at an address of your own')}
        value={typed}
        onChange={setTyped}
        placeholder="https://example.org/models/my-model/"
        error={error === null ? null : `${error.message} ${error.action}`}
      />
      <p className="text-xs text-ink-3">{t('The hub\'s file layout: config.json, tokenizer.json and the graph with a KV cache under onnx/. The server has to allow this page to read it (CORS).')}</p>
      <div><Button type="submit">{t('Use this folder')}</Button></div>
      {unreached !== null && <AllowHost address={unreached} purpose={t('The model’s files are downloaded from there; what you type is not sent to it.')} />}
      {own && unreached === null && <PlanLine request={{ model, device }} />}
    </form>
  );
}
