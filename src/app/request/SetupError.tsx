import { useMemo } from 'react';
import { useRuns } from '../store/runs';
import { contentFor } from '../store/content';
import { useScenario } from '../store/scenario';
import { Button } from '../ui/Button';
import { Notice } from '../ui/Notice';
import { nearestRemedy } from './nearest';

/** Why the datacenter cannot serve this request at all, and the nearest set-up that can. */
export function SetupError() {
  const error = useRuns((s) => s.modeledError);
  const scenario = useScenario((s) => s.scenario);
  const edit = useScenario((s) => s.edit);
  const remedy = useMemo(() => {
    if (error === null) return null;
    const { count, finished, recorded } = useRuns.getState();
    return nearestRemedy(scenario, contentFor(scenario, count, [finished, recorded]));
  }, [error, scenario]);
  if (error === null) return null;
  return (
    <Notice tone="fail" message={error.message} action={error.action}>
      {remedy !== null && <Button onClick={() => edit(remedy.patch)}>{remedy.label}</Button>}
    </Notice>
  );
}
