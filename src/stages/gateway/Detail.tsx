import { t } from '@/core/text';
import { formatCount, formatDuration } from '@/core/units';
import type { StageDetailProps } from '../detail';

const MS_PER_MINUTE = 60_000;

/** The token bucket: how fast it fills, and what this machine's own bucket had left. */
export function Detail({ scenario, local }: StageDetailProps) {
  const perMinute = scenario.gateway.requestsPerMinute;
  const left = local?.spans.find((span) => span.layer === 'rate-limiting')?.attributes['left'];
  return (
    <section aria-label={t('The token bucket')} className="border-t border-line pt-2">
      <h3 className="text-sm font-medium">{t('The token bucket')}</h3>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 text-xs tabular-nums">
        <dt className="text-ink-2">{t('Holds at most')}</dt><dd className="text-right">{t('{count} requests', { count: formatCount(perMinute) })}</dd>
        <dt className="text-ink-2">{t('One more comes every')}</dt><dd className="text-right">{formatDuration(MS_PER_MINUTE / perMinute)}</dd>
        {typeof left === 'number' && (
          <>
            <dt className="text-ink-2">{t('Left on this machine after the run')}</dt><dd className="text-right">{formatCount(left)}</dd>
          </>
        )}
      </dl>
    </section>
  );
}
