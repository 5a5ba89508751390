/** What can be done on the page, as data: buttons, shortcuts and the list of keys read the same entries. */
import type { PlaceId } from '@/core/stage';
import { msg, t } from '@/core/text';
import { currentSteps } from '../playback/clock';
import { stageSteps, stepAfter, stepBefore } from '../playback/steps';
import { usePlayback } from '../store/playback';
import { cancelRun, startRun, useRuns } from '../store/runs';
import { useView } from '../store/view';
import type { Lane } from './lanes';
import { stretchOf } from './rows';

export interface Action {
  id: string;
  /** In English: `t(name)` where it is shown. */
  name: string;
  /** In tinykeys' notation. */
  keys: readonly string[];
  /** As the keys are written for people; `t(keyNames)`, as above. */
  keyNames: string;
  run: () => void;
}

const traces = () => {
  const { modeled, local } = useRuns.getState();
  return [modeled, local].filter((trace) => trace !== null);
};

function stepForward(): void {
  const { timeMs, endMs, hold } = usePlayback.getState();
  hold(stepAfter(currentSteps(), timeMs)?.timeMs ?? endMs);
}

function stepBack(): void {
  const { timeMs, hold } = usePlayback.getState();
  hold(stepBefore(currentSteps(), timeMs)?.timeMs ?? 0);
}

function stageForward(): void {
  const { timeMs, endMs, hold } = usePlayback.getState();
  hold(stepAfter(stageSteps(traces()), timeMs)?.timeMs ?? endMs);
}

function stageBack(): void {
  const { timeMs, hold } = usePlayback.getState();
  hold(stepBefore(stageSteps(traces()), timeMs)?.timeMs ?? 0);
}

export function toggleRun(): void {
  if (useRuns.getState().status === 'idle') void startRun();
  else cancelRun();
}

/**
 * Zooms the time axis to a stage. Without a lane it starts with the lane that spends longer there; asked again it
 * shows the other lane's stretch, then everything. `null` shows everything.
 */
export function zoomTo(place: PlaceId | null, lane?: Pick<Lane, 'trace'>): void {
  const { set, zoom } = useView.getState();
  if (place === null) return set({ zoom: null, rows: 'stages' });
  const lanes = lane === undefined ? traces().map((trace) => ({ trace })) : [lane];
  const stretches = lanes
    .map((each) => stretchOf(each, place))
    .filter((stretch) => stretch !== null)
    .sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs));
  const now = stretches.findIndex((s) => s.startMs === zoom?.startMs && s.endMs === zoom.endMs);
  const next = stretches[now + 1];
  set(next === undefined ? { zoom: null, rows: 'stages' } : { zoom: next, rows: 'layers' });
}

export const ACTIONS = {
  play: { id: 'play', name: msg('Play or pause'), keys: ['Space'], keyNames: msg('Space'), run: () => usePlayback.getState().toggle() },
  back: { id: 'back', name: msg('Back one layer'), keys: [',', 'ArrowLeft'], keyNames: msg(', or ←'), run: stepBack },
  forward: { id: 'forward', name: msg('On one layer'), keys: ['.', 'ArrowRight'], keyNames: msg('. or →'), run: stepForward },
  stageBack: { id: 'stageBack', name: msg('Back one stage'), keys: ['Shift+ArrowLeft', 'Shift+<'], keyNames: msg('Shift ←'), run: stageBack },
  stageForward: { id: 'stageForward', name: msg('On one stage'), keys: ['Shift+ArrowRight', 'Shift+>'], keyNames: msg('Shift →'), run: stageForward },
  restart: { id: 'restart', name: msg('From the start'), keys: ['Home'], keyNames: msg('Home'), run: () => usePlayback.getState().hold(0) },
  end: { id: 'end', name: msg('To the end'), keys: ['End'], keyNames: msg('End'), run: () => usePlayback.getState().hold(usePlayback.getState().endMs) },
  run: { id: 'run', name: msg('Run on this machine, or stop the run'), keys: ['r'], keyNames: 'R', run: toggleRun },
  zoom: { id: 'zoom', name: msg('Zoom to the stage'), keys: ['z'], keyNames: 'Z', run: () => zoomTo(useView.getState().stage ?? 'inference') },
} as const satisfies Record<string, Action>;

/** What a button does and the key that does it too. */
export const withKey = (does: string, { keyNames }: Pick<Action, 'keyNames'>): string => `${does} (${t(keyNames)})`;
export const tooltipOf = (action: Action): string => withKey(t(action.name), action);

/** True while something else wants the keys: another page, text, lists, sliders, or a button that Space presses. */
function keysTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || useView.getState().page !== 'explore') return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true], [role=dialog], [role=menu], [role=slider], [role=listbox]') !== null) return true;
  const arrows = event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End';
  if (arrows) return target.closest('input, [role=toolbar], [role=region][tabindex]') !== null;
  return event.key === ' ' && target.closest('button, summary, a, label, input, [role=switch]') !== null;
}

/** Bindings for tinykeys. */
export function keyBindings(): Record<string, (event: KeyboardEvent) => void> {
  return Object.fromEntries(
    Object.values(ACTIONS).flatMap((action) =>
      action.keys.map((key) => [
        key,
        (event: KeyboardEvent): void => {
          if (keysTaken(event) || event.repeat && action.id === 'run') return;
          event.preventDefault();
          action.run();
        },
      ]),
    ),
  );
}
