/** What the request costs: its parts, a month of them, at other vendors, on one's own GPUs. */
import { msg, t } from '@/core/text';
import { formatDollars, formatShare, significant } from '@/core/units';
import type { Scenario } from '@/core/scenario';
import { gpuHourQuote, monthAtRate, requestCost, selfHostedCost, vendorCosts, type RequestCost } from '@/decisions/cost';
import type { RequestProfile } from '@/decisions/profile';
import { gpuRange } from '@/decisions/ranges';
import { sourceWords } from '@/stages/sources';
import { NumberField } from '../../ui/NumberField';

import { DataTable } from '../parts/DataTable';
import { Figure } from '../parts/Figure';
import { dollarEnds, numberEnds } from '../parts/range-text';
import { Ranged } from '../parts/Ranged';
import { useBudget } from './state';
import { VendorCaches } from './VendorCaches';
import { costSentence, listed, replicasText, vendorName } from './view';

export function Cost({ profile, scenario }: { profile: RequestProfile; scenario: Scenario }) {
  const cost = requestCost(profile.usage, scenario.prices);
  return (
    <>
      <Figure
        title={t('Cost of a request')}
        summary={<>{costSentence(cost)} <span className="text-ink-3">{t('Prices: {source}.', { source: sourceWords(scenario.prices.source) })}</span></>}
        chart={<Shares cost={cost} />}
        table={<Parts cost={cost} />}
      />
      <Month profile={profile} />
      <VendorCaches profile={profile} />
      <Vendors profile={profile} />
    </>
  );
}

const PARTS = [
  ['freshInputUsd', msg('Input'), 'prefill'],
  ['cachedInputUsd', msg('Cached input'), 'prefill'],
  ['outputUsd', msg('Output'), 'decode'],
] as const;

/** Input is read by the prefill, output written by the decode: the hues say so. */
function Shares({ cost }: { cost: RequestCost }) {
  if (cost.totalUsd === 0) return null;
  return (
    <div className="cost-shares" aria-hidden="true">
      {PARTS.filter(([part]) => cost[part] > 0).map(([part, name, tone]) => (
        <span key={part} className={`cost-share cost-${tone}`} style={{ flexGrow: cost[part] / cost.totalUsd }}>
          <span className="cost-bar bar-modeled" />
          <span className="cost-label">{t(name)} {formatShare(cost[part] / cost.totalUsd)}</span>
        </span>
      ))}
    </div>
  );
}

function Parts({ cost }: { cost: RequestCost }) {
  return (
    <DataTable
      label={t('Parts of the cost')}
      columns={[{ id: 'part', head: t('Part') }, { id: 'usd', head: t('A request'), number: true }, { id: 'share', head: t('Share'), number: true }]}
      rows={PARTS.map(([part, name]) => ({ id: part, cells: [t(name), formatDollars(cost[part]), formatShare(cost.totalUsd === 0 ? 0 : cost[part] / cost.totalUsd)] }))}
    />
  );
}

const RATE = { min: 0, max: 1e6, integer: false };
const PERCENT = { min: 1, max: 100, integer: true };
const HUNDRED = PERCENT.max;
const HOURLY = { min: 0, max: 1e4, integer: false };

