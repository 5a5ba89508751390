/** Keeps the address bar true to what is on screen, and takes a link's state when the page opens with one. */
import { create } from 'zustand';
import { DEFAULT_SCENARIO, type Scenario } from '@/core/scenario';
import type { AppError } from '@/core/result';
import { findPreset } from '@/datacenter/presets';
import { decodeLocation, encodeLocation, type LinkState } from '../share';
import { usePlayback } from './playback';
import { useRuns } from './runs-state';
import { useScenario } from './scenario';
import { useView } from './view';

interface LinkStore {
  /** What was wrong with the link the page was opened with. */
  problems: readonly AppError[];
  /** Fields that are too long for an address. */
  omitted: readonly string[];
}

export const useLink = create<LinkStore>()(() => ({ problems: [], omitted: [] }));
export const dismissProblems = (): void => useLink.setState({ problems: [] });

/** What a page without a link opens with. */
const FIRST_PRESET = 'four-hundred-ms';
/** Longer texts are not even tried: packing them would hold the page up. */
const PACKABLE_CHARS = 100_000;
const DEBOUNCE_MS = 300;

/** Takes the state from the address. Call before the first render; a broken link leaves defaults and a message. */
export function readLocation(): void {
  const { search, hash } = window.location;
  const { state, problems } = decodeLocation({ search, hash });
  const first = state.presetId === null && state.scenario === DEFAULT_SCENARIO ? findPreset(FIRST_PRESET) : undefined;
  useScenario.setState({ scenario: first?.scenario ?? state.scenario, presetId: first?.id ?? state.presetId, replaced: null });
  applyView(state.view);
  useLink.setState({ problems });
}

function applyView({ stage, theme, axis, rows, zoom, timeMs }: LinkState['view']): void {
  const view = useView.getState();
  // The reader's own theme holds unless the link asks for one.
  view.set({ axis, rows, zoom, ...(theme === 'system' ? {} : { theme }) });
  if (stage !== null) view.select(stage);
  if (timeMs !== null) holdAt(timeMs);
}

/** The end of the axis may not be known yet: it is taken to be at least there until the lanes set it. */
function holdAt(timeMs: number): void {
  const playback = usePlayback.getState();
  playback.setEnd(Math.max(playback.endMs, timeMs));
  playback.hold(timeMs);
}

/** The state on screen as a link carries it. A playhead in motion or at the start is not part of it. */
export function linkState(): LinkState {
  const { scenario, presetId } = useScenario.getState();
  const { stage, theme, axis, rows, zoom } = useView.getState();
  const { timeMs, playing } = usePlayback.getState();
  const live = useRuns.getState().status !== 'idle';
  return { scenario, presetId, view: { stage, theme, axis, rows, zoom, timeMs: playing || live || timeMs === 0 ? null : timeMs } };
}

/** The scenario without texts that no address could hold, and which those are. */
function packable(scenario: Scenario, presetId: string | null): { scenario: Scenario; omitted: string[] } {
  const base = (presetId === null ? undefined : findPreset(presetId)?.scenario) ?? DEFAULT_SCENARIO;
  const fields = (['prompt', 'systemPrompt'] as const).filter((field) => scenario.request[field].length > PACKABLE_CHARS);
  const request = { ...scenario.request, ...Object.fromEntries(fields.map((field) => [field, base.request[field]])) };
  return fields.length === 0 ? { scenario, omitted: [] } : { scenario: { ...scenario, request }, omitted: fields.map((field) => `request.${field}`) };
}

function write(): void {
  const state = linkState();
  const { scenario, omitted } = packable(state.scenario, state.presetId);
  const link = encodeLocation({ ...state, scenario });
  useLink.setState({ omitted: [...omitted, ...link.omitted] });
  const { pathname, search, hash } = window.location;
  if (link.search === search && link.hash === hash) return;
  window.history.replaceState(window.history.state, '', `${pathname}${link.search}${link.hash}`);
}

/** Writes the address a moment after every change, and follows it when it is changed by hand. Returns what stops it. */
export function keepLocation(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(write, DEBOUNCE_MS);
  };
  const stops = [
    useScenario.subscribe(later),
    useView.subscribe(later),
    // Sixty times a second while it plays: only where it comes to rest is of interest.
    usePlayback.subscribe((now, before) => {
      if (!now.playing && (now.timeMs !== before.timeMs || before.playing)) later();
    }),
  ];
  window.addEventListener('hashchange', readLocation);
  window.addEventListener('popstate', readLocation);
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
    window.removeEventListener('hashchange', readLocation);
    window.removeEventListener('popstate', readLocation);
  };
}
