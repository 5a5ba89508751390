/** The pages of the app, in the order of the tab row. Pure data: the address, the keys and the tabs read it. */
export const PAGES = ['explore', 'compare', 'levers', 'claims', 'budget', 'fleet', 'learn', 'present', 'gallery', 'accuracy'] as const;
export type PageId = (typeof PAGES)[number];

export const PAGE_TITLES: Record<PageId, string> = {
  explore: 'Explore',
  compare: 'Compare',
  levers: 'Levers',
  claims: 'Claims',
  budget: 'Budget',
  fleet: 'Fleet',
  learn: 'Learn',
  present: 'Present',
  gallery: 'Gallery',
  accuracy: 'Accuracy',
};

/** Pages that answer for the scenario on screen: the request stays at hand beside them. */
const WITH_REQUEST: ReadonlySet<string> = new Set(['explore', 'compare', 'levers', 'budget']);
export const hasRequest = (page: PageId): boolean => WITH_REQUEST.has(page);
