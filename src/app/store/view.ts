import { create } from 'zustand';
import type { PlaceId } from '@/core/stage';

export type Theme = 'system' | 'dark' | 'light';
export type Axis = 'linear' | 'log';

interface ViewStore {
  /** The stage or phase shown in the inspector. */
  stage: PlaceId | null;
  axis: Axis;
  /** The part of the time axis shown, in ms; null: all of it. */
  zoom: { startMs: number; endMs: number } | null;
  theme: Theme;
  requestOpen: boolean;
  inspectorOpen: boolean;
  select: (stage: PlaceId | null) => void;
  set: (part: Partial<Pick<ViewStore, 'axis' | 'zoom' | 'theme' | 'requestOpen' | 'inspectorOpen'>>) => void;
}

export const useView = create<ViewStore>()((set) => ({
  stage: null,
  axis: 'linear',
  zoom: null,
  theme: 'system',
  requestOpen: true,
  inspectorOpen: true,
  select: (stage) => set((s) => ({ stage, inspectorOpen: stage === null ? s.inspectorOpen : true })),
  set: (part) => set(part),
}));
