/** Whether the page stands in somebody else's (`?embed=1`): decided once, when it opens. */
export const EMBEDDED: boolean = typeof window !== 'undefined' && new URLSearchParams(window.location.search).get('embed') === '1';
