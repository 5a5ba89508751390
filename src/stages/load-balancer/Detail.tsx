import { distanceKm, DISTANCE_SOURCE, regionRttMs, regionSpec } from '@/catalog/regions';
import { t } from '@/core/text';
import { formatCount, formatDuration } from '@/core/units';
import type { StageDetailProps } from '../detail';
import { sourceWords } from '../sources';

/** What the choice of a region costs: no balancer beats the speed of light. */
export function Detail({ scenario, local }: StageDetailProps) {
  const from = scenario.client.region;
  const to = scenario.loadBalancer.region;
  const picked = local?.spans.find((span) => span.layer === 'replica-pick')?.attributes;
  return (
    <section aria-label={t('Distance')} className="border-t border-line pt-2">
      <h3 className="text-sm font-medium">{t('{from} to {to}', { from: t(regionSpec(from).name), to: t(regionSpec(to).name) })}</h3>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 text-xs tabular-nums">
        <dt className="text-ink-2">{t('Distance')}</dt><dd className="text-right">{formatCount(distanceKm(from, to))} km</dd>
        <dt className="text-ink-2">{t('Round trip through the backbone')}</dt><dd className="text-right">{formatDuration(regionRttMs(from, to))}</dd>
        {typeof picked?.['candidates'] === 'string' && (
          <>
            <dt className="text-ink-2">{t('Backends on this machine')}</dt><dd className="text-right">{t(picked['candidates'])}</dd>
          </>
        )}
      </dl>
      <p className="text-xs text-ink-3">{sourceWords(DISTANCE_SOURCE)}</p>
    </section>
  );
}
