/** The largest prompt, answer and model that keep the budget, solved for. */
import { t } from '@/core/text';
import { formatDuration, significant } from '@/core/units';
import type { ScenarioPatch } from '@/core/scenario';
import { defaultPrices } from '@/catalog/prices';
import type { ModelFit, Solution } from '@/decisions/budget';
import { useScenario } from '../../store/scenario';
import { Button } from '../../ui/Button';
import { Disclosure } from '../../ui/Disclosure';
import { DataTable } from '../parts/DataTable';
import { durationEnds } from '../parts/range-text';
import { Ranged, RANGE_NOTE } from '../parts/Ranged';
import type { Solved } from '../work/work.worker';
import { solutionRange, solutionText } from './view';

const take = (patch: ScenarioPatch): void => useScenario.getState().edit(patch);

export function Fits({ solved, limit }: { solved: Solved | null; limit: string }) {
  return (
    <section aria-label={t('What still fits')}>
      <h3 className="figure-title">{t('What still fits: {limit}', { limit })}</h3>
      {solved === null ? <p className="figure-summary" role="status">{t('Being searched for.')}</p> : <Solutions solved={solved} />}
    </section>
  );
}

function Solutions({ solved: { prompt, output, models } }: { solved: Solved }) {
  const { best } = models;
  return (
    <>
      <dl className="fits">
        <Fit name={t('Longest prompt')} solution={prompt} />
        <Fit name={t('Longest answer')} solution={output} />
        <div>
          <dt>{t('Largest model')}</dt>
          <dd>
            {best === null ? t('no model of the catalogue fits on these GPUs') : `${best.name}, ${best.ms === null ? '' : formatDuration(best.ms)}`}
            {best !== null && best.range !== null && <span className="fits-range" title={t(RANGE_NOTE)}>{durationEnds(best.range)}</span>}
            {best !== null && <Button kind="quiet" onClick={() => takeModel(best)}>{t('Use it')}</Button>}
          </dd>
        </div>
      </dl>
      <Disclosure title={t('Every model on these GPUs')} summary={t('{fitting} of {count} fit', { fitting: models.models.filter(({ fits }) => fits).length, count: models.models.length })}>
        <DataTable
          label={t('Models on these GPUs')}
          columns={[{ id: 'model', head: t('Model') }, { id: 'params', head: t('Parameters'), number: true }, { id: 'ms', head: t('Total at p95'), number: true }, { id: 'reason', head: t('Fits'), note: true }]}
          rows={models.models.map(({ id, name, paramsB, ms, range, fits, reason }) => ({
            id, cells: [name, t('{count} B', { count: significant(paramsB) }), ms === null ? '–' : <Ranged key="ms" range={range === null ? null : durationEnds(range)}>{formatDuration(ms)}</Ranged>, fits ? t('yes') : t('no: {reason}', { reason: reason ?? '' })],
          }))}
        />
      </Disclosure>
    </>
  );
}

const takeModel = ({ id, name }: ModelFit): void => take({ model: id, prices: defaultPrices(id, name) });

function Fit({ name, solution }: { name: string; solution: Solution }) {
  const { patch } = solution;
  const range = solutionRange(solution);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {solutionText(solution)}
        {range !== null && <span className="fits-range" title={t(RANGE_NOTE)}>{range}</span>}
        {patch !== null && <Button kind="quiet" onClick={() => take(patch)}>{t('Use it')}</Button>}
      </dd>
    </div>
  );
}
