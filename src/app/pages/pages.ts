/** The pages of the app, in the order of the tab row. Pure data: the address, the keys and the tabs read it. */
export const PAGES = ['explore', 'levers'] as const;
export type PageId = (typeof PAGES)[number];

export const PAGE_TITLES: Record<PageId, string> = {
  explore: 'Explore',
  levers: 'Levers',
};

/** Pages that answer for the scenario on screen: the request stays at hand beside them. */
const WITH_REQUEST: ReadonlySet<PageId> = new Set(['explore', 'levers']);
export const hasRequest = (page: PageId): boolean => WITH_REQUEST.has(page);
