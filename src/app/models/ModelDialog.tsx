import { useEffect } from 'react';
import { t } from '@/core/text';
import { adapterWords } from '@/local/adapter';
import { LOCAL_MODELS } from '@/local/models';
import { useScenario } from '../store/scenario';
import { Dialog } from '../ui/Dialog';
import { Select } from '../ui/Select';
import { inWords, LOCAL_DEVICE_OPTIONS } from '../request/options';
import { OfflinePanel } from '../offline/OfflinePanel';
import { FolderField } from './FolderField';
import { ModelRow } from './ModelRow';
import { askProbe, openModels, useModels } from './state';

/** Which model this machine runs, and on what. */
export function ModelDialog() {
  const open = useModels((s) => s.open);
  const probe = useModels((s) => s.probe);
  const device = useScenario((s) => s.scenario.local.device);
  const edit = useScenario((s) => s.edit);
  useEffect(() => {
    if (open) void askProbe();
  }, [open]);

  return (
    <Dialog
      open={open}
      onOpenChange={openModels}
      title={t('Model on this machine')}
      description={t('It runs in this browser; what you type stays here. Other models than the embedded one are downloaded once and kept in the browser\'s cache.')}
    >
      <div className="flex flex-col gap-1 pb-3">
        <Select label={t('Run on')} value={device} options={inWords(LOCAL_DEVICE_OPTIONS)} onChange={(next) => edit({ local: { device: next } })} />
        <p className="text-xs text-ink-2">
          {probe === null ? t('Asking the browser what it has.') : `${probe.reason} ${probe.webgpu.available ? t('Adapter: {name}.', { name: adapterWords(probe.webgpu.adapterName) }) : probe.webgpu.reason}`}
        </p>
      </div>
      <ul className="flex flex-col">
        {LOCAL_MODELS.map((model) => <ModelRow key={model.id} model={model} />)}
      </ul>
      <FolderField />
      <OfflinePanel />
    </Dialog>
  );
}
