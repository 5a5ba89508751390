/** Keeps the Fleet page and the link's fleet the same: takes what was asked for, and tells what is set. */
import { encodeFleet, readFleet } from '../../share/fleet';
import { replayFleet } from './files';
import { useLinkedFleet } from './linked';
import { FIRST_FLEET_PRESET } from './presets';
import { loadFleet, useFleet } from './state';

/** Sets the page to what a link, a file or the gallery asked for. What is wrong with it is shown on the page. */
function take(): void {
  const { fleet } = useLinkedFleet.getState();
  if (fleet === null) {
    loadFleet(FIRST_FLEET_PRESET.scenario, FIRST_FLEET_PRESET.id);
    return;
  }
  const read = readFleet(fleet);
  if (!read.ok) useFleet.setState({ error: read.error });
  else if (read.value.log !== undefined) void replayFleet(read.value.scenario, read.value.log);
  else loadFleet(read.value.scenario, read.value.presetId);
}

let connected = false;
/** Call when the page opens; further calls do nothing. */
export function connectFleetLink(): void {
  if (connected) return;
  connected = true;
  if (useLinkedFleet.getState().fleet !== null) take();
  useLinkedFleet.subscribe((now, before) => {
    if (now.asked !== before.asked) take();
  });
  useFleet.subscribe((now, before) => {
    if (now.scenario === before.scenario && now.presetId === before.presetId) return;
    const opens = now.scenario === FIRST_FLEET_PRESET.scenario && now.presetId === FIRST_FLEET_PRESET.id;
    useLinkedFleet.setState({ fleet: opens ? null : encodeFleet(now.scenario, now.presetId, now.log?.picture.columns) });
  });
}
