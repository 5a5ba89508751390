/** Each stage's own panel, loaded when it is first shown. */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { PlaceId } from '@/core/stage';
import type { StageDetailProps } from '@/stages/detail';

type Panel = LazyExoticComponent<ComponentType<StageDetailProps>>;
const panel = (load: () => Promise<{ Detail: ComponentType<StageDetailProps> }>): Panel =>
  lazy(() => load().then(({ Detail }) => ({ default: Detail })));

export const DETAILS: Readonly<Record<PlaceId, Panel>> = {
  gateway: panel(() => import('@/stages/gateway/Detail')),
  'load-balancer': panel(() => import('@/stages/load-balancer/Detail')),
  tokenizer: panel(() => import('@/stages/tokenizer/Detail')),
  router: panel(() => import('@/stages/router/Detail')),
  inference: panel(() => import('@/stages/inference/Detail')),
  'post-processing': panel(() => import('@/stages/post-processing/Detail')),
  billing: panel(() => import('@/stages/billing/Detail')),
  network: panel(() => import('@/stages/network/Detail')),
  retrieval: panel(() => import('@/stages/retrieval/Detail')),
  tools: panel(() => import('@/stages/tools/Detail')),
  unattributed: panel(() => import('@/stages/unattributed/Detail')),
};
