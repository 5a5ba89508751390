/** Folders of the project, wherever it is checked out. */
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Ignored by git; everything in it can be deleted at any time. */
export const CACHE = fileURLToPath(new URL('../../.cache', import.meta.url));
