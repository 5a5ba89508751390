import { create } from 'zustand';
import type { PlaceId } from '@/core/stage';
import type { PageId } from '../pages/pages';

export type Theme = 'system' | 'dark' | 'light';
export type Axis = 'linear' | 'log';
/** What a row of the waterfall is: a stage, or each layer that has something in view. */
export type Rows = 'stages' | 'layers';

interface ViewStore {
  page: PageId;
  /** The stage or phase shown in the inspector. */
  stage: PlaceId | null;
  axis: Axis;
  rows: Rows;
  /** The part of the time axis shown, in ms; null: all of it. */
  zoom: { startMs: number; endMs: number } | null;
  theme: Theme;
  requestOpen: boolean;
  inspectorOpen: boolean;
  /** Chooses a stage and opens the inspector on it. */
  select: (stage: PlaceId | null) => void;
  set: (part: Partial<Pick<ViewStore, 'page' | 'axis' | 'rows' | 'zoom' | 'theme' | 'requestOpen' | 'inspectorOpen'>>) => void;
}

/** Both side panels beside the stations need this much width; below it one closes when the other opens. */
const wideEnough = (): boolean => typeof window === 'undefined' || window.matchMedia('(min-width: 80rem)').matches;

export const useView = create<ViewStore>()((set) => ({
  page: 'explore',
  stage: null,
  axis: 'linear',
  rows: 'stages',
  zoom: null,
  theme: 'system',
  requestOpen: wideEnough(),
  inspectorOpen: wideEnough(),
  select: (stage) =>
    set((s) => (stage === null ? { stage } : { stage, inspectorOpen: true, requestOpen: s.requestOpen && wideEnough() })),
  set: (part) =>
    set((s) => {
      if (wideEnough()) return part;
      if (part.requestOpen === true && s.inspectorOpen) return { ...part, inspectorOpen: false };
      if (part.inspectorOpen === true && s.requestOpen) return { ...part, requestOpen: false };
      return part;
    }),
}));
