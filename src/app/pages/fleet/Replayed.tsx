/** A log against the simulation of it, request by request. */
import type { ReplayedRun } from '@/accuracy/fleet-replay';
import { formatDuration, significant } from '@/core/units';
import { DataTable } from '../parts/DataTable';

const NAMES = { ttft: 'TTFT', tpot: 'TPOT', e2e: 'End to end', queue: 'Queue' } as const;
const duration = (ms: number | null): string => (ms === null ? '–' : formatDuration(ms));
const percent = (value: number | null): string => (value === null ? '–' : `${value > 0 ? '+' : ''}${significant(value)}\u202f%`);

export function Replayed({ run: { run, requests, metrics } }: { run: ReplayedRun }) {
  return (
    <section>
      <h3 className="figure-title">Measured against simulated</h3>
      <p className="figure-summary">{`${run}: ${requests.toLocaleString('en-US')} requests, each compared with itself.`}</p>
      <DataTable
        label="Measured against simulated"
        columns={[{ id: 'metric', head: 'From the engine’s queue' }, ...['Simulated, mean', 'Measured, mean', 'Error of the mean', 'Error at p95', 'Single requests (MAPE)'].map((head) => ({ id: head, head, number: true }))]}
        rows={metrics.filter((m) => m.requests > 0).map((m) => ({ id: m.metric, cells: [NAMES[m.metric], duration(m.simulatedMean), duration(m.measuredMean), percent(m.meanErrorPct), percent(m.p95ErrorPct), percent(m.mapePct)] }))}
      />
    </section>
  );
}
