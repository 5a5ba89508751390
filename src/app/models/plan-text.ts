/** What a plan to load a model says of its size, in words. Pure. */
import { formatBytes } from '@/core/units';
import type { LoadPlan } from '@/local/types';

export interface PlanText {
  /** The whole model: exact, or said to be about right. */
  size: string;
  /** Where it is already; empty: nowhere here. */
  place: string;
  /** What the button does. */
  button: string;
  /** Why it cannot be stored; null when it can. */
  noRoom: { message: string; action: string } | null;
  /** False when loading would be refused. */
  loads: boolean;
}

/** Words for `plan`; an `embedded` model is never refused: without room in the browser's storage it is kept in memory. */
export function planText(plan: LoadPlan, embedded: boolean): PlanText {
  const { totalBytes, cachedBytes, exact, fits, thisVisitOnly } = plan;
  const about = exact ? '' : 'about ';
  const missingBytes = totalBytes === null ? null : Math.max(0, totalBytes - cachedBytes);
  const knownBytes = totalBytes ?? plan.files.reduce((sum, { bytes, cachedBytes: stored }) => sum + (bytes ?? stored), 0);
  return {
    size: knownBytes === 0 ? 'size not told by the server' : `${about}${formatBytes(knownBytes)}`,
    place: cachedBytes === 0 ? '' : missingBytes === 0
      ? (thisVisitOnly ? ', in memory for this visit' : ', in the browser’s cache')
      : `, ${formatBytes(cachedBytes)} of it in the cache`,
    button: missingBytes === null ? 'Download and load' : missingBytes === 0 ? 'Load now' : `Download ${about}${formatBytes(missingBytes)}`,
    noRoom: noRoom(missingBytes, fits, thisVisitOnly, embedded),
    loads: fits || embedded,
  };
}

function noRoom(missingBytes: number | null, fits: boolean, thisVisitOnly: boolean, embedded: boolean): PlanText['noRoom'] {
  if (thisVisitOnly) {
    return {
      message: 'The browser’s storage had no room for this model: it stays until the page is closed.',
      action: 'To keep it, remove another model or free space on the disk, then remove this one and load it again.',
    };
  }
  if (fits) return null;
  const message = `The browser’s storage has no room for ${missingBytes === null ? 'this model' : `the ${formatBytes(missingBytes)} that are missing`}.`;
  return embedded
    ? { message, action: 'It still runs, but is fetched again with each visit. To keep it, remove another model or free space on the disk.' }
    : { message, action: 'Remove another model, free space on the disk, or choose a smaller one.' };
}
