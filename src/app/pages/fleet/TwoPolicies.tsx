/** Two policies on the same requests: what the change did, and whether that is more than luck. */
import { language, msg, t } from '@/core/text';
import { formatDuration, formatShare } from '@/core/units';
import type { FleetScenario } from '@/datacenter/fleet/config';
import { FLEET_PRESETS } from '@/datacenter/fleet/presets';
import type { MetricComparison } from '@/datacenter/fleet/stats/compare';
import type { FleetReport } from '@/datacenter/fleet/stats/report';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { DataTable } from '../parts/DataTable';
import { comparePolicies, stopPlan, usePlan } from './plan-state';
import { useFleet } from './state';
import { differenceText, METRIC_NAMES, policyFacts, QUANTILE_NAMES } from './view';

const KEPT = msg('As kept');
const MEAN = msg('mean');

/** A title in the middle of a sentence; German titles begin with nouns as often as not, and keep their capital. */
const inSentence = (title: string): string => (language() === 'en' ? title.replace(/^./, (c) => c.toLowerCase()) : title);

export function TwoPolicies() {
  const scenario = useFleet((s) => s.scenario);
  const presetId = useFleet((s) => s.presetId);
  const { other, compared, doing, error } = usePlan();
  const against = other ?? FLEET_PRESETS.find(({ id }) => id === presetId)?.against ?? null;
  const keep = (kept: FleetScenario): void => usePlan.setState({ other: { title: KEPT, scenario: kept } });
  return (
    <section aria-label={t('Two policies')} className="plan">
      <h3 className="figure-title">{t('Two policies on the same requests')}</h3>
      <p className="figure-summary">
        {against === null
          ? t('Keep the fleet as it is now, change something, and see what the change did to the very same requests.')
          : t('The fleet as it is now against: {other}.', { other: inSentence(t(against.title)) })}
      </p>
      <p className="plan-actions">
        <Button onClick={() => keep(scenario)}>{t('Keep this one to compare with')}</Button>
        {against !== null && doing !== 'compare' && <Button kind="primary" onClick={() => void comparePolicies(scenario, against.scenario, [t('Now'), t(against.title)])}>{t('Compare')}</Button>}
        {doing === 'compare' && <Button onClick={stopPlan}>{t('Stop')}</Button>}
        {doing === 'compare' && <span role="status">{t('Running both')}</span>}
      </p>
      {error !== null && doing === null && <Notice tone="fail" message={error.message} action={error.action} />}
      {compared !== null && <Compared titles={compared.titles} rows={compared.result.rows} a={compared.result.a} b={compared.result.b} />}
    </section>
  );
}

function Compared({ titles: [nameA, nameB], rows, a, b }: { titles: readonly [string, string]; rows: readonly MetricComparison[]; a: FleetReport; b: FleetReport }) {
  const value = (row: MetricComparison, of: number): string => (row.metric === 'good' ? formatShare(of) : formatDuration(of));
  const name = (row: MetricComparison): string => (row.metric === 'good' ? t('Answered in time') : `${t(METRIC_NAMES[row.metric])} ${QUANTILE_NAMES.find(([id]) => id === row.statistic)?.[1] ?? t(MEAN)}`);
  return (
    <>
      <DataTable
        label={t('Differences of the two policies')}
        columns={[{ id: 'what', head: '' }, { id: 'a', head: nameA, number: true }, { id: 'b', head: nameB, number: true }, { id: 'difference', head: t('Difference'), number: true }, { id: 'interval', head: t('95 % interval'), number: true }, { id: 'verdict', head: t('Is it more than luck?') }]}
        rows={rows.filter(({ statistic, metric }) => statistic !== 'p999' && (metric !== 'tpot' || statistic !== 'mean')).map((row) => {
          const { difference, interval, verdict } = differenceText(row);
          return { id: `${row.metric}-${row.statistic}`, cells: [name(row), value(row, row.a), value(row, row.b), difference, interval, verdict] };
        })}
      />
      <DataTable
        label={t('Counts and cost of both')}
        columns={[{ id: 'what', head: '' }, { id: 'a', head: nameA, number: true }, { id: 'b', head: nameB, number: true }]}
        rows={policyFacts(a, b).map(([what, left, right]) => ({ id: what, cells: [what, left, right] }))}
      />
    </>
  );
}
