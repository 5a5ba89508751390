/** One or two settings over a range, as curves or a heat map, on all cores. */
import { useState } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { t } from '@/core/text';
import { formatDuration, formatShare, significant } from '@/core/units';
import { cheapestWithin, kneeOf, SWEEP_PARAMETERS, type SweepPoint } from '@/datacenter/fleet/plan/sweep';
import type { RowFigure } from '@/datacenter/fleet/plan/measure';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { NumberField } from '../../ui/NumberField';
import { Select } from '../../ui/Select';
import { DataTable } from '../parts/DataTable';
import { Figure } from '../parts/Figure';
import { runSweep, stopPlan, usePlan, type SweepAxis, type SweepResult } from './plan-state';
import { useFleet } from './state';
import { SWEEP_FIGURES } from './view';

const NONE = 'none';
/** Of the ends of a range that is offered. */
const DIGITS = 3;
const COUNT = { one: 12, two: 7 } as const;
const START_REQUESTS = 3_000;
const REQUEST_BOUNDS = { min: 200, max: 100_000, integer: true } as const;
const VALUE_BOUNDS = { min: 0, max: 1_000_000, integer: false } as const;
const COUNT_BOUNDS = { min: 2, max: 40, integer: true } as const;
/** Of requests in time that "cheapest" asks for. */
const WANTED_SHARE = 0.99;
const HEIGHT_PX = 260;
const AXIS_WIDTH_PX = 64;
const MARGIN = { top: 18, right: 16, bottom: 4, left: 0 };
const TICK = { fontSize: 12, fill: 'var(--ink-3)' };
const POPUP = { background: 'var(--raised)', border: '1px solid var(--line-strong)', borderRadius: 2, fontSize: 12, color: 'var(--ink)' };

const FIRST = SWEEP_PARAMETERS[0]?.id ?? '';
const nameOf = (id: string): string => t(SWEEP_PARAMETERS.find((parameter) => parameter.id === id)?.name ?? '');
const unitOf = (id: string): string => t(SWEEP_PARAMETERS.find((parameter) => parameter.id === id)?.unit ?? '');

function useAxis(first: string, count: number): [SweepAxis | null, (id: string) => void, (part: Partial<SweepAxis>) => void] {
  const rangeOf = (id: string): SweepAxis | null => {
    const parameter = SWEEP_PARAMETERS.find((each) => each.id === id);
    if (parameter === undefined) return null;
    const { low, high } = parameter.range(useFleet.getState().scenario);
    return { id, count, low: Number(low.toPrecision(DIGITS)), high: Number(high.toPrecision(DIGITS)) };
  };
  const [axis, setAxis] = useState<SweepAxis | null>(() => rangeOf(first));
  return [axis, (id) => setAxis(rangeOf(id)), (part) => setAxis((now) => (now === null ? now : { ...now, ...part }))];
}

export function Sweep() {
  const scenario = useFleet((s) => s.scenario);
  const { sweep, doing, done, total, error } = usePlan();
  const [x, chooseX, editX] = useAxis(FIRST, COUNT.one);
  const [y, chooseY, editY] = useAxis(NONE, COUNT.two);
  const [requests, setRequests] = useState(START_REQUESTS);
  const options = SWEEP_PARAMETERS.map(({ id, name }) => ({ value: id, label: t(name) }));
  return (
    <section aria-label={t('Sweep')} className="plan">
      <h3 className="figure-title">{t('Sweep')}</h3>
      <p className="figure-summary">{t('The same fleet again and again with one or two settings changed, as many at a time as this machine has cores.')}</p>
      <div className="plan-fields">
        <Select label={t('Along')} value={x?.id ?? FIRST} options={options} onChange={chooseX} />
        {x !== null && <AxisFields axis={x} onChange={editX} />}
        <Select label={t('And along')} value={y?.id ?? NONE} options={[{ value: NONE, label: t('nothing else') }, ...options.filter(({ value }) => value !== x?.id)]} onChange={chooseY} />
        {y !== null && <AxisFields axis={y} onChange={editY} />}
        <NumberField label={t('Requests each')} value={requests} bounds={REQUEST_BOUNDS} onChange={setRequests} />
      </div>
      <p className="plan-actions">
        {doing === 'sweep'
          ? <><Button onClick={stopPlan}>{t('Stop')}</Button><progress value={total === null ? undefined : done / total} max={1} aria-label={t('Points simulated')} /><span role="status">{t('{done} of {total} points', { done, total: total ?? 0 })}</span></>
          : x !== null && <Button kind="primary" onClick={() => void runSweep(scenario, x, y, requests)}>{t('Sweep')}</Button>}
      </p>
      {error !== null && doing === null && <Notice tone="note" message={error.message} action={error.action} />}
      {sweep !== null && sweep.points.length > 1 && <Swept sweep={sweep} />}
    </section>
  );
}

function AxisFields({ axis, onChange }: { axis: SweepAxis; onChange: (part: Partial<SweepAxis>) => void }) {
  const unit = unitOf(axis.id);
  return (
    <>
      <NumberField label={t('From')} unit={unit} value={axis.low} bounds={VALUE_BOUNDS} onChange={(low) => onChange({ low })} />
      <NumberField label={t('To')} unit={unit} value={axis.high} bounds={VALUE_BOUNDS} onChange={(high) => onChange({ high })} />
      <NumberField label={t('Points')} value={axis.count} bounds={COUNT_BOUNDS} onChange={(count) => onChange({ count })} />
    </>
  );
}

