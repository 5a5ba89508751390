/** How latencies are spread, and for whom. */
import { useState } from 'react';
import { Bar, BarChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { msg, t } from '@/core/text';
import { formatCount, formatDollars, formatDuration, formatShare } from '@/core/units';
import type { FleetReport, MetricReport } from '@/datacenter/fleet/stats/report';
import type { Histogram } from '@/datacenter/fleet/stats/histogram';
import type { GroupReport } from '@/datacenter/fleet/stats/groups';
import { BUDGET_PHASE_IDS, FLEET_BUDGET, type BudgetPhase } from '@/datacenter/fleet/stats/phases';
import type { FleetMetric } from '@/datacenter/fleet/stats/summary';
import { Select } from '../../ui/Select';
import { DataTable, type TableRow } from '../parts/DataTable';
import { Figure } from '../parts/Figure';
import { groupName, METRIC_NAMES, METRIC_ORDER, partName, QUANTILE_NAMES, withInterval } from './view';

const HEIGHT_PX = 220;
const AXIS_WIDTH_PX = 56;
const TICKS = 8;
const INTERVAL_NOTE = msg('Below each quantile its 95 % confidence interval, from sections of the run. ITL counts every gap between two tokens.');
/** ITL stands behind TPOT. */
const AFTER_TPOT = METRIC_ORDER.indexOf('tpot') + 1;
const MARGIN = { top: 18, right: 8, bottom: 4, left: 0 };
const TICK = { fontSize: 12, fill: 'var(--ink-3)' };
const POPUP = { background: 'var(--raised)', border: '1px solid var(--line-strong)', borderRadius: 2, fontSize: 12, color: 'var(--ink)' };

/** Latency quantiles with their 95 % intervals. */
export function QuantileTable({ report }: { report: FleetReport }) {
  const rows: TableRow[] = METRIC_ORDER.map((metric) => ({
    id: metric,
    cells: [
      t(METRIC_NAMES[metric]),
      ...QUANTILE_NAMES.map(([name]) => <Ranged key={name} metric={report.metrics[metric]} name={name} />),
    ],
  }));
  const gaps = report.itl;
  if (gaps !== null) rows.splice(AFTER_TPOT, 0, { id: 'itl', cells: ['ITL', ...QUANTILE_NAMES.map(([name]) => <span key={name}>{formatDuration(gaps[name])}</span>)] });
  return (
    <section>
      <h3 className="figure-title">{t('Latencies')}</h3>
      <DataTable label={t('Latencies')} columns={[{ id: 'metric', head: t('Of answered requests') }, ...QUANTILE_NAMES.map(([id, head]) => ({ id, head, number: true }))]} rows={rows} />
      <p className="range-note">{t(INTERVAL_NOTE)}</p>
    </section>
  );
}

function Ranged({ metric, name }: { metric: MetricReport; name: (typeof QUANTILE_NAMES)[number][0] }) {
  const { value, interval } = withInterval(metric, name);
  return <span className="ranged"><span>{value}</span>{interval !== null && <span className="ranged-ends">{interval}</span>}</span>;
}

type Shown = FleetMetric | `part:${string}`;

/** One distribution at a time: a metric or a part of the way. */
export function Spread({ report }: { report: FleetReport }) {
  const [shown, setShown] = useState<Shown>('total');
  const parts = report.parts.filter(({ histogram }) => histogram.counts.length > 0);
  const part = parts.find((each) => shown === `part:${each.part}`);
  const metric: FleetMetric = METRIC_ORDER.find((each) => each === shown) ?? 'total';
  const { histogram, p50, p95, p99 } = part ?? report.metrics[metric];
  const name = part === undefined ? t(METRIC_NAMES[metric]) : partName(part.part);
  const data = barsOf(histogram);
  const options: { value: Shown; label: string; group: string }[] = [
    ...METRIC_ORDER.map((value) => ({ value, label: t(METRIC_NAMES[value]), group: t('The whole request') })),
    ...parts.map((each) => ({ value: `part:${each.part}` as const, label: partName(each.part), group: t('By stage') })),
  ];
  const markAt = (ms: number): string | undefined => data.find(({ to }) => ms <= to)?.label;
  return (
    <Figure
      title={t('Distribution')}
      controls={<span className="fleet-choice"><Select label={t('Of')} value={shown} options={options} onChange={setShown} /></span>}
      summary={[
        t('{name}: half of the answered requests take {p50} or less, 95 % {p95} or less, 99 % {p99} or less.', { name, p50: formatDuration(p50), p95: formatDuration(p95), p99: formatDuration(p99) }),
        histogram.zeros > 0 ? t('{count} take no time at all and are not drawn.', { count: formatCount(histogram.zeros) }) : '',
      ].join(' ').trim()}
      chart={
        <ResponsiveContainer width="100%" height={HEIGHT_PX}>
          <BarChart data={data} margin={MARGIN} barCategoryGap={1} accessibilityLayer>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            <XAxis dataKey="label" stroke="var(--ink-3)" tick={TICK} tickLine={false} interval={Math.max(0, Math.ceil(data.length / TICKS) - 1)} />
            <YAxis stroke="var(--ink-3)" tick={TICK} tickLine={false} width={AXIS_WIDTH_PX} tickFormatter={formatCount} />
            <Tooltip isAnimationActive={false} contentStyle={POPUP} cursor={{ fill: 'var(--line)' }} formatter={(value) => (typeof value === 'number' ? t('{count} requests', { count: formatCount(value) }) : String(value))} />
            <Bar dataKey="count" name={t('Requests')} fill="var(--around)" isAnimationActive={false} />
            {([['p50', p50], ['p95', p95], ['p99', p99]] as const).map(([label, ms]) => {
              const x = markAt(ms);
              return x === undefined ? null : <ReferenceLine key={label} x={x} stroke="var(--ink)" strokeDasharray="3 3" label={{ value: label, position: 'top', fill: 'var(--ink)', fontSize: 12 }} />;
            })}
          </BarChart>
        </ResponsiveContainer>
      }
      table={<DataTable label={t('Distribution of {name}', { name })} columns={[{ id: 'from', head: t('From') }, { id: 'to', head: t('To'), number: true }, { id: 'count', head: t('Requests'), number: true }]} rows={data.map(({ from, to, count }) => ({ id: String(from), cells: [formatDuration(from), formatDuration(to), formatCount(count)] }))} />}
    />
  );
}

function barsOf({ edges, counts }: Histogram): { from: number; to: number; label: string; count: number }[] {
  return counts.map((count, i) => ({ from: edges[i] ?? 0, to: edges[i + 1] ?? 0, label: formatDuration(edges[i + 1] ?? 0), count }));
}

const GROUPS = { byPromptLength: msg('Prompt length'), byTenant: msg('Tenant'), byKind: msg('Kind of request'), byRoute: msg('Route') } as const;
type GroupBy = keyof typeof GROUPS;

/** The same figures for parts of the requests. */
export function ByGroup({ report }: { report: FleetReport }) {
  const [by, setBy] = useState<GroupBy>('byPromptLength');
  const rows: readonly GroupReport[] = report[by];
  return (
    <section>
      <div className="figure-bar">
        <h3 className="figure-title">{t('Who waits')}</h3>
        <span className="fleet-choice"><Select label={t('By')} value={by} options={(Object.keys(GROUPS) as GroupBy[]).map((value) => ({ value, label: t(GROUPS[value]) }))} onChange={setBy} /></span>
      </div>
      <DataTable
        label={t('By {group}', { group: t(GROUPS[by]) })}
        columns={[{ id: 'name', head: t(GROUPS[by]) }, ...[msg('Requests'), msg('In time'), msg('TTFT p50'), msg('TTFT p95'), msg('TTFT p99'), msg('TPOT p95'), msg('Total p50'), msg('Total p95'), msg('Total p99'), msg('Cached'), msg('Refused'), msg('Cost')].map((head) => ({ id: head, head: t(head), number: true }))]}
        rows={rows.map((group) => ({
          id: group.name,
          cells: [
            groupName(group.name), formatCount(group.requests), formatShare(group.goodShare), formatDuration(group.ttftMs.p50), formatDuration(group.ttftMs.p95), formatDuration(group.ttftMs.p99), formatDuration(group.tpotMs.p95),
            formatDuration(group.totalMs.p50), formatDuration(group.totalMs.p95), formatDuration(group.totalMs.p99), formatShare(group.cacheHitShare), formatCount(group.refused + group.failed), formatDollars(group.costUsd),
          ],
        }))}
      />
    </section>
  );
}

/** Where the time of all requests goes, and whose budget breaks. */
export function WhereTimeGoes({ report }: { report: FleetReport }) {
  return (
    <section>
      <h3 className="figure-title">{t('Where the time goes')}</h3>
      <DataTable
        label={t('Where the time goes')}
        columns={[{ id: 'part', head: t('Part of the way') }, ...[msg('Share'), 'p50', 'p95', 'p99', 'p99.9'].map((head) => ({ id: head, head: t(head), number: true }))]}
        rows={report.parts.filter(({ share }) => share > 0).map(({ part, share, p50, p95, p99, p999 }) => ({ id: part, cells: [<span key="n" className="fleet-part"><span>{partName(part)}</span><i style={{ '--share': share }} aria-hidden="true" /></span>, formatShare(share), formatDuration(p50), formatDuration(p95), formatDuration(p99), formatDuration(p999)] }))}
      />
    </section>
  );
}

const PHASE_NAMES: Record<BudgetPhase, string> = { network: msg('Network'), retrieval: msg('Retrieval'), prompt: msg('Prompt'), model: msg('Model, queue included'), 'tools-post': msg('Tools and post') };

/** Whose limit breaks, and where: against the service level, and phase by phase against S4's budget. */
export function OverBudget({ report }: { report: FleetReport }) {
  const { misses, overBudget, blamed } = report.slo;
  const ofAnswered = (count: number): string => (report.answered === 0 ? '–' : formatShare(count / report.answered));
  return (
    <section>
      <h3 className="figure-title">{t('Over budget')}</h3>
      <p className="figure-summary">{t('Of the answered requests {ttft} miss the limit on TTFT, {tpot} the one on TPOT, {total} the one on the total.', { ttft: ofAnswered(misses.ttft), tpot: ofAnswered(misses.tpot), total: ofAnswered(misses.total) })}</p>
      <DataTable
        label={t('Phases over budget')}
        columns={[{ id: 'phase', head: t('Phase') }, { id: 'budget', head: t('Budget (S4)'), number: true }, { id: 'over', head: t('Requests over it'), number: true }, { id: 'share', head: t('Share'), number: true }, { id: 'blame', head: t('Most to blame for a late answer'), number: true }]}
        rows={BUDGET_PHASE_IDS.map((phase) => ({ id: phase, cells: [t(PHASE_NAMES[phase]), formatDuration(FLEET_BUDGET[phase]), formatCount(overBudget[phase]), ofAnswered(overBudget[phase]), formatCount(blamed[phase])] }))}
      />
    </section>
  );
}
