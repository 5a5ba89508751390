/** A log against the simulation of it, request by request. */
import type { ReplayedRun } from '@/accuracy/fleet-replay';
import { msg, t } from '@/core/text';
import { formatCount, formatDuration, significant } from '@/core/units';
import { DataTable } from '../parts/DataTable';

const NAMES = { ttft: 'TTFT', tpot: 'TPOT', e2e: msg('End to end'), queue: msg('Queue') } as const;
const duration = (ms: number | null): string => (ms === null ? '–' : formatDuration(ms));
const percent = (value: number | null): string => (value === null ? '–' : `${value > 0 ? '+' : ''}${significant(value)}\u202f%`);

export function Replayed({ run: { run, requests, metrics } }: { run: ReplayedRun }) {
  return (
    <section>
      <h3 className="figure-title">{t('Measured against simulated')}</h3>
      <p className="figure-summary">{t('{run}: {count} requests, each compared with itself.', { run, count: formatCount(requests) })}</p>
      <DataTable
        label={t('Measured against simulated')}
        columns={[{ id: 'metric', head: t('From the engine’s queue') }, ...[msg('Simulated, mean'), msg('Measured, mean'), msg('Error of the mean'), msg('Error at p95'), msg('Single requests (MAPE)')].map((head) => ({ id: head, head: t(head), number: true }))]}
        rows={metrics.filter((m) => m.requests > 0).map((m) => ({ id: m.metric, cells: [t(NAMES[m.metric]), duration(m.simulatedMean), duration(m.measuredMean), percent(m.meanErrorPct), percent(m.p95ErrorPct), percent(m.mapePct)] }))}
      />
    </section>
  );
}
