/** Sets the scene of a step: scenario, camera and playback of the page; and puts everything back when the talk ends. */
import type { Scenario } from '@/core/scenario';
import type { Trace } from '@/core/trace';
import { modelTrace } from '@/datacenter/model-trace';
import { zoomTo } from '../explore/actions';
import { contentFor } from '../store/content';
import { usePlayback } from '../store/playback';
import { startRun, type RunsStore } from '../store/runs';
import { useScenario } from '../store/scenario';
import { useView } from '../store/view';
import { prefersReducedMotion } from '../playback/clock';
import { scenarioOfStep, type Step } from './deck';

/** Remembers the page; returns what brings it back. Steps of a talk are not steps to be undone. */
export function keepPage(): () => void {
  const { scenario, presetId } = useScenario.getState();
  const { axis, rows, zoom, stage, page } = useView.getState();
  const { timeMs, speed } = usePlayback.getState();
  const { temporal } = useScenario;
  temporal.getState().pause();
  return () => {
    useScenario.setState({ scenario, presetId });
    temporal.getState().resume();
    useView.setState({ axis, rows, zoom, stage, page });
    usePlayback.getState().pause();
    usePlayback.getState().setSpeed(speed);
    usePlayback.getState().hold(timeMs);
  };
}

/** A step's scenario with the machine's own settings: what runs here is the reader's choice. */
function ownScenario(step: Parameters<typeof scenarioOfStep>[0]): Scenario | null {
  const scenario = scenarioOfStep(step);
  return scenario.ok ? { ...scenario.value, local: useScenario.getState().scenario.local } : null;
}

export function showStep(step: Step): void {
  const scenario = ownScenario(step);
  if (scenario === null) return;
  useScenario.setState({ scenario, presetId: step.preset ?? null, replaced: null });
  useView.setState({ axis: step.camera.axis, rows: step.camera.rows, zoom: null });
  if (step.camera.zoom !== null) zoomTo(step.camera.zoom);
  const playback = usePlayback.getState();
  if (step.run) {
    void startRun();
    return;
  }
  if (step.play === undefined || prefersReducedMotion()) {
    // At its end, wherever that is once the lanes have been laid out.
    requestAnimationFrame(() => usePlayback.getState().hold(usePlayback.getState().endMs));
    return;
  }
  playback.setSpeed(step.play.speed);
  playback.hold(step.play.fromMs);
  playback.play();
}

/** The datacenter's run of the request as it was before the step's change; null where the step has none. */
export function traceBefore(step: Step, known: Pick<RunsStore, 'count' | 'finished' | 'recorded'>): Trace | null {
  if (step.before === undefined) return null;
  const scenario = ownScenario(step.before);
  if (scenario === null) return null;
  const trace = modelTrace(scenario, contentFor(scenario, known.count, [known.finished, known.recorded]));
  return trace.ok ? trace.value : null;
}
