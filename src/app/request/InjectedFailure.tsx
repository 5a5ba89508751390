import { t } from '@/core/text';
import { clearFailure } from '../store/failures';
import { useScenario } from '../store/scenario';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { FAILURE_CHOICES, failureTitle } from './options';

/** A failure on purpose must not pass for a real one: it is named for as long as it is there. */
export function InjectedFailure() {
  const kind = useScenario((s) => s.scenario.failure?.kind ?? null);
  const choice = FAILURE_CHOICES.find((c) => c.kind === kind);
  if (choice === undefined) return null;
  return (
    <Notice tone="fail" message={t('On purpose: {failure}', { failure: failureTitle(choice) })} action={t('It strikes at the stage {stage}, on both lanes.', { stage: t(choice.stage) })}>
      <Button onClick={clearFailure}>{t('Take it away')}</Button>
    </Notice>
  );
}
