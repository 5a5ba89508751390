import { networkSpec } from '@/catalog/networks';
import { regionRttMs } from '@/catalog/regions';
import { quantileOf } from '@/core/distributions';
import { t } from '@/core/text';
import { formatDuration, significant } from '@/core/units';
import type { StageDetailProps } from '../detail';
import { sourceWords } from '../sources';

const MEDIAN = 0.5;
const TAIL = 0.95;

/** What one round trip is made of, and how often the path is walked before the first byte of the prompt is there. */
export function Detail({ scenario, modeled }: StageDetailProps) {
  const spec = networkSpec(scenario.client.network);
  const backboneMs = regionRttMs(scenario.client.region, scenario.loadBalancer.region);
  const trips = (modeled?.spans ?? [])
    .filter((span) => span.stage === 'network')
    .map((span) => span.attributes['roundTrips'])
    .filter((n) => typeof n === 'number')
    .reduce((sum, n) => sum + n, 0);
  return (
    <section aria-label={t('One round trip')} className="border-t border-line pt-2">
      <h3 className="text-sm font-medium">{t('One round trip over {network}', { network: t(spec.name) })}</h3>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 text-xs tabular-nums">
        <dt className="text-ink-2">{t('Access link, median')}</dt><dd className="text-right">{formatDuration(quantileOf(spec.rtt, MEDIAN))}</dd>
        <dt className="text-ink-2">{t('Access link, one in twenty takes')}</dt><dd className="text-right">{t('{time} or more', { time: formatDuration(quantileOf(spec.rtt, TAIL)) })}</dd>
        <dt className="text-ink-2">{t('Backbone between the regions')}</dt><dd className="text-right">{formatDuration(backboneMs)}</dd>
        <dt className="text-ink-2">{t('Round trips in this request')}</dt><dd className="text-right">{significant(trips)}</dd>
        <dt className="text-ink-2">{t('Down, up')}</dt><dd className="text-right">{t('{down}, {up} Mbit/s', { down: significant(spec.downMbps), up: significant(spec.upMbps) })}</dd>
      </dl>
      <p className="text-xs text-ink-3">{sourceWords(spec.source)}. {spec.note === undefined ? '' : t(spec.note)}</p>
    </section>
  );
}
