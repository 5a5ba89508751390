/** Keeps the address bar true to what is on screen, and takes a link's state when the page opens with one. */
import { create } from 'zustand';
import { DEFAULT_SCENARIO, type Scenario } from '@/core/scenario';
import type { AppError } from '@/core/result';
import { findPreset } from '@/datacenter/presets';
import { askLesson, useLinkedLesson } from '../learn/linked';
import { applyDesk, deskState, watchDesk } from '../pages/desk';
import { decodeLocation, encodeLocation, type DecodedLocation, type LinkState } from '../share';
import type { PageId } from '../pages/pages';
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
  // What a link brings is where undoing ends.
  useScenario.temporal.getState().clear();
  applyRest(state, problems);
}

/** Takes a state that came while the page was open: a session file, a host page. The scenario before it can be brought back. */
export function takeLocation({ state, problems }: DecodedLocation): void {
  useScenario.getState().load(state.scenario, state.presetId);
  applyRest(state, problems);
}

function applyRest(state: LinkState, problems: readonly AppError[]): void {
  applyView(state.view);
  useLink.setState({ problems: [...problems, ...applyDesk(state.desk)] });
}

function applyView({ page, stage, theme, axis, rows, zoom, timeMs, lesson, step }: LinkState['view']): void {
  const view = useView.getState();
  // The reader's own theme holds unless the link asks for one.
  view.set({ page, axis, rows, zoom, ...(theme === 'system' ? {} : { theme }) });
  if (stage !== null) view.select(stage);
  if (timeMs !== null) holdAt(timeMs);
  if (lesson !== null) askLesson({ lesson, step: (step ?? 1) - 1 });
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
  const { page, stage, theme, axis, rows, zoom } = useView.getState();
  const { timeMs, playing } = usePlayback.getState();
  const live = useRuns.getState().status !== 'idle';
  return { scenario, presetId, view: { page, stage, theme, axis, rows, zoom, timeMs: playing || live || timeMs === 0 ? null : timeMs, ...lessonOn(page) }, desk: deskState() };
}

/** The open lesson belongs to the page that shows it. */
function lessonOn(page: PageId): Pick<LinkState['view'], 'lesson' | 'step'> {
  const { at } = useLinkedLesson.getState();
  return page !== 'learn' || at === null ? { lesson: null, step: null } : { lesson: at.lesson, step: at.step + 1 };
}

/** The scenario without texts that no address could hold, and which those are. */
export function packable(scenario: Scenario, presetId: string | null): { scenario: Scenario; omitted: string[] } {
  const base = (presetId === null ? undefined : findPreset(presetId)?.scenario) ?? DEFAULT_SCENARIO;
  const fields = (['prompt', 'systemPrompt'] as const).filter((field) => scenario.request[field].length > PACKABLE_CHARS);
  const request = { ...scenario.request, ...Object.fromEntries(fields.map((field) => [field, base.request[field]])) };
  return fields.length === 0 ? { scenario, omitted: [] } : { scenario: { ...scenario, request }, omitted: fields.map((field) => `request.${field}`) };
}

/** Address of the state on screen, on another page. */
export function hrefOf(page: PageId): string {
  const state = linkState();
  const { search, hash } = encodeLocation({ ...state, ...packable(state.scenario, state.presetId), view: { ...state.view, page, ...lessonOn(page) } });
  return `${window.location.pathname}${search}${hash}`;
}

/** What the entries of the history made here carry: going back to one changes the page, and leaves the scenario as it is. */
interface Entry { page: PageId }
const isEntry = (state: unknown): state is Entry => typeof state === 'object' && state !== null && 'page' in state;

/** Every page that was opened is a step back; all else changes the address of the present one. */
function write(): void {
  const state = linkState();
  const { scenario, omitted } = packable(state.scenario, state.presetId);
  const link = encodeLocation({ ...state, scenario });
  useLink.setState({ omitted: [...omitted, ...link.omitted] });
  const { pathname, search, hash } = window.location;
  const before: unknown = window.history.state;
  const entry: Entry = { page: state.view.page };
  const address = `${pathname}${link.search}${link.hash}`;
  if (isEntry(before) && before.page !== entry.page) window.history.pushState(entry, '', address);
  else if (!isEntry(before) || link.search !== search || link.hash !== hash) window.history.replaceState(entry, '', address);
}

/** The address was changed by hand, or by a step back or forward. */
function follow(): void {
  const entry: unknown = window.history.state;
  if (isEntry(entry)) useView.getState().set({ page: entry.page });
  else readLocation();
}

/** Writes the address a moment after every change, and follows it when it is changed by hand. Returns what stops it. */
export function keepLocation(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    clearTimeout(timer);
    timer = setTimeout(write, DEBOUNCE_MS);
  };
  const now = (): void => {
    clearTimeout(timer);
    write();
  };
  if (!isEntry(window.history.state)) window.history.replaceState({ page: useView.getState().page } satisfies Entry, '');
  const stops = [
    useScenario.subscribe(later),
    watchDesk(later),
    useLinkedLesson.subscribe(later),
    // A page is a step in the history at once: nobody should lose it by going back too soon.
    useView.subscribe((view, before) => (view.page === before.page ? later() : now())),
    // Sixty times a second while it plays: only where it comes to rest is of interest.
    usePlayback.subscribe((now, before) => {
      if (!now.playing && (now.timeMs !== before.timeMs || before.playing)) later();
    }),
  ];
  window.addEventListener('popstate', follow);
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
    window.removeEventListener('popstate', follow);
  };
}
