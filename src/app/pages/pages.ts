/** The pages of the app, in the order of the tab row. Pure data: the address, the keys and the tabs read it. */
import { msg } from '@/core/text';

export const PAGES = ['explore', 'compare', 'levers', 'claims', 'budget', 'fleet', 'learn', 'present', 'gallery', 'accuracy'] as const;
export type PageId = (typeof PAGES)[number];

/** In English: `t(PAGE_TITLES[page])` where one is shown. */
export const PAGE_TITLES: Record<PageId, string> = {
  explore: msg('Explore'),
  compare: msg('Compare'),
  levers: msg('Levers'),
  claims: msg('Claims'),
  budget: msg('Budget'),
  fleet: msg('Fleet'),
  learn: msg('Learn'),
  present: msg('Present'),
  gallery: msg('Gallery'),
  accuracy: msg('Accuracy'),
};

/** Pages that answer for the scenario on screen: the request stays at hand beside them. */
const WITH_REQUEST: ReadonlySet<string> = new Set(['explore', 'compare', 'levers', 'budget']);
export const hasRequest = (page: PageId): boolean => WITH_REQUEST.has(page);
