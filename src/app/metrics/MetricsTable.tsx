import { lazy, Suspense, useMemo, useState } from 'react';
import { useRuns } from '../store/runs';
import { Term } from '../ui/Term';
import { classNames } from '../ui/class-names';
import { AMOUNTS, clockText, factsOf, SHARES, TIMES, type Cell, type Facts, type MetricRow } from './rows';

const ItlChart = lazy(() => import('./ItlChart').then((m) => ({ default: m.ItlChart })));

const PROVENANCE_WORDS = { modeled: 'modeled', measured: 'measured', recorded: 'recorded', imported: 'imported' } as const;

/** Both lanes' metrics side by side. Every value keeps its place while it changes. */
export function MetricsTable() {
  const modeled = useRuns((s) => s.modeled);
  const local = useRuns((s) => s.local);
  const running = useRuns((s) => s.status === 'running');
  const [chart, setChart] = useState(false);
  const datacenter = useMemo(() => (modeled === null ? null : factsOf(modeled)), [modeled]);
  const machine = useMemo(() => (local === null ? null : factsOf(local)), [local]);
  const clock = local === null ? null : clockText(local);
  const groups: readonly { title: string; rows: readonly MetricRow[] }[] = [
    { title: 'Times', rows: TIMES },
    { title: 'Share of the time in the seven stages', rows: SHARES },
    { title: 'Tokens and cost', rows: AMOUNTS },
  ];

  return (
    <section aria-label="Metrics" className="@container flex min-w-0 flex-col gap-2">
      <div className="grid grid-cols-1 gap-x-8 gap-y-3 @2xl:grid-cols-3">
        {groups.map(({ title, rows }) => (
          <Group key={title} title={title} rows={rows} datacenter={datacenter} machine={machine} running={running} />
        ))}
      </div>
      <p className="text-xs text-ink-3">
        {clock !== null && <>This machine&apos;s clock steps by <span className="tabular-nums">{clock}</span>. </>}
        <Term id="modeled">Modeled</Term> ranges are the 5th to the 95th percentile; layers are taken as independent.{' '}
        <button type="button" aria-expanded={chart} className="underline decoration-line-strong underline-offset-2 hover:text-ink" onClick={() => setChart(!chart)}>
          {chart ? 'Hide the time of each token' : 'Time of each token'}
        </button>
      </p>
      {chart && (
        <Suspense fallback={<p className="text-xs text-ink-3">Loading the chart.</p>}>
          <ItlChart modeled={modeled} local={local} />
        </Suspense>
      )}
    </section>
  );
}

interface GroupProps { title: string; rows: readonly MetricRow[]; datacenter: Facts | null; machine: Facts | null; running: boolean }

function Group({ title, rows, datacenter, machine, running }: GroupProps) {
  return (
    <table className="w-full table-fixed border-collapse self-start text-sm tabular-nums">
      <caption className="pb-1 text-left text-xs text-ink-3">{title}</caption>
      <colgroup>
        <col className="w-[36%]" />
        <col />
        <col />
      </colgroup>
      <thead>
        <tr className="border-b border-line text-xs text-ink-2">
          <th scope="col" className="sr-only">Metric</th>
          <LaneHeading name="Datacenter" facts={datacenter} />
          <LaneHeading name="This machine" facts={machine} running={running} />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className="border-b border-line last:border-0">
            <th scope="row" className={classNames('py-0.5 pr-2 text-left font-normal text-ink-2', row.indented && 'pl-3')}>
              {row.term === null ? row.label : <Term id={row.term}>{row.label}</Term>}
            </th>
            <Value cell={datacenter === null ? null : row.value(datacenter)} />
            <Value cell={machine === null ? null : row.value(machine)} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LaneHeading({ name, facts, running = false }: { name: string; facts: Facts | null; running?: boolean }) {
  const provenance = facts?.trace.spans[0]?.provenance;
  return (
    <th scope="col" className="py-0.5 pl-2 text-right font-normal">
      <span className="text-ink">{name}</span>
      <span className="block text-ink-3">{running ? 'measuring' : provenance === undefined ? 'no run' : PROVENANCE_WORDS[provenance]}</span>
    </th>
  );
}

function Value({ cell }: { cell: Cell | null }) {
  if (cell === null) return <td className="py-0.5 pl-2 text-right text-ink-3">–</td>;
  const number = (
    <>
      <span className="text-ink">{cell.value}</span>
      <span className="inline-block w-[2.1em] pl-1 text-left text-xs text-ink-3">{cell.unit}</span>
    </>
  );
  return (
    <td className="py-0.5 pl-2 text-right whitespace-nowrap">
      {number}
      {cell.range !== null && <span className="block text-xs text-ink-3">{cell.range}</span>}
    </td>
  );
}
