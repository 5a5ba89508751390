import { lazy, memo, Suspense, useMemo, useState } from 'react';
import { msg, t } from '@/core/text';
import { shortTitle } from '../explore/lanes';
import { useCalmLocal } from '../store/calm-local';
import { useRuns } from '../store/runs';
import { Button } from '../ui/Button';
import { Term } from '../ui/Term';
import { classNames } from '../ui/class-names';
import { AMOUNTS, clockText, factsOf, SHARES, TIMES, UNATTRIBUTED_ROW, type Facts, type MetricRow } from './rows';

const Definitions = lazy(() => import('./Definitions').then((m) => ({ default: m.Definitions })));
const TokenTimes = lazy(() => import('./TokenTimes').then((m) => ({ default: m.TokenTimes })));

/** The table stands in one, two or three columns by the room it has; in two there is none for the ranges, which then wait under the pointer. */
const RANGE_ROOM = '@min-[26rem]:@max-[46rem]:hidden';
/** After the stations, which come first: apart from the inspector, which follows a live run too. */
const PHASE_MS = 150;

interface Column { title: string; rows: readonly MetricRow[] }
const COLUMNS: readonly (readonly Column[])[] = [
  [{ title: msg('Times'), rows: TIMES }],
  [{ title: msg('Tokens, cost'), rows: AMOUNTS }, { title: msg('Share of stages'), rows: SHARES }],
];

/** Both lanes' metrics side by side. Every value keeps its place while it changes. */
export function MetricsTable() {
  const modeled = useRuns((s) => s.modeled);
  // A live run grows every frame: the table follows when there is time, the stations come first.
  const local = useCalmLocal(PHASE_MS);
  const running = useRuns((s) => s.status === 'running');
  const [open, setOpen] = useState<'times' | 'words' | null>(null);
  const datacenter = useMemo(() => (modeled === null ? null : factsOf(modeled)), [modeled]);
  const machine = useMemo(() => (local === null ? null : factsOf(local)), [local]);
  const clock = local === null ? null : clockText(local);
  const measured = running ? t('measuring') : provenanceOf(machine);

  return (
    <div className="@container min-w-0">
      <div className="grid grid-cols-1 gap-x-5 gap-y-2 @min-[26rem]:grid-cols-[10fr_11fr] @min-[46rem]:grid-cols-[4fr_6fr] @min-[46rem]:gap-x-8">
        {COLUMNS.map((groups, column) => (
          <div key={column} className="grid grid-cols-1 content-start gap-x-8 gap-y-1 @min-[46rem]:grid-cols-2">
            {groups.map(({ title, rows }, i) => (
              <Group key={title} title={t(title)} rows={rows} datacenter={datacenter} machine={machine} modeled={provenanceOf(datacenter)} measured={measured} place={column + i} />
            ))}
          </div>
        ))}
      </div>
      <p className="pt-1 text-xs text-ink-3">
        {clock !== null && `${t('This machine\'s clock steps by {time}.', { time: clock })} `}
        <span className={RANGE_ROOM} title={t('Layers are taken as independent of one another.')}>{t('Ranges: 5th to 95th percentile.')} </span>
        <Button kind="quiet" className="text-xs" onClick={() => setOpen('times')}>{t('Time of each token')}</Button>
        <Button kind="quiet" className="text-xs" onClick={() => setOpen('words')}>{t('What these mean')}</Button>
      </p>
      {open === 'times' && <Suspense><TokenTimes modeled={modeled} local={local} onClose={() => setOpen(null)} /></Suspense>}
      {open === 'words' && <Suspense><Definitions onClose={() => setOpen(null)} /></Suspense>}
    </div>
  );
}

const provenanceOf = (facts: Facts | null): string => {
  const provenance = facts?.trace.spans[0]?.provenance;
  return provenance === undefined ? t('no run') : t('{provenance, select, modeled {modeled} measured {measured} recorded {recorded} other {imported}}', { provenance });
};

interface GroupProps extends Column {
  datacenter: Facts | null;
  machine: Facts | null;
  /** Where the figures of each lane come from. */
  modeled: string;
  measured: string;
  /** Number of the group from the first; the names of the lanes stand above the columns only. */
  place: number;
}

