/** Each phase against its budget: bar to p95, marks at p50 and p99, the budget as a line. */
import type { BudgetBar } from './view';
import { axisEndMs, barRange, overText, undecided, verdictText } from './view';
import { Ranged } from '../parts/Ranged';
import { t } from '@/core/text';
import { formatDuration } from '@/core/units';
import { DataTable } from '../parts/DataTable';

export function BudgetChart({ bars }: { bars: readonly BudgetBar[] }) {
  const endMs = axisEndMs(bars);
  return (
    <ul className="budget-chart">
      {bars.map((bar) => <BudgetRow key={bar.id} bar={bar} endMs={endMs} />)}
    </ul>
  );
}

function BudgetRow({ bar, endMs }: { bar: BudgetBar; endMs: number }) {
  const at = (ms: number): number => ms / endMs;
  const over = bar.overMs > 0;
  return (
    <li className="budget-row" data-over={over ? '' : undefined} data-id={bar.id}>
      <span className="budget-name">{t(bar.title)}</span>
      <span className="budget-plot" aria-hidden="true">
        <span className="budget-bar bar-modeled" style={{ '--to': at(Math.min(bar.p95, bar.budgetMs)) }} />
        {over && <span className="budget-over bar-modeled" style={{ '--from': at(bar.budgetMs), '--to': at(bar.p95) }} />}
        <span className="budget-median" style={{ '--at': at(bar.p50) }} />
        <span className="budget-tail" style={{ '--from': at(bar.p95), '--to': at(bar.p99) }} />
        {bar.ranges !== null && <span className="whisker" style={{ '--low': at(bar.ranges.p95.low), '--high': at(bar.ranges.p95.high) }} />}
        <span className="budget-line" style={{ '--at': at(bar.budgetMs) }} />
      </span>
      <span className="budget-numbers">
        <span>{formatDuration(bar.p50)}</span>
        <span className="budget-p95"><Ranged range={barRange(bar, 'p95')}>{formatDuration(bar.p95)}</Ranged></span>
        <span>{formatDuration(bar.p99)}</span>
        <span>{formatDuration(bar.budgetMs)}</span>
        <span className="budget-verdict"><Ranged range={undecided(bar) ? t('within the error') : null}>{verdictText(bar)}</Ranged></span>
      </span>
    </li>
  );
}

/** Heads of the numbers beside the bars. */
export function BudgetHeads() {
  return (
    <p className="budget-heads" aria-hidden="true">
      {['p50', 'p95', 'p99', t('budget'), t('at p95')].map((head) => <span key={head}>{head}</span>)}
    </p>
  );
}

export function BudgetTable({ bars }: { bars: readonly BudgetBar[] }) {
  return (
    <DataTable
      label={t('Phases against the budget')}
      columns={[
        { id: 'phase', head: t('Phase') },
        ...['p50', 'p95', 'p99', t('Budget'), t('Requests over it')].map((head) => ({ id: head, head, number: true })),
        { id: 'verdict', head: t('At p95') },
      ]}
      rows={bars.map((bar) => ({
        id: bar.id,
        cells: [t(bar.title), ...(['p50', 'p95', 'p99'] as const).map((at) => <Ranged key={at} range={barRange(bar, at)}>{formatDuration(bar[at])}</Ranged>), formatDuration(bar.budgetMs), overText(bar.shareOver), verdictText(bar)],
      }))}
    />
  );
}
