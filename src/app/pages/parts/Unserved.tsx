/** Why the datacenter does not answer the scenario on screen, and the nearest ones that it does: the same on every page. */
import { useMemo } from 'react';
import { t } from '@/core/text';
import { profileOf } from '@/decisions/profile';
import { SetupError } from '../../request/SetupError';
import { useRuns } from '../../store/runs';
import { useScenario } from '../../store/scenario';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { remediesOf } from './remedy';
import { useSubject } from './subject';

export function Unserved() {
  const { scenario, content } = useSubject();
  const impossible = useRuns((s) => s.modeledError !== null);
  const edit = useScenario((s) => s.edit);
  const refused = useMemo(() => {
    const profile = profileOf(scenario, content);
    if (!profile.ok || profile.value.refused === null) return null;
    return { reason: profile.value.refused.reason, remedies: remediesOf(scenario, profile.value.request.inputTokens, content) };
  }, [scenario, content]);
  if (impossible) return <SetupError />;
  if (refused === null) return null;
  return (
    <Notice tone="fail" message={t('This request is refused. {reason}', { reason: refused.reason })} action={t('What is shown below is the refusal.')}>
      {refused.remedies.length > 0 && refused.remedies.map(({ label, patch }) => <Button key={label} onClick={() => edit(patch)}>{label}</Button>)}
    </Notice>
  );
}