/** Names of the lanes above the first column; above all three where they stand side by side with room between. */
const LANES_SHOWN = ['', '@max-[46rem]:[&_.lane]:sr-only', '@max-[46rem]:[&_.lane]:sr-only'] as const;

function Group({ title, rows, datacenter, machine, modeled, measured, place }: GroupProps) {
  // Only times have a range; elsewhere its room goes to the names.
  const ranges = rows === TIMES;
  const unattributed = rows === SHARES && [datacenter, machine].some((facts) => facts !== null && UNATTRIBUTED_ROW.value(facts) !== null);
  const shown = unattributed ? [...rows, UNATTRIBUTED_ROW] : rows;
  return (
    <table className="w-full table-fixed border-collapse self-start text-sm leading-4 tabular-nums">
      <colgroup>
        {ranges ? <col className="w-[28%]" /> : <col className="w-[47%]" />}
        {ranges && <col className={classNames('w-[17%]', RANGE_ROOM)} />}
        <col />
        <col className={ranges ? 'w-[28%] @min-[26rem]:@max-[46rem]:w-[37%]' : 'w-[26%]'} />
      </colgroup>
      <thead className={LANES_SHOWN[place] ?? ''}>
        <tr className="border-b border-line-strong align-bottom text-xs leading-4">
          <th scope="col" className="text-left font-normal text-ink-3">{title}</th>
          {ranges && <th scope="col" className={classNames('text-right font-normal text-ink-3', RANGE_ROOM)}>{t('range')}</th>}
          <Heading name={shortTitle('datacenter')} state={modeled} />
          <Heading name={shortTitle('local')} state={measured} />
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <Row key={row.id} row={row} ranges={ranges} {...textsOf(row, datacenter, machine)} />
        ))}
      </tbody>
    </table>
  );
}

const Heading = memo(function Heading({ name, state }: { name: string; state: string }) {
  return (
    <th scope="col" className="text-right font-normal whitespace-nowrap">
      <span className="lane block text-ink">{name}</span>
      <span className="lane block text-ink-3">{state}</span>
    </th>
  );
});

/** What a row says, as plain words: a row whose words have not changed is not rendered again. */
interface Texts { range: string | null; modeled: string | null; modeledUnit: string; measured: string | null; measuredUnit: string }

function textsOf(row: MetricRow, datacenter: Facts | null, machine: Facts | null): Texts {
  const modeled = datacenter === null ? null : row.value(datacenter);
  const measured = machine === null ? null : row.value(machine);
  return {
    range: modeled?.range ?? null,
    modeled: modeled?.value ?? null,
    modeledUnit: modeled?.unit ?? '',
    measured: measured?.value ?? null,
    measuredUnit: measured?.unit ?? '',
  };
}

const Row = memo(function Row({ row, ranges, range, modeled, modeledUnit, measured, measuredUnit }: Texts & { row: MetricRow; ranges: boolean }) {
  return (
    <tr className="border-b border-line last:border-0 @max-[26rem]:h-6">
      <th scope="row" className={classNames('metric-name truncate text-left font-normal text-ink-2', row.indented && 'pl-3')}>
        {row.term === null ? t(row.label) : <Term id={row.term}>{t(row.label)}</Term>}
      </th>
      {ranges && <td className={classNames('text-right text-xs whitespace-nowrap text-ink-3', RANGE_ROOM)}>{range}</td>}
      <Value value={modeled} unit={modeledUnit} title={range === null ? undefined : t('{range} {unit}, 5th to 95th percentile', { range, unit: modeledUnit })} />
      <Value value={measured} unit={measuredUnit} />
    </tr>
  );
});

function Value({ value, unit, title }: { value: string | null; unit: string; title?: string | undefined }) {
  return (
    <td className="text-right whitespace-nowrap" title={title}>
      {value === null ? <span className="pr-[1.9em] text-ink-3">–</span> : (
        <>
          <span className="text-ink">{value}</span>
          <span className="inline-block w-[2.1em] pl-0.5 text-left text-xs text-ink-3">{unit}</span>
        </>
      )}
    </td>
  );
}
