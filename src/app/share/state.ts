/** What a link carries: the scenario, where it came from, and how it is looked at. */
import type { AppError } from '@/core/result';
import { DEFAULT_SCENARIO, type Scenario } from '@/core/scenario';
import type { PlaceId } from '@/core/stage';
import type { PageId } from '../pages/pages';
import { EMPTY_DESK, type LinkDesk } from './desk';

export const THEMES = ['system', 'dark', 'light'] as const;
export const AXES = ['linear', 'log'] as const;
export const ROWS = ['stages', 'layers'] as const;

export interface LinkView {
  page: PageId;
  /** The stage or phase in the inspector. */
  stage: PlaceId | null;
  theme: (typeof THEMES)[number];
  axis: (typeof AXES)[number];
  rows: (typeof ROWS)[number];
  /** The part of the time axis shown, in ms; null: all of it. */
  zoom: { startMs: number; endMs: number } | null;
  /** The playhead, in ms; null: not set by the link. Kept to the microsecond. */
  timeMs: number | null;
  /** The lesson that is open, by its id. */
  lesson: string | null;
  /** Its step, counted from 1; null: the first. Only beside a lesson. */
  step: number | null;
}

export interface LinkState {
  scenario: Scenario;
  presetId: string | null;
  view: LinkView;
  /** What the pages beside Explore were set to. */
  desk: LinkDesk;
}

export const DEFAULT_VIEW: LinkView = { page: 'explore', stage: null, theme: 'system', axis: 'linear', rows: 'stages', zoom: null, timeMs: null, lesson: null, step: null };
export const DEFAULT_STATE: LinkState = { scenario: DEFAULT_SCENARIO, presetId: null, view: DEFAULT_VIEW, desk: EMPTY_DESK };

export interface EncodedLocation {
  /** '' or begins with `?`. */
  search: string;
  /** '' or begins with `#`. */
  hash: string;
  /** Fields that differ from the link's, because they are too long for an address: `request.prompt`, `desk.picks.2`. Say so where the link is offered. */
  omitted: readonly string[];
}

export interface DecodedLocation {
  /** Whatever could be read; defaults for the rest. Always valid. */
  state: LinkState;
  /** What was wrong with the link, ready to be shown. Empty for a sound one. */
  problems: readonly AppError[];
}
