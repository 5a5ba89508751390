import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import { formatCount, formatDuration } from '@/core/units';
import type { StageDetailProps } from '../detail';

/** What of the work is seen, and what hides behind the next decode step. */
export function Detail({ modeled, local }: StageDetailProps) {
  return (
    <section aria-label={t('Seen and hidden work')} className="border-t border-line pt-2">
      <h3 className="text-sm font-medium">{t('Work on the way of the answer')}</h3>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 text-xs tabular-nums">
        {modeled !== null && <Work name={t('Datacenter')} trace={modeled} />}
        {local !== null && <Work name={t('This machine')} trace={local} />}
      </dl>
      <p className="text-xs text-ink-3">{t('A datacenter turns token after token into text while the GPU is busy with the next one. Here both take turns on one thread, so all of it is seen.')}</p>
    </section>
  );
}

function Work({ name, trace }: { name: string; trace: Trace }) {
  const spans = trace.spans.filter((span) => span.stage === 'post-processing');
  const seenMs = spans.reduce((sum, span) => sum + span.durationMs, 0);
  const hidden = spans.map((span) => span.attributes['hiddenMs']).filter((ms) => typeof ms === 'number');
  const hiddenMs = hidden.reduce((sum, ms) => sum + ms, 0);
  return (
    <>
      <dt className="text-ink-2">{t('{name}, {count} tokens', { name, count: formatCount(trace.tokens.length) })}</dt>
      <dd className="text-right">{hiddenMs > 0 ? t('{seen} seen, {hidden} hidden', { seen: formatDuration(seenMs), hidden: formatDuration(hiddenMs) }) : t('{seen} seen', { seen: formatDuration(seenMs) })}</dd>
    </>
  );
}
