import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import { formatCount } from '@/core/units';
import type { StageDetailProps } from '../detail';

const percent = (part: number, whole: number): string => `${whole === 0 ? 0 : ((part / whole) * 100).toFixed(2)}%`;

/** How much of the prompt was found in the prefix cache: what is outlined need not be computed again. */
export function Detail({ modeled, local }: StageDetailProps) {
  return (
    <section aria-label={t('Prefix cache')} className="flex flex-col gap-1 border-t border-line pt-2">
      <h3 className="text-sm font-medium">{t('Prompt tokens found, and left to compute')}</h3>
      {modeled !== null && <Prefix name={t('Datacenter')} trace={modeled} />}
      {local !== null && <Prefix name={t('This machine')} trace={local} />}
    </section>
  );
}

function Prefix({ name, trace }: { name: string; trace: Trace }) {
  const { inputTokens, cachedTokens } = trace.usage;
  const texture = `bar-${trace.spans[0]?.provenance ?? 'modeled'}`;
  return (
    <div className="text-xs">
      <p className="flex justify-between gap-2 tabular-nums">
        <span className="text-ink-2">{name}</span>
        <span>{t('{found} found, {fresh} new', { found: formatCount(cachedTokens), fresh: formatCount(inputTokens - cachedTokens) })}</span>
      </p>
      <div aria-hidden className="flex h-2 gap-px">
        <span className="border border-line-strong" style={{ width: percent(cachedTokens, inputTokens) }} hidden={cachedTokens === 0} />
        <span className="text-prefill" style={{ width: percent(inputTokens - cachedTokens, inputTokens) }}><span className={`${texture} block h-2`} /></span>
      </div>
    </div>
  );
}
