/** Requests of a thumbnail's run: enough to see what the fleet suffers from, and all presets are done in about half a second. */
export const OUTLINE_REQUESTS = 500;
