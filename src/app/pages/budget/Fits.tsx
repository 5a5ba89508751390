/** The largest prompt, answer and model that keep the budget, solved for. */
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
    <section aria-label="What still fits">
      <h3 className="figure-title">What still fits: {limit}</h3>
      {solved === null ? <p className="figure-summary" role="status">Being searched for.</p> : <Solutions solved={solved} />}
    </section>
  );
}

function Solutions({ solved: { prompt, output, models } }: { solved: Solved }) {
  const { best } = models;
  return (
    <>
      <dl className="fits">
        <Fit name="Longest prompt" solution={prompt} />
        <Fit name="Longest answer" solution={output} />
        <div>
          <dt>Largest model</dt>
          <dd>
            {best === null ? 'no model of the catalogue fits on these GPUs' : `${best.name}, ${best.ms === null ? '' : formatDuration(best.ms)}`}
            {best !== null && best.range !== null && <span className="fits-range" title={RANGE_NOTE}>{durationEnds(best.range)}</span>}
            {best !== null && <Button kind="quiet" onClick={() => takeModel(best)}>Use it</Button>}
          </dd>
        </div>
      </dl>
      <Disclosure title="Every model on these GPUs" summary={`${models.models.filter(({ fits }) => fits).length} of ${models.models.length} fit`}>
        <DataTable
          label="Models on these GPUs"
          columns={[{ id: 'model', head: 'Model' }, { id: 'params', head: 'Parameters', number: true }, { id: 'ms', head: 'Total at p95', number: true }, { id: 'reason', head: 'Fits', note: true }]}
          rows={models.models.map(({ id, name, paramsB, ms, range, fits, reason }) => ({
            id, cells: [name, `${significant(paramsB)} B`, ms === null ? '–' : <Ranged key="ms" range={range === null ? null : durationEnds(range)}>{formatDuration(ms)}</Ranged>, fits ? 'yes' : `no: ${reason ?? ''}`],
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
        {range !== null && <span className="fits-range" title={RANGE_NOTE}>{range}</span>}
        {patch !== null && <Button kind="quiet" onClick={() => take(patch)}>Use it</Button>}
      </dd>
    </div>
  );
}
