import { t } from '@/core/text';
import { findLocalModel } from '@/local/models';
import type { LoadPlan, LoadRequest } from '@/local/types';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { LoadProgressBar } from './LoadProgressBar';
import { planText } from './plan-text';
import { askPlan, cancelLoad, forgetModel, loadModel, planKey, useModels } from './state';

const DEVICE_NAMES: Record<LoadPlan['device'], string> = { webgpu: 'WebGPU', wasm: 'WASM' };

/** What loading this model means: size before any download, format and device with the reason, and the buttons. */
export function PlanLine({ request }: { request: LoadRequest }) {
  const plan = useModels((s) => s.plans[planKey(request)]);
  const loading = useModels((s) => s.loading);
  const error = useModels((s) => s.errors[request.model]);
  const loaded = useModels((s) => s.loaded?.model === request.model);

  if (loading?.model === request.model) {
    return (
      <div className="flex items-end gap-3 py-1">
        <LoadProgressBar progress={loading.progress} />
        <Button onClick={cancelLoad}>{t('Cancel')}</Button>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-1.5 pb-1">
      {plan === null && <p className="text-xs text-ink-2">{t('Asking for its size.')}</p>}
      {plan?.ok === false && (
        <Notice tone="fail" message={plan.error.message} action={plan.error.action}>
          <Button onClick={() => void askPlan(request)}>{t('Try again')}</Button>
        </Notice>
      )}
      {error !== undefined && <Notice tone="fail" message={error.message} action={error.action} urgent />}
      {plan?.ok === true && <Plan plan={plan.value} request={request} loaded={loaded} />}
    </div>
  );
}

function Plan({ plan, request, loaded }: { plan: LoadPlan; request: LoadRequest; loaded: boolean }) {
  const loading = useModels((s) => s.loading !== null);
  const text = planText(plan, findLocalModel(request.model)?.kind === 'embedded');
  return (
    <>
      <p className="text-xs text-ink-2">
        <span className="font-medium text-ink tabular-nums">{text.size}</span>
        {`${text.place} · ${plan.dtype}: ${plan.dtypeReason} · ${DEVICE_NAMES[plan.device]}: ${plan.deviceReason}`}
      </p>
      {text.noRoom !== null && (
        <Notice tone="fail" message={text.noRoom.message} action={text.noRoom.action}>
          <Button disabled={loading} onClick={() => void askPlan(request)}>{t('Look again')}</Button>
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {loaded ? <span className="text-xs text-ink-2">{t('Loaded, ready to run.')}</span> : (
          <Button disabled={loading || !text.loads} onClick={() => void loadModel(request)}>{text.button}</Button>
        )}
        {plan.cachedBytes > 0 && <Button kind="quiet" disabled={loading} onClick={() => void forgetModel(request)}>{t('Remove from the cache')}</Button>}
      </div>
    </>
  );
}
