import { useEffect } from 'react';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import type { LocalModel } from '@/local/types';
import { useScenario } from '../store/scenario';
import { rich } from '../ui/rich';
import { Term } from '../ui/Term';
import { PlanLine } from './PlanLine';
import { askPlan, planKey, useModels } from './state';

const MILLION = 1e6;

/** One model: what it is and, once chosen, what it would download. */
export function ModelRow({ model }: { model: LocalModel }) {
  const { model: chosenId, device } = useScenario((s) => s.scenario.local);
  const edit = useScenario((s) => s.edit);
  const chosen = chosenId === model.id;
  const known = useModels((s) => planKey({ model: model.id, device }) in s.plans);
  useEffect(() => {
    if (chosen && !known) void askPlan({ model: model.id, device });
  }, [chosen, known, model.id, device]);

  return (
    <li className="border-t border-line py-2">
      <label className="grid cursor-pointer grid-cols-[1.25rem_minmax(0,1fr)_auto] items-baseline gap-x-2 text-sm">
        <input type="radio" name="local-model" checked={chosen} onChange={() => edit({ local: { model: model.id } })} className="accent-ink" />
        <span className="min-w-0">
          <span className="font-medium">{model.title}</span>
          <span className="block text-xs text-ink-2">{t(model.note)}</span>
        </span>
        <span className="text-right text-xs text-ink-2 tabular-nums">
          {t('{count} M', { count: formatCount(model.parameters / MILLION) })}
          <span className="block text-ink-3">{t(model.licence)}</span>
        </span>
      </label>
      {chosen && (
        <div className="pt-1.5 pl-7">
          <PlanLine request={{ model: model.id, device }} />
          <p className="text-xs text-ink-3">
            {rich('{count} tokens of <context>context</context>{grouped, select, yes {, <gqa>GQA</gqa> {heads} to a KV head} other {}}, {repository}', {
              count: formatCount(model.contextTokens), heads: model.queryHeadsPerKvHead, grouped: model.queryHeadsPerKvHead > 1 ? 'yes' : 'no',
              context: (inner) => <Term id="context-window">{inner}</Term>,
              gqa: (inner) => <Term id="gqa">{inner}</Term>,
              repository: <a href={model.url} target="_blank" rel="noreferrer" className="underline decoration-line-strong underline-offset-2 hover:text-ink">{model.repo}</a>,
            })}
          </p>
        </div>
      )}
    </li>
  );
}
