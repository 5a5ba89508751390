/** Each stage's own panel, loaded when it is first shown. */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { PlaceId } from '@/core/stage';
import type { StageDetailProps } from '@/stages/detail';

type Panel = LazyExoticComponent<ComponentType<StageDetailProps>>;

export const DETAILS: Readonly<Partial<Record<PlaceId, Panel>>> = {
  inference: lazy(() => import('@/stages/inference/Detail').then((m) => ({ default: m.Detail }))),
  billing: lazy(() => import('@/stages/billing/Detail').then((m) => ({ default: m.Detail }))),
};
