/** A bar for each lever from 0 to its effect: to the left is less time or money, to the right more. */
import { t } from '@/core/text';
import type { Lever, RankedLever } from '@/decisions/levers';
import { Tooltip } from '../../ui/Tooltip';
import { Ranged } from '../parts/Ranged';
import { applyLever } from './applied';
import { barOf, effectRangeText, effectText, tornadoDomain, whiskerOf, type ShownMetric } from './view';

export function Tornado({ levers, metric }: { levers: readonly RankedLever[]; metric: ShownMetric }) {
  const domain = tornadoDomain(levers, metric);
  const { zero } = barOf(0, domain);
  return (
    <div className="tornado" style={{ '--zero': zero }}>
      <div className="tornado-ends" aria-hidden="true">
        <span className="tornado-less">{t('less')}</span>
        <span className="tornado-more">{t('more')}</span>
      </div>
      <ul>
        {levers.map((ranked) => <TornadoRow key={ranked.lever.id} ranked={ranked} metric={metric} domain={domain} />)}
      </ul>
    </div>
  );
}

interface TornadoRowProps { ranked: RankedLever; metric: ShownMetric; domain: { low: number; high: number } }

function TornadoRow({ ranked, metric, domain }: TornadoRowProps) {
  const { lever, effects, sentence } = ranked;
  const { delta } = effects[metric];
  const { from, to } = barOf(delta, domain);
  const whisker = whiskerOf(effects[metric], domain);
  const effect = effectText(metric, effects[metric]);
  return (
    <li className="tornado-row">
      <span className="tornado-name">
        <LeverName lever={lever} />
        <span className="tornado-change">{sentence}</span>
      </span>
      <button type="button" data-print className="tornado-apply" aria-label={t('Apply {lever}: {effect}', { lever: t(lever.title), effect })} onClick={() => applyLever(ranked)}>
        <span className="tornado-plot" aria-hidden="true">
          <span className="tornado-bar bar-modeled" style={{ '--from': from, '--to': to }} />
          {whisker !== null && <span className="whisker" style={{ '--low': whisker.low, '--high': whisker.high }} />}
        </span>
        <span className="tornado-value"><Ranged range={effectRangeText(metric, effects[metric])}>{effect}</Ranged></span>
        <span className="tornado-word">{t('Apply')}</span>
      </button>
    </li>
  );
}

/** The lever's name; what it does, what the model leaves out and who says so on hover. */
export function LeverName({ lever }: { lever: Lever }) {
  return (
    <Tooltip
      className="tornado-title underline decoration-line-strong decoration-dotted underline-offset-4 hover:decoration-ink"
      content={
        <>
          <span className="block">{t(lever.what)}</span>
          {lever.leavesOut !== undefined && <span className="mt-1 block text-ink-2">{t('Left out: {what}', { what: t(lever.leavesOut) })}</span>}
          {lever.sources.map(({ key, detail }) => <span key={key} className="mt-1 block text-xs text-ink-3">{t('{source}: {detail}', { source: t(key), detail: t(detail) })}</span>)}
        </>
      }
    >
      {t(lever.title)}
    </Tooltip>
  );
}
