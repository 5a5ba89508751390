import { t } from '@/core/text';
import { formatCount, formatDuration } from '@/core/units';
import type { StageDetailProps } from '../detail';

/** The same calls one after another and side by side. */
export function Detail({ scenario }: StageDetailProps) {
  const { calls, parallel, latencyMs } = scenario.tools;
  return (
    <section aria-label={t('Calls in series and in parallel')} className="border-t border-line pt-2">
      <h3 className="text-sm font-medium">{calls === 0 ? t('No tool is called in this request') : parallel ? t('{count} calls, in parallel', { count: formatCount(calls) }) : t('{count} calls, one after another', { count: formatCount(calls) })}</h3>
      {calls > 0 && (
        <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 text-xs tabular-nums">
          <dt className="text-ink-2">{t('One after another, typically')}</dt><dd className="text-right">{formatDuration(calls * latencyMs)}</dd>
          <dt className="text-ink-2">{t('In parallel, at least')}</dt><dd className="text-right">{formatDuration(latencyMs)}</dd>
        </dl>
      )}
    </section>
  );
}