function Month({ profile }: { profile: RequestProfile }) {
  const { requestsPerS, utilization, usdPerGpuHour } = useBudget();
  const set = useBudget.setState;
  const quote = gpuHourQuote(profile);
  // The middle of a range of rents that are ratios of one another.
  const hourly = usdPerGpuHour ?? (quote === null ? null : Number(Math.sqrt(quote.low * quote.high).toPrecision(3)));
  const hosting = { utilization, usdPerGpuHour: hourly ?? 0 };
  const own = selfHostedCost(profile, hosting);
  const month = monthAtRate(profile, hosting, requestsPerS);
  const { gpu } = profile.plan.deployment;
  return (
    <section aria-label={t('A month')}>
      <h3 className="figure-title">{t('A month, at token prices and on your own GPUs')}</h3>
      <div className="budget-editor">
        <NumberField label={t('Requests')} unit="/s" value={requestsPerS} bounds={RATE} onChange={(next) => set({ requestsPerS: next })} />
        <NumberField label={t('Own GPUs busy')} unit="%" value={Math.round(utilization * HUNDRED)} bounds={PERCENT} onChange={(next) => set({ utilization: next / HUNDRED })} />
        <NumberField label={t('Rent of a GPU')} unit="$/h" value={hourly ?? 0} bounds={HOURLY} onChange={(next) => set({ usdPerGpuHour: next })} />
      </div>
      <p className="budget-source">
        {quote === null
          ? t('No dated rent is known for the {gpu}: enter yours.', { gpu: gpu.name })
          : t('Rent of the {gpu}: {low} to {high} $ an hour, {source}.', { gpu: gpu.name, low: significant(quote.low), high: significant(quote.high), source: t(quote.source) })}
      </p>
      <DataTable
        label={t('Cost at token prices and on your own GPUs')}
        columns={[{ id: 'what', head: t('Cost of') }, { id: 'tokens', head: t('Token prices'), number: true }, { id: 'own', head: t('Own GPUs'), number: true }]}
        rows={[
          { id: 'request', cells: [t('A request'), formatDollars(profile.usage.costUsd), hourly === null ? '–' : <Ranged key="own" range={dollarEnds(gpuRange(profile, own.usdPerRequest, false))}>{formatDollars(own.usdPerRequest)}</Ranged>] },
          { id: 'per1k', cells: [t('1,000 output tokens, prompt included'), formatDollars(requestCost(profile.usage, profile.scenario.prices).usdPer1kOutput ?? 0), hourly === null ? '–' : <Ranged key="own" range={dollarEnds(gpuRange(profile, own.usdPer1kOutput, false))}>{formatDollars(own.usdPer1kOutput)}</Ranged>] },
          { id: 'month', cells: [t('A month at this rate'), formatDollars(month.tokenUsd), hourly === null ? '–' : formatDollars(month.selfHostedUsd)] },
          { id: 'replicas', cells: [t('Whole replicas for it'), '–', replicasText(month.replicas, own.gpus)] },
          { id: 'serves', cells: [t('One replica serves'), '–', <Ranged key="own" range={numberEnds(gpuRange(profile, own.requestsPerS, false))}>{`${significant(own.requestsPerS)}/s`}</Ranged>] },
        ]}
      />
      <p className="figure-summary">
        {month.breakEvenRequestsPerS === null
          ? t('At these prices tokens are cheaper than a replica, whatever the rate.')
          : t('From {rate} requests a second on, a replica is cheaper than token prices.', { rate: significant(month.breakEvenRequestsPerS) })}
      </p>
    </section>
  );
}

function Vendors({ profile }: { profile: RequestProfile }) {
  const vendors = vendorCosts(profile.usage);
  const [first] = vendors;
  return (
    <section aria-label={t('The same request at vendors\' prices')}>
      <h3 className="figure-title">{t('The same token counts at vendors’ prices')}</h3>
      <p className="figure-summary">{first === undefined ? '' : t('{source}. Input, cached and output in dollars for a million tokens; where no price for cached input is listed it costs the full price. Other tokenizers count a little differently; quality is not compared.', { source: t(first.source) })}</p>
      <DataTable
        label={t('Price lists')}
        columns={[
          { id: 'model', head: t('Model') }, { id: 'vendor', head: t('Vendor') },
          ...[t('A request'), t('In a batch'), t('Output share'), t('Input'), t('Cached'), t('Output')].map((head) => ({ id: head, head, number: true })),
          { id: 'date', head: t('Prices of') },
        ]}
        rows={vendors.map(({ quote, cost, batch, date }) => ({
          id: quote.model,
          cells: [
            t(quote.name), vendorName(quote.vendor), formatDollars(cost.totalUsd),
            batch === null ? '–' : <span title={t(batch.source)}>{formatDollars(batch.usd)}</span>,
            formatShare(cost.outputShare), listed(quote.inputUsdPerMillion),
            quote.cachedUsdPerMillion === null ? '–' : listed(quote.cachedUsdPerMillion), listed(quote.outputUsdPerMillion), date,
          ],
        }))}
      />
    </section>
  );
}
