/** Sliders for what decides most, at the head of the pages that follow them as they are dragged. */
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { describeRequest } from '@/datacenter/model-trace';
import { useScenario } from '../../store/scenario';
import { Slider } from '../../ui/Slider';
import { knobsOf, POSITIONS, positionOf, valueAt } from './knobs';
import { useContentFor } from './subject';

export function Knobs() {
  const scenario = useScenario((s) => s.scenario);
  const edit = useScenario((s) => s.edit);
  const known = useContentFor();
  const request = describeRequest(scenario, known(scenario));
  if (!request.ok) return null;
  return (
    <div className="knobs" role="group" aria-label={t('Lengths and batch')}>
      {knobsOf(scenario, request.value).map(({ id, label, unit, scale, value, patch }) => (
        <Slider
          key={id} label={t(label)} min={0} max={POSITIONS} step={1} value={positionOf(scale, value)}
          // Between two positions the scenario's own number is what counts.
          format={(position) => `${formatCount(position === positionOf(scale, value) ? value : valueAt(scale, position))}\u202f${unit}`}
          onChange={(position) => edit(patch(valueAt(scale, position)))}
        />
      ))}
    </div>
  );
}
