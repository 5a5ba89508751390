/** Vendors' prompt caches: their rules, and what they would do for this request. */
import { t } from '@/core/text';
import { formatCount, formatDollars } from '@/core/units';
import type { RequestProfile } from '@/decisions/profile';
import { sharedPrefix, vendorCaches, type VendorCache } from '@/decisions/prompt-cache';
import { DataTable } from '../parts/DataTable';
import { signedShare } from '../parts/signed';
import { cacheRule, cacheSentence, keptText, STATE_WORDS } from './cache-view';

export function VendorCaches({ profile }: { profile: RequestProfile }) {
  const caches = vendorCaches(profile);
  return (
    <section aria-label={t('Vendors\' prompt caches')}>
      <h3 className="figure-title">{t('Vendors’ prompt caches, for this request')}</h3>
      <p className="figure-summary">{cacheSentence(caches, sharedPrefix(profile.scenario), profile.scenario.cache.ageS)}</p>
      <DataTable
        label={t('What each prompt cache does for this request')}
        columns={[
          { id: 'vendor', head: t('Vendor') },
          { id: 'state', head: t('This prefix') },
          ...[t('From the cache'), t('Without'), t('Writing it'), t('As it is now'), t('Change')].map((head) => ({ id: head, head, number: true })),
          { id: 'pays', head: t('Pays from'), number: true },
        ]}
        rows={caches.map(effectRow)}
      />
      <h4 className="figure-title cache-rules">{t('The rules')}</h4>
      <DataTable
        label={t('Rules of each prompt cache')}
        columns={[
          { id: 'vendor', head: t('Vendor') },
          ...[t('Counts from'), t('In steps of')].map((head) => ({ id: head, head, number: true })),
          // Words more than numbers: they may wrap, so that the source has room.
          ...[t('Kept'), t('Reading'), t('Writing')].map((head) => ({ id: head, head })),
          { id: 'date', head: t('As of') }, { id: 'source', head: t('Source'), note: true },
        ]}
        rows={caches.map(({ rule, readPrice }) => ({ id: rule.id, cells: [rule.name, ...cacheRule(rule, readPrice), <span key="date" className="whitespace-nowrap">{rule.date}</span>, t(rule.source)] }))}
      />
    </section>
  );
}

const effectRow = ({ rule, quote, state, hitTokens, plainUsd, writeUsd, nowUsd, readsToPay }: VendorCache) => ({
  id: rule.id,
  cells: [
    `${rule.name}, ${quote.name}`, state === 'expired' ? t('expired, kept {time}', { time: keptText(rule) }) : t(STATE_WORDS[state]), t('{count} tokens', { count: formatCount(hitTokens) }),
    formatDollars(plainUsd), formatDollars(writeUsd), formatDollars(nowUsd), nowUsd === plainUsd ? t('none') : signedShare(nowUsd / plainUsd - 1),
    readsToPay === null ? '–' : readsToPay === 0 ? t('the start') : t('{count, plural, one {# hit} other {# hits}}', { count: readsToPay }),
  ],
});
