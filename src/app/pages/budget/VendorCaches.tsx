/** Vendors' prompt caches: their rules, and what they would do for this request. */
import { formatCount, formatDollars } from '@/core/units';
import type { RequestProfile } from '@/decisions/profile';
import { sharedPrefix, vendorCaches, type VendorCache } from '@/decisions/prompt-cache';
import { DataTable } from '../parts/DataTable';
import { signedShare } from '../parts/signed';
import { cacheRule, cacheSentence, keptText, STATE_WORDS } from './cache-view';

export function VendorCaches({ profile }: { profile: RequestProfile }) {
  const caches = vendorCaches(profile);
  return (
    <section aria-label="Vendors' prompt caches">
      <h3 className="figure-title">Vendors’ prompt caches, for this request</h3>
      <p className="figure-summary">{cacheSentence(caches, sharedPrefix(profile.scenario), profile.scenario.cache.ageS)}</p>
      <DataTable
        label="What each prompt cache does for this request"
        columns={[
          { id: 'vendor', head: 'Vendor' },
          { id: 'state', head: 'This prefix' },
          ...['From the cache', 'Without', 'Writing it', 'As it is now', 'Change'].map((head) => ({ id: head, head, number: true })),
          { id: 'pays', head: 'Pays from', number: true },
        ]}
        rows={caches.map(effectRow)}
      />
      <h4 className="figure-title cache-rules">The rules</h4>
      <DataTable
        label="Rules of each prompt cache"
        columns={[
          { id: 'vendor', head: 'Vendor' },
          ...['Counts from', 'In steps of'].map((head) => ({ id: head, head, number: true })),
          // Words more than numbers: they may wrap, so that the source has room.
          ...['Kept', 'Reading', 'Writing'].map((head) => ({ id: head, head })),
          { id: 'date', head: 'As of' }, { id: 'source', head: 'Source', note: true },
        ]}
        rows={caches.map(({ rule, readPrice }) => ({ id: rule.id, cells: [rule.name, ...cacheRule(rule, readPrice), <span key="date" className="whitespace-nowrap">{rule.date}</span>, rule.source] }))}
      />
    </section>
  );
}

const effectRow = ({ rule, quote, state, hitTokens, plainUsd, writeUsd, nowUsd, readsToPay }: VendorCache) => ({
  id: rule.id,
  cells: [
    `${rule.name}, ${quote.name}`, `${STATE_WORDS[state]}${state === 'expired' ? `, kept ${keptText(rule)}` : ''}`, `${formatCount(hitTokens)} tokens`,
    formatDollars(plainUsd), formatDollars(writeUsd), formatDollars(nowUsd), nowUsd === plainUsd ? 'none' : signedShare(nowUsd / plainUsd - 1),
    readsToPay === null ? '–' : readsToPay === 0 ? 'the start' : `${formatCount(readsToPay)} ${readsToPay === 1 ? 'hit' : 'hits'}`,
  ],
});
