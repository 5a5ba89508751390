/** What a plan to load a model says of its size, in words. Pure. */
import { t } from '@/core/text';
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
  const about = exact ? 'exact' : 'about';
  const missingBytes = totalBytes === null ? null : Math.max(0, totalBytes - cachedBytes);
  const knownBytes = totalBytes ?? plan.files.reduce((sum, { bytes, cachedBytes: stored }) => sum + (bytes ?? stored), 0);
  return {
    size: knownBytes === 0 ? t('size not told by the server') : t('{about, select, about {about } other {}}{size}', { about, size: formatBytes(knownBytes) }),
    place: cachedBytes === 0 ? '' : missingBytes === 0
      ? (thisVisitOnly ? t(', in memory for this visit') : t(', in the browser’s cache'))
      : t(', {size} of it in the cache', { size: formatBytes(cachedBytes) }),
    button: missingBytes === null ? t('Download and load') : missingBytes === 0 ? t('Load now') : t('Download {about, select, about {about } other {}}{size}', { about, size: formatBytes(missingBytes) }),
    noRoom: noRoom(missingBytes, fits, thisVisitOnly, embedded),
    loads: fits || embedded,
  };
}

function noRoom(missingBytes: number | null, fits: boolean, thisVisitOnly: boolean, embedded: boolean): PlanText['noRoom'] {
  if (thisVisitOnly) {
    return {
      message: t('The browser’s storage had no room for this model: it stays until the page is closed.'),
      action: t('To keep it, remove another model or free space on the disk, then remove this one and load it again.'),
    };
  }
  if (fits) return null;
  const message = missingBytes === null ? t('The browser’s storage has no room for this model.') : t('The browser’s storage has no room for the {size} that are missing.', { size: formatBytes(missingBytes) });
  return embedded
    ? { message, action: t('It still runs, but is fetched again with each visit. To keep it, remove another model or free space on the disk.') }
    : { message, action: t('Remove another model, free space on the disk, or choose a smaller one.') };
}
