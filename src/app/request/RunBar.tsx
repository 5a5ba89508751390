import { Play, Settings2, Square } from 'lucide-react';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { adapterWords } from '@/local/adapter';
import { findLocalModel } from '@/local/models';
import { LoadProgressBar } from '../models/LoadProgressBar';
import { openModels, useModels } from '../models/state';
import { cancelRun, startRun, useRuns } from '../store/runs';
import { samePrompt } from '../store/content';
import { useScenario } from '../store/scenario';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { rich } from '../ui/rich';

const DEVICE_NAMES = { auto: '', webgpu: 'WebGPU', wasm: 'WASM' } as const;

/** Runs the request on this machine: the button, what it will run on, how far it is, and how it failed. */
export function RunBar() {
  const status = useRuns((s) => s.status);
  const progress = useRuns((s) => s.progress);
  const error = useRuns((s) => s.error);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        {status === 'idle' ? (
          <Button className="flex-1" onClick={() => void startRun()} aria-keyshortcuts="Control+Enter">
            <Play aria-hidden className="size-3.5" />
            {t('Run this request')}
          </Button>
        ) : (
          <Button className="flex-1" onClick={cancelRun}>
            <Square aria-hidden className="size-3.5" />
            {status === 'loading' ? t('Stop loading') : <StopText />}
          </Button>
        )}
      </div>
      {status === 'loading' && <LoadProgressBar progress={progress} />}
      {error !== null && (
        <Notice tone="fail" message={error.message} action={error.action} urgent>
          <Button onClick={() => void startRun()}>{t('Try again')}</Button>
          {error.code !== 'prompt-empty' && <Button kind="quiet" onClick={() => openModels(true)}>{t('Choose another model or device')}</Button>}
        </Notice>
      )}
      <DeviceLine />
      <RecordedLine />
    </div>
  );
}

/** The only words here that change with every token. */
function StopText() {
  const received = useRuns((s) => s.local?.tokens.length ?? 0);
  const maximum = useScenario((s) => s.scenario.request.maxOutputTokens);
  return <>{t('Stop after {received} of {most} tokens', { received: formatCount(received), most: formatCount(maximum) })}</>;
}

/** Model and device of the next run. */
function DeviceLine() {
  const { model, device } = useScenario((s) => s.scenario.local);
  const probe = useModels((s) => s.probe);
  const chosen = probe === null ? '' : device === 'auto' ? DEVICE_NAMES[probe.chosen] : DEVICE_NAMES[device];
  const why = device === 'auto' ? probe?.reason : device === 'webgpu' && probe !== null && !probe.webgpu.available ? probe.webgpu.reason : undefined;
  const name = <span className="text-ink">{findLocalModel(model)?.title ?? model}</span>;
  return (
    <div className="text-xs text-ink-2">
      <p className="flex items-center justify-between gap-2">
        <span className="min-w-0 truncate">{chosen === '' ? name : rich('{model} on {device}', { model: name, device: chosen })}</span>
        <Button kind="quiet" className="text-xs" onClick={() => openModels(true)}>
          <Settings2 aria-hidden className="size-3.5" />
          {t('Model and device')}
        </Button>
      </p>
      {why !== undefined && <p className="text-ink-3">{why}</p>}
    </div>
  );
}

/** Says what stands on the lower lane when it is not a run of this request on this machine. */
function RecordedLine() {
  const local = useRuns((s) => s.local);
  const kind = useRuns((s) => s.localKind);
  const status = useRuns((s) => s.status);
  const scenario = useScenario((s) => s.scenario);
  if (status !== 'idle') return null;
  if (local === null) return <p className="text-xs text-ink-3">{t('Nothing has run here yet: the lower lane is empty until you run one.')}</p>;
  const same = samePrompt(local, scenario);
  if (kind === 'recorded') {
    const { recordedOn, adapter } = local.environment;
    const where = { on: adapter === undefined ? 'nothing' : 'adapter', adapter: adapterWords(String(adapter)), day: recordedOn === undefined ? 'unknown' : 'known', date: String(recordedOn) };
    return (
      <p className="text-xs text-ink-3">
        {same
          ? t('The lower lane shows a run recorded earlier{on, select, adapter { on {adapter}} other {}}{day, select, known {, {date}} other {}}.', where)
          : t('The lower lane shows a run recorded with another prompt{on, select, adapter { on {adapter}} other {}}{day, select, known {, {date}} other {}}. Run this one to see it here.', where)}
      </p>
    );
  }
  return same ? null : <p className="text-xs text-ink-3">{t('The lower lane shows your last run, of another prompt. Run this one to see it here.')}</p>;
}
