import { UNATTRIBUTED } from '@/core/stage';
import { t } from '@/core/text';
import { timeByPlace, totalMs, type Trace } from '@/core/trace';
import { formatDuration, formatShare } from '@/core/units';
import type { StageDetailProps } from '../detail';

/** How much of an imported trace has no place. */
export function Detail({ modeled, local }: StageDetailProps) {
  const traces = [modeled, local].filter((trace): trace is Trace => trace !== null && timeByPlace(trace).has(UNATTRIBUTED));
  return (
    <section aria-label={t('Time without a place')} className="border-t border-line pt-2">
      <h3 className="text-sm font-medium">{traces.length === 0 ? t('All time of these runs has its place') : t('Time without a place')}</h3>
      {traces.map((trace, i) => {
        const unknownMs = timeByPlace(trace).get(UNATTRIBUTED) ?? 0;
        return <p key={i} className="text-xs text-ink-2 tabular-nums">{t('{unknown} of {total}, {share}', { unknown: formatDuration(unknownMs), total: formatDuration(totalMs(trace)), share: formatShare(unknownMs / totalMs(trace)) })}</p>;
      })}
    </section>
  );
}
