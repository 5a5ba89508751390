/** Keys of a talk, as data: the handler and the help read the same list. The letters are those of reveal.js. */
import { msg } from '@/core/text';
import { endTalk, onward, toStep, usePresent } from './state';

export interface TalkKey { readonly keys: readonly string[]; readonly names: string; readonly does: string; readonly run: () => void }

const flip = (what: 'blank' | 'overview' | 'help' | 'laser' | 'notes') => (): void => usePresent.setState((s) => ({ [what]: !s[what] }));

/** Escape closes what is open, then shows the overview; from there it ends the talk. */
function escape(): void {
  const { help, zoom, blank, overview } = usePresent.getState();
  if (help) usePresent.setState({ help: false });
  else if (zoom !== null) usePresent.setState({ zoom: null });
  else if (blank) usePresent.setState({ blank: false });
  else if (overview) endTalk();
  else usePresent.setState({ overview: true });
}

function fullScreen(): void {
  // Refused where the browser or the page around does not allow it; the talk goes on in the window.
  if (document.fullscreenElement === null) document.documentElement.requestFullscreen().catch(() => undefined);
  else void document.exitFullscreen();
}

export const pointer = { x: 0.5, y: 0.5 };
const magnify = (): void => usePresent.setState((s) => ({ zoom: s.zoom === null ? { ...pointer } : null }));

export const TALK_KEYS: readonly TalkKey[] = [
  { keys: ['ArrowRight', 'ArrowDown', 'PageDown', ' ', 'n', 'Enter'], names: msg('→, Space'), does: msg('Next step'), run: () => onward(1) },
  { keys: ['ArrowLeft', 'ArrowUp', 'PageUp', 'p'], names: '←', does: msg('Step before'), run: () => onward(-1) },
  { keys: ['Home'], names: msg('Home'), does: msg('First step'), run: () => toStep(0) },
  { keys: ['End'], names: msg('End'), does: msg('Last step'), run: () => toStep(Number.MAX_SAFE_INTEGER) },
  { keys: ['Escape', 'o'], names: 'Esc', does: msg('Overview; again: end the talk'), run: escape },
  { keys: ['b', '.'], names: 'B', does: msg('Black screen'), run: flip('blank') },
  { keys: ['f'], names: 'F', does: msg('Full screen'), run: fullScreen },
  { keys: ['s'], names: 'S', does: msg('Speaker notes in a window of their own'), run: flip('notes') },
  { keys: ['l'], names: 'L', does: msg('Laser pointer'), run: flip('laser') },
  { keys: ['z'], names: 'Z', does: msg('Zoom in at the pointer'), run: magnify },
  { keys: ['?'], names: '?', does: msg('These keys'), run: flip('help') },
];

/** True if the key was one of the talk's. Keys pressed on a control inside the stage stay the control's, but for those that turn pages. */
export function pressTalkKey(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
  const found = TALK_KEYS.find(({ keys }) => keys.includes(event.key.length === 1 ? event.key.toLowerCase() : event.key));
  if (found === undefined) return false;
  const onControl = event.target instanceof Element && event.target.closest('button, a, input, select, textarea, [role=slider], [role=dialog]') !== null;
  if (onControl && (event.key === ' ' || event.key === 'Enter' || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLSelectElement)) return false;
  found.run();
  return true;
}
