import { t } from '@/core/text';
import { useScenario } from '../store/scenario';
import { NumberField } from '../ui/NumberField';
import { Term } from '../ui/Term';
import { boundsOf } from './bounds';

const STEP_MS = 100;

export function BudgetField() {
  const budgetMs = useScenario((s) => s.scenario.budgetMs);
  const edit = useScenario((s) => s.edit);
  return (
    <NumberField
      label={<Term id="slo">{t('Time budget')}</Term>}
      unit="ms"
      step={STEP_MS}
      value={budgetMs}
      bounds={boundsOf('budgetMs')}
      onChange={(next) => edit({ budgetMs: next })}
    />
  );
}
