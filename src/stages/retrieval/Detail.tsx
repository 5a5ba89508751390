import { TOKENS_PER_DOCUMENT, TOKENS_PER_DOCUMENT_SOURCE } from '@/catalog/stage-budgets';
import { t } from '@/core/text';
import { formatCount, formatDuration } from '@/core/units';
import type { StageDetailProps } from '../detail';
import { sourceWords } from '../sources';

/** What retrieval adds twice: time before the prompt is whole, and tokens to prefill. */
export function Detail({ scenario }: StageDetailProps) {
  const { enabled, documents, latencyMs } = scenario.retrieval;
  return (
    <section aria-label={t('What retrieval adds')} className="border-t border-line pt-2">
      <h3 className="text-sm font-medium">{enabled ? t('What it adds to this request') : t('Off in this request; it would add')}</h3>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 text-xs tabular-nums">
        <dt className="text-ink-2">{t('Search')}</dt><dd className="text-right">{formatDuration(latencyMs)}</dd>
        <dt className="text-ink-2">{t('{count} passages', { count: formatCount(documents) })}</dt><dd className="text-right">{t('{count} prompt tokens', { count: formatCount(documents * TOKENS_PER_DOCUMENT) })}</dd>
      </dl>
      <p className="text-xs text-ink-3">{sourceWords(TOKENS_PER_DOCUMENT_SOURCE)}</p>
    </section>
  );
}
