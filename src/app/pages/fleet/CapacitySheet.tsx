/** The capacity worksheet: what a load needs, found by simulating it. */
import { useState } from 'react';
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
    <section aria-label="Capacity" className="plan">
      <h3 className="figure-title">Capacity worksheet</h3>
      <p className="figure-summary">{`How many replicas of this fleet’s model and GPU a load needs, in ${scenario.regions[0]?.region ?? 'one region'}, so that the share below keeps every limit. Found by simulating a minute of it for every try.`}</p>
      <div className="plan-fields">
        <NumberField label="Peak" unit="/s" value={need.peakRequestsPerS} bounds={BOUNDS.rate} onChange={(peakRequestsPerS) => edit({ peakRequestsPerS })} />
        <NumberField label="Input, mean" unit="tokens" value={need.inputTokensMean} bounds={BOUNDS.tokens} onChange={(inputTokensMean) => edit({ inputTokensMean })} />
        <NumberField label="Output, mean" unit="tokens" value={need.outputTokensMean} bounds={BOUNDS.tokens} onChange={(outputTokensMean) => edit({ outputTokensMean })} />
        <NumberField label="TTFT within" unit="ms" value={need.slo.ttftMs} bounds={BOUNDS.ms} onChange={(ttftMs) => limit({ ttftMs })} />
        <NumberField label="TPOT within" unit="ms" value={need.slo.tpotMs} bounds={BOUNDS.ms} onChange={(tpotMs) => limit({ tpotMs })} />
        <NumberField label="Total within" unit="ms" value={need.slo.totalMs} bounds={BOUNDS.ms} onChange={(totalMs) => limit({ totalMs })} />
        <NumberField label="For" unit="%" value={Number((need.withinShare * HUNDRED).toFixed(3))} bounds={BOUNDS.share} onChange={(percent) => edit({ withinShare: percent / HUNDRED })} />
        <NumberField label="Headroom" unit="×" value={need.headroom} bounds={BOUNDS.headroom} onChange={(headroom) => edit({ headroom })} />
      </div>
      <p className="plan-actions">
        {doing === 'capacity'
          ? <><Button onClick={stopPlan}>Stop</Button><span role="status">{`${String(done)} fleets tried`}</span></>
          : <Button kind="primary" onClick={() => void runCapacity(scenario, need)}>Work it out</Button>}
      </p>
      {error !== null && doing === null && <Notice tone="fail" message={error.message} action={error.action} />}
      {capacity !== null && <Sheet capacity={capacity} />}
    </section>
  );
}

function Sheet({ capacity }: { capacity: Capacity }) {
  const { need, atPeak, atHeadroom, spare } = capacity;
  const both = (name: string, of: (answer: Capacity['atPeak']) => string): { id: string; cells: string[] } => ({ id: name, cells: [name, of(atPeak), of(atHeadroom)] });
  return (
    <>
      <DataTable
        label="Capacity worksheet"
        columns={[{ id: 'what', head: '' }, { id: 'peak', head: `At the peak, ${significant(need.peakRequestsPerS)}/s`, number: true }, { id: 'more', head: `At ${significant(need.headroom)} times the peak`, number: true }]}
        rows={[
          both('Replicas', ({ replicas }) => formatCount(replicas)), both('GPUs', ({ gpus }) => formatCount(gpus)), both('A month', ({ usdPerMonth }) => formatDollars(usdPerMonth)),
          both('In time', ({ row }) => formatShare(row.goodShare)), both('TTFT p95', ({ row }) => formatDuration(row.ttftP95)), both('TPOT p95', ({ row }) => formatDuration(row.tpotP95)), both('Total p95', ({ row }) => formatDuration(row.totalP95)), both('GPU busy', ({ row }) => formatShare(row.utilization)),
        ]}
      />
      <p className="figure-summary">{`The replicas for the peak take ${significant(spare)} times the peak before the service level breaks.`}</p>
      <p className="plan-actions"><Button onClick={() => saveFile('capacity.csv', CSV, capacityCsv(capacity))}>Save as CSV</Button></p>
    </>
  );
}
