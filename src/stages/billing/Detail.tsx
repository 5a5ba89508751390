import { t } from '@/core/text';
import type { Trace } from '@/core/trace';
import { dollarsQuantity, formatCount, formatDollars, significant } from '@/core/units';
import type { StageDetailProps } from '../detail';
import { sourceWords } from '../sources';

const MILLION = 1e6;

/** The bill, line by line: fresh input, cached input and output at their own prices. */
export function Detail({ scenario, modeled, local }: StageDetailProps) {
  const { prices } = scenario;
  return (
    <section aria-label={t('The bill')} className="flex flex-col gap-2 border-t border-line pt-2">
      {modeled !== null && <Bill title={t('Datacenter')} trace={modeled} prices={prices} />}
      {local !== null && <Bill title={t('This machine, at the same prices')} trace={local} prices={prices} />}
      <p className="text-xs text-ink-3">{t('Price: {source}. One output token costs {times} times one input token.', { source: sourceWords(prices.source), times: significant(prices.outputUsdPerMillion / Math.max(prices.inputUsdPerMillion, Number.EPSILON)) })}</p>
    </section>
  );
}

function Bill({ title, trace, prices }: { title: string; trace: Trace; prices: StageDetailProps['scenario']['prices'] }) {
  const { inputTokens, cachedTokens, outputTokens } = trace.usage;
  const lines = [
    { name: t('Input'), tokens: inputTokens - cachedTokens, price: prices.inputUsdPerMillion },
    { name: t('Cached input'), tokens: cachedTokens, price: prices.cachedUsdPerMillion },
    { name: t('Output'), tokens: outputTokens, price: prices.outputUsdPerMillion },
  ];
  const sum = lines.reduce((total, { tokens, price }) => total + (tokens * price) / MILLION, 0);
  return (
    <table className="w-full text-xs tabular-nums">
      <caption className="text-left text-sm font-medium">{trace.outcome.billed ? title : t('{title}: not billed', { title })}</caption>
      <thead className="sr-only">
        <tr><th scope="col">{t('What')}</th><th scope="col">{t('Tokens')}</th><th scope="col">{t('Price for a million')}</th><th scope="col">{t('Cost')}</th></tr>
      </thead>
      <tbody>
        {lines.map(({ name, tokens, price }) => (
          <tr key={name} className="border-t border-line">
            <th scope="row" className="py-0.5 text-left font-normal text-ink-2">{name}</th>
            <td className="text-right">{formatCount(tokens)}</td>
            <td className="text-right text-ink-3">× {dollarsQuantity(price).value} {dollarsQuantity(price).unit}/M</td>
            <td className="text-right">{formatDollars((tokens * price) / MILLION)}</td>
          </tr>
        ))}
        <tr className="border-t border-line-strong">
          <th scope="row" className="py-0.5 text-left font-normal">{trace.outcome.billed ? t('Total') : t('Would have been')}</th>
          <td /><td />
          <td className="text-right">{formatDollars(sum)}</td>
        </tr>
      </tbody>
    </table>
  );
}
