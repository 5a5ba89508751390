/** Fleets and logs as files: opened, checked, saved. */
import { appError, err, ok, type Result } from '@/core/result';
import { t } from '@/core/text';
import { formatCount } from '@/core/units';
import { DEFAULT_FLEET, parseFleetScenario, type FleetScenario } from '@/datacenter/fleet/config';
import { changeFleetUnchecked } from '@/datacenter/fleet/presets';
import { loadFleet, runFleet, useFleet } from './state';
import { saveFile } from './save';
import { lookAtLog } from './work/client';

/** A scenario is some kilobytes; more is something else. */
const MAX_SCENARIO_BYTES = 1_000_000;
const JSON_TYPE = 'application/json';
const CSV_TYPE = 'text/csv';

/** Opens a fleet scenario (JSON, whole or only what differs from the steady chat) or a log of requests (CSV), and runs it. What is wrong with it is shown. */
export async function openFleetFile(file: File): Promise<void> {
  if (/\.json$/i.test(file.name)) {
    const scenario = await readScenario(file);
    if (scenario.ok) loadFleet(scenario.value, null);
    else useFleet.setState({ error: scenario.error });
    return;
  }
  await openLog(file, 0);
}

/** Replays a run of a log. */
export async function openLog(file: File, run: number): Promise<void> {
  useFleet.setState({ error: null });
  const picture = await lookAtLog(useFleet.getState().scenario, { file, run });
  if (!picture.ok) {
    useFleet.setState({ error: picture.error });
    return;
  }
  useFleet.setState({ scenario: picture.value.scenario, presetId: null, log: { file, run, picture: picture.value } });
  runFleet();
}

/** Replays a log that came in a link, given as the text of a log file, in the fleet that came with it. */
export async function replayFleet(scenario: FleetScenario, csv: string): Promise<void> {
  const file = new File([csv], `${scenario.name}.csv`, { type: CSV_TYPE });
  // Busy from now on: the page need not run what it would open with.
  useFleet.setState({ status: 'running', progress: null, error: null });
  const picture = await lookAtLog(scenario, { file, run: 0 });
  if (!picture.ok) {
    useFleet.setState({ status: 'idle', error: picture.error });
    return;
  }
  useFleet.setState({ scenario, presetId: null, log: { file, run: 0, picture: picture.value } });
  runFleet();
}

async function readScenario(file: File): Promise<Result<FleetScenario>> {
  if (file.size > MAX_SCENARIO_BYTES) return err(appError('fleet-file-too-large', t('{file} has {bytes} bytes; a fleet scenario has a few thousand.', { file: file.name, bytes: formatCount(file.size) }), t('Choose another file.')));
  let value: unknown;
  try {
    value = JSON.parse(await file.text());
  } catch (cause) {
    return err(appError('fleet-file-broken', t('{file} is not JSON: {why}.', { file: file.name, why: cause instanceof Error ? cause.message : String(cause) }), t('Correct the file or save a new one.')));
  }
  const whole = parseFleetScenario(changeFleetUnchecked(DEFAULT_FLEET, value));
  return whole.ok && whole.value.workload.arrivals.kind === 'replay' ? err(appError('fleet-file-replay', t('{file} replays a log, which is not in it.', { file: file.name }), t('Open the log itself, as CSV.'))) : whole.ok ? ok(whole.value) : whole;
}

/** Saves the fleet on the page. */
export function saveFleet(): void {
  const { scenario } = useFleet.getState();
  saveFile(`${scenario.name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').toLowerCase() || 'fleet'}.json`, JSON_TYPE, `${JSON.stringify(scenario, null, 2)}\n`);
}
