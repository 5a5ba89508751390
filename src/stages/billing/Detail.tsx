import type { Trace } from '@/core/trace';
import { dollarsQuantity, formatCount, formatDollars, significant } from '@/core/units';
import type { StageDetailProps } from '../detail';

const MILLION = 1e6;

/** The bill, line by line: fresh input, cached input and output at their own prices. */
export function Detail({ scenario, modeled, local }: StageDetailProps) {
  const { prices } = scenario;
  return (
    <section aria-label="The bill" className="flex flex-col gap-2 border-t border-line pt-2">
      {modeled !== null && <Bill title="Datacenter" trace={modeled} prices={prices} />}
      {local !== null && <Bill title="This machine, at the same prices" trace={local} prices={prices} />}
      <p className="text-xs text-ink-3">Price: {prices.source}. One output token costs {significant(prices.outputUsdPerMillion / Math.max(prices.inputUsdPerMillion, Number.EPSILON))} times one input token.</p>
    </section>
  );
}

function Bill({ title, trace, prices }: { title: string; trace: Trace; prices: StageDetailProps['scenario']['prices'] }) {
  const { inputTokens, cachedTokens, outputTokens } = trace.usage;
  const lines = [
    { name: 'Input', tokens: inputTokens - cachedTokens, price: prices.inputUsdPerMillion },
    { name: 'Cached input', tokens: cachedTokens, price: prices.cachedUsdPerMillion },
    { name: 'Output', tokens: outputTokens, price: prices.outputUsdPerMillion },
  ];
  const sum = lines.reduce((total, { tokens, price }) => total + (tokens * price) / MILLION, 0);
  return (
    <table className="w-full text-xs tabular-nums">
      <caption className="text-left text-sm font-medium">{title}{trace.outcome.billed ? '' : ': not billed'}</caption>
      <thead className="sr-only">
        <tr><th scope="col">What</th><th scope="col">Tokens</th><th scope="col">Price for a million</th><th scope="col">Cost</th></tr>
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
          <th scope="row" className="py-0.5 text-left font-normal">{trace.outcome.billed ? 'Total' : 'Would have been'}</th>
          <td /><td />
          <td className="text-right">{formatDollars(sum)}</td>
        </tr>
      </tbody>
    </table>
  );
}
