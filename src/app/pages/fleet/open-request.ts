/** A request of the fleet, opened in Explore like any other. */
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import type { FleetScenario } from '@/datacenter/fleet/config';
import { usePlayback } from '../../store/playback';
import { openTrace } from '../../store/runs';
import { useView } from '../../store/view';
import { useFleet } from './state';
import { traceOfRequest } from './work/client';

/** Makes the trace of request `index` of a run and shows it; while that takes, `opening` says so. */
export async function openRequest(scenario: FleetScenario, index: number): Promise<void> {
  useFleet.setState({ opening: index, error: null });
  const { log } = useFleet.getState();
  const trace = await traceOfRequest(scenario, log === null ? null : { file: log.file, run: log.run }, index);
  useFleet.setState({ opening: null });
  if (!trace.ok) {
    useFleet.setState({ error: trace.error });
    return;
  }
  openTrace({ trace: trace.value, from: t('Request {number} of the fleet {name}', { number: formatCount(index + 1), name: t(scenario.name) }) });
  usePlayback.getState().hold(0);
  useView.getState().set({ page: 'explore', zoom: null });
}