function Swept({ sweep }: { sweep: SweepResult }) {
  const [figure, setFigure] = useState<RowFigure>('totalP95');
  const { format, name: english } = SWEEP_FIGURES.find(({ id }) => id === figure) ?? { format: formatDuration, name: '' };
  const name = t(english);
  const { x, y, points, whole, wallMs, workers } = sweep;
  const knee = y === null ? kneeOf(points, figure) : null;
  const cheapest = cheapestWithin(points, WANTED_SHARE);
  const at = (point: SweepPoint): string => `${nameOf(x.id)} ${significant(point.x)}${unitOf(x.id)}${y === null || point.y === null ? '' : `, ${nameOf(y.id)} ${significant(point.y)}${unitOf(y.id)}`}`;
  const words = [
    knee === null ? '' : t('{figure} turns up at {point} ({value}).', { figure: name, point: at(knee), value: format(knee.row[figure]) }),
    cheapest === null ? t('No point answers {share} of the requests in time.', { share: formatShare(WANTED_SHARE) }) : t('The cheapest with {share} in time is {point}.', { share: formatShare(WANTED_SHARE), point: at(cheapest) }),
    points.some(({ row }) => row.overloaded) ? t('Where the line is broken off, requests come faster than they are served, and the figure would depend on how long one looks.') : '',
    t('{points} points in {time} on {workers} workers{whole, select, no { so far} other {}}.', { points: points.length, time: formatDuration(wallMs), workers, whole: whole ? 'yes' : 'no' }),
  ];
  return (
    <Figure
      title={y === null ? t('{figure} along {axis}', { figure: name, axis: nameOf(x.id) }) : t('{figure} along {axis} and {other}', { figure: name, axis: nameOf(x.id), other: nameOf(y.id) })}
      controls={<span className="fleet-choice"><Select label={t('Show')} value={figure} options={SWEEP_FIGURES.map(({ id, name: label }) => ({ value: id, label: t(label) }))} onChange={setFigure} /></span>}
      summary={words.filter((each) => each !== '').join(' ')}
      chart={y === null ? <Curve points={points} figure={figure} format={format} kneeX={knee?.x ?? null} /> : <HeatMap sweep={sweep} figure={figure} format={format} />}
      table={
        <DataTable
          label={t('{figure} by point', { figure: name })}
          columns={[{ id: 'x', head: nameOf(x.id) }, ...(y === null ? [] : [{ id: 'y', head: nameOf(y.id), number: true }]), ...SWEEP_FIGURES.map(({ id, name: head }) => ({ id, head: t(head), number: true }))]}
          rows={points.map((point) => ({ id: `${String(point.x)}-${String(point.y)}`, cells: [significant(point.x), ...(y === null ? [] : [significant(point.y ?? 0)]), ...SWEEP_FIGURES.map((each) => each.format(point.row[each.id]))] }))}
        />
      }
    />
  );
}

function Curve({ points, figure, format, kneeX }: { points: readonly SweepPoint[]; figure: RowFigure; format: (value: number) => string; kneeX: number | null }) {
  const data = points.map(({ x, row }) => ({ x, value: row.overloaded ? null : row[figure], over: row.overloaded ? row[figure] : null }));
  return (
    <ResponsiveContainer width="100%" height={HEIGHT_PX}>
      <LineChart data={data} margin={MARGIN} accessibilityLayer>
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis dataKey="x" type="number" domain={['dataMin', 'dataMax']} stroke="var(--ink-3)" tick={TICK} tickLine={false} tickFormatter={(value: number) => significant(value)} />
        <YAxis stroke="var(--ink-3)" tick={TICK} tickLine={false} width={AXIS_WIDTH_PX} tickFormatter={format} />
        <Tooltip isAnimationActive={false} contentStyle={POPUP} labelFormatter={(label) => (typeof label === 'number' ? significant(label) : '')} formatter={(value) => (typeof value === 'number' ? format(value) : String(value))} />
        {kneeX !== null && <ReferenceLine x={kneeX} stroke="var(--ink)" strokeDasharray="3 3" label={{ value: t('knee'), position: 'top', fill: 'var(--ink)', fontSize: 12 }} />}
        <Line name={t('In a steady state')} dataKey="value" stroke="var(--ink)" dot isAnimationActive={false} />
        <Line name={t('Overloaded')} dataKey="over" stroke="var(--fail)" strokeDasharray="4 3" dot isAnimationActive={false} />
      </LineChart>
    </ResponsiveContainer>
  );
}

/** Darker is more; every cell says its number. */
function HeatMap({ sweep: { points }, figure, format }: { sweep: SweepResult; figure: RowFigure; format: (value: number) => string }) {
  const xs = [...new Set(points.map((p) => p.x))].sort((a, b) => a - b);
  const ys = [...new Set(points.map((p) => p.y ?? 0))].sort((a, b) => b - a);
  const values = points.map(({ row }) => row[figure]).filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const cell = new Map(points.map((point) => [`${String(point.x)}|${String(point.y ?? 0)}`, point]));
  return (
    <div className="table-scroll">
      <table className="heat">
        <tbody>
          {ys.map((atY) => (
            <tr key={atY}>
              <th scope="row">{significant(atY)}</th>
              {xs.map((atX) => {
                const point = cell.get(`${String(atX)}|${String(atY)}`);
                const value = point?.row[figure] ?? Number.NaN;
                return <td key={atX} data-over={point?.row.overloaded === true ? '' : undefined} style={{ '--heat': high > low && Number.isFinite(value) ? (value - low) / (high - low) : 0 }}>{point === undefined ? '' : format(value)}</td>;
              })}
            </tr>
          ))}
          <tr><th scope="row" aria-label={t('Columns')} />{xs.map((atX) => <th key={atX} scope="col">{significant(atX)}</th>)}</tr>
        </tbody>
      </table>
    </div>
  );
}
