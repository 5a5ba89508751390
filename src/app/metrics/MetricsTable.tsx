import { lazy, Suspense, useMemo, useState } from 'react';
import { useCalmLocal } from '../store/calm-local';
import { useRuns } from '../store/runs';
import { Button } from '../ui/Button';
import { Term } from '../ui/Term';
import { classNames } from '../ui/class-names';
import { AMOUNTS, clockText, factsOf, SHARES, TIMES, type Cell, type Facts, type MetricRow } from './rows';

const TokenTimes = lazy(() => import('./TokenTimes').then((m) => ({ default: m.TokenTimes })));

const RANGE_NOTE = 'Ranges run from the 5th to the 95th percentile; layers are taken as independent of one another.';
/** Columns of a row's name where there is no range. */
const LABEL_COLUMNS = 2;
const GROUPS: readonly { title: string; rows: readonly MetricRow[] }[] = [
  { title: 'Times', rows: TIMES },
  { title: 'Tokens, cost', rows: AMOUNTS },
  { title: 'Share of stages', rows: SHARES },
];

/** Both lanes' metrics side by side. Every value keeps its place while it changes. */
export function MetricsTable() {
  const modeled = useRuns((s) => s.modeled);
  // A live run grows every frame: the table follows when there is time, the stations come first.
  const local = useCalmLocal();
  const running = useRuns((s) => s.status === 'running');
  const [open, setOpen] = useState(false);
  const datacenter = useMemo(() => (modeled === null ? null : factsOf(modeled)), [modeled]);
  const machine = useMemo(() => (local === null ? null : factsOf(local)), [local]);
  const clock = local === null ? null : clockText(local);

  return (
    <div className="@container min-w-0">
      <div className="grid grid-cols-1 gap-x-8 gap-y-2 @3xl:grid-cols-3">
        {GROUPS.map(({ title, rows }) => (
          <Group key={title} title={title} rows={rows} datacenter={datacenter} machine={machine} running={running} />
        ))}
      </div>
      <p className="pt-1 text-xs text-ink-3">
        {clock !== null && <>This machine&apos;s clock steps by {clock}. </>}
        {RANGE_NOTE}{' '}
        <Button kind="quiet" className="text-xs" onClick={() => setOpen(true)}>Time of each token</Button>
      </p>
      {open && <Suspense><TokenTimes modeled={modeled} local={local} onClose={() => setOpen(false)} /></Suspense>}
    </div>
  );
}

interface GroupProps { title: string; rows: readonly MetricRow[]; datacenter: Facts | null; machine: Facts | null; running: boolean }

function Group({ title, rows, datacenter, machine, running }: GroupProps) {
  // Only times have a range; elsewhere its room goes to the names.
  const ranges = rows === TIMES;
  const first = title === GROUPS[0]?.title;
  return (
    <table className="w-full table-fixed border-collapse self-start text-sm leading-5 tabular-nums">
      <colgroup>
        <col className="w-[29%]" />
        <col className="w-[19%]" />
        <col className="w-[24%]" />
        <col className="w-[28%]" />
      </colgroup>
      <thead className={first ? '' : '@max-3xl:[&_.lane]:sr-only'}>
        <tr className="border-b border-line-strong align-bottom text-xs">
          <th scope="col" colSpan={ranges ? undefined : LABEL_COLUMNS} className="text-left font-normal text-ink-3">{title}</th>
          {ranges && <th scope="col" className="text-right font-normal text-ink-3">range</th>}
          <Heading name="Datacenter" facts={datacenter} />
          <Heading name="This machine" facts={machine} running={running} />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id} className="border-b border-line last:border-0">
            <th scope="row" colSpan={ranges ? undefined : LABEL_COLUMNS} className={classNames('truncate text-left font-normal text-ink-2', row.indented && 'pl-3')}>
              {row.term === null ? row.label : <Term id={row.term}>{row.label}</Term>}
            </th>
            <Values row={row} datacenter={datacenter} machine={machine} ranges={ranges} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Heading({ name, facts, running = false }: { name: string; facts: Facts | null; running?: boolean }) {
  const provenance = facts?.trace.spans[0]?.provenance;
  const state = running ? 'measuring' : (provenance ?? 'no run');
  return (
    <th scope="col" className="text-right font-normal whitespace-nowrap">
      <span className="lane block text-ink">{name}</span>
      <span className="lane block text-ink-3">{state}</span>
    </th>
  );
}

function Values({ row, datacenter, machine, ranges }: { row: MetricRow; datacenter: Facts | null; machine: Facts | null; ranges: boolean }) {
  const modeled = datacenter === null ? null : row.value(datacenter);
  return (
    <>
      {ranges && <td className="text-right text-xs whitespace-nowrap text-ink-3">{modeled?.range}</td>}
      <Value cell={modeled} />
      <Value cell={machine === null ? null : row.value(machine)} />
    </>
  );
}

function Value({ cell }: { cell: Cell | null }) {
  return (
    <td className="text-right whitespace-nowrap">
      {cell === null ? <span className="pr-[1.9em] text-ink-3">–</span> : (
        <>
          <span className="text-ink">{cell.value}</span>
          <span className="inline-block w-[2.1em] pl-0.5 text-left text-xs text-ink-3">{cell.unit}</span>
        </>
      )}
    </td>
  );
}
