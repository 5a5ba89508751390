/** The capacity worksheet: what a load needs, found by simulating it. */
import { useState } from 'react';
import { msg, t } from '@/core/text';
import { formatCount, formatDollars, formatDuration, formatShare, significant } from '@/core/units';
import { capacityCsv, type Capacity, type CapacityNeed } from '@/datacenter/fleet/plan/capacity';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { NumberField } from '../../ui/NumberField';
import { DataTable } from '../parts/DataTable';
import { runCapacity, stopPlan, usePlan } from './plan-state';
import { saveFile } from './save';
import { useFleet } from './state';

/** A service of some size, there to be changed; the headroom is S4's. */
const START = { peakRequestsPerS: 100, inputTokensMean: 600, outputTokensMean: 200, withinShare: 0.95, headroom: 5 } as const;
const BOUNDS = {
  rate: { min: 0.01, max: 100_000, integer: false }, tokens: { min: 1, max: 200_000, integer: true }, ms: { min: 1, max: 600_000, integer: false }, share: { min: 1, max: 100, integer: false }, headroom: { min: 1, max: 20, integer: false },
} as const;
const HUNDRED = 100;
const CSV = 'text/csv';

export function CapacitySheet() {
  const scenario = useFleet((s) => s.scenario);
  const { capacity, doing, done, error } = usePlan();
  const [need, setNeed] = useState<CapacityNeed>({ ...START, slo: scenario.slo });
  const edit = (part: Partial<CapacityNeed>): void => setNeed({ ...need, ...part });
  const limit = (part: Partial<CapacityNeed['slo']>): void => edit({ slo: { ...need.slo, ...part } });
  return (
    <section aria-label={t('Capacity')} className="plan">
      <h3 className="figure-title">{t('Capacity worksheet')}</h3>
      <p className="figure-summary">{t('How many replicas of this fleet’s model and GPU a load needs, in {region}, so that the share below keeps every limit. Found by simulating a minute of it for every try.', { region: scenario.regions[0]?.region ?? t('one region') })}</p>
      <div className="plan-fields">
        <NumberField label={t('Peak')} unit="/s" value={need.peakRequestsPerS} bounds={BOUNDS.rate} onChange={(peakRequestsPerS) => edit({ peakRequestsPerS })} />
        <NumberField label={t('Input, mean')} unit={t('tokens')} value={need.inputTokensMean} bounds={BOUNDS.tokens} onChange={(inputTokensMean) => edit({ inputTokensMean })} />
        <NumberField label={t('Output, mean')} unit={t('tokens')} value={need.outputTokensMean} bounds={BOUNDS.tokens} onChange={(outputTokensMean) => edit({ outputTokensMean })} />
        <NumberField label={t('TTFT within')} unit="ms" value={need.slo.ttftMs} bounds={BOUNDS.ms} onChange={(ttftMs) => limit({ ttftMs })} />
        <NumberField label={t('TPOT within')} unit="ms" value={need.slo.tpotMs} bounds={BOUNDS.ms} onChange={(tpotMs) => limit({ tpotMs })} />
        <NumberField label={t('Total within')} unit="ms" value={need.slo.totalMs} bounds={BOUNDS.ms} onChange={(totalMs) => limit({ totalMs })} />
        <NumberField label={t('For')} unit="%" value={Number((need.withinShare * HUNDRED).toFixed(3))} bounds={BOUNDS.share} onChange={(percent) => edit({ withinShare: percent / HUNDRED })} />
        <NumberField label={t('Headroom')} unit="×" value={need.headroom} bounds={BOUNDS.headroom} onChange={(headroom) => edit({ headroom })} />
      </div>
      <p className="plan-actions">
        {doing === 'capacity'
          ? <><Button onClick={stopPlan}>{t('Stop')}</Button><span role="status">{t('{done} fleets tried', { done })}</span></>
          : <Button kind="primary" onClick={() => void runCapacity(scenario, need)}>{t('Work it out')}</Button>}
      </p>
      {error !== null && doing === null && <Notice tone="fail" message={error.message} action={error.action} />}
      {capacity !== null && <Sheet capacity={capacity} />}
    </section>
  );
}

function Sheet({ capacity }: { capacity: Capacity }) {
  const { need, atPeak, atHeadroom, spare } = capacity;
  const both = (name: string, of: (answer: Capacity['atPeak']) => string): { id: string; cells: string[] } => ({ id: name, cells: [t(name), of(atPeak), of(atHeadroom)] });
  return (
    <>
      <DataTable
        label={t('Capacity worksheet')}
        columns={[{ id: 'what', head: '' }, { id: 'peak', head: t('At the peak, {rate}/s', { rate: significant(need.peakRequestsPerS) }), number: true }, { id: 'more', head: t('At {headroom} times the peak', { headroom: significant(need.headroom) }), number: true }]}
        rows={[
          both(msg('Replicas'), ({ replicas }) => formatCount(replicas)), both(msg('GPUs'), ({ gpus }) => formatCount(gpus)), both(msg('A month'), ({ usdPerMonth }) => formatDollars(usdPerMonth)),
          both(msg('In time'), ({ row }) => formatShare(row.goodShare)), both(msg('TTFT p95'), ({ row }) => formatDuration(row.ttftP95)), both(msg('TPOT p95'), ({ row }) => formatDuration(row.tpotP95)), both(msg('Total p95'), ({ row }) => formatDuration(row.totalP95)), both(msg('GPU busy'), ({ row }) => formatShare(row.utilization)),
        ]}
      />
      <p className="figure-summary">{t('The replicas for the peak take {spare} times the peak before the service level breaks.', { spare: significant(spare) })}</p>
      <p className="plan-actions"><Button onClick={() => saveFile('capacity.csv', CSV, capacityCsv(capacity))}>{t('Save as CSV')}</Button></p>
    </>
  );
}
