/** The fleet on the page: its scenario, the run that goes on, and what the last one gave. */
import { create } from 'zustand';
import type { AppError } from '@/core/result';
import { parseFleetScenario, type FleetScenario } from '@/datacenter/fleet/config';
import { FIRST_FLEET_PRESET } from './presets';
import { FlowIndex } from './flow/tracks';
import { seekFleet } from './playback';
import type { LogChoice, LogPicture, RunPicture, RunProgress } from './work/api';
import { cancelFleet, startFleet } from './work/client';

export interface FleetResult extends RunPicture {
  /** What it is a run of. */
  scenario: FleetScenario;
  index: FlowIndex;
  /** From here on requests are in the animation, ms. */
  fromMs: number;
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

/** Number of the newest run that was asked for. */
let asked = 0;

/** Runs the scenario on the page. `fromMs`: the moment from which requests are recorded for the animation. */
export function runFleet(fromMs: number | null = null): void {
  const { scenario, log } = useFleet.getState();
  const checked = parseFleetScenario(scenario);
  if (!checked.ok) {
    stopFleet();
    useFleet.setState({ error: checked.error });
    return;
  }
  useFleet.setState({ status: 'running', progress: null, error: null });
  const mine = ++asked;
  /** A run that a newer one waits for shows what it found, but the page goes on running. */
  const ended = (): Partial<FleetStore> => (mine === asked ? { status: 'idle', progress: null } : {});
  const resultOf = (picture: RunPicture, whole: boolean): FleetResult => ({ ...picture, scenario, index: new FlowIndex(picture.log), fromMs: fromMs ?? 0, whole });
  startFleet(scenario, log === null ? null : { file: log.file, run: log.run }, fromMs, {
    progress: (progress) => useFleet.setState({ progress }),
    picture: (picture) => useFleet.setState({ result: resultOf(picture, false) }),
    done: (picture) => useFleet.setState({ result: resultOf(picture, true), ...ended() }),
    failed: (error) => useFleet.setState({ error, ...ended() }),
  });
}

/** Stops the run; what it has shown so far stays. */
export function stopFleet(): void {
  cancelFleet();
  useFleet.setState({ status: 'idle', progress: null });
}

/** Changes the scenario and runs it. */
export function editFleet(change: (scenario: FleetScenario) => FleetScenario): void {
  useFleet.setState((s) => ({ scenario: change(s.scenario) }));
  runFleet();
}

/** Takes a preset and runs it. */
export function loadFleet(scenario: FleetScenario, presetId: string | null): void {
  useFleet.setState({ scenario, presetId, log: null });
  runFleet();
}

/** Up to where the animation knows every request, ms: requests are recorded in order of their end, and whoever ends later than the last of them may be missing. */
export function recordedUntilMs({ log, report }: FleetResult): number {
  const lastMs = log.columns.endMs[log.length - 1] ?? 0;
  return lastMs >= report.simulatedMs ? Number.POSITIVE_INFINITY : lastMs;
}

/** Shows a moment. Where the animation does not know it, the run is made again and recorded from there: it is the same run. */
export function showMoment(timeMs: number): void {
  const { result, status } = useFleet.getState();
  seekFleet(timeMs);
  if (result === null || status === 'running' || !result.whole) return;
  if (timeMs < result.fromMs || timeMs >= recordedUntilMs(result)) runFleet(Math.min(timeMs, result.report.simulatedMs));
}
