/** The pages beside Explore; each is loaded when it is first opened. */
import { lazy, Suspense, type ComponentType } from 'react';
import { t } from '@/core/text';
import { withText } from '@/messages/load';
import { PAGE_TITLES, type PageId } from './pages';

type Beside = Exclude<PageId, 'explore'>;

const BODIES: Record<Beside, ComponentType> = {
  compare: lazy(withText(() => import('./compare/ComparePage').then((m) => ({ default: m.ComparePage })))),
  levers: lazy(withText(() => import('./levers/LeversPage').then((m) => ({ default: m.LeversPage })))),
  claims: lazy(withText(() => import('./claims/ClaimsPage').then((m) => ({ default: m.ClaimsPage })))),
  budget: lazy(withText(() => import('./budget/BudgetPage').then((m) => ({ default: m.BudgetPage })))),
  fleet: lazy(withText(() => import('./fleet/FleetPage').then((m) => ({ default: m.FleetPage })))),
  learn: lazy(withText(() => import('./learn/LearnPage').then((m) => ({ default: m.LearnPage })))),
  present: lazy(withText(() => import('./present/PresentPage').then((m) => ({ default: m.PresentPage })))),
  gallery: lazy(withText(() => import('./gallery/GalleryPage').then((m) => ({ default: m.GalleryPage })))),
  accuracy: lazy(withText(() => import('./accuracy/AccuracyPage').then((m) => ({ default: m.AccuracyPage })))),
};

export function Page({ page }: { page: Beside }) {
  const Body = BODIES[page];
  return <Suspense key={page} fallback={<p className="p-4 text-sm text-ink-2" role="status">{t('Loading {page}', { page: t(PAGE_TITLES[page]) })}</p>}><Body /></Suspense>;
}
