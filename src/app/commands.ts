/** Every command of the page in one list: keys, buttons and the help panel read it. */
import { tinykeys } from 'tinykeys';
import { openModels } from './models/state';
import { cancelRun, startRun, useRuns } from './store/runs';
import { usePlayback } from './store/playback';
import { useView } from './store/view';

export interface Command {
  /** As tinykeys reads it; a single character is the key that types it. */
  keys: string;
  label: string;
  run: () => void;
}

const toggle = (): void => {
  const { playing, play, pause } = usePlayback.getState();
  if (playing) pause();
  else play();
};
const flip = (panel: 'requestOpen' | 'inspectorOpen') => (): void => {
  const view = useView.getState();
  view.set({ [panel]: !view[panel] });
};

/** Commands of the page. The transport adds stepping and seeking, which need its own idea of a step. */
export const COMMANDS = {
  run: { keys: 'R', label: 'Run on this machine', run: () => void startRun() },
  cancel: { keys: 'Escape', label: 'Stop the run', run: () => { if (useRuns.getState().status !== 'idle') cancelRun(); } },
  play: { keys: 'Space', label: 'Play or pause', run: toggle },
  start: { keys: 'Home', label: 'Back to the beginning', run: () => usePlayback.getState().seek(0) },
  end: { keys: 'End', label: 'To the end', run: () => usePlayback.getState().seek(usePlayback.getState().endMs) },
  request: { keys: '[', label: 'Show or hide the request', run: flip('requestOpen') },
  inspector: { keys: ']', label: 'Show or hide the inspector', run: flip('inspectorOpen') },
  axis: { keys: 'L', label: 'Linear or logarithmic time axis', run: () => useView.getState().set({ axis: useView.getState().axis === 'linear' ? 'log' : 'linear' }) },
  models: { keys: 'M', label: 'Choose the model on this machine', run: () => openModels(true) },
} as const satisfies Record<string, Command>;

const TYPING = 'input, textarea, select, [contenteditable=""], [contenteditable="true"]';
const PRESSABLE = 'button, a, summary, [role="switch"]';
/** Inside these, every key is theirs. */
const OVERLAYS = '[role="dialog"], [role="menu"]';

/** True where a key belongs to the control that has the focus: text is typed, a slider moved, a button pressed. */
function belongsToControl({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest(OVERLAYS) !== null) return true;
  // Escape in a text field does nothing of its own: it still stops a run.
  if (target.closest(TYPING) !== null) return key !== 'Escape';
  if (key === ' ' || key === 'Enter') return target.closest(PRESSABLE) !== null;
  return (key === 'Home' || key === 'End') && target.closest('[role="slider"]') !== null;
}

/** Listens for `commands` until the returned function is called. Letters work in either case. */
export function listenForKeys(commands: readonly Command[]): () => void {
  const bindings = Object.fromEntries(
    commands.map(({ keys, run }) => [
      keys,
      (event: KeyboardEvent) => {
        if (event.defaultPrevented || event.repeat || belongsToControl(event)) return;
        event.preventDefault();
        run();
      },
    ]),
  );
  return tinykeys(window, bindings);
}
