/** The fleet on the page: its scenario, the run that goes on, and what the last one gave. */
import { create } from 'zustand';
import type { AppError } from '@/core/result';
import { parseFleetScenario, type FleetScenario } from '@/datacenter/fleet/config';
import { FIRST_FLEET_PRESET } from './presets';
import { FlowIndex } from './flow/tracks';
import type { LogChoice, LogPicture, RunPicture, RunProgress } from './work/api';
import { cancelFleet, startFleet } from './work/client';

export interface FleetResult extends RunPicture {
  /** What it is a run of. */
  scenario: FleetScenario;
  index: FlowIndex;
  /** False while the run goes on, or where it was stopped. */
  whole: boolean;
}

interface FleetStore {
  scenario: FleetScenario;
  presetId: string | null;
  status: 'idle' | 'running';
  progress: RunProgress | null;
  /** Of the last run; stays on screen until the next shows something. */
  result: FleetResult | null;
  error: AppError | null;
  /** Number of the request whose trace is being made; null if none. */
  opening: number | null;
  /** The log that is replayed; null if none was opened. */
  log: (LogChoice & { picture: LogPicture }) | null;
}

export const useFleet = create<FleetStore>()(() => ({ scenario: FIRST_FLEET_PRESET.scenario, presetId: FIRST_FLEET_PRESET.id, status: 'idle', progress: null, result: null, error: null, opening: null, log: null }));

/** A slider that is dragged asks for a run at every step: only the last of a burst is run. */
const DEBOUNCE_MS = 60;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Runs the scenario on the page. `fromMs`: the moment from which requests are recorded for the animation. */
export function runFleet(fromMs: number | null = null): void {
  clearTimeout(timer);
  const { scenario, log } = useFleet.getState();
  const checked = parseFleetScenario(scenario);
  if (!checked.ok) {
    stopFleet();
    useFleet.setState({ error: checked.error });
    return;
  }
  useFleet.setState({ status: 'running', progress: null, error: null });
  const show = (picture: RunPicture, whole: boolean): void => useFleet.setState({ result: { ...picture, scenario, index: new FlowIndex(picture.log), whole } });
  startFleet(scenario, log === null ? null : { file: log.file, run: log.run }, fromMs, {
    progress: (progress) => useFleet.setState({ progress }),
    picture: (picture) => show(picture, false),
    done: () => useFleet.setState(({ result }) => ({ status: 'idle', progress: null, result: result === null ? null : { ...result, whole: true } })),
    failed: (error) => useFleet.setState({ status: 'idle', progress: null, error }),
  });
}

/** Stops the run; what it has shown so far stays. */
export function stopFleet(): void {
  clearTimeout(timer);
  cancelFleet();
  useFleet.setState({ status: 'idle', progress: null });
}

/** Changes the scenario and runs it a moment later. */
export function editFleet(change: (scenario: FleetScenario) => FleetScenario): void {
  useFleet.setState((s) => ({ scenario: change(s.scenario) }));
  clearTimeout(timer);
  timer = setTimeout(() => runFleet(), DEBOUNCE_MS);
}

/** Takes a preset and runs it. */
export function loadFleet(scenario: FleetScenario, presetId: string | null): void {
  useFleet.setState({ scenario, presetId, log: null });
  runFleet();
}
